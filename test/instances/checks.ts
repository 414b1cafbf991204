import type { Problem } from "../../src/problem/index.js";

/** FNV-1a over every row and the capacity: changes when any number or id does. */
export function hashOf(problem: Problem): string {
  let hash = 0x811c9dc5;
  const mix = (text: string): void => {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  };
  mix(`${problem.capacity};`);
  for (const { id, lower, upper, size, alignment } of problem.buffers)
    mix(`${id},${lower},${upper},${size},${alignment};`);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** The greatest sum of sizes live at a start, by looking at every buffer for every start. */
export function slowLoadBound({ buffers }: Problem): number {
  let bound = 0;
  for (const { lower: time } of buffers) {
    let live = 0;
    for (const { lower, upper, size } of buffers) if (lower <= time && time < upper) live += size;
    bound = Math.max(bound, live);
  }
  return bound;
}

/** What is wrong with a plan, pair by pair; empty if nothing is. */
export function slowFaults({ buffers, capacity = Infinity }: Problem, plan: Float64Array): string[] {
  const faults: string[] = [];
  if (plan.length !== buffers.length) return [`${plan.length} offsets for ${buffers.length} buffers`];
  for (let i = 0; i < buffers.length; i++) {
    const a = buffers[i]!;
    const offset = plan[i]!;
    if (!Number.isSafeInteger(offset) || offset < 0 || offset + a.size > capacity) faults.push(`${a.id} at ${offset}`);
    for (let j = 0; j < i; j++) {
      const b = buffers[j]!;
      const together = a.lower < b.upper && b.lower < a.upper;
      const share = offset < plan[j]! + b.size && plan[j]! < offset + a.size;
      if (together && share) faults.push(`${a.id} and ${b.id} share bytes`);
    }
  }
  return faults;
}

/**
 * The same for great numbers: plays the plan in order of time over a memory of units, each of which has at most one
 * owner. Returns the first fault or null, and the least number of units in use between the first start and the last
 * end.
 */
export function playUnits(
  problem: Problem,
  plan: Float64Array,
  unit: number,
): { fault: string | null; leastUsed: number } {
  const { buffers } = problem;
  const units = problem.capacity! / unit;
  const owner = new Int32Array(units).fill(-1);
  const byStart = Int32Array.from(buffers.keys()).sort((a, b) => buffers[a]!.lower - buffers[b]!.lower);
  const byEnd = Int32Array.from(buffers.keys()).sort((a, b) => buffers[a]!.upper - buffers[b]!.upper);
  let used = 0;
  let leastUsed = units;
  let ended = 0;
  for (let started = 0; started < byStart.length; ) {
    const now = buffers[byStart[started]!]!.lower;
    const begin = buffers[byEnd[ended]!]!.upper;
    if (started > 0 && begin < now) leastUsed = 0;
    for (; buffers[byEnd[ended]!]!.upper <= now; ended++) {
      const gone = byEnd[ended]!;
      for (let at = plan[gone]! / unit, left = buffers[gone]!.size / unit; left > 0; left--, at++) owner[at] = -1;
      used -= buffers[gone]!.size / unit;
    }
    for (; started < byStart.length && buffers[byStart[started]!]!.lower === now; started++) {
      const next = byStart[started]!;
      for (let at = plan[next]! / unit, left = buffers[next]!.size / unit; left > 0; left--, at++) {
        if (owner[at] !== -1) return { fault: `unit ${at} at ${now}: ${next} over ${owner[at]}`, leastUsed };
        owner[at] = next;
      }
      used += buffers[next]!.size / unit;
    }
    leastUsed = Math.min(leastUsed, used);
  }
  return { fault: null, leastUsed };
}
