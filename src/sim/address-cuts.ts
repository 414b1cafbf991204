import type { Placements } from "./placements.js";
import type { Sorter } from "./sorter.js";

/**
 * The addresses at which some buffer begins or ends, ascending: between two neighbouring cuts all bytes share one fate.
 * The plan is known before the replay, so the memory needs no structure for arbitrary addresses, only one for the ranks
 * of the cuts.
 */
export class AddressCuts {
  /** Cuts in use. */
  count = 0;
  /** Address of every cut, in bytes. */
  readonly address: Float64Array;
  /** By buffer: the cuts at which it begins and ends, and its place among all buffers by top. */
  readonly low: Int32Array;
  readonly high: Int32Array;
  readonly topRank: Int32Array;
  /** Buffers by ascending offset and by ascending top. */
  readonly byOffset: Int32Array;
  readonly byTop: Int32Array;

  /** @param capacity greatest number of buffers. */
  constructor(capacity: number) {
    this.address = new Float64Array(2 * capacity);
    this.low = new Int32Array(capacity);
    this.high = new Int32Array(capacity);
    this.topRank = new Int32Array(capacity);
    this.byOffset = new Int32Array(capacity);
    this.byTop = new Int32Array(capacity);
  }

  /** Sorts offsets and tops and merges them, in O(n log n). */
  cut(placements: Placements, sorter: Sorter): void {
    const { count: buffers, offset, top } = placements;
    const { address, low, high, topRank, byOffset, byTop } = this;
    sorter.sort(offset, buffers, byOffset);
    sorter.sort(top, buffers, byTop);
    let count = 0;
    let latest = -1;
    // Every offset is below some top, so the tops run out last.
    for (let begun = 0, ended = 0; ended < buffers; ) {
      const ending = byTop[ended]!;
      let value = top[ending]!;
      const beginning = begun < buffers ? byOffset[begun]! : -1;
      const isOffset = beginning >= 0 && offset[beginning]! <= value;
      if (isOffset) value = offset[beginning]!;
      if (value !== latest) {
        latest = value;
        address[count++] = value;
      }
      if (isOffset) {
        low[beginning] = count - 1;
        begun++;
      } else {
        high[ending] = count - 1;
        topRank[ending] = ended++;
      }
    }
    this.count = count;
  }
}
