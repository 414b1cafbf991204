import type { Infeasibility, PlanResult } from "../../planner/index.js";
import { encode, enumNumbers } from "../../proto/index.js";
import { type SimulationReport, VIOLATION_KINDS, type Violation } from "../../sim/index.js";
import type { PlanTask } from "./task.js";

const STATUS = enumNumbers("PlanStatus", ["optimal", "feasible", "infeasible", "unknown"]);
const CAUSE = enumNumbers("InfeasibilityCause", ["size", "fixed", "collision", "load", "stack", "search"]);
const STOPPED_BY = enumNumbers("StoppedBy", ["nothing", "steps", "deadline", "shutdown"]);
const VIOLATION = enumNumbers("ViolationKind", VIOLATION_KINDS);

/** What an answer is made from: a result of the planner, or the best so far of a run that goes on. */
export type AnswerFacts = Pick<
  PlanResult,
  | "status"
  | "offsets"
  | "peak"
  | "lowerBound"
  | "infeasibility"
  | "steps"
  | "backtracks"
  | "restarts"
  | "solveMs"
  | "verification"
>;

/** Encodes a PlanResponse. `offsets` are copied into it; numbers that are absent stay absent. */
export function answerBytes(
  outcome: AnswerFacts,
  stoppedBy: keyof typeof STOPPED_BY,
  { seed, policy, omitOffsets }: Pick<PlanTask, "seed" | "policy" | "omitOffsets">,
  version: string,
): Uint8Array {
  const { status, offsets, peak, lowerBound, infeasibility, steps, backtracks, restarts, solveMs, verification } =
    outcome;
  return encode("PlanResponse", {
    status: STATUS[status],
    offsets: omitOffsets ? null : offsets,
    peak,
    lower_bound: lowerBound,
    counters: { steps, backtracks, restarts },
    stopped_by: STOPPED_BY[stoppedBy],
    verification: verification === null ? null : reportMessage(verification),
    solve_ms: solveMs,
    seed,
    policy,
    solver_version: version,
    infeasibility: infeasibility === null ? null : infeasibilityMessage(infeasibility),
  });
}

function infeasibilityMessage({ cause, buffers, message }: Infeasibility): object {
  return { cause: CAUSE[cause], buffer_index: buffers, message };
}

/** Encodes an Incumbent. */
export function incumbentBytes(incumbent: {
  readonly peak: number;
  readonly lowerBound: number;
  readonly fits: boolean;
  readonly offsets: Float64Array | null;
  readonly steps: number;
  readonly elapsedMs: number;
}): Uint8Array {
  const { peak, lowerBound, fits, offsets, steps, elapsedMs } = incumbent;
  return encode("Incumbent", { peak, lower_bound: lowerBound, fits, offsets, steps, elapsed_ms: elapsedMs });
}

// A field that comes again at the end of a message counts: an answer that is stored, or kept for a deadline, is changed
// without being decoded.
const CACHED = encode("PlanResponse", { cached: true });
const SHUTDOWN = encode("PlanResponse", { stopped_by: STOPPED_BY.shutdown });

/** The PlanResponse, served from the cache. */
export function asCached(answer: Uint8Array): Uint8Array {
  return Buffer.concat([answer, CACHED]);
}

/** The PlanResponse, ended by the server's going down. */
export function asShutdown(answer: Uint8Array): Uint8Array {
  return Buffer.concat([answer, SHUTDOWN]);
}

/** Encodes a VerifyResponse. */
export function verifyBytes(report: SimulationReport): Uint8Array {
  return encode("VerifyResponse", { report: reportMessage(report) });
}

function reportMessage(report: SimulationReport): object {
  const { ok, violations, violationCount, counts, capacity, utilization, fragmentation, timeline } = report;
  return {
    ok,
    violations: violations.map(violationMessage),
    violation_count: violationCount,
    counts: VIOLATION_KINDS.flatMap((kind) =>
      counts[kind] === 0 ? [] : [{ kind: VIOLATION[kind], count: counts[kind] }],
    ),
    capacity: bytesOf(capacity),
    peak: report.peak,
    peak_time: report.peakTime,
    max_live_bytes: report.maxLiveBytes,
    max_live_time: report.maxLiveTime,
    utilization_max: utilization.max,
    utilization_mean: utilization.mean,
    fragmentation_max: fragmentation.max,
    fragmentation_mean: fragmentation.mean,
    fragmentation_max_time: fragmentation.maxTime,
    allocations: report.events.allocations,
    timeline: timeline?.map(({ time, liveBytes, top, fragmentation: share }) => {
      return { time, live_bytes: liveBytes, top, fragmentation: share };
    }),
  };
}

/** A capacity as the wire has it: absent where there is none. */
function bytesOf(capacity: number): number | null {
  return capacity === Number.POSITIVE_INFINITY ? null : capacity;
}

function violationMessage(violation: Violation): object {
  const { kind, bufferIndex, buffer, message } = violation;
  const common = { kind: VIOLATION[kind], buffer_index: bufferIndex, buffer_id: buffer, message };
  switch (violation.kind) {
    case "offset":
      return { ...common, offset: violation.offset };
    case "fixed":
      return { ...common, offset: violation.offset, fixed_offset: violation.fixedOffset };
    case "alignment":
      return { ...common, offset: violation.offset, alignment: violation.alignment };
    case "capacity":
      return { ...common, offset: violation.offset, end: violation.end, capacity: bytesOf(violation.capacity) };
    case "overlap":
      return {
        ...common,
        from_byte: violation.from,
        to_byte: violation.to,
        from_time: violation.time,
        to_time: violation.until,
        other_index: violation.otherIndex,
        other_id: violation.other,
      };
    case "clobbered-read":
      return {
        ...common,
        from_byte: violation.from,
        to_byte: violation.to,
        from_time: violation.time,
        other_index: violation.writerIndex,
        other_id: violation.writer,
        written_at: violation.writtenAt,
        clobbered_bytes: violation.clobberedBytes,
      };
    default:
      return common;
  }
}
