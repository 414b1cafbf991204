import type { ProblemArrays } from "./arrays.js";

/**
 * Marks the slots whose live buffers no other slot's contain: some buffer ends with them, and some buffer has started
 * since the last that is marked. Slots may be finer than the buffers need: where others were taken out, their starts
 * and ends still cut time.
 */
export function markSections({ start, end, slotCount }: ProblemArrays): Uint8Array {
  const starts = new Uint8Array(slotCount);
  const marks = new Uint8Array(slotCount);
  for (let b = 0; b < start.length; b++) {
    if (start[b]! === end[b]!) continue;
    starts[start[b]!] = 1;
    marks[end[b]! - 1] = 1;
  }
  let begun = 0;
  for (let slot = 0; slot < slotCount; slot++) {
    begun |= starts[slot]!;
    marks[slot]! &= begun;
    if (marks[slot] === 1) begun = 0;
  }
  return marks;
}
