export { drop } from "./drop.js";
export { type Heuristic, heuristicName } from "./heuristic.js";
export { type ImproveOptions, improve, improving } from "./improve.js";
export { ORDERS, type OrderName } from "./orders.js";
export { type Parts, partArrays, splitParts } from "./parts.js";
export type { GreedyOptions, Plan } from "./plan.js";
export {
  betterByHeuristicSteps,
  greedy,
  greedySteps,
  HEURISTICS,
  heuristicsBeforeSearch,
  heuristicsDuringSearch,
} from "./portfolio.js";
