export { drawDiff } from "./diff.js";
export type { DrawOptions } from "./options.js";
export { drawPlan } from "./plan.js";
export { drawShortage, type MemoryLoad, type ShortageOptions } from "./shortage.js";
export { formatBytes, formatCount } from "./units.js";
