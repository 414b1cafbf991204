import type { ViolationLog } from "./violation-log.js";
import type { Workspace } from "./workspace.js";

/**
 * Reports every pair of buffers that share a byte while both are live, once each. Only called for a plan that has such
 * a pair.
 *
 * All pairs are counted without being visited: a buffer collides with the live ones that begin below its top, less
 * those that end at or below its offset. Two Fenwick trees (Fenwick, 1994) over the cuts give both numbers, so the
 * count is exact and costs O(n log n) even where every pair collides. Only the pairs to be listed are looked up, each
 * in O(log n).
 *
 * @returns the number of pairs.
 */
export function reportOverlaps({ placements, cuts, byLower, byUpper }: Workspace, log: ViolationLog): number {
  const { count, bufferIndex, lower, upper, offset, top } = placements;
  const { low, high, byOffset } = cuts;
  const begins = new CountTree(cuts.count);
  const ends = new CountTree(cuts.count);
  let room = log.limit;
  const positionOf = new Int32Array(room > 0 ? count : 0);
  const liveTops = new MaxTree(room > 0 ? count : 0);
  for (let i = 0; i < positionOf.length; i++) positionOf[byOffset[i]!] = i;
  let pairs = 0;
  let ended = 0;
  for (let begun = 0; begun < count; begun++) {
    const b = byLower[begun]!;
    for (; upper[byUpper[ended]!]! <= lower[b]!; ended++) {
      const gone = byUpper[ended]!;
      begins.add(low[gone]!, -1);
      ends.add(high[gone]!, -1);
      if (room > 0) liveTops.set(positionOf[gone]!, 0);
    }
    pairs += begins.sumBelow(high[b]!) - ends.sumBelow(low[b]! + 1);
    if (room > 0) {
      // By ascending offset, those that reach above this buffer's offset, until one begins at or above its top.
      for (let at = liveTops.next(0, offset[b]!); at >= 0 && room > 0; at = liveTops.next(at + 1, offset[b]!)) {
        const other = byOffset[at]!;
        if (offset[other]! >= top[b]!) break;
        const from = Math.max(offset[b]!, offset[other]!);
        const to = Math.min(top[b]!, top[other]!);
        const until = Math.min(upper[b]!, upper[other]!);
        log.overlap(bufferIndex[b]!, bufferIndex[other]!, from, to, lower[b]!, until);
        room--;
      }
      liveTops.set(positionOf[b]!, top[b]!);
    }
    begins.add(low[b]!, 1);
    ends.add(high[b]!, 1);
  }
  log.countOverlaps(pairs);
  return pairs;
}

/** A Fenwick tree of counts over 0 to length − 1. */
class CountTree {
  private readonly sums: Int32Array;

  constructor(length: number) {
    this.sums = new Int32Array(length + 1);
  }

  add(at: number, amount: number): void {
    const { sums } = this;
    for (let i = at + 1; i < sums.length; i += i & -i) sums[i]! += amount;
  }

  /** Sum of the counts at positions below `limit`. */
  sumBelow(limit: number): number {
    let sum = 0;
    for (let i = limit; i > 0; i -= i & -i) sum += this.sums[i]!;
    return sum;
  }
}

/**
 * Values ≥ 0 at 0 to length − 1, and the maximum over every aligned block of them: node i has the children 2i and 2i +
 * 1.
 */
class MaxTree {
  private readonly maxima: Float64Array;
  private readonly leaves: number;

  constructor(length: number) {
    this.leaves = 1;
    while (this.leaves < length) this.leaves *= 2;
    this.maxima = new Float64Array(2 * this.leaves);
  }

  set(at: number, value: number): void {
    const { maxima } = this;
    let node = this.leaves + at;
    maxima[node] = value;
    for (node >>= 1; node >= 1; node >>= 1) maxima[node] = Math.max(maxima[2 * node]!, maxima[2 * node + 1]!);
  }

  /** The first position ≥ from with a value above `bound` (≥ 0); −1 where there is none. */
  next(from: number, bound: number): number {
    const { maxima, leaves } = this;
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
