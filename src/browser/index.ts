/**
 * telaplan for a page or a web worker without a bundler: what plans is loaded at once, what plans with constraints when
 * a problem has some, and the rest when it is asked for.
 */
export { type PlanOptions, plan, planSync } from "../library/plan-with-policy.js";
export type { InfeasibleResult, PlacedResult, PlanResult, UnknownResult } from "../library/result.js";
export type { Infeasibility, Progress, ProofNote, Status, StoppedBy, TermResult } from "../planner/index.js";
export { type Buffer, type Culprit, InputError, type Problem } from "../problem/index.js";
export { RULE_POLICY, type SearchPolicy } from "../search/index.js";

/** Loads all that `telaplan` exports, the simulator and explanations among it. */
export function loadAll(): Promise<typeof import("../index.js")> {
  return import("../index.js");
}
