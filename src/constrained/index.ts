export type { ConstrainedOptions } from "./options.js";
export { plan, planSync } from "./plan.js";
export { snapshotOf } from "./snapshot.js";
