export { type ConstrainedOptions, plan, planSync } from "./plan.js";
export { snapshotOf } from "./snapshot.js";
