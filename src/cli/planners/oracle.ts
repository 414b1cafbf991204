import { type OracleResult, solveInThread } from "../../oracle/index.js";
import type { PlanResult } from "../../planner/types.js";
import type { Problem } from "../../problem/index.js";
import { simulate } from "../../sim/index.js";
import type { SolverName } from "../input/solvers.js";
import { packageFolders } from "./package-folders.js";
import type { Answer, Planner, PlanRun } from "./planner.js";

/** Another solver, asked in a worker thread for the least peak. */
export function oraclePlanner(name: Exclude<SolverName, "search">): Planner {
  return {
    name,
    async plan(problem, run) {
      const { timeLimitMs, signal } = run;
      const startedAt = performance.now();
      const found = await solveInThread(name, problem, {
        ...(Number.isFinite(timeLimitMs) && { timeLimitMs }),
        signal,
        packageFolders: packageFolders(),
      });
      return answerOf(problem, found, performance.now() - startedAt, run);
    },
    close: () => {},
  };
}

/** What an oracle has found, in the form of a plan's result. It counts no steps. */
function answerOf(problem: Problem, found: OracleResult, solveMs: number, { timeLimitMs, signal }: PlanRun): Answer {
  const { status, peak, offsets, memories, terms, bound, infeasibility, note } = found;
  const isSettled = status === "optimal" || status === "infeasible";
  const isCancelled = signal.aborted && !isSettled;
  const isAtLimit = !isSettled && solveMs >= timeLimitMs;
  const result: PlanResult = {
    status,
    offsets,
    peak,
    lowerBound: bound,
    memories,
    terms,
    presolve: [],
    infeasibility,
    steps: 0,
    backtracks: 0,
    restarts: 0,
    stoppedBy: isCancelled ? "cancel" : isAtLimit ? "deadline" : null,
    solveMs,
    seed: 0,
    threads: 1,
    verification: offsets === null ? null : simulate(problem, offsets, memories === null ? {} : { memories }),
  };
  return { result, policy: null, note: isSettled || isAtLimit || signal.aborted ? null : note };
}
