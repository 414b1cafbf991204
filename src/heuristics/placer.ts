import { alignUp, type ProblemArrays } from "../problem/index.js";
import { KeySorter } from "./sort.js";

/**
 * Greedy placement: buffers go into memory one after the other, in a given order, each into a gap between those
 * placed before it that are live together with it.
 *
 * - `first`: into the lowest gap that it fits into;
 * - `best`: into the smallest bounded gap that it fits into, the lowest of equal ones; on top of its neighbours if
 *   there is none. Where a gap begins between two multiples of the alignment, what lies before the next multiple does
 *   not count.
 */
export type Fit = "first" | "best";

export interface Placer {
  /**
   * Places the buffers of `order` and writes their offsets, in bytes. Fixed buffers are placed before all others and
   * must not be in `order`.
   *
   * A top at or above `limit` cannot improve on what the caller has: no gap is taken there, and the run ends if there
   * is no other. It also ends when `shouldStop` returns true, which is asked every 128 placements, and more often where
   * they are dear.
   *
   * @returns the peak in bytes, below `limit`, or Infinity where the run ended early; `offsets` is then incomplete.
   */
  place(order: Int32Array, fit: Fit, limit: number, offsets: Float64Array, shouldStop?: () => boolean): number;
  /** How many buffers of `order` the latest run placed. */
  readonly placed: number;
}

/** How often a long run asks whether it should stop: every this many steps, a power of two. */
export const STOP_INTERVAL = 128;

/** The buffers that may be moved, by index. */
export function freeBuffers({ count, fixedOffset }: ProblemArrays): Int32Array {
  const free = new Int32Array(count);
  let found = 0;
  for (let b = 0; b < count; b++) if (fixedOffset[b]! < 0) free[found++] = b;
  return free.subarray(0, found);
}

/** The fixed buffers, from the lowest offset up. */
export function fixedBuffers({ count, fixedOffset, hasFixed }: ProblemArrays): Int32Array {
  if (!hasFixed) return new Int32Array(0);
  let found = 0;
  for (let b = 0; b < count; b++) if (fixedOffset[b]! >= 0) found++;
  const fixed = new Int32Array(found);
  for (let b = count - 1; b >= 0; b--) if (fixedOffset[b]! >= 0) fixed[--found] = b;
  new KeySorter(fixed.length).sort(fixed, fixedOffset, fixedOffset, fixedOffset);
  return fixed;
}

/**
 * What each buffer takes up, in bytes: its size, up to the next multiple of what all alignments have in common, for
 * nothing can begin before that. Offsets come out the same, and buffers that lie as close as they can touch each other.
 */
export function paddedSizes({ count, size, alignment, hasAlignment }: ProblemArrays): Float64Array {
  if (!hasAlignment) return size;
  let common = alignment[0]!;
  for (let b = 1; b < count && common > 1; b++) {
    for (let other = alignment[b]!; other > 0; ) [common, other] = [other, common % other];
  }
  return common === 1 ? size : size.map((bytes) => alignUp(bytes, common));
}

/**
 * Whether alignment can be left out of account where buffers take up `sizes`: every size, fixed offset and alignment
 * divides or is a multiple of the greatest alignment, so that whatever lies on top of something else is aligned
 * already.
 */
export function alignsByItself(arrays: ProblemArrays, sizes: Float64Array): boolean {
  const { count, alignment, fixedOffset, hasAlignment } = arrays;
  if (!hasAlignment) return true;
  let greatest = 1;
  for (let b = 0; b < count; b++) if (alignment[b]! > greatest) greatest = alignment[b]!;
  for (let b = 0; b < count; b++) {
    if (sizes[b]! % greatest !== 0 || greatest % alignment[b]! !== 0) return false;
    if (fixedOffset[b]! > 0 && fixedOffset[b]! % greatest !== 0) return false;
  }
  return true;
}
