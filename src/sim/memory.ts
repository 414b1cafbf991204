import type { AddressCuts } from "./address-cuts.js";
import { RankSet } from "./rank-set.js";

/** Owner of bytes that nobody has written. */
export const NOBODY = -1;

/**
 * A memory in which every byte knows who wrote it last.
 *
 * An ordered map from address ranges to owners: `starts` holds the cuts at which a range begins, `owner[cut]` is the
 * owner of the range that begins there and reaches to the next start. A write replaces the ranges that it covers and
 * splits the ones at its two ends, so all writes together touch O(n) ranges, each at the price of one step in the rank
 * set. The bytes that an owner still holds are counted along, which makes the check of an intact read O(1).
 *
 * A free changes no byte: what a freed buffer wrote stays until it is overwritten, as in real memory. Lifetimes, pools
 * and banks are not known here; an owner is whatever writes and reads a range as one.
 */
export class Memory {
  readonly #starts: RankSet;
  readonly #owner: Int32Array;
  /** Bytes that each owner holds. */
  readonly #held: Float64Array;
  readonly #isLive: Uint8Array;
  #address: Float64Array = new Float64Array(0);
  #cutCount = 0;

  /** Bounds of the range that `findForeign` or `foreignBytes` found. */
  foreignFrom = 0;
  foreignTo = 0;
  /** Its owner, as `foreignBytes` found it. */
  foreignOwner = NOBODY;

  /** @param capacity greatest number of owners. */
  constructor(capacity: number) {
    this.#starts = new RankSet(2 * capacity);
    this.#owner = new Int32Array(2 * capacity);
    this.#held = new Float64Array(capacity);
    this.#isLive = new Uint8Array(capacity);
  }

  /** Makes every byte nobody's. Ranges are given as cuts of `cuts` from here on. */
  reset(cuts: AddressCuts, owners: number): void {
    this.#address = cuts.address;
    this.#cutCount = cuts.count;
    this.#held.fill(0, 0, owners);
    this.#isLive.fill(0, 0, owners);
    this.#starts.clear(cuts.count);
    this.#starts.add(0);
    this.#owner[0] = NOBODY;
  }

  /** Room for so many numbers, until `reset`. */
  spareNumbers(count: number): Float64Array {
    return this.#held.subarray(0, count);
  }

  allocate(owner: number): void {
    this.#isLive[owner] = 1;
  }

  free(owner: number): void {
    this.#isLive[owner] = 0;
  }

  /** Gives the bytes from cut `low` to cut `high` to `writer`. Returns whether a live owner lost some of them. */
  write(writer: number, low: number, high: number): boolean {
    const starts = this.#starts;
    const owner = this.#owner;
    const address = this.#address;
    const held = this.#held;
    const isLive = this.#isLive;
    const cutCount = this.#cutCount;
    const end = address[high]!;
    let hitsLive = false;
    let from = address[low]!;
    let start = starts.atOrBelow(low);
    for (;;) {
      const previous = owner[start]!;
      const after = starts.above(start);
      const next = after < 0 ? cutCount : after;
      const to = next < high ? address[next]! : end;
      if (previous !== NOBODY) {
        held[previous]! -= to - from;
        if (isLive[previous] === 1) hitsLive = true;
      }
      if (start > low) starts.delete(start);
      if (next >= high) {
        if (next > high) {
          starts.add(high);
          owner[high] = previous;
        }
        break;
      }
      from = to;
      start = next;
    }
    starts.add(low);
    owner[low] = writer;
    held[writer]! += end - address[low]!;
    return hitsLive;
  }

  /** How many of the bytes that `reader` wrote, from cut `low` to cut `high`, others have overwritten. */
  clobberedBytes(reader: number, low: number, high: number): number {
    return this.#address[high]! - this.#address[low]! - this.#held[reader]!;
  }

  /**
   * Finds the lowest range within cuts `low` to `high` that is not the reader's; returns its owner and leaves its
   * bounds in `foreignFrom` and `foreignTo`. There must be one. Neighbouring ranges never share an owner (who writes
   * once), so it is among the first two.
   */
  findForeign(reader: number, low: number, high: number): number {
    const starts = this.#starts;
    const owner = this.#owner;
    const address = this.#address;
    let start = starts.atOrBelow(low);
    this.foreignFrom = address[low]!;
    if (owner[start] === reader) {
      start = starts.above(start);
      this.foreignFrom = address[start]!;
    }
    const next = starts.above(start);
    this.foreignTo = next < 0 || next > high ? address[high]! : address[next]!;
    return owner[start]!;
  }

  /**
   * How many bytes from cut `low` to cut `high` others than the reader wrote last who count as foreign. Leaves bounds
   * and owner of the lowest range of them in `foreignFrom`, `foreignTo` and `foreignOwner`.
   */
  foreignBytes(reader: number, low: number, high: number, isForeign: (owner: number) => boolean): number {
    const starts = this.#starts;
    const address = this.#address;
    let bytes = 0;
    for (let start = starts.atOrBelow(low); start >= 0 && start < high; ) {
      const next = starts.above(start);
      const owner = this.#owner[start]!;
      if (owner !== reader && owner !== NOBODY && isForeign(owner)) {
        const from = address[Math.max(start, low)]!;
        const to = address[next < 0 ? high : Math.min(next, high)]!;
        if (bytes === 0) {
          this.foreignFrom = from;
          this.foreignTo = to;
          this.foreignOwner = owner;
        }
        bytes += to - from;
      }
      start = next;
    }
    return bytes;
  }
}
