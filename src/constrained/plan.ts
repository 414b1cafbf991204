import {
  type PlannerOptions,
  type PlanResult,
  plan as planPlain,
  planSync as planPlainSync,
  type SyncOptions,
} from "../planner/index.js";
import { isConstrained, type Problem } from "../problem/index.js";
import { solveConstrained } from "./solve.js";

/**
 * Plans a problem with or without constraints: an offset, and where there are several a memory, for every buffer.
 * Anytime: whatever stops it, the best verified plan so far is returned.
 *
 * @throws InputError for a malformed problem or option. Infeasible and unknown are answers, not errors.
 */
export async function plan(problem: Problem, options: PlannerOptions = {}): Promise<PlanResult> {
  return isConstrained(problem) ? planConstrained(problem, options) : planPlain(problem, options);
}

/** The same without a promise, in the calling thread. Takes no signal and one thread. */
export function planSync(problem: Problem, options: SyncOptions = {}): PlanResult {
  return isConstrained(problem) ? planConstrained(problem, options) : planPlainSync(problem, options);
}

function planConstrained(problem: Problem, { seed = 0 }: PlannerOptions): PlanResult {
  const { status, terms, offsets, memories } = solveConstrained(problem, { seed });
  const peak = terms.find(({ term }) => term === "peak");
  return {
    status,
    offsets,
    memories: memories === null ? null : Array.from(memories, (m) => problem.memories?.[m]?.id ?? ""),
    peak: peak?.value ?? null,
    lowerBound: peak?.bound ?? 0,
    terms,
    presolve: [],
    infeasibility: null,
    steps: 0,
    backtracks: 0,
    restarts: 0,
    stoppedBy: null,
    solveMs: 0,
    seed,
    threads: 1,
    verification: null,
  };
}
