/** Trees over positions, for the counting of overlaps. */

/** A Fenwick tree of counts over 0 to length − 1. */
export class CountTree {
  readonly #sums: Int32Array;

  constructor(length: number) {
    this.#sums = new Int32Array(length + 1);
  }

  add(at: number, amount: number): void {
    const sums = this.#sums;
    for (let i = at + 1; i < sums.length; i += i & -i) sums[i]! += amount;
  }

  /** Sum of the counts at positions below `limit`. */
  sumBelow(limit: number): number {
    const sums = this.#sums;
    let sum = 0;
    for (let i = limit; i > 0; i -= i & -i) sum += sums[i]!;
    return sum;
  }
}

/**
 * Values ≥ 0 at 0 to length − 1, and the maximum over every aligned block of them: node i has the children 2i and
 * 2i + 1.
 */
export class MaxTree {
  readonly #maxima: Float64Array;
  readonly #leaves: number;

  constructor(length: number) {
    let leaves = 1;
    while (leaves < length) leaves *= 2;
    this.#leaves = leaves;
    this.#maxima = new Float64Array(2 * leaves);
  }

  set(at: number, value: number): void {
    const maxima = this.#maxima;
    let node = this.#leaves + at;
    maxima[node] = value;
    for (node >>= 1; node >= 1; node >>= 1) maxima[node] = Math.max(maxima[2 * node]!, maxima[2 * node + 1]!);
  }

  /** The first position ≥ from with a value above `bound` (≥ 0); −1 where there is none. */
  next(from: number, bound: number): number {
    const maxima = this.#maxima;
    const leaves = this.#leaves;
    if (from >= leaves) return -1;
    let node = leaves + from;
    while (maxima[node]! <= bound) {
      // On to the block right of this one: up while this is a right child, then across.
      while ((node & 1) === 1) node >>= 1;
      if (node === 0) return -1;
      node++;
    }
    while (node < leaves) {
      node *= 2;
      if (maxima[node]! <= bound) node++;
    }
    return node - leaves;
  }
}
