import type { Alias } from "../../problem/index.js";
import { clip } from "../errors.js";
import type { Draft, Ends } from "../fields.js";
import { cellText, integerOf, type Table } from "../table.js";
import { aliasOf, clockOf, clockTimes, type FailIn, flagOf, gapsOf } from "./cells.js";
import type { Column } from "./columns.js";
import type { Fail } from "./comment-fields.js";

const COUNTS = ["reads", "writes"] as const;
const FLAGS = ["exclusive", "withinBank"] as const;

/** Reads the columns of constraints, row by row. */
export class ConstraintCells {
  readonly #table: Table;
  readonly #columns: Readonly<Partial<Record<Column, number>>>;
  readonly #headers: readonly string[];
  readonly #ends: Ends;
  readonly #fail: Fail;
  readonly #any: boolean;
  readonly #hasClocks: boolean;

  constructor(
    table: Table,
    columns: Readonly<Partial<Record<Column, number>>>,
    headers: readonly string[],
    ends: Ends,
    fail: Fail,
  ) {
    this.#table = table;
    this.#columns = columns;
    this.#headers = headers;
    this.#ends = ends;
    this.#fail = fail;
    const fields = ["gaps", "memory", ...COUNTS, ...FLAGS] as const;
    this.#any = fields.some((field) => columns[field] !== undefined);
    this.#hasClocks = table.text.includes(":");
  }

  /** Sets the times where they are vector clocks; false where they are none. */
  setClock(buffer: Draft, row: number): boolean {
    if (!this.#hasClocks) return false;
    const [lower, upper] = [this.#text(row, "lower"), this.#text(row, "upper")];
    if (!lower.includes(":") && !upper.includes(":")) return false;
    if (this.#ends !== "exclusive")
      this.#failIn(buffer, row, "upper")(0, "is a vector clock, and those are half-open: --ends exclusive");
    const read = (column: Column, text: string): number[] => clockOf(text, this.#failIn(buffer, row, column));
    Object.assign(buffer, clockTimes(read("lower", lower), read("upper", upper)));
    return true;
  }

  read(buffer: Draft, row: number): void {
    if (!this.#any) return;
    const gaps = this.#text(row, "gaps");
    if (gaps !== "") buffer.gaps = gapsOf(gaps, this.#ends, this.#failIn(buffer, row, "gaps"));
    const memory = this.#text(row, "memory");
    if (memory !== "") buffer.memory = memory;
    for (const field of COUNTS) {
      const count = this.#text(row, field).trim();
      if (count === "") continue;
      const value = integerOf(count);
      if (!Number.isFinite(value)) {
        this.#failIn(buffer, row, field)(0, `must be an integer within ±(2^53 − 1), got ${clip(count)}`);
      }
      buffer[field] = value;
    }
    for (const field of FLAGS) {
      const flag = this.#text(row, field);
      if (flag.trim() !== "") buffer[field] = flagOf(flag, this.#failIn(buffer, row, field));
    }
  }

  /** The aliases, and the row of each. */
  aliases(buffers: readonly Draft[]): { readonly aliases: readonly Alias[]; readonly rows: readonly number[] } {
    const aliases: Alias[] = [];
    const rows: number[] = [];
    if (this.#columns.alias === undefined) return { aliases, rows };
    const ids = new Set(buffers.map(({ id }) => id));
    for (const [i, buffer] of buffers.entries()) {
      const cell = this.#text(i + 1, "alias");
      if (cell === "") continue;
      aliases.push(aliasOf(buffer.id, cell, ids, this.#failIn(buffer, i + 1, "alias")));
      rows.push(i + 1);
    }
    return { aliases, rows };
  }

  /** The content of a cell; empty where there is no such column. */
  #text(row: number, column: Column): string {
    const at = this.#columns[column];
    return at === undefined ? "" : cellText(this.#table, row * this.#table.columnCount + at);
  }

  #failIn({ id }: Draft, row: number, column: Column): FailIn {
    const { begin, columnCount, text } = this.#table;
    const index = this.#columns[column]!;
    const cell = begin[row * columnCount + index]!;
    const inner = text[cell] === '"' ? cell + 1 : cell;
    return (at, detail) =>
      this.#fail(at === 0 ? cell : inner + at, `buffer ${clip(id)}: ${this.#headers[index]} ${detail}`);
  }
}
