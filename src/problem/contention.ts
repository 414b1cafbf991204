import type { ProblemArrays } from "./arrays.js";

/** Live bytes in every slot, in O(n + slots). */
export function contention({ count, size, start, end, slotCount }: ProblemArrays): Float64Array {
  // The change at the beginning of each slot; what ends with the last one changes nothing that is asked for.
  const live = new Float64Array(slotCount + 1);
  for (let b = 0; b < count; b++) {
    live[start[b]!]! += size[b]!;
    live[end[b]!]! -= size[b]!;
  }
  for (let slot = 1; slot < slotCount; slot++) live[slot]! += live[slot - 1]!;
  return live.subarray(0, slotCount);
}

/**
 * The load bound, in bytes: no plan peaks below the greatest contention, nor below the top of a fixed buffer.
 * 0 for the empty problem.
 */
export function loadBound(arrays: ProblemArrays, live: Float64Array = contention(arrays)): number {
  const { count, size, fixedOffset } = arrays;
  let bound = 0;
  for (let slot = 0; slot < live.length; slot++) bound = Math.max(bound, live[slot]!);
  // A free buffer, at offset −1, counts for less than its size, which is live somewhere.
  for (let b = 0; b < count; b++) bound = Math.max(bound, fixedOffset[b]! + size[b]!);
  return bound;
}
