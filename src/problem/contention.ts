import type { ProblemArrays } from "./arrays.js";
import { alignUp } from "./divisors.js";

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
 * The load bound, in bytes from the base: no plan peaks below the greatest contention, nor below the top of a fixed
 * buffer, nor below the size of any. 0 for the empty problem.
 */
export function loadBound(arrays: ProblemArrays, live: Float64Array = contention(arrays)): number {
  const { count, base, size, alignment, fixedOffset } = arrays;
  let bound = 0;
  for (let slot = 0; slot < live.length; slot++) bound = Math.max(bound, live[slot]!);
  // One that is fixed below the base reaches no higher than a free one: no plan has it, and that is found elsewhere.
  for (let b = 0; b < count; b++) {
    const least = base === 0 ? 0 : alignUp(base, alignment[b]!) - base;
    bound = Math.max(bound, Math.max(least, fixedOffset[b]! - base) + size[b]!);
  }
  return bound;
}
