export { cliqueBound, type PeakBound, peakBound, placeBound } from "./clique-bound.js";
export { lowestPlace } from "./place.js";
