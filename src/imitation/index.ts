export { pause } from "./collect/pause.js";
export { drawInstance, type Part, sampleOfInstance } from "./collect/samples.js";
export type { Given } from "./collect/shard.js";
export { assemblePolicy, type GuidanceRole, guidedMembers } from "./evaluate/assemble.js";
export { type Ceiling, ceilingOf } from "./evaluate/ceiling.js";
export { byLot, byRoles, type Contender, randomWeights } from "./evaluate/contenders.js";
export {
  type Comparison,
  comparePolicies,
  comparePoliciesInTurns,
  type EvaluateOptions,
  HARD_STEPS,
  type Run,
  run,
  summarize,
} from "./evaluate/evaluate.js";
export {
  FIGURE_TITLES,
  type FigureRow,
  figureCells,
  figuresNote,
  figuresOf,
  figuresTable,
  type Spread,
} from "./evaluate/figures.js";
export { type ExplainOptions, type Explanation, explain, type Overruled } from "./explain/explain.js";
export { type Importance, importances, smallSets } from "./explain/importance.js";
export { tensorFlow } from "./train/backend.js";
export { curvesPicture } from "./train/curves.js";
export { type TrainRun, train } from "./train/train.js";
