export { assemblePolicy, type GuidanceRole, guidedMembers } from "./assemble.js";
export { drawInstance, type Split, sampleOfInstance } from "./collect/samples.js";
export type { Given } from "./collect/shard.js";
export { bootstrapMean, type Interval } from "./evaluate/bootstrap.js";
export { type Ceiling, ceilingOf } from "./evaluate/ceiling.js";
export {
  type Comparison,
  comparePolicies,
  comparePoliciesInTurns,
  type EvaluateOptions,
  HARD_STEPS,
  type PolicyRun,
  runPolicy,
} from "./evaluate/comparisons.js";
export { byLot, byRoles, type Contender, randomWeights } from "./evaluate/contenders.js";
export {
  FIGURE_TITLES,
  type FigureRow,
  figureCells,
  figuresNote,
  figuresOf,
  figuresTable,
  type Spread,
} from "./evaluate/figures.js";
export { type Halving, halve } from "./evaluate/halving.js";
export { summarize } from "./evaluate/summary.js";
export { type Against, FEWEST_PROBLEMS, judge, type Verdict, yardsticksOf } from "./evaluate/verdict.js";
export {
  runWorkload,
  stepRatio,
  type WorkloadOptions,
  type WorkloadRuns,
  type WorkProblem,
} from "./evaluate/workload.js";
export type { Overruled } from "./explain/decision-watcher.js";
export { type ExplainOptions, type Explanation, explain } from "./explain/explain.js";
export { type Importance, importances } from "./explain/importance.js";
export { type Leaning, leaningsOf } from "./explain/leanings.js";
export { smallSets } from "./explain/small-sets.js";
export { pause } from "./pause.js";
export { tensorFlow } from "./train/backend.js";
export { curvesPicture } from "./train/curves.js";
export { train } from "./train/train.js";
export type { TrainRun } from "./train/train-run.js";
