export {
  type AlignmentViolation,
  type CapacityViolation,
  type ClobberedReadViolation,
  type EventCounts,
  type FixedViolation,
  type Fragmentation,
  type OffsetViolation,
  type OverlapViolation,
  type SimulationOptions,
  type SimulationReport,
  type TimelinePoint,
  type Utilization,
  VIOLATION_KINDS,
  type Violation,
  type ViolationKind,
} from "./report.js";
export { simulate, simulateColumns } from "./simulate.js";
