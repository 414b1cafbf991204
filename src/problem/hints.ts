import { columnsBehind } from "./lazy.js";
import type { Problem } from "./problem.js";

/** Whether any buffer has a hint. Of what is malformed nothing is said: the planner refuses it. */
export function hasHints(problem: Problem): boolean {
  // Columns have none, and nobody makes objects of them to see that.
  if (problem === null || typeof problem !== "object" || columnsBehind(problem) !== null) return false;
  const buffers: unknown = problem.buffers;
  return Array.isArray(buffers) && (buffers as Problem["buffers"]).some((buffer) => (buffer?.hint ?? -1) >= 0);
}

/** Whether the bytes that do not lie at their hints count, though nobody names them. */
export function isHinted(problem: Problem): boolean {
  return problem?.minimize === undefined && problem?.limits?.moved === undefined && hasHints(problem);
}

/** A problem whose hints do not count. */
export function withoutHints(problem: Problem): Problem {
  if (!isHinted(problem)) return problem;
  return { ...problem, buffers: problem.buffers.map(({ hint: _, ...buffer }) => buffer) };
}
