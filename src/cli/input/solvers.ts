import type { PlanResult } from "../../planner/types.js";
import type { Problem } from "../../problem/index.js";
import { packageFolders } from "./package-folders.js";

/** What `--solver` takes: the planner's own search, and the oracles that users may ask. */
export const SOLVERS = ["search", "glpk", "jslp", "cpsat"] as const;
export type SolverName = (typeof SOLVERS)[number];

/** What a solver other than the search may be told. */
export interface AskOptions {
  /** Milliseconds; Infinity is no limit. */
  readonly timeLimit: number;
  readonly signal: AbortSignal;
}

/** A solver's answer in the form of a plan's result, and what else it has to say. */
export interface SecondOpinion {
  readonly result: PlanResult;
  readonly note: string | null;
}

/**
 * Asks an oracle, in a worker thread, for the least peak. Its plan was verified, and is simulated once more for the report. It counts
 * no steps.
 *
 * @throws InputError, MissingPackage
 */
export async function askOracle(
  name: Exclude<SolverName, "search">,
  problem: Problem,
  { timeLimit, signal }: AskOptions,
): Promise<SecondOpinion> {
  const { solveInThread } = await import("../../oracle/index.js");
  const { simulate } = await import("../../sim/index.js");
  const startedAt = performance.now();
  const limit = Number.isFinite(timeLimit) ? { timeLimitMs: timeLimit } : {};
  const { status, peak, offsets, bound, infeasibility, note } = await solveInThread(name, problem, {
    ...limit,
    signal,
    packageFolders: packageFolders(),
  });
  const solveMs = performance.now() - startedAt;
  const isSettled = status === "optimal" || status === "infeasible";
  const atLimit = !isSettled && solveMs >= timeLimit;
  return {
    result: {
      status,
      offsets,
      peak,
      lowerBound: bound,
      infeasibility,
      steps: 0,
      backtracks: 0,
      restarts: 0,
      stoppedBy: signal.aborted && !isSettled ? "cancel" : atLimit ? "deadline" : null,
      solveMs,
      seed: 0,
      threads: 1,
      verification: offsets === null ? null : simulate(problem, offsets),
    },
    note: isSettled || atLimit || signal.aborted ? null : note,
  };
}
