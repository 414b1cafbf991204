import type { Timeline } from "./timeline.js";

/** Of how many live at a time one row of cells holds about so many. */
const HELD_BY_CELL = 8;
const LEAST_ROWS = 4;
const MOST_ROWS = 128;

/**
 * Which buffers lie where, so that to ask what meets a box takes as long as what lies near the box, and not as long as
 * all that live at those times. Time is cut at the boundaries of the timeline, and addresses into rows of the same
 * height. Each cell has a list of the buffers that reach into it:
 *
 * ```text
 *   address ┌─────┬─────┬─────┐
 *           │     │ ╔═══╪═╗   │      the box asks four cells; whoever is in several of them
 *           ├─────┼─╫───┼─╫───┤      is found once
 *           │     │ ╚═══╪═╝   │
 *           └─────┴─────┴─────┘ time
 * ```
 */
export class Grid {
  /** Entries that the latest question looked at. */
  looks = 0;
  readonly #line: Timeline;
  readonly #rows: number;
  /** Rows a byte. */
  readonly #scale: number;
  /** By cell, the rows of a column one after the other: its first entry, or −1. */
  readonly #head: Int32Array;
  /** By entry: its rank, and the next of the cell, or of those that are unused; −1 at the end. */
  readonly #rank: Int32Array;
  readonly #next: Int32Array;
  #unused = 0;
  /** By rank: the latest question that it was found for. */
  readonly #asked: Int32Array;
  #question = 0;

  /**
   * @param size bytes, by rank
   * @param height bytes: nothing lies above
   */
  constructor(line: Timeline, size: Float64Array, height: number) {
    this.#line = line;
    const { count, boundary, lastBoundary, boundaries } = line;
    let columns = 0;
    for (let rank = 0; rank < count; rank++) columns += lastBoundary[rank]! - boundary[rank]! + 1;
    const held = columns / Math.max(1, boundaries);
    let rows = LEAST_ROWS;
    while (rows * HELD_BY_CELL < held && rows < MOST_ROWS) rows *= 2;
    this.#rows = rows;
    this.#scale = rows / Math.max(1, height);
    let entries = 0;
    for (let rank = 0; rank < count; rank++)
      entries +=
        (lastBoundary[rank]! - boundary[rank]! + 1) * Math.min(rows, Math.floor(size[rank]! * this.#scale) + 2);
    this.#head = new Int32Array(boundaries * rows).fill(-1);
    this.#rank = new Int32Array(entries);
    this.#next = new Int32Array(entries);
    for (let entry = 0; entry < entries; entry++) this.#next[entry] = entry + 1 < entries ? entry + 1 : -1;
    this.#asked = new Int32Array(count);
  }

  /** Enters a buffer that lies from `low` to `top`, in bytes. */
  add(rank: number, low: number, top: number): void {
    const { boundary, lastBoundary } = this.#line;
    const first = this.#rowOf(low);
    const last = this.#rowOf(top - 1);
    for (let column = boundary[rank]!; column <= lastBoundary[rank]!; column++) {
      for (let row = first; row <= last; row++) {
        const cell = column * this.#rows + row;
        const entry = this.#unused;
        this.#unused = this.#next[entry]!;
        this.#rank[entry] = rank;
        this.#next[entry] = this.#head[cell]!;
        this.#head[cell] = entry;
      }
    }
  }

  /** Takes a buffer away that lay there. */
  remove(rank: number, low: number, top: number): void {
    const { boundary, lastBoundary } = this.#line;
    const first = this.#rowOf(low);
    const last = this.#rowOf(top - 1);
    for (let column = boundary[rank]!; column <= lastBoundary[rank]!; column++) {
      for (let row = first; row <= last; row++) this.#removeFrom(column * this.#rows + row, rank);
    }
  }

  /**
   * Finds whoever lives between the start of one rank and the end of another and meets a range of addresses, in bytes.
   *
   * @param low offsets in bytes by rank; greater than the ceiling where a rank counts as absent
   * @param found where they are written to, in no order that means anything
   * @returns how many there are
   */
  meet(
    first: number,
    last: number,
    floor: number,
    ceiling: number,
    low: Float64Array,
    size: Float64Array,
    found: Int32Array,
  ): number {
    const { start, end, boundary, lastBoundary } = this.#line;
    const asked = this.#asked;
    const ranks = this.#rank;
    const next = this.#next;
    const head = this.#head;
    const question = ++this.#question;
    const from = start[first]!;
    const to = end[last]!;
    const lowest = this.#rowOf(floor);
    const highest = this.#rowOf(ceiling - 1);
    let count = 0;
    let looks = 0;
    for (let column = boundary[first]!; column <= lastBoundary[last]!; column++) {
      const cell = column * this.#rows;
      for (let at = cell + lowest; at <= cell + highest; at++) {
        for (let entry = head[at]!; entry >= 0; entry = next[entry]!) {
          const rank = ranks[entry]!;
          looks++;
          if (asked[rank] === question) continue;
          asked[rank] = question;
          const offset = low[rank]!;
          if (offset >= ceiling || offset + size[rank]! <= floor) continue;
          if (start[rank]! < to && end[rank]! > from) found[count++] = rank;
        }
      }
    }
    this.looks = looks;
    return count;
  }

  #removeFrom(cell: number, rank: number): void {
    const next = this.#next;
    let before = -1;
    let entry = this.#head[cell]!;
    while (this.#rank[entry] !== rank) {
      before = entry;
      entry = next[entry]!;
    }
    if (before < 0) this.#head[cell] = next[entry]!;
    else next[before] = next[entry]!;
    next[entry] = this.#unused;
    this.#unused = entry;
  }

  #rowOf(address: number): number {
    return Math.max(0, Math.min(this.#rows - 1, Math.floor(address * this.#scale)));
  }
}
