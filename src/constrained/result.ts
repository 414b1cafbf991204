import type { PlanResult, Status } from "../planner/index.js";
import type { Term } from "../problem/index.js";
import { type SimulationReport, simulate } from "../sim/index.js";
import type { BufferPlan, ConstrainedState } from "./state.js";

/**
 * The simulator's report on a plan.
 *
 * @throws Error where the plan fails, its terms are others than were thought, or what is proved is not true of it: that
 * is a fault of telaplan.
 */
export function verify(state: ConstrainedState, plan: BufferPlan): SimulationReport {
  const { problem, terms } = state.model;
  const memories = state.idsOf(plan);
  const report = simulate(problem, plan.offsets, memories === null ? {} : { memories });
  if (!report.ok) {
    throw new Error(`internal fault: the plan failed its simulation: ${report.violations[0]?.message}`);
  }
  for (const term of new Set<Term>([...terms, "peak"])) {
    const [own, seen, bound] = [plan.values[term], report.terms![term], state.boundOf(term)];
    if (own !== seen) throw new Error(`internal fault: ${term} is ${seen} in the simulation, not ${own}`);
    if (bound > seen) throw new Error(`internal fault: ${term} is ${seen}, and proved to be at least ${bound}`);
  }
  return report;
}

/** The answer, with what the simulator said of its plan. */
export function toResult(state: ConstrainedState): PlanResult {
  const { best, infeasibility, terms } = state;
  const verification = best === null ? null : verify(state, best);
  const lowerBound = state.boundOf("peak");
  const isBest =
    terms.length === 0
      ? best !== null && best.values.peak <= lowerBound
      : state.settled && terms.every(({ value, bound }) => value <= bound);
  let status: Status = infeasibility === null ? "unknown" : "infeasible";
  if (best !== null) status = isBest ? "optimal" : "feasible";
  const { steps, backtracks, restarts, stoppedBy, threads, presolve } = state;
  return {
    status,
    offsets: best?.offsets ?? null,
    memories: best === null ? null : state.idsOf(best),
    peak: best?.values.peak ?? null,
    lowerBound,
    terms,
    presolve,
    infeasibility,
    steps,
    backtracks,
    restarts,
    stoppedBy,
    solveMs: state.elapsedMs,
    seed: state.limits.seed,
    threads,
    verification,
  };
}
