/**
 * The rows of a trace in CSV. Unlike tables of buffers, rows may be of different lengths: those that free need no size.
 * A line of its own for each row; a quoted cell may hold separators, and no line end.
 */
import { squash } from "../../problem/vocabulary.js";
import { type Separator, separatorOf } from "../csv/separator.js";
import { clip } from "../errors.js";
import type { NameJudge } from "../names.js";
import { integerOf } from "../table.js";
import { emptyRow, type Fail, type Visit } from "./rows.js";
import { areOfTrace, deedOf, FIELD_NAMES, fieldOf, type TraceField } from "./words.js";

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;
const QUOTE = 34;
const HASH = 35;

/** Walks along the lines of a text. Cells are positions in it. */
class Lines {
  readonly begin: number[] = [];
  readonly end: number[] = [];
  count = 0;
  /** Where the current line begins. */
  lineBegin = 0;
  readonly #text: string;
  readonly #separator: number;
  #at = 0;

  constructor(text: string, separator: Separator) {
    this.#text = text;
    this.#separator = separator.charCodeAt(0);
  }

  /** Goes to the next line that is neither blank nor a comment. False at the end of the text. */
  next(fail: Fail): boolean {
    const text = this.#text;
    while (this.#at < text.length) {
      this.lineBegin = this.#at;
      let at = this.#at;
      while (this.#isBlank(text.charCodeAt(at))) at++;
      const first = text.charCodeAt(at);
      if (first === HASH) {
        while (at < text.length && !isLineEnd(text.charCodeAt(at))) at++;
        this.#leave(at);
        continue;
      }
      this.#cells(fail);
      if (this.count > 1 || this.begin[0]! < this.end[0]!) return true;
    }
    return false;
  }

  cell(index: number): string {
    if (index >= this.count) return "";
    const from = this.begin[index]!;
    const to = this.end[index]!;
    if (this.#text.charCodeAt(from) !== QUOTE || from === to) return this.#text.slice(from, to);
    return this.#text
      .slice(from + 1, to - 1)
      .replaceAll('""', '"')
      .trim();
  }

  #cells(fail: Fail): void {
    const text = this.#text;
    this.count = 0;
    let at = this.#at;
    for (;;) {
      while (this.#isBlank(text.charCodeAt(at))) at++;
      const begin = at;
      if (text.charCodeAt(at) === QUOTE) {
        at++;
        while (text.charCodeAt(at) !== QUOTE || text.charCodeAt(at + 1) === QUOTE) {
          if (at >= text.length || isLineEnd(text.charCodeAt(at))) {
            fail(begin, "the quote that opens here is not closed in its line");
          }
          at += text.charCodeAt(at) === QUOTE ? 2 : 1;
        }
        at++;
      }
      const quoted = at;
      while (at < text.length && text.charCodeAt(at) !== this.#separator && !isLineEnd(text.charCodeAt(at))) at++;
      let end = at;
      while (end > begin && this.#isBlank(text.charCodeAt(end - 1))) end--;
      if (quoted > begin && end > quoted) fail(begin, 'misplaced quote: a quoted cell begins and ends with "');
      this.begin[this.count] = begin;
      this.end[this.count++] = end;
      if (at >= text.length || text.charCodeAt(at) !== this.#separator) break;
      at++;
    }
    this.#leave(at);
  }

  /** Goes behind the line end at `at`. */
  #leave(at: number): void {
    const isPair = this.#text.charCodeAt(at) === CR && this.#text.charCodeAt(at + 1) === LF;
    this.#at = at + (isPair ? 2 : 1);
  }

  #isBlank(code: number): boolean {
    return (code === SPACE || code === TAB) && code !== this.#separator;
  }
}

function isLineEnd(code: number): boolean {
  return code === LF || code === CR;
}

/** Whether a text begins as a trace in CSV, with a header or without. */
export function beginsAsCsv(text: string): boolean {
  const lines = firstLine(text);
  return lines !== null && (areOfTrace(lines) || columnsWithout(lines) !== null);
}

/** The cells of the first line; null where there is none, or where a quote is not closed in it. */
function firstLine(text: string): string[] | null {
  const lines = new Lines(text, separatorFor(text));
  try {
    const isThere = lines.next((position) => {
      throw new RangeError(`a quote at ${position}`);
    });
    return isThere ? Array.from({ length: lines.count }, (_, i) => lines.cell(i)) : null;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function separatorFor(text: string): Separator {
  const first = /^(?:[ \t]*(?:#.*)?(?:\r\n|\n|\r))*(.*)/.exec(text)?.[1] ?? "";
  const known = separatorOf(first, FIELD_NAMES);
  if (first.includes(known)) return known;
  return ([";", "\t"] as const).find((separator) => first.includes(separator)) ?? known;
}

/**
 * Where the fields stand in a trace without a header, by its first row: the time or not, what is done, with what, the
 * size. Null where the row is none.
 */
function columnsWithout(cells: readonly string[]): TraceField[] | null {
  const hasTime = cells.length > 2 && deedOf(cells[1]!) !== undefined && Number.isFinite(Number(cells[0] || "x"));
  const at = hasTime ? 1 : 0;
  const deed = deedOf(cells[at] ?? "");
  if (deed === undefined || cells.length < at + 2 || cells.length > at + 3) return null;
  const size = cells[at + 2] ?? "";
  const isSized = integerOf(size) >= 0;
  if (deed === "free" ? size !== "" && !isSized : !isSized) return null;
  return [...(hasTime ? (["time"] as const) : []), "op", "id", "size"];
}

/** Calls `visit` with each row below the header. @throws FormatError for a fault in the header or a row too long */
export function readCsvRows(text: string, names: NameJudge, fail: Fail, visit: Visit): void {
  const lines = new Lines(text, separatorFor(text));
  if (!lines.next(fail)) return;
  const cells = Array.from({ length: lines.count }, (_, i) => lines.cell(i));
  const without = areOfTrace(cells) ? null : columnsWithout(cells);
  const columns = without ?? headerOf(cells, lines, names, fail);
  const row = emptyRow();
  const columnOf = new Map(columns.map((field, column) => [field, column]));
  const place = (field?: TraceField): number => {
    const column = field === undefined ? undefined : columnOf.get(field);
    return column === undefined || column >= lines.count ? lines.begin[0]! : lines.begin[column]!;
  };
  let isRow = without !== null || lines.next(fail);
  while (isRow) {
    for (let column = columns.length; column < lines.count; column++) {
      if (lines.begin[column]! === lines.end[column]!) continue;
      fail(lines.begin[column]!, `the row has ${lines.count} fields, and there are ${columns.length} columns`);
    }
    for (const [column, field] of columns.entries()) if (field !== null) row[field] = lines.cell(column);
    visit(row, place);
    isRow = lines.next(fail);
  }
}

/** The field of each column of a header; null where it is ignored. */
function headerOf(cells: readonly string[], lines: Lines, names: NameJudge, fail: Fail): (TraceField | null)[] {
  const seen = new Map<TraceField, string>();
  const columns = cells.map((cell, column): TraceField | null => {
    const field = names.isDropped(cell) ? undefined : fieldOf(cell);
    if (field === undefined) {
      if (squash(cell) !== "") {
        const verdict = names.judge(cell, { what: "column", level: "buffer" });
        const refusal = verdict.field === undefined ? verdict.refusal : `column ${clip(cell)} is not read in a trace`;
        if (refusal !== undefined) fail(lines.begin[column]!, refusal, cell);
      }
      return null;
    }
    const other = seen.get(field);
    if (other !== undefined)
      fail(lines.begin[column]!, `columns ${clip(other)} and ${clip(cell)} both are the ${field}`);
    seen.set(field, cell);
    return field;
  });
  if (!seen.has("size")) fail(lines.begin[0]!, 'the header of the trace has no column "size"');
  return columns;
}
