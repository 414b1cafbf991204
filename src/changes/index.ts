/** What differs between two plans, and problems near an earlier plan. */
export {
  type BufferChange,
  type BufferPlace,
  CHANGE_KINDS,
  type ChangeKind,
  type ChangeSum,
  diffPlans,
  type PlacedPlan,
  type PlanDiff,
} from "./diff.js";
export { type NearAnswer, type NearRequest, nearSteps, nearTerms, withChanges } from "./near.js";
export {
  changesSince,
  checkPrevious,
  type PlanChanges,
  type PreviousBuffer,
  type PreviousPlan,
  previousOf,
  withHints,
  withPins,
} from "./previous.js";
