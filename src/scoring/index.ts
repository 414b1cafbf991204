export {
  type LayerData,
  type LinearData,
  MAX_PARAMETERS,
  type NetworkData,
  type Scorer,
  type ScorerData,
  type TreesData,
} from "./data.js";
export { buildScorer } from "./scorer.js";
