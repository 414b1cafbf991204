/**
 * telaplan plans memory for ML accelerators: buffers with known lifetimes, sizes and a capacity in, an offset for each
 * out.
 */
export {
  type BufferChange,
  type BufferPlace,
  type ChangeKind,
  type ChangeSum,
  diffPlans,
  type PlacedPlan,
  type PlanChanges,
  type PlanDiff,
  type PreviousBuffer,
  type PreviousPlan,
  previousOf,
} from "./changes/index.js";
export { type PlanOptions, plan, planSync } from "./library/plan-with-policy.js";
export { validate } from "./library/validate.js";
export type { Infeasibility, PlanResult, Progress, Status, StoppedBy, TermResult } from "./planner/index.js";
export { loadPolicy, type PolicyFile } from "./policy/index.js";
export {
  type Alias,
  type Apart,
  type Buffer,
  type Culprit,
  type Free,
  type Gap,
  type InPlace,
  InputError,
  type Memory,
  type MemoryChoice,
  type Operator,
  type Problem,
  type Term,
} from "./problem/index.js";
export {
  ALL_PRUNING as ALL_RULES,
  type Branching as BranchingRule,
  type Pruning as SearchRules,
  RULE_POLICY,
  type SearchPolicy,
} from "./search/index.js";
export {
  type AliasViolation,
  type AlignmentViolation,
  type ApartViolation,
  type BankViolation,
  type CapacityViolation,
  type ClobberedReadViolation,
  type EventCounts,
  type ExclusiveViolation,
  type FixedViolation,
  type Fragmentation,
  type LimitViolation,
  type MemoryReport,
  type MemoryTiming,
  type MemoryViolation,
  type OffsetViolation,
  type OperatorTiming,
  type OverlapViolation,
  type ReservedViolation,
  type SimulationOptions,
  type SimulationReport,
  simulate,
  simulateTiming,
  type TimelinePoint,
  type TimingReport,
  type Utilization,
  VIOLATION_KINDS,
  type Violation,
  type ViolationKind,
} from "./sim/index.js";
