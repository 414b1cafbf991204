export { DRAWN_FAMILIES, drawnProblem } from "./drawn.js";
export {
  CHILD_COLUMNS,
  DECISIONS,
  type Decision,
  EPISODE_DEFAULTS,
  Episode,
  type EpisodeOptions,
  type Observation,
} from "./episode.js";
export { SECTION_FEATURES } from "./sections.js";
