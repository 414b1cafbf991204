export { buildModel, countOverlaps, type SearchModel } from "./model.js";
export { Portfolio, type PortfolioOptions } from "./portfolio.js";
export { ALL_RULES, type BranchingRule, RULE_POLICY, type SearchPolicy, type SearchRules } from "./rules.js";
export type { SearchOutcome } from "./section-search.js";
