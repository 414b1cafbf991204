import type { Problem, Term } from "../problem/index.js";

/**
 * What a run minimises, in order: what the problem names; else the costs that it states, of memories and then of reuse,
 * unless they have a limit. The peak comes last where it is asked for, or where no memory has an end.
 */
export function termsFor(problem: Problem, minimize: boolean): readonly Term[] {
  const { minimize: named, limits = {} } = problem;
  const terms: Term[] = [...(named ?? [])];
  if (named === undefined) {
    if (hasMemoryCosts(problem) && limits.spill === undefined) terms.push("spill");
    if (problem.apart?.some(({ cost = 0 }) => cost > 0) && limits.reuse === undefined) terms.push("reuse");
  }
  const wantsPeak = minimize || (named === undefined && isUnbounded(problem));
  if (wantsPeak && !terms.includes("peak")) terms.push("peak");
  return terms;
}

function hasMemoryCosts({ buffers }: Problem): boolean {
  return buffers.some(({ memories = [] }) => memories.some(({ cost = 0 }) => cost > 0));
}

function isUnbounded({ capacity, memories }: Problem): boolean {
  const capacities = memories === undefined ? [capacity] : memories.map((memory) => memory.capacity);
  return capacities.every((bytes = Number.POSITIVE_INFINITY) => bytes === Number.POSITIVE_INFINITY);
}
