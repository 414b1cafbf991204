import type { Problem } from "./problem.js";
import { validate } from "./validate.js";

/**
 * A validated problem as flat arrays, indexed by the buffer's position in `problem.buffers`.
 *
 * Time is compressed to slots: the distinct starts and ends cut time into `slotCount` pieces within which the set of live
 * buffers does not change, and buffer b is live in the slots `start[b] ≤ slot < end[b]`.
 */
export interface ProblemArrays {
  readonly count: number;
  /** Bytes; Infinity where the problem has none. */
  readonly capacity: number;
  /** Bytes. */
  readonly size: Float64Array;
  /** Bytes, 1 where free. */
  readonly alignment: Float64Array;
  /** Bytes, −1 where the buffer is free to move. */
  readonly fixedOffset: Float64Array;
  /** First live slot. */
  readonly start: Int32Array;
  /** First slot after the last live one. */
  readonly end: Int32Array;
  readonly slotCount: number;
  /** True where some alignment is above 1. */
  readonly hasAlignment: boolean;
  /** True where some offset is fixed. */
  readonly hasFixed: boolean;
}

/** Validates a problem and lays it out as arrays, in O(n log n). Throws InputError as `validate` does. */
export function toArrays(problem: Problem): ProblemArrays {
  validate(problem);
  const { buffers, capacity = Infinity } = problem;
  const count = buffers.length;
  const size = new Float64Array(count);
  const alignment = new Float64Array(count);
  const fixedOffset = new Float64Array(count);
  const times = new Float64Array(2 * count);
  let hasAlignment = false;
  let hasFixed = false;
  for (let b = 0; b < count; b++) {
    const buffer = buffers[b]!;
    size[b] = buffer.size;
    alignment[b] = buffer.alignment ?? 1;
    fixedOffset[b] = buffer.offset ?? -1;
    times[2 * b] = buffer.lower;
    times[2 * b + 1] = buffer.upper;
    if (alignment[b]! > 1) hasAlignment = true;
    if (fixedOffset[b]! >= 0) hasFixed = true;
  }
  const cuts = distinctSorted(times);
  const start = new Int32Array(count);
  const end = new Int32Array(count);
  for (let b = 0; b < count; b++) {
    start[b] = rankOf(cuts, times[2 * b]!);
    end[b] = rankOf(cuts, times[2 * b + 1]!);
  }
  const slotCount = Math.max(0, cuts.length - 1);
  return { count, capacity, size, alignment, fixedOffset, start, end, slotCount, hasAlignment, hasFixed };
}

function distinctSorted(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  let kept = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[kept++] = sorted[i]!;
  return sorted.subarray(0, kept);
}

/** Position of `value` in `sorted`, which holds it. */
function rankOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
