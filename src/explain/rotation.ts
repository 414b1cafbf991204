import { alignUp, fixedOffsetOf, isSolid, type Problem } from "../problem/index.js";

/** Above this many buffers it may take longer than to ask the planner. */
const MOST_BUFFERS = 64;

/**
 * Buffers of which a plan shows that they are needed too: without the buffer that the plan leaves out the rest fits,
 * and so it does without one of these, if the one left out finds room where that lay (recursive model rotation, Belov
 * and Marques-Silva 2011, one step of it).
 *
 * @param problem a plain one, of all buffers
 * @param missing the position of the buffer that has no place
 * @param offsetOf where the others lie, by position
 * @returns positions
 */
export function alsoNeeded(problem: Problem, missing: number, offsetOf: (b: number) => number): number[] {
  const { buffers, base = 0, capacity = Number.POSITIVE_INFINITY } = problem;
  if (buffers.length > MOST_BUFFERS) return [];
  const { lower, upper, size, alignment = 1, ...own } = buffers[missing]!;
  const fixed = fixedOffsetOf({ ...own, id: "", lower, upper, size });
  const met = [...buffers.keys()].filter((b) => {
    const other = buffers[b]!;
    return b !== missing && isSolid(other) && other.lower < upper && lower < other.upper;
  });
  const places = fixed >= 0 ? [fixed] : [base, ...met.map((b) => offsetOf(b) + buffers[b]!.size)];
  const found = new Set<number>();
  for (const place of places) {
    const at = fixed >= 0 ? place : alignUp(place, alignment);
    if (at < base || at + size > base + capacity) continue;
    const hit = met.filter((b) => offsetOf(b) < at + size && at < offsetOf(b) + buffers[b]!.size);
    if (hit.length === 1) found.add(hit[0]!);
  }
  return [...found];
}
