import type { ProblemArrays } from "./arrays.js";

/** Live bytes in every slot, in O(n + slots). */
export function contention(arrays: ProblemArrays): Float64Array {
  const { count, size, start, end, slotCount } = arrays;
  const live = new Float64Array(slotCount + 1);
  for (let b = 0; b < count; b++) {
    live[start[b]!]! += size[b]!;
    live[end[b]!]! -= size[b]!;
  }
  let sum = 0;
  for (let slot = 0; slot < slotCount; slot++) {
    sum += live[slot]!;
    live[slot] = sum;
  }
  return live.subarray(0, slotCount);
}

/**
 * The load bound, in bytes: no plan peaks below the greatest contention, nor below the top of a fixed buffer.
 * 0 for the empty problem.
 */
export function loadBound(arrays: ProblemArrays, live: Float64Array = contention(arrays)): number {
  let bound = 0;
  for (let slot = 0; slot < live.length; slot++) if (live[slot]! > bound) bound = live[slot]!;
  if (arrays.hasFixed) {
    for (let b = 0; b < arrays.count; b++) {
      const offset = arrays.fixedOffset[b]!;
      if (offset >= 0 && offset + arrays.size[b]! > bound) bound = offset + arrays.size[b]!;
    }
  }
  return bound;
}
