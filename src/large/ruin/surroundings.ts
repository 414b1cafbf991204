import { alignUp } from "../../problem/index.js";
import { type Fit, OUT, type Placement } from "./placement.js";

/** More than so many are not worth a copy. */
const MOST_HELD = 1024;
/** Steps of Shell's sort (Ciura 2001). */
const STRIDES = Int32Array.of(301, 132, 57, 23, 10, 4, 1);

/**
 * A copy of what lies around a box, in the order of addresses. The buffers of a step that are put back near the box
 * find their places here: each goes through the copy once and sees the gaps, and what is placed joins the copy. So the
 * grid is asked once a step, and a step that is rejected has changed nothing else.
 */
export class Surroundings {
  /** Bytes: nothing is placed outside. */
  #floor = 0;
  #ceiling = 0;
  #count = 0;
  /** In the order of addresses: where each begins and ends in bytes, and its live slots. */
  readonly #low: Float64Array;
  readonly #top: Float64Array;
  readonly #start: Int32Array;
  readonly #end: Int32Array;
  readonly #placement: Placement;

  /** @param more how many may be placed in one copy at most */
  constructor(placement: Placement, more: number) {
    this.#placement = placement;
    this.#low = new Float64Array(MOST_HELD + more);
    this.#top = new Float64Array(MOST_HELD + more);
    this.#start = new Int32Array(MOST_HELD + more);
    this.#end = new Int32Array(MOST_HELD + more);
  }

  /**
   * Copies what meets a range of addresses, in bytes, at any time between the first start and the last end of these
   * ranks, which are out. At least one must be given.
   *
   * @returns false where it is too much: nothing may be placed then.
   */
  open(ranks: Int32Array, count: number, floor: number, ceiling: number): boolean {
    const placement = this.#placement;
    const { low, size, found, line } = placement;
    let first = ranks[0]!;
    let last = first;
    for (let i = 1; i < count; i++) {
      const rank = ranks[i]!;
      if (rank < first) first = rank;
      if (line.end[rank]! > line.end[last]!) last = rank;
    }
    const held = placement.meet(first, last, floor, ceiling);
    if (held > MOST_HELD) return false;
    placement.looks += held * count;
    sort(found, held, low);
    for (let i = 0; i < held; i++) {
      const rank = found[i]!;
      this.#low[i] = low[rank]!;
      this.#top[i] = low[rank]! + size[rank]!;
      this.#start[i] = line.start[rank]!;
      this.#end[i] = line.end[rank]!;
    }
    this.#floor = floor;
    this.#ceiling = ceiling;
    this.#count = held;
    return true;
  }

  /** Places a rank in the lowest or the smallest gap and returns its offset in bytes; `OUT` where it has no room. */
  place(rank: number, fit: Fit): number {
    const { line, size, alignment } = this.#placement;
    const place = this.#find(line.start[rank]!, line.end[rank]!, size[rank]!, alignment[rank]!, fit === "best");
    if (place !== OUT) this.#insert(rank, place);
    return place;
  }

  #find(from: number, to: number, need: number, alignment: number, smallest: boolean): number {
    const low = this.#low;
    const top = this.#top;
    const start = this.#start;
    const end = this.#end;
    const count = this.#count;
    let filled = this.#floor;
    let place = OUT;
    let tightest = Infinity;
    for (let i = 0; i < count; i++) {
      if (start[i]! >= to || end[i]! <= from) continue;
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
    const offset = alignment === 1 ? filled : alignUp(filled, alignment);
    const room = this.#ceiling - offset;
    return room >= need && room < tightest ? offset : place;
  }

  #insert(rank: number, offset: number): void {
    const low = this.#low;
    const top = this.#top;
    const start = this.#start;
    const end = this.#end;
    let at = this.#count++;
    for (; at > 0 && low[at - 1]! > offset; at--) {
      low[at] = low[at - 1]!;
      top[at] = top[at - 1]!;
      start[at] = start[at - 1]!;
      end[at] = end[at - 1]!;
    }
    low[at] = offset;
    top[at] = offset + this.#placement.size[rank]!;
    start[at] = this.#placement.line.start[rank]!;
    end[at] = this.#placement.line.end[rank]!;
  }
}

/** Sorts the first so many ranks by offset, in place (Shell 1959). */
function sort(ranks: Int32Array, count: number, offset: Float64Array): void {
  for (let s = 0; s < STRIDES.length; s++) {
    const stride = STRIDES[s]!;
    for (let i = stride; i < count; i++) {
      const rank = ranks[i]!;
      const own = offset[rank]!;
      let at = i;
      for (; at >= stride && offset[ranks[at - stride]!]! > own; at -= stride) ranks[at] = ranks[at - stride]!;
      ranks[at] = rank;
    }
  }
}
