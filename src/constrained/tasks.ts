import type { Limits, PlanResult, Progress } from "../planner/index.js";
import type { PresolveSteps } from "../presolve/index.js";
import type { Culprit, Problem } from "../problem/index.js";
import type { Known } from "./state.js";

/** A run that another thread does. */
export interface ConstrainedTask {
  readonly problem: Problem;
  /** The time limit is what was left of it at `sentAtMs`. */
  readonly limits: Limits;
  /** By the clock of the machine: a new thread takes some 100 ms until it hears of the task. */
  readonly sentAtMs: number;
  readonly presolve: PresolveSteps | undefined;
  readonly known: Known | null;
  /** An Int32; anything but 0 is the wish that the run ends. */
  readonly stop: SharedArrayBuffer;
}

export type ConstrainedReport =
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "warning"; readonly message: string }
  | { readonly kind: "result"; readonly result: PlanResult }
  /** The problem was at fault. */
  | { readonly kind: "refused"; readonly message: string; readonly culprit: Culprit };
