/** What differs between two plans. */
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
