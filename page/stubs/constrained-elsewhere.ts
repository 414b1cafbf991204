/** A run with constraints that goes to another thread elsewhere: here it is in one already. */
import { begin } from "../../src/constrained/begin.js";
import { drive } from "../../src/constrained/drive.js";
import { toResult } from "../../src/constrained/result.js";
import type { Known } from "../../src/constrained/state.js";
import type { Clock, Limits, PlanResult, Watch } from "../../src/planner/index.js";
import type { PresolveSteps } from "../../src/presolve/index.js";
import type { Problem } from "../../src/problem/index.js";

export async function planElsewhere(
  problem: Problem,
  limits: Limits,
  clock: Clock,
  presolve: PresolveSteps | undefined,
  watch: Watch,
  known: Known | null = null,
): Promise<PlanResult> {
  const { state, work } = begin(problem, limits, clock, presolve, known ?? undefined);
  await drive(work, state, watch);
  return toResult(state);
}
