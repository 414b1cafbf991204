export type { LayerData, LinearData, NetworkData, ScorerData, TreesData } from "./data.js";
export { MAX_PARAMETERS } from "./numbers.js";
export { buildScorer, type Scorer } from "./scorer.js";
