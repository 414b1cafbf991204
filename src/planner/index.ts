export type { Infeasibility } from "./infeasibility.js";
export { plan, planSync } from "./plan.js";
export type { PlanOptions, PlanResult, Progress, Status, StoppedBy } from "./types.js";
