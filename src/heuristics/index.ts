export { drop } from "./drop.js";
export { type ImproveOptions, improve, improving } from "./improve.js";
export { ORDERS, type OrderName } from "./orders.js";
export { type Parts, partArrays, splitParts } from "./parts.js";
export type { GreedyOptions, GreedyPlan } from "./plan.js";
export { betterByRuleSteps, greedy, greedySteps, RULES, rulesBeforeSearch, rulesDuringSearch } from "./portfolio.js";
export { type Rule, ruleName } from "./rules.js";
