import type { AddressCuts } from "../address-cuts.js";

/**
 * How many bytes some live owner holds, each counted once however many hold it: a tree over the ranges between
 * neighbouring cuts, every node with the ranges that cover it whole (after Bentley's measure of a union).
 */
export class LiveBytes {
  readonly #address: Float64Array;
  readonly #ranges: number;
  readonly #covers: Int32Array;
  /** By node: bytes below it that are held. */
  readonly #held: Float64Array;

  constructor({ address, count }: AddressCuts) {
    this.#address = address;
    this.#ranges = Math.max(1, count - 1);
    const nodes = 4 * this.#ranges;
    this.#covers = new Int32Array(nodes);
    this.#held = new Float64Array(nodes);
  }

  get total(): number {
    return this.#held[1]!;
  }

  /** One more owner (1), or one fewer (−1), holds the bytes from cut `low` to cut `high`. */
  change(low: number, high: number, by: 1 | -1): void {
    this.#change(1, 0, this.#ranges, low, high, by);
  }

  /** As deep as the tree is high: some twenty calls. */
  #change(node: number, from: number, to: number, low: number, high: number, by: 1 | -1): void {
    if (low <= from && to <= high) this.#covers[node]! += by;
    else {
      const middle = (from + to) >>> 1;
      if (low < middle) this.#change(2 * node, from, middle, low, high, by);
      if (high > middle) this.#change(2 * node + 1, middle, to, low, high, by);
    }
    const held = this.#held;
    if (this.#covers[node]! > 0) held[node] = this.#address[to]! - this.#address[from]!;
    else held[node] = to - from === 1 ? 0 : held[2 * node]! + held[2 * node + 1]!;
  }
}
