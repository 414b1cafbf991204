export { drop } from "./drop.js";
export { type Heuristic, heuristicName, placerFor } from "./heuristic.js";
export { type ImproveOptions, improve, improving } from "./improve.js";
export { ORDERS, type OrderName, Orders } from "./orders.js";
export { type Parts, partArrays, splitParts } from "./parts.js";
export { type Fit, freeBuffers, type Placer } from "./placer.js";
export { type GreedyOptions, type Plan, peakOf } from "./plan.js";
export {
  betterByHeuristicSteps,
  greedy,
  greedySteps,
  HEURISTICS,
  heuristicsBeforeSearch,
  heuristicsDuringSearch,
} from "./portfolio.js";
