import { gcd, type ProblemArrays } from "../../problem/index.js";

/**
 * The common unit: the greatest number of bytes such that some best plan has every offset at a multiple of it.
 *
 * In a plan that nothing can be lowered in, an offset is a sum of sizes on top of the ground or of a fixed buffer,
 * rounded up to alignments on the way. So every size and fixed offset must be a multiple, and rounding must stay on the
 * grid: an alignment either divides the unit (then it never rounds) or is a multiple of it.
 */
export function commonUnit(arrays: ProblemArrays): number {
  const { count, size, alignment, fixedOffset, hasAlignment, hasFixed } = arrays;
  let unit = 0;
  for (let b = 0; b < count && unit !== 1; b++) unit = gcd(unit, size[b]!);
  if (hasFixed) for (let b = 0; b < count; b++) if (fixedOffset[b]! > 0) unit = gcd(unit, fixedOffset[b]!);
  if (!hasAlignment) return unit;
  for (let settled = false; !settled; ) {
    settled = true;
    for (let b = 0; b < count; b++) {
      const step = alignment[b]!;
      if (unit % step === 0 || step % unit === 0) continue;
      unit = gcd(unit, step);
      settled = false;
    }
  }
  return unit;
}
