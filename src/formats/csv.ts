/**
 * The CSV form, after MiniMalloc: a header, then a row for each buffer. Columns stand in any order and are recognised by name
 * (`fields.ts`; case and blanks do not count); a column of another name is kept and ignored. An empty cell of an
 * optional column means that the buffer has no such value.
 */
import { clip, errorAt } from "./errors.js";
import {
  type Draft,
  describeField,
  type Field,
  fieldOf,
  INCLUSIVE_NAME,
  OPTIONAL,
  REQUIRED,
  type Reading,
} from "./fields.js";
import { readPlain } from "./plain.js";
import { readQuoted } from "./quoted.js";
import { cellInteger, cellText, type Table } from "./table.js";

export interface CsvSource {
  readonly form: "csv";
  readonly table: Table;
  /** Where the header has the column `offset`; −1 if it has none. */
  readonly offsetColumn: number;
}

type Columns = Partial<Record<Field, number>>;

/**
 * Reads a CSV text, which has no byte order mark.
 *
 * @param placed take the `offset` column for a plan instead of for constraints
 * @throws FormatError at the first fault
 */
export function readCsv(text: string, fileName: string, placed: boolean): Reading & { readonly source: CsvSource } {
  const table = text.includes('"') ? readQuoted(text, fileName) : readPlain(text);
  const { rowCount, columnCount, begin } = table;
  const fail = (position: number, detail: string): never => {
    throw errorAt(fileName, text, { position, detail });
  };
  const headers: string[] = [];
  for (let column = 0; column < Math.min(columnCount, table.begin.length); column++) {
    headers.push(cellText(table, column).trim());
  }
  const columns = findColumns(headers, (column, detail) => fail(begin[column] ?? 0, detail));
  const inclusive = headers[columns.upper!]!.toLowerCase() === INCLUSIVE_NAME;
  if (placed && columns.offset === undefined) fail(0, `no column "offset"; the header has ${listed(headers)}`);

  const integer = (row: number, column: number, id: string): number => {
    const cell = row * columnCount + column;
    const value = cellInteger(table, cell);
    if (Number.isFinite(value)) return value;
    const content = cellText(table, cell);
    const reason =
      content.trim() === ""
        ? "is empty"
        : `must be an integer${Number.isNaN(value) ? "" : " within ±(2^53 − 1)"}, got ${clip(content)}`;
    return fail(begin[cell]!, `buffer ${clip(id)}: ${headers[column]} ${reason}`);
  };
  const isEmpty = (row: number, column: number): boolean => {
    const cell = row * columnCount + column;
    return begin[cell]! === table.end[cell]!;
  };

  const buffers: Draft[] = [];
  const offsets = placed ? new Float64Array(rowCount - 1) : null;
  const optional = OPTIONAL.filter((field) => columns[field] !== undefined && !(placed && field === "offset"));
  for (let row = 1; row < rowCount; row++) {
    const id = cellText(table, row * columnCount + columns.id!);
    if (id === "") fail(begin[row * columnCount + columns.id!]!, `the row has no ${headers[columns.id!]}`);
    const buffer: Draft = {
      id,
      lower: integer(row, columns.lower!, id),
      upper: integer(row, columns.upper!, id) + (inclusive ? 1 : 0),
      size: integer(row, columns.size!, id),
    };
    for (const field of optional) {
      if (!isEmpty(row, columns[field]!)) buffer[field] = integer(row, columns[field]!, id);
    }
    if (offsets !== null) {
      if (isEmpty(row, columns.offset!)) {
        fail(begin[row * columnCount + columns.offset!]!, `buffer ${clip(id)} has no offset`);
      }
      offsets[row - 1] = integer(row, columns.offset!, id);
    }
    buffers.push(buffer);
  }
  if (table.fault !== null) throw errorAt(fileName, text, table.fault);

  return {
    buffers,
    capacity: undefined,
    offsets,
    source: { form: "csv", table, offsetColumn: columns.offset ?? -1 },
    positionOf: (bufferIndex, field) =>
      bufferIndex === undefined ? 0 : begin[(bufferIndex + 1) * columnCount + (columns[field as Field] ?? 0)]!,
    endsInclusive: () => inclusive,
  };
}

/** The text with each buffer's offset in its row: in the column `offset`, or in a new last one. */
export function formatCsv({ table, offsetColumn }: CsvSource, offsets: ArrayLike<number>): string {
  const { text, rowCount, columnCount, begin, end } = table;
  const pieces: string[] = [];
  let written = 0;
  for (let row = 0; row < rowCount; row++) {
    const lastCell = (row + 1) * columnCount - 1;
    if (offsetColumn < 0) {
      pieces.push(text.slice(written, end[lastCell]!), row === 0 ? ",offset" : `,${offsets[row - 1]!}`);
      written = end[lastCell]!;
    } else if (row > 0) {
      const cell = row * columnCount + offsetColumn;
      pieces.push(text.slice(written, begin[cell]!), String(offsets[row - 1]!));
      written = end[cell]!;
    }
  }
  pieces.push(text.slice(written));
  return pieces.join("");
}

/** Where each field stands in the header. */
function findColumns(headers: readonly string[], fail: (column: number, detail: string) => never): Columns {
  const columns: Columns = {};
  const seen = new Set<string>();
  for (let column = 0; column < headers.length; column++) {
    const header = headers[column]!;
    const name = header.toLowerCase();
    if (name !== "" && seen.has(name)) fail(column, `column ${clip(header)} is there twice`);
    seen.add(name);
    const field = fieldOf(name);
    if (field === undefined) continue;
    const other = columns[field];
    if (other !== undefined) {
      fail(column, `columns ${clip(headers[other]!)} and ${clip(header)} both stand for ${field}`);
    }
    columns[field] = column;
  }
  const missing = REQUIRED.filter((field) => columns[field] === undefined);
  if (missing.length > 0) {
    const separator = headers.length === 1 && /[;\t]/.test(headers[0]!) ? "; columns are separated by commas" : "";
    fail(0, `no column ${missing.map(describeField).join(", ")}; the header has ${listed(headers)}${separator}`);
  }
  return columns;
}

const LISTED = 12;

function listed(headers: readonly string[]): string {
  const names = headers.slice(0, LISTED).map(clip).join(", ");
  return headers.length > LISTED ? `${names} and ${headers.length - LISTED} more` : names;
}
