export type { Infeasibility } from "./infeasibility.js";
export { type PartsToSearch, partsToSearch, plan, planColumns, planColumnsSync, planSync } from "./plan.js";
export type { Opening } from "./state.js";
export type { PlannerOptions, PlanResult, Progress, Status, StoppedBy } from "./types.js";
