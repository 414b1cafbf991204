export type { Infeasibility } from "./infeasibility.js";
export { type PartsToSearch, partsToSearch, plan, planSync } from "./plan.js";
export type { PlanOptions, PlanResult, Progress, Status, StoppedBy } from "./types.js";
