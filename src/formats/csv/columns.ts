import { squash } from "../../problem/vocabulary.js";
import { clip } from "../errors.js";
import { describeField, type Field, REQUIRED } from "../fields.js";
import type { NameJudge, NameVerdict, Place } from "../names.js";
import { cellText, isEmptyCell, type Table } from "../table.js";

/** What a column may hold: a field of a buffer, or the buffer that it is an alias of. */
export type Column = Field | "alias";

/** What a header says. */
export interface Header {
  /** Where each field that is read stands. */
  readonly columns: Readonly<Partial<Record<Column, number>>>;
  /** The names as they are written, without blanks around them. */
  readonly headers: readonly string[];
  /** The column that offsets are written into, even where it is not read; −1 where there is none. */
  readonly offsetColumn: number;
}

export const COLUMN_PLACE: Place = { what: "column", level: "buffer" };
const LISTED = 12;

/** Finds each field in the header, and judges every other name. `fail` gets the column at fault. */
export function findColumns(
  table: Table,
  names: NameJudge,
  fail: (column: number, detail: string, refusedName?: string) => never,
): Header {
  const headers: string[] = [];
  for (let column = 0; column < Math.min(table.columnCount, table.begin.length); column++) {
    headers.push(cellText(table, column).trim());
  }
  const columns: Partial<Record<Column, number>> = {};
  const seen = new Set<string>();
  let offsetColumn = -1;
  for (const [column, header] of headers.entries()) {
    const name = header.toLowerCase();
    if (name !== "" && seen.has(name)) fail(column, `column ${clip(header)} is there twice`);
    seen.add(name);
    if (name === "offset") offsetColumn = column;
    // A separator too many at the end of every row makes a column of nothing.
    if (name === "" && isEmptyColumn(table, column)) continue;
    const { field, refusal, always } = judgeColumn(header, names);
    if (refusal !== undefined && (always === true || !isEmptyColumn(table, column))) fail(column, refusal, header);
    if (field === undefined) continue;
    const other = columns[field as Column];
    if (other !== undefined) {
      fail(column, `columns ${clip(headers[other]!)} and ${clip(header)} both stand for ${field}`);
    }
    columns[field as Column] = column;
  }
  const missing = REQUIRED.filter((field) => columns[field] === undefined);
  if (missing.length > 0)
    fail(0, `no column ${missing.map(describeField).join(", ")}; the header has ${listed(headers)}`);
  return { columns, headers, offsetColumn: columns.offset ?? offsetColumn };
}

/** Fields that have no column of their own, and how CSV says what they say. */
const ELSEWHERE: Readonly<Partial<Record<string, string>>> = {
  memories: "a choice of memories has no place in CSV, and JSON has one",
  clock: "in CSV vector clocks stand in the columns of the times, as in 0:1",
};

function judgeColumn(header: string, names: NameJudge): NameVerdict {
  const isAlias = squash(header) === "alias" && !names.isDropped(header);
  const verdict: NameVerdict = isAlias ? { field: "alias" } : names.judge(header, COLUMN_PLACE);
  const why = verdict.field === undefined ? undefined : ELSEWHERE[verdict.field];
  return why === undefined ? verdict : { refusal: `column ${clip(header)} is not read: ${why}` };
}

function isEmptyColumn(table: Table, column: number): boolean {
  for (let row = 1; row < table.rowCount; row++) {
    if (!isEmptyCell(table, row * table.columnCount + column)) return false;
  }
  return true;
}

/** The names of a header, or as many as a message bears. */
export function listed(headers: readonly string[]): string {
  const names = headers.slice(0, LISTED).map(clip).join(", ");
  return headers.length > LISTED ? `${names} and ${headers.length - LISTED} more` : names;
}
