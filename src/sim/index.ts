export type {
  AliasViolation,
  ApartViolation,
  BankViolation,
  ExclusiveViolation,
  LimitViolation,
  MemoryViolation,
  ReservedViolation,
} from "./constrained/violations.js";
export { type Recheck, Rechecker, type RowPlan } from "./recheck.js";
export type { EventCounts, TimelinePoint } from "./replay.js";
export type { Fragmentation, MemoryReport, SimulationOptions, SimulationReport, Utilization } from "./report.js";
export type { AlignmentViolation } from "./rules/alignment.js";
export type { CapacityViolation } from "./rules/capacity.js";
export type { ClobberedReadViolation } from "./rules/clobbered-read.js";
export type { FixedViolation } from "./rules/fixed.js";
export { VIOLATION_KINDS, type Violation, type ViolationKind } from "./rules/index.js";
export type { OffsetViolation } from "./rules/offset.js";
export type { OverlapViolation } from "./rules/overlap.js";
export { simulate } from "./simulate.js";
export { simulateColumns } from "./simulate-columns.js";
export { type MemoryTiming, type OperatorTiming, simulateTiming, type TimingReport, timingReport } from "./timing.js";
