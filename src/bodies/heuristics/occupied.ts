import { IntervalSets } from "../../heuristics/interval-sets.js";

/**
 * The bytes that are occupied over time, in a binary tree over the slots. Each node has two sets of addresses: what is
 * occupied through all of it (`whole`), and what is at some time of it (`some`). In tight packings both melt into a
 * handful of intervals, however many cells there are.
 *
 * A span of time asks the `some` of the few nodes that make it up, and the `whole` of all nodes above those.
 */
export class Occupied {
  readonly sets: IntervalSets;
  readonly #leaves: number;

  constructor(slots: number) {
    let leaves = 1;
    while (leaves < slots) leaves *= 2;
    this.#leaves = leaves;
    this.sets = new IntervalSets(4 * leaves);
  }

  clear(): void {
    this.sets.clear();
  }

  /** [lo, hi) is occupied in the slots [start, end). */
  add(start: number, end: number, lo: number, hi: number): void {
    const leaves = this.#leaves;
    let left = start + leaves;
    let right = end + leaves;
    for (; left < right; left >>= 1, right >>= 1) {
      if (left & 1) this.#cover(left++, lo, hi);
      if (right & 1) this.#cover(--right, lo, hi);
    }
    this.#raise(start + leaves, start, end, lo, hi);
    this.#raise(end - 1 + leaves, start, end, lo, hi);
  }

  /** Calls `visit` for each set of addresses that a cell in [start, end) has to respect. */
  forEach(start: number, end: number, visit: (set: number) => void): void {
    const leaves = this.#leaves;
    const { length } = this.sets;
    const see = (set: number): void => {
      if (length[set]! > 0) visit(set);
    };
    let left = start + leaves;
    let right = end + leaves;
    for (; left < right; left >>= 1, right >>= 1) {
      if (left & 1) see(left++);
      if (right & 1) see(--right);
    }
    // The nodes above: those that hold the first or the last slot and reach beyond the span.
    let low = start + leaves;
    let high = end - 1 + leaves;
    for (let width = 1; low > 0; low >>= 1, high >>= 1, width *= 2) {
      if (low * width - leaves < start || (low + 1) * width - leaves > end) see(2 * leaves + low);
      if (high !== low && (high * width - leaves < start || (high + 1) * width - leaves > end)) see(2 * leaves + high);
    }
  }

  /** Tells the nodes above a leaf that reach beyond the span; where one knows, all above it do. */
  #raise(node: number, start: number, end: number, lo: number, hi: number): void {
    for (let width = 1; node > 0; node >>= 1, width *= 2) {
      const first = node * width - this.#leaves;
      if (first >= start && first + width <= end) continue;
      if (!this.sets.add(node, lo, hi)) return;
    }
  }

  #cover(node: number, lo: number, hi: number): void {
    this.sets.add(2 * this.#leaves + node, lo, hi);
    this.sets.add(node, lo, hi);
  }
}
