import type { Buffer } from "../problem/index.js";
import { Lifetimes } from "./lifetimes.js";
import { Loads } from "./loads.js";
import { Rows } from "./rows.js";

/** A piece of time in which some buffers live that meet no other. */
export interface Piece {
  readonly from: number;
  readonly to: number;
  /** Rows, by their lowers. */
  readonly rows: readonly number[];
}

/**
 * Where buffers lie, and what is needed to change that a little: who lives when, and the load over time. No two that
 * lie somewhere share a byte while both live; what has been added or changed lies nowhere until it is settled.
 */
export class Layout {
  readonly rows: Rows;
  readonly #lifetimes: Lifetimes;
  readonly #loads = new Loads();
  #found = new Int32Array(64);

  constructor(base: number) {
    this.rows = new Rows(base);
    this.#lifetimes = new Lifetimes(this.rows);
  }

  add(buffer: Buffer): number {
    const row = this.rows.add(buffer);
    this.#enter(row);
    return row;
  }

  remove(row: number): void {
    this.#leave(row);
    this.rows.remove(row);
  }

  /** Changes size or lifetime. The buffer keeps its place where that surely does for it. */
  change(row: number, buffer: Buffer): void {
    const { rows } = this;
    const isLess =
      rows.isSolid(row) &&
      buffer.size <= rows.size[row]! &&
      buffer.lower >= rows.lower[row]! &&
      buffer.upper <= rows.upper[row]!;
    const offset = rows.isSolid(row) ? rows.offset[row]! : -1;
    this.#leave(row);
    if (offset >= 0) rows.wish[row] = offset;
    rows.set(row, buffer);
    this.#enter(row);
    if (isLess && rows.isSolid(row)) rows.offset[row] = offset;
  }

  /** The greatest load, and when it is first reached. */
  get load(): { readonly bytes: number; readonly time: number } {
    return this.#loads.greatest;
  }

  /** The rows that live at some time in [from, to), by their lowers. Good until the next question. */
  within(from: number, to: number): Int32Array {
    if (this.#found.length < this.rows.high) this.#found = new Int32Array(2 * this.rows.high);
    return this.#found.subarray(0, this.#lifetimes.within(from, to, this.#found));
  }

  /** Cuts time where nothing lives across. O(n) */
  pieces(): Piece[] {
    const { lower, upper } = this.rows;
    const pieces: { from: number; to: number; rows: number[] }[] = [];
    for (const row of this.within(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) {
      let last = pieces.at(-1);
      if (last === undefined || lower[row]! >= last.to) {
        last = { from: lower[row]!, to: upper[row]!, rows: [] };
        pieces.push(last);
      }
      last.to = Math.max(last.to, upper[row]!);
      last.rows.push(row);
    }
    return pieces;
  }

  #enter(row: number): void {
    const { rows } = this;
    if (!rows.isSolid(row)) return;
    this.#lifetimes.add(row);
    this.#loads.change(rows.lower[row]!, rows.size[row]!);
    this.#loads.change(rows.upper[row]!, -rows.size[row]!);
  }

  #leave(row: number): void {
    const { rows } = this;
    if (!rows.isSolid(row)) return;
    this.#lifetimes.remove(row);
    this.#loads.change(rows.lower[row]!, -rows.size[row]!);
    this.#loads.change(rows.upper[row]!, rows.size[row]!);
  }
}
