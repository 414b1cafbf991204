export { Clock } from "./clock.js";
export { findCollision } from "./collision.js";
export { type Infeasibility, searchInfeasibility } from "./infeasibility.js";
export { checkOptions, type Limits, withCores } from "./options.js";
export {
  hasThreads,
  type PartsToSearch,
  partsToSearch,
  plan,
  planColumns,
  planColumnsSteps,
  planColumnsSync,
  planSync,
  type SyncOptions,
} from "./plan.js";
export { type Reduced, reduce } from "./reduce.js";
export type { Opening } from "./state.js";
export type { PlannerOptions, PlanResult, Progress, ProofNote, Status, StoppedBy, TermResult } from "./types.js";
export { throttled, type Watch } from "./watch.js";
