import type { Term } from "./constraints.js";
import { hasHints } from "./hints.js";
import type { Problem } from "./problem.js";

/**
 * What a run minimises, in order: what the problem names; else the costs that it states, of memories and then of reuse,
 * unless they have a limit, and the bytes that do not lie at their hints. The peak comes last where no memory has an
 * end; where it is asked for, hints count after it.
 */
export function termsFor(problem: Problem, minimize: boolean): readonly Term[] {
  const { minimize: named, limits = {} } = problem;
  const terms: Term[] = [...(named ?? [])];
  if (named === undefined) {
    if (hasMemoryCosts(problem) && limits.spill === undefined) terms.push("spill");
    if (hasReuseCosts(problem) && limits.reuse === undefined) terms.push("reuse");
  }
  if (minimize && !terms.includes("peak")) terms.push("peak");
  if (named === undefined && limits.moved === undefined && hasHints(problem)) terms.push("moved");
  if (named === undefined && isUnbounded(problem) && !terms.includes("peak")) terms.push("peak");
  return terms;
}

// What is malformed says nothing here: `compile` refuses it by name.

function hasMemoryCosts({ buffers }: Problem): boolean {
  return listOf(buffers).some((buffer) => listOf(buffer?.memories).some((choice) => (choice?.cost ?? 0) > 0));
}

function hasReuseCosts({ apart }: Problem): boolean {
  return listOf(apart).some((entry) => (entry?.cost ?? 0) > 0);
}

function listOf<T>(value: readonly T[] | undefined): readonly (T | null | undefined)[] {
  return Array.isArray(value) ? value : [];
}

function isUnbounded({ capacity, memories }: Problem): boolean {
  const capacities = memories === undefined ? [capacity] : listOf(memories).map((memory) => memory?.capacity);
  return capacities.every((bytes = Number.POSITIVE_INFINITY) => bytes === Number.POSITIVE_INFINITY);
}
