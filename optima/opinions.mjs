// Asks solvers about one problem, one after the other, in this thread.

/**
 * @import { OracleName } from "../dist/oracle/index.js"
 * @import { Problem } from "../dist/problem/index.js"
 *
 * @typedef {OracleName | "search"} Solver `search` is the planner
 * @typedef {Readonly<Partial<Record<Solver, number>>>} Limits milliseconds for each solver that is asked
 */
import { keysOf } from "../bench/must.mjs";
import { ORACLES } from "../dist/oracle/index.js";
import { planSync } from "../dist/planner/index.js";

/**
 * What the planner says of the least peak, in the words of an oracle.
 *
 * @param {Problem} problem
 * @param {{ timeLimitMs: number }} options
 */
export function askPlanner(problem, { timeLimitMs }) {
  const { status, peak, offsets, lowerBound } = planSync(problem, { minimize: true, timeLimitMs });
  return { status, peak, offsets, terms: [], bound: lowerBound, note: null };
}

/**
 * The opinions of `solvers`. Each has `solver`, what the solver says, and `ms`.
 *
 * @param {Problem} problem
 * @param {Limits} solvers
 */
export async function askAll(problem, solvers) {
  const opinions = [];
  for (const solver of keysOf(solvers)) {
    const timeLimitMs = solvers[solver] ?? 0;
    const startedAt = performance.now();
    const options = { timeLimitMs };
    const result = solver === "search" ? askPlanner(problem, options) : await ORACLES[solver].solve(problem, options);
    opinions.push({ solver, ...result, ms: performance.now() - startedAt });
  }
  return opinions;
}
