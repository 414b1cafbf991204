import { alignUp } from "../../problem/index.js";

const LEAST_BINS = 16;
const MOST_BINS = 4096;

/**
 * Finds gaps between ranges of addresses that come in no order, in linear time on average. The ranges go into bins by
 * where they begin, about one to a bin, and a bin is sorted when it is come to.
 */
export class Gaps {
  /** The ranges, where each begins and ends, in bytes; the first `count` of them count. */
  readonly low: Float64Array;
  readonly top: Float64Array;
  count = 0;
  readonly #head = new Int32Array(MOST_BINS);
  /** By range: the next of its bin, or −1. */
  readonly #next: Int32Array;
  /** Up to where the ranges that begin no higher than the floor reach. */
  #filled = 0;

  /** @param most how many ranges there are at most */
  constructor(most: number) {
    this.low = new Float64Array(most);
    this.top = new Float64Array(most);
    this.#next = new Int32Array(most);
  }

  /**
   * Where `need` bytes at a multiple of `alignment` fit between floor and ceiling: in the lowest gap, or in the
   * smallest one, of which the bytes before the first multiple do not count. All ranges begin below the ceiling.
   *
   * @returns the offset in bytes, or −1 where no gap is large enough.
   */
  find(floor: number, ceiling: number, need: number, alignment: number, smallest: boolean): number {
    const { low, top } = this;
    const next = this.#next;
    const bins = this.#fillBins(floor, ceiling);
    let filled = this.#filled;
    let place = -1;
    let tightest = Infinity;
    for (let bin = 0; bin < bins; bin++) {
      for (let i = this.#sorted(bin); i >= 0; i = next[i]!) {
        if (low[i]! - filled >= need) {
          const offset = alignment === 1 ? filled : alignUp(filled, alignment);
          const room = low[i]! - offset;
          if (room >= need && room < tightest) {
            if (!smallest || room === need) return offset;
            tightest = room;
            place = offset;
          }
        }
        if (top[i]! > filled) filled = top[i]!;
      }
    }
    const offset = alignment === 1 ? filled : alignUp(filled, alignment);
    const room = ceiling - offset;
    return room >= need && room < tightest ? offset : place;
  }

  /** Returns how many bins there are. */
  #fillBins(floor: number, ceiling: number): number {
    const { low, top, count } = this;
    const head = this.#head;
    const next = this.#next;
    let bins = LEAST_BINS;
    while (bins < count && bins < MOST_BINS) bins *= 2;
    // Less than the bins by more than a rounding error, so that no address below the ceiling falls beyond the last.
    const scale = (bins - 0.001) / (ceiling - floor);
    head.fill(-1, 0, bins);
    let filled = floor;
    for (let i = 0; i < count; i++) {
      if (low[i]! <= floor) {
        if (top[i]! > filled) filled = top[i]!;
        continue;
      }
      const bin = Math.floor((low[i]! - floor) * scale);
      next[i] = head[bin]!;
      head[bin] = i;
    }
    this.#filled = filled;
    return bins;
  }

  /** Sorts a bin by insertion and returns its lowest range, or −1. */
  #sorted(bin: number): number {
    const { low } = this;
    const next = this.#next;
    let first = this.#head[bin]!;
    if (first < 0) return first;
    let at = next[first]!;
    next[first] = -1;
    while (at >= 0) {
      const after = next[at]!;
      const own = low[at]!;
      if (low[first]! >= own) {
        next[at] = first;
        first = at;
      } else {
        let before = first;
        for (let i = next[before]!; i >= 0 && low[i]! < own; i = next[i]!) before = i;
        next[at] = next[before]!;
        next[before] = at;
      }
      at = after;
    }
    return first;
  }
}
