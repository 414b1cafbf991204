export { assemblePolicy, type GuidanceRole, guidedMembers } from "./assemble.js";
export { type Ceiling, ceilingOf } from "./ceiling.js";
export { curvesPicture } from "./curves.js";
export {
  type Comparison,
  comparePolicies,
  type EvaluateOptions,
  HARD_STEPS,
  type Run,
  run,
  summarize,
} from "./evaluate.js";
export { drawInstance, type Part, sampleOfInstance } from "./samples.js";
export { type TrainRun, train } from "./train.js";
