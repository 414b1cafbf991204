import { idOf, loadBound, type ProblemArrays, type ProblemColumns } from "../problem/index.js";
import type { SimulationReport } from "../sim/index.js";
// By its own file: a browser loads what simulates constraints later.
import { simulateColumns } from "../sim/simulate-columns.js";
import type { Clock } from "./clock.js";
import { type Infeasibility, type Names, searchInfeasibility, stackInfeasibility } from "./infeasibility.js";
import type { Outcome } from "./state.js";
import type { PlanResult, Status } from "./types.js";

/** What an answer carries of the call itself. */
export interface CallFacts {
  readonly seed: number;
  readonly clock: Clock;
}

/** The answer where no plan exists and none was looked for. */
export function refused(arrays: ProblemArrays, infeasibility: Infeasibility, call: CallFacts): PlanResult {
  return {
    status: "infeasible",
    offsets: null,
    memories: null,
    peak: null,
    lowerBound: loadBound(arrays),
    terms: [],
    presolve: [],
    infeasibility,
    steps: 0,
    backtracks: 0,
    restarts: 0,
    stoppedBy: null,
    solveMs: call.clock.elapsedMs,
    seed: call.seed,
    threads: 1,
    verification: null,
  };
}

/**
 * The simulator's report on an outcome's plan; null where the plan is not within the capacity, and no answer for it.
 *
 * @throws Error where the plan fails: that is a fault of telaplan.
 */
export function verifyPlan(columns: ProblemColumns, { plan }: Outcome): SimulationReport | null {
  if (plan.peak > columns.capacity) return null;
  const report = simulateColumns(columns, plan.offsets);
  if (!report.ok) {
    throw new Error(`internal fault: the plan failed its simulation: ${report.violations[0]?.message}`);
  }
  return report;
}

/** The answer, with what the simulator said of its plan. */
export function toResult(
  columns: ProblemColumns,
  arrays: ProblemArrays,
  outcome: Outcome,
  verification: SimulationReport | null,
  call: CallFacts,
): PlanResult {
  const { plan, lowerBound, refutation, stoppedBy, steps, backtracks, restarts, threads } = outcome;
  const { capacity } = columns;
  const isPlan = verification !== null;
  let infeasibility: Infeasibility | null = null;
  if (lowerBound > capacity) {
    infeasibility =
      refutation?.cause === "stack"
        ? stackInfeasibility(arrays, refutation.slot, refutation.height, namesOf(columns))
        : searchInfeasibility(refutation?.buffers ?? [], lowerBound, capacity);
  }
  let status: Status = infeasibility === null ? "unknown" : "infeasible";
  if (isPlan) status = plan.peak <= lowerBound ? "optimal" : "feasible";
  return {
    status,
    offsets: isPlan ? plan.offsets : null,
    memories: null,
    peak: isPlan ? plan.peak : null,
    lowerBound,
    terms: [],
    presolve: [],
    infeasibility,
    steps,
    backtracks,
    restarts,
    stoppedBy,
    solveMs: call.clock.elapsedMs,
    seed: call.seed,
    threads,
    verification,
  };
}

/** What messages call buffers and times. */
export function namesOf(columns: ProblemColumns): Names {
  return { idOf: (b) => idOf(columns, b), lowerOf: (b) => columns.lower[b]! };
}
