// Asks solvers about one problem, one after the other, in this thread.
import { ORACLES } from "../dist/oracle/index.js";
import { planSync } from "../dist/planner/index.js";

/** What the planner says of the least peak, in the words of an oracle. */
export function askPlanner(problem, { timeLimitMs }) {
  const { status, peak, offsets, lowerBound } = planSync(problem, { minimize: true, timeLimitMs });
  return { status, peak, offsets, bound: lowerBound, note: null };
}

/**
 * The opinions of `solvers`, an object of limits in milliseconds by name: `search` is the planner, the others are
 * oracles. Each has `solver`, what the solver says, and `ms`.
 */
export async function askAll(problem, solvers) {
  const opinions = [];
  for (const [solver, timeLimitMs] of Object.entries(solvers)) {
    const startedAt = performance.now();
    const options = { timeLimitMs };
    const result = solver === "search" ? askPlanner(problem, options) : await ORACLES[solver].solve(problem, options);
    opinions.push({ solver, ...result, ms: performance.now() - startedAt });
  }
  return opinions;
}
