import type { Separator } from "./csv/separator.js";
import type { TextFault } from "./errors.js";

const QUOTE = 34;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;

/**
 * The cells of a CSV text, as positions in it: nothing is copied, and whatever is not a cell (line ends, blanks around
 * cells, blank lines) can be written back as it was. Row 0 is the header. All rows have `columnCount` cells; a row that
 * has not is the table's `fault`, and the table ends before it.
 */
export interface Table {
  readonly text: string;
  readonly separator: Separator;
  readonly rowCount: number;
  readonly columnCount: number;
  /** Where cell `row · columnCount + column` begins, without the blanks around it; at its quote if it is quoted. */
  readonly begin: Int32Array;
  readonly end: Int32Array;
  readonly fault: TextFault | null;
}

/** The content of a cell: without blanks around, or what stands between its quotes. */
export function cellText(table: Table, cell: number): string {
  const { text, begin, end } = table;
  const from = begin[cell]!;
  if (text.charCodeAt(from) !== QUOTE || from === end[cell]!) return text.slice(from, end[cell]!);
  return text.slice(from + 1, end[cell]! - 1).replaceAll('""', '"');
}

/** True for a cell of nothing but blanks, in quotes or not. */
export function isEmptyCell({ text, begin, end }: Table, cell: number): boolean {
  const from = begin[cell]!;
  const to = end[cell]!;
  return from === to || (text.charCodeAt(from) === QUOTE && text.slice(from + 1, to - 1).trim() === "");
}

/**
 * The integer in a cell, which must be digits, decimal or hexadecimal after `0x`, with or without a minus before
 * them; blanks inside quotes do no harm. NaN if it is anything else, ±Infinity beyond ±(2^53 − 1).
 */
export function cellInteger(table: Table, cell: number): number {
  const { text } = table;
  let at = table.begin[cell]!;
  let end = table.end[cell]!;
  if (at < end && text.charCodeAt(at) === QUOTE) {
    at++;
    end--;
    while (at < end && isBlank(text.charCodeAt(at))) at++;
    while (end > at && isBlank(text.charCodeAt(end - 1))) end--;
  }
  const negative = at < end && text.charCodeAt(at) === MINUS;
  if (negative) at++;
  if (at === end) return Number.NaN;
  let value = 0;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) return hexInteger(text.slice(table.begin[cell]!, table.end[cell]!));
    // Rounding is monotone, so a value beyond 2^53 − 1 can never round back below it.
    value = value * 10 + (code - ZERO);
  }
  if (value > Number.MAX_SAFE_INTEGER) value = Number.POSITIVE_INFINITY;
  return negative ? 0 - value : value;
}

/** The integer in hexadecimal digits after `0x`; NaN and ±Infinity as `cellInteger` has it. */
function hexInteger(text: string): number {
  const [, digits = ""] = /^"?\s*(-?0x[0-9a-f]+)\s*"?$/i.exec(text) ?? [];
  return integerOf(digits);
}

/** The integer in a text without blanks around it, as `cellInteger` reads that of a cell. */
export function integerOf(text: string): number {
  const [, minus = "", digits] = /^(-?)(\d+|0x[0-9a-f]+)$/i.exec(text) ?? [];
  return bounded(digits === undefined ? Number.NaN : Number(digits), minus);
}

function bounded(value: number, minus: string): number {
  const within = value > Number.MAX_SAFE_INTEGER ? Number.POSITIVE_INFINITY : value;
  return minus === "" ? within : 0 - within;
}

/** White space as `String.trim` has it, line ends included. */
export function isBlank(code: number): boolean {
  if (code <= 32) return code === 32 || (code >= 9 && code <= 13);
  return code >= 0xa0 && String.fromCharCode(code).trim() === "";
}

/** Collects cells row by row. */
export class TableBuilder {
  #begin = new Int32Array(1024);
  #end = new Int32Array(1024);
  #count = 0;
  #rowBegin = 0;
  #rowCount = 0;
  #columnCount = 0;
  #fault: TextFault | null = null;

  readonly #text: string;
  readonly #separator: Separator;

  constructor(text: string, separator: Separator) {
    this.#text = text;
    this.#separator = separator;
  }

  /** Adds the cell within [begin, end) to the current row. */
  add(begin: number, end: number): void {
    const text = this.#text;
    while (begin < end && isBlank(text.charCodeAt(begin))) begin++;
    while (end > begin && isBlank(text.charCodeAt(end - 1))) end--;
    if (this.#count === this.#begin.length) this.#grow();
    this.#begin[this.#count] = begin;
    this.#end[this.#count++] = end;
  }

  /** Ends the current row; a blank line is dropped. False if the row is ragged: then the table is at its end. */
  endRow(): boolean {
    const first = this.#rowBegin;
    const cells = this.#count - first;
    if (cells === 1 && this.#begin[first]! === this.#end[first]!) {
      this.#count = first;
      return true;
    }
    if (this.#rowCount === 0) this.#columnCount = cells;
    if (cells !== this.#columnCount) {
      this.#fault = {
        position: cells > this.#columnCount ? this.#begin[first + this.#columnCount]! : this.#end[this.#count - 1]!,
        detail: `the row has ${cells} ${cells === 1 ? "field" : "fields"}, the header has ${this.#columnCount}`,
      };
      this.#count = first;
      return false;
    }
    this.#rowCount++;
    this.#rowBegin = this.#count;
    return true;
  }

  finish(): Table {
    return {
      text: this.#text,
      separator: this.#separator,
      rowCount: this.#rowCount,
      columnCount: this.#columnCount,
      begin: this.#begin.slice(0, this.#count),
      end: this.#end.slice(0, this.#count),
      fault: this.#fault,
    };
  }

  #grow(): void {
    const begin = new Int32Array(2 * this.#count);
    const end = new Int32Array(2 * this.#count);
    begin.set(this.#begin);
    end.set(this.#end);
    this.#begin = begin;
    this.#end = end;
  }
}
