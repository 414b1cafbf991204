export { assemblePolicy, type GuidanceRole, guidedMembers } from "./assemble.js";
export { type Ceiling, ceilingOf } from "./ceiling.js";
export { byLot, byRoles, type Contender, randomWeights } from "./contenders.js";
export { curvesPicture } from "./curves.js";
export {
  type Comparison,
  comparePolicies,
  comparePoliciesInTurns,
  type EvaluateOptions,
  HARD_STEPS,
  type Run,
  run,
  summarize,
} from "./evaluate.js";
export { type ExplainOptions, type Explanation, explain, type Overruled } from "./explain.js";
export {
  FIGURE_TITLES,
  type FigureRow,
  figureCells,
  figuresNote,
  figuresOf,
  figuresTable,
  type Spread,
} from "./figures.js";
export { type Importance, importances, smallSets } from "./importance.js";
export { pause } from "./pause.js";
export { drawInstance, type Part, sampleOfInstance } from "./samples.js";
export type { Given } from "./shard.js";
export { type TrainRun, train } from "./train.js";
export { tensorFlow } from "./training/backend.js";
