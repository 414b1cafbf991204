export { BUFFER_FEATURES, bufferFeatures } from "./buffer-features.js";
export { CHILD_FEATURES, ChildFeatures, MAX_CHILDREN } from "./child-features.js";
export { Experience } from "./experience.js";
export { Floors } from "./floors.js";
export { Guide, type GuideObserver } from "./guide.js";
export { buildModel, countOverlaps, modelSteps, type SearchModel } from "./model.js";
export type { Decision, SearchView } from "./nodes.js";
export { Portfolio, type PortfolioOptions } from "./portfolio.js";
export {
  ALL_RULES,
  type BranchingRule,
  type Chooser,
  type Guidance,
  RULE_POLICY,
  type SearchPolicy,
  type SearchRules,
} from "./rules.js";
export { type SearchOutcome, SectionSearch } from "./section-search.js";
export { MAX_TARGETS, TARGET_FEATURES, TargetFeatures } from "./target-features.js";
