import { toColumns } from "./columns.js";
import type { Problem } from "./problem.js";
import type { ProblemColumns } from "./problem-columns.js";
import { ranks } from "./ranks.js";

/**
 * A validated problem as flat arrays, indexed by the buffer's position in `problem.buffers`.
 *
 * Time is compressed to slots: the distinct starts and ends of the buffers that can meet others (`isSolid`) cut time
 * into `slotCount` pieces, and buffer b is live in the slots `start[b] ≤ slot < end[b]`. One that cannot meet others is
 * live in none and cuts nothing, so that at each slot's beginning some buffer begins or ends that has to be planned.
 */
export interface ProblemArrays {
  readonly count: number;
  /** Bytes; Infinity where the problem has none. */
  readonly capacity: number;
  /** Bytes: where the memory begins. */
  readonly base: number;
  /** Bytes. */
  readonly size: Float64Array;
  /** Bytes, 1 where free. */
  readonly alignment: Float64Array;
  /** Bytes, absolute; −1 where the buffer is free to move. */
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
  return arraysOf(toColumns(problem));
}

/** The arrays of columns that are valid; they share what both have. O(n log n), O(n) where times are dense. */
export function arraysOf(columns: ProblemColumns): ProblemArrays {
  const { count, capacity, base, lower, upper, size, alignment, fixedOffset } = columns;
  const times = new Float64Array(2 * count);
  let solid = 0;
  let hasAlignment = false;
  let hasFixed = false;
  for (let b = 0; b < count; b++) {
    if (size[b]! > 0 && upper[b]! > lower[b]!) {
      times[2 * solid] = lower[b]!;
      times[2 * solid++ + 1] = upper[b]!;
    }
    if (alignment[b]! > 1) hasAlignment = true;
    if (fixedOffset[b]! >= 0) hasFixed = true;
  }
  const { rank, distinct } = ranks(times.subarray(0, 2 * solid));
  const start = new Int32Array(count);
  const end = new Int32Array(count);
  for (let b = 0, next = 0; b < count; b++) {
    if (size[b] === 0 || upper[b] === lower[b]) continue;
    start[b] = rank[next++]!;
    end[b] = rank[next++]!;
  }
  const slotCount = Math.max(0, distinct - 1);
  return { count, capacity, base, size, alignment, fixedOffset, start, end, slotCount, hasAlignment, hasFixed };
}
