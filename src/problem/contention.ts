import type { ProblemArrays } from "./arrays.js";

/** Live bytes in every slot, in O(n + slots). */
export function contention({ size, start, end, slotCount }: ProblemArrays): Float64Array {
  const change = new Float64Array(slotCount + 1);
  size.forEach((bytes, b) => {
    change[start[b]!]! += bytes;
    change[end[b]!]! -= bytes;
  });
  let sum = 0;
  return change.subarray(0, slotCount).map((bytes) => {
    sum += bytes;
    return sum;
  });
}

/**
 * The load bound, in bytes: no plan peaks below the greatest contention, nor below the top of a fixed buffer.
 * 0 for the empty problem.
 */
export function loadBound(arrays: ProblemArrays, live: Float64Array = contention(arrays)): number {
  const { size, fixedOffset } = arrays;
  let bound = 0;
  for (const bytes of live) bound = Math.max(bound, bytes);
  // A free buffer, at offset −1, counts for less than its size, which is live somewhere.
  size.forEach((bytes, b) => {
    bound = Math.max(bound, fixedOffset[b]! + bytes);
  });
  return bound;
}
