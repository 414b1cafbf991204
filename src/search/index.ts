export { BUFFER_FEATURES, bufferFeatures } from "./guidance/buffer-features.js";
export { CHILD_FEATURES, ChildFeatures, MAX_CHILDREN } from "./guidance/child-features.js";
export { Experience } from "./guidance/experience.js";
export { Guide, type GuideObserver } from "./guidance/guide.js";
export type { Decision, SearchView } from "./guidance/nodes.js";
export { ROOT_FEATURES, rootFeatures } from "./guidance/root-features.js";
export { MAX_TARGETS, TARGET_FEATURES, TargetFeatures } from "./guidance/target-features.js";
export { ALL_PRUNING, type Pruning } from "./policy/pruning.js";
export {
  type Branching,
  type Chooser,
  type Effort,
  type Gate,
  type Guidance,
  RULE_POLICY,
  type SearchPolicy,
} from "./policy/search-policy.js";
export { Portfolio, type PortfolioOptions } from "./portfolio/portfolio.js";
export { Floors } from "./state/floors.js";
export { buildModel, countOverlaps, modelSteps, type SearchModel } from "./state/model.js";
export { type SearchOutcome, SectionSearch } from "./tree/section-search.js";
export { nogoodIn, stackIn, type Transcript } from "./tree/transcript.js";
