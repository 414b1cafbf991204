export { type ConstrainedOptions, plan, planSync } from "./plan.js";
