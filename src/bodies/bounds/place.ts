import type { BodyProblem } from "../body-problem.js";

/**
 * The lowest offset at which a body could lie if it were alone: within the memory, aligned, off the reserved ranges, or
 * where it is fixed. Banks are not looked at. Infinity where there is none.
 */
export function lowestPlace(problem: BodyProblem, body: number): number {
  const { base, capacity, reserved, size, modulus, residue, fixedOffset } = problem;
  const extents = problem.extents[body]!;
  const fixed = fixedOffset[body]!;
  const last = base + capacity - size[body]!;
  let offset = fixed >= 0 ? fixed : alignTo(base, modulus[body]!, residue[body]!);
  if (offset < base) return Number.POSITIVE_INFINITY;
  // Every turn lifts some extent above some range for good.
  for (;;) {
    if (offset > last) return Number.POSITIVE_INFINITY;
    let above = offset;
    for (const { from, to } of extents) {
      for (const range of reserved) {
        if (offset + from < range.to && range.from < offset + to) above = Math.max(above, range.to - from);
      }
    }
    if (above === offset) return offset;
    if (fixed >= 0) return Number.POSITIVE_INFINITY;
    offset = alignTo(above, modulus[body]!, residue[body]!);
  }
}

/** The least number at or above `least` that is `residue` modulo `modulus`. */
export function alignTo(least: number, modulus: number, residue: number): number {
  const rest = (least - residue) % modulus;
  return rest === 0 ? least : least + (rest > 0 ? modulus - rest : -rest);
}
