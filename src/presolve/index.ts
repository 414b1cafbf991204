export { explainPresolve, type PresolveNote } from "./explain.js";
export { topOfRanges, withoutLastRange } from "./ground.js";
export { presolve } from "./presolve.js";
export {
  type BodyPart,
  type Part,
  type PlainPart,
  type Presolved,
  type PresolveSteps,
  type PresolveTally,
  restore,
} from "./presolved.js";
