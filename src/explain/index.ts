export type { BoundReason, PeakBoundFacts } from "./cheap-bound.js";
export { type ClosestPlan, checkedPlan } from "./closest-plan.js";
export type { CoreConstraint } from "./constraint.js";
export type { CoreCause } from "./core-words.js";
export {
  explainPeak,
  type LiveBuffer,
  type MemoryExplanation,
  type PeakExplanation,
  type PlanToExplain,
  type Waste,
} from "./explain-peak.js";
export { explainResult, type ReasonSought } from "./explain-result.js";
export {
  explainUnknown,
  explainUnknownSync,
  type UnknownExplanation,
  type UnknownOptions,
} from "./explain-unknown.js";
export { type GapPoint, GapRecorder } from "./gap-recorder.js";
export { type CoreOptions, type InfeasibleCore, infeasibleCore, infeasibleCoreSync } from "./infeasible-core.js";
export { type LeastCapacities, leastCapacity, leastCapacitySync } from "./least-capacity.js";
export type { LeastCapacity } from "./least-words.js";
export type { LoadOverTime } from "./live-load.js";
export type { ExplainOptions, ExplainProgress } from "./questions.js";
export { closestOf, headline, type Reasons, type ToldPlan } from "./reasons.js";
export {
  applied,
  SUGGESTION_KINDS,
  type SuggestedChange,
  type Suggestion,
  type SuggestionKind,
  type SuggestOptions,
  suggest,
  suggestSync,
} from "./suggest/index.js";
export type { Hole, WasteCause } from "./waste.js";
