import type { ProblemArrays } from "../../problem/index.js";
import { Gaps } from "./gaps.js";
import { Grid } from "./grid.js";
import { SET_UP_INTERVAL, Timeline } from "./timeline.js";

/** Where a buffer lies that is taken out: above every limit. */
export const OUT = Infinity;

/** Which of the gaps a buffer goes into: the lowest, or the smallest. */
export type Fit = "first" | "best";

/** Which buffers lie where, and which of them are taken out. All goes by rank, as in `Timeline`. */
export class Placement {
  readonly line: Timeline;
  /** Offset in bytes, or `OUT`. */
  readonly low: Float64Array;
  /** Bytes. */
  readonly size: Float64Array;
  /** 1 where the offset is fixed: such a buffer is never taken out. */
  readonly fixed: Uint8Array;
  /** Bytes. */
  readonly alignment: Float64Array;
  /** What the latest look came upon: ranks that lie in the range, and how many. */
  readonly found: Int32Array;
  foundCount = 0;
  /** True where the set-up was stopped: nothing here may be used then. */
  readonly stopped: boolean;
  /** Ranks looked at since it was last set to 0. */
  looks = 0;
  readonly #gaps: Gaps;
  readonly #grid: Grid;

  constructor(arrays: ProblemArrays, offsets: Float64Array, shouldStop: () => boolean) {
    this.line = new Timeline(arrays, shouldStop);
    const { count, buffer, stopped } = this.line;
    this.low = new Float64Array(count);
    this.size = new Float64Array(count);
    this.fixed = new Uint8Array(count);
    this.alignment = new Float64Array(count);
    let most = 0;
    for (let rank = 0; rank < count && !stopped; rank++) {
      const b = buffer[rank]!;
      this.low[rank] = offsets[b]!;
      this.size[rank] = arrays.size[b]!;
      this.fixed[rank] = arrays.fixedOffset[b]! >= 0 ? 1 : 0;
      this.alignment[rank] = arrays.alignment[b]!;
      most = Math.max(most, this.line.span(rank));
    }
    this.found = new Int32Array(count);
    this.#gaps = new Gaps(most);
    let top = 0;
    for (let rank = 0; rank < count; rank++) top = Math.max(top, this.low[rank]! + this.size[rank]!);
    this.#grid = new Grid(this.line, this.size, top);
    let isStopped = stopped;
    for (let rank = 0; rank < count && !isStopped; rank++) {
      this.#grid.add(rank, this.low[rank]!, this.low[rank]! + this.size[rank]!);
      if (rank % SET_UP_INTERVAL === 0) isStopped = shouldStop();
    }
    this.stopped = isStopped;
  }

  /** Writes the offsets of all that live; the others keep what stands there. */
  writeTo(offsets: Float64Array): void {
    const { count, buffer } = this.line;
    for (let rank = 0; rank < count; rank++) offsets[buffer[rank]!] = this.low[rank]!;
  }

  /** Fills `found` with those that live with this one and meet the range of addresses. */
  look(rank: number, floor: number, ceiling: number): void {
    const { start, boundary, listStart, across, firstAfter, until } = this.line;
    const at = boundary[rank]!;
    const from = start[rank]!;
    this.foundCount = 0;
    this.#lookAlong(across, listStart[at]!, listStart[at + 1]!, from, floor, ceiling);
    this.#lookThrough(firstAfter[at]!, until[rank]!, from, floor, ceiling);
  }

  /**
   * Fills `found` with those that live between the start of one rank and the end of another, and meet the range of
   * addresses. Needs no look at all that live then.
   *
   * @returns how many there are
   */
  meet(first: number, last: number, floor: number, ceiling: number): number {
    this.foundCount = this.#grid.meet(first, last, floor, ceiling, this.low, this.size, this.found);
    this.looks += this.#grid.looks;
    return this.foundCount;
  }

  /** Takes a rank out for good: `meet` forgets it. */
  takeOut(rank: number): void {
    const before = this.low[rank]!;
    this.low[rank] = OUT;
    this.confirm(rank, before);
  }

  /** Makes it known to `meet` that a rank lies where it does now, or is out, and where it was before. */
  confirm(rank: number, before: number): void {
    const offset = this.low[rank]!;
    if (offset === before) return;
    const size = this.size[rank]!;
    if (before !== OUT) this.#grid.remove(rank, before, before + size);
    if (offset !== OUT) this.#grid.add(rank, offset, offset + size);
  }

  /** Where it fits between floor and ceiling among those that live with it, in bytes; −1 where it does not. */
  place(rank: number, floor: number, ceiling: number, fit: Fit): number {
    this.look(rank, floor, ceiling);
    const { found, foundCount, low, size } = this;
    const gaps = this.#gaps;
    for (let i = 0; i < foundCount; i++) {
      const offset = low[found[i]!]!;
      gaps.low[i] = offset;
      gaps.top[i] = offset + size[found[i]!]!;
    }
    gaps.count = foundCount;
    return gaps.find(floor, ceiling, size[rank]!, this.alignment[rank]!, fit === "best");
  }

  /** The ranks that a list holds. */
  #lookAlong(list: Int32Array, first: number, last: number, from: number, floor: number, ceiling: number): void {
    const { low, size, found } = this;
    const { end } = this.line;
    let { foundCount } = this;
    for (let i = first; i < last; i++) {
      const rank = list[i]!;
      if (end[rank]! <= from) continue;
      const offset = low[rank]!;
      if (offset < ceiling && offset + size[rank]! > floor) found[foundCount++] = rank;
    }
    this.foundCount = foundCount;
    this.looks += last - first;
  }

  /** A range of ranks. */
  #lookThrough(first: number, last: number, from: number, floor: number, ceiling: number): void {
    const { low, size, found } = this;
    const { end } = this.line;
    let { foundCount } = this;
    for (let rank = first; rank < last; rank++) {
      if (end[rank]! <= from) continue;
      const offset = low[rank]!;
      if (offset < ceiling && offset + size[rank]! > floor) found[foundCount++] = rank;
    }
    this.foundCount = foundCount;
    this.looks += last - first;
  }
}
