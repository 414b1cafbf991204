import type { ProblemColumns } from "../problem/index.js";

/** Buffers that live at one time and share no byte, by address, while time goes on. */
export class LiveByAddress {
  /** The first `length` of it, ascending by offset. */
  readonly list: Int32Array;
  length = 0;
  readonly #offsets: Float64Array;
  readonly #columns: ProblemColumns;
  /** All buffers by end, and how many of them have ended. */
  readonly #ends: Int32Array;
  #ended = 0;

  /** @param offsets by buffer; of those in the list they stay as they are */
  constructor(columns: ProblemColumns, offsets: Float64Array) {
    const { count, upper } = columns;
    this.#columns = columns;
    this.#offsets = offsets;
    this.list = new Int32Array(count);
    this.#ends = Int32Array.from({ length: count }, (_, b) => b).sort((a, b) => upper[a]! - upper[b]! || a - b);
  }

  /** Takes out what ends by then. Time goes up only. */
  endUntil(time: number): void {
    const { upper } = this.#columns;
    for (; this.#ended < this.#ends.length; this.#ended++) {
      const b = this.#ends[this.#ended]!;
      if (upper[b]! > time) return;
      const at = this.#firstFrom(this.#offsets[b]!);
      if (at < this.length && this.list[at] === b) this.replace(at, at + 1);
    }
  }

  /** Positions of those that have bytes in [from, to): from the first up to before the second. */
  meeting(from: number, to: number): readonly [number, number] {
    let first = this.#firstFrom(from);
    if (first > 0) {
      const below = this.list[first - 1]!;
      if (this.#offsets[below]! + this.#columns.size[below]! > from) first--;
    }
    let end = first;
    while (end < this.length && this.#offsets[this.list[end]!]! < to) end++;
    return [first, end];
  }

  /** Takes out those at positions from `from` to before `to`, and puts a buffer there. */
  replace(from: number, to: number, b = -1): void {
    const more = b < 0 ? 0 : 1;
    this.list.copyWithin(from + more, to, this.length);
    this.length += from + more - to;
    if (b >= 0) this.list[from] = b;
  }

  /** The first position whose buffer lies at the offset or above. */
  #firstFrom(offset: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#offsets[this.list[middle]!]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
