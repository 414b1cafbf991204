import type { Limits, PlanResult, Progress } from "../planner/index.js";
import type { PresolveSteps } from "../presolve/index.js";
import type { Culprit, Problem } from "../problem/index.js";

/** A run that another thread does. */
export interface ConstrainedTask {
  readonly problem: Problem;
  /** The time limit is what is left of it. */
  readonly limits: Limits;
  readonly presolve: PresolveSteps | undefined;
  /** An Int32; anything but 0 is the wish that the run ends. */
  readonly stop: SharedArrayBuffer;
}

export type ConstrainedReport =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "warning"; readonly message: string }
  | { readonly kind: "result"; readonly result: PlanResult }
  /** The problem was at fault. */
  | { readonly kind: "refused"; readonly message: string; readonly culprit: Culprit };
