import { alignUp } from "../../problem/index.js";

const LEAST_BINS = 16;
const MOST_BINS = 4096;

/**
 * Finds gaps between ranges of addresses that come in no order, in linear time on average: the ranges go into bins by
 * where they begin, about one to a bin, and each bin is a sorted list.
 */
export class Gaps {
  readonly #head = new Int32Array(MOST_BINS);
  readonly #next: Int32Array;

  /** @param most how many ranges there are at most */
  constructor(most: number) {
    this.#next = new Int32Array(most);
  }

  /**
   * Where `need` bytes at a multiple of `alignment` fit below `limit`: in the lowest gap, or in the smallest one.
   *
   * @param count how many of `ranks` are the ranges; they begin at `low` below the limit and are `size` long, by rank.
   * @returns the offset in bytes, or −1 where no gap is large enough.
   */
  find(
    count: number,
    ranks: Int32Array,
    low: Float64Array,
    size: Float64Array,
    limit: number,
    need: number,
    alignment: number,
    smallest: boolean,
  ): number {
    const head = this.#head;
    const next = this.#next;
    const bins = this.#sort(count, ranks, low, limit);
    let filled = 0;
    let place = -1;
    let tightest = Infinity;
    for (let bin = 0; bin < bins; bin++) {
      for (let i = head[bin]!; i >= 0; i = next[i]!) {
        const rank = ranks[i]!;
        const gap = low[rank]! - filled;
        if (gap >= need) {
          const offset = alignment === 1 ? filled : alignUp(filled, alignment);
          const room = low[rank]! - offset;
          if (room >= need && room < tightest) {
            if (!smallest) return offset;
            tightest = room;
            place = offset;
            if (room === need) return offset;
          }
        }
        const top = low[rank]! + size[rank]!;
        if (top > filled) filled = top;
      }
    }
    const offset = alignment === 1 ? filled : alignUp(filled, alignment);
    const room = limit - offset;
    return room >= need && room < tightest ? offset : place;
  }

  /** Returns how many bins there are. */
  #sort(count: number, ranks: Int32Array, low: Float64Array, limit: number): number {
    const head = this.#head;
    const next = this.#next;
    let bins = LEAST_BINS;
    while (bins < count && bins < MOST_BINS) bins *= 2;
    // Less than the bins by more than a rounding error, so that no address below the limit falls beyond the last.
    const scale = (bins - 0.001) / limit;
    head.fill(-1, 0, bins);
    for (let i = 0; i < count; i++) {
      const own = low[ranks[i]!]!;
      const bin = Math.floor(own * scale);
      let at = head[bin]!;
      if (at < 0 || low[ranks[at]!]! >= own) {
        next[i] = at;
        head[bin] = i;
        continue;
      }
      for (;;) {
        const after = next[at]!;
        if (after < 0 || low[ranks[after]!]! >= own) break;
        at = after;
      }
      next[i] = next[at]!;
      next[at] = i;
    }
    return bins;
  }
}
