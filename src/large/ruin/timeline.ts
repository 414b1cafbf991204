import type { ProblemArrays } from "../../problem/index.js";

/** Starts between two boundaries: this share of what lives at the first, and this many at least. */
const STARTS_SHARE = 0.25;
const LEAST_STARTS = 16;
/** How often a long set-up asks whether to stop: every this many buffers. */
export const SET_UP_INTERVAL = 16_384;

/**
 * Who lives together, without a list of pairs. Buffers go by *rank*: their place in the order of starts.
 *
 * Whoever lives with a buffer starts within its lifetime, a range of ranks, or lives when it starts. For the latter
 * time has boundaries, each with the list of those that live across it. What starts between the boundary and the buffer
 * is another range of ranks, joined with the first:
 *
 * ```text
 *       boundary      start              end
 *          ┊            ├─────────────────┤          the buffer that asks
 *      ├───┊────────────────┤                        listed at the boundary
 *          ┊   ├───────────────┤   ├───────────┤     ranks firstAfter[boundary] ≤ rank < until
 * ```
 *
 * Nothing here changes, whatever is placed. The boundaries lie so that all lists together hold some four entries a
 * buffer, and at most a fourth of what is looked at starts between a boundary and the buffer.
 */
export class Timeline {
  readonly count: number;
  /** The buffer of each rank. Only those that live: `count` of them. */
  readonly buffer: Int32Array;
  /** First live slot, by rank. */
  readonly start: Int32Array;
  /** First slot after the last live one, by rank. */
  readonly end: Int32Array;
  /** By rank: the first rank that starts no earlier than this one ends. */
  readonly until: Int32Array;
  /** By rank: the latest boundary no later than its start. */
  readonly boundary: Int32Array;
  /** By rank: the latest boundary before its end. */
  readonly lastBoundary: Int32Array;
  readonly boundaries: number;
  /** By boundary: the first rank that is not on its list though it may live later. */
  readonly firstAfter: Int32Array;
  /** By boundary: where its list begins in `across`; one more entry for the end of the last. */
  readonly listStart: Int32Array;
  /** Ranks that live across a boundary, list after list. */
  readonly across: Int32Array;
  /** True where the set-up was stopped: nothing here may be used then. */
  readonly stopped: boolean;

  constructor({ count, size, start, end, slotCount }: ProblemArrays, shouldStop: () => boolean) {
    const firstRank = new Int32Array(slotCount + 2);
    let solid = 0;
    for (let b = 0; b < count; b++) {
      if (end[b]! <= start[b]! || size[b]! === 0) continue;
      firstRank[start[b]! + 1]!++;
      solid++;
    }
    for (let slot = 0; slot <= slotCount; slot++) firstRank[slot + 1]! += firstRank[slot]!;
    this.count = solid;
    this.buffer = new Int32Array(solid);
    this.start = new Int32Array(solid);
    this.end = new Int32Array(solid);
    this.until = new Int32Array(solid);
    this.boundary = new Int32Array(solid);
    const next = firstRank.slice();
    for (let b = 0; b < count; b++) {
      if (end[b]! <= start[b]! || size[b]! === 0) continue;
      const rank = next[start[b]!]!++;
      this.buffer[rank] = b;
      this.start[rank] = start[b]!;
      this.end[rank] = end[b]!;
      this.until[rank] = firstRank[end[b]!]!;
    }
    const lists = new Lists(solid);
    this.stopped = lists.lay(this, shouldStop);
    this.boundaries = lists.boundaries;
    this.lastBoundary = new Int32Array(solid);
    // The latest of the ranks that start before it ends has the latest boundary before that.
    for (let rank = 0; rank < solid; rank++)
      this.lastBoundary[rank] = Math.max(this.boundary[rank]!, this.boundary[this.until[rank]! - 1]!);
    this.firstAfter = lists.firstAfter;
    this.listStart = lists.listStart;
    this.across = lists.across;
  }

  /** How many ranks `looks` takes to find those that live with one. */
  span(rank: number): number {
    const boundary = this.boundary[rank]!;
    const listed = this.listStart[boundary + 1]! - this.listStart[boundary]!;
    return listed + this.until[rank]! - this.firstAfter[boundary]!;
  }
}

/** Lays boundaries in the order of starts, and keeps the list of those that live. */
class Lists {
  firstAfter: Int32Array = new Int32Array(64);
  listStart: Int32Array = new Int32Array(65);
  across: Int32Array;
  boundaries = 0;
  #listed = 0;

  constructor(count: number) {
    this.across = new Int32Array(4 * count + 64);
  }

  /** Returns true where it was stopped. */
  lay({ count, start, end, boundary }: Timeline, shouldStop: () => boolean): boolean {
    // Those that may still live, in the order of ranks; swept at every boundary.
    const alive = new Int32Array(count);
    let live = 0;
    let due = 0;
    for (let rank = 0; rank < count; rank++) {
      if (rank % SET_UP_INTERVAL === 0 && shouldStop()) return true;
      const slot = start[rank]!;
      // All that start at one slot have the same boundary, so that one lies at a slot and not between ranks.
      if (rank >= due && (rank === 0 || start[rank - 1] !== slot)) {
        let kept = 0;
        for (let i = 0; i < live; i++) if (end[alive[i]!]! > slot) alive[kept++] = alive[i]!;
        live = kept;
        this.#add(rank, alive, live);
        due = rank + Math.max(LEAST_STARTS, Math.floor(live * STARTS_SHARE));
      }
      boundary[rank] = this.boundaries - 1;
      alive[live++] = rank;
    }
    return false;
  }

  #add(rank: number, alive: Int32Array, live: number): void {
    const at = this.boundaries++;
    if (at === this.firstAfter.length) {
      this.firstAfter = grown(this.firstAfter, 2 * at);
      this.listStart = grown(this.listStart, 2 * at + 1);
    }
    const end = this.#listed + live;
    if (end > this.across.length) this.across = grown(this.across, Math.max(end, 2 * this.across.length));
    this.across.set(alive.subarray(0, live), this.#listed);
    this.firstAfter[at] = rank;
    this.listStart[at] = this.#listed;
    this.listStart[at + 1] = end;
    this.#listed = end;
  }
}

function grown(array: Int32Array, length: number): Int32Array {
  const longer = new Int32Array(length);
  longer.set(array);
  return longer;
}
