/** How a subject of the bench is solved: by the planner, or by the heuristics alone. */
/**
 * @import { Heuristic } from "../dist/heuristics/index.js"
 * @import { PlanOptions } from "../dist/index.js"
 * @import { Solve } from "./measure.mjs"
 */
import { greedy } from "../dist/heuristics/index.js";
import { loadPolicy, plan } from "../dist/index.js";
import { loadBound, toArrays } from "../dist/problem/index.js";
import { simulate } from "../dist/sim/index.js";

/**
 * Through `plan`; `solveMs` is its own. Throws where the policy cannot be used: to measure another one would mislead.
 *
 * @param {Omit<PlanOptions, "policy" | "signal"> & { readonly policy?: string }} options
 * @returns {Solve}
 */
export const byPlan = ({ policy = "learned", ...options }) => {
  // Loaded once: what scores for a policy is built for its first run.
  const loaded = loadPolicy(policy);
  return (problem, signal) => plan(problem, { timeLimitMs: null, ...options, policy: loaded, signal });
};

/**
 * Through the portfolio of heuristics, or some of them. `solveMs` is the time of placing: the arrays and the load
 * bound, which a compiler has at hand, are not in it.
 *
 * @param {readonly Heuristic[]} [heuristics] all where absent
 * @returns {Solve}
 */
export const byHeuristics = (heuristics) => (problem) => {
  const arrays = toArrays(problem);
  const lowerBound = loadBound(arrays);
  const startedAt = performance.now();
  const { peak, offsets } = greedy(arrays, { target: lowerBound }, heuristics);
  const solveMs = performance.now() - startedAt;
  const status = peak === lowerBound ? "optimal" : "feasible";
  const verification = simulate(problem, offsets, { capacity: Number.POSITIVE_INFINITY });
  const nothing = { infeasibility: null, steps: 0, backtracks: 0, restarts: 0, stoppedBy: null };
  return { ...nothing, status, peak, lowerBound, solveMs, verification };
};
