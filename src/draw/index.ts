export { type DrawOptions, drawPlan } from "./plan.js";
export { formatBytes, formatCount } from "./units.js";
