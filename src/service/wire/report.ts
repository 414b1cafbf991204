import { TERMS } from "../../problem/index.js";
import { encode, enumNumbers } from "../../proto/index.js";
import { type SimulationReport, type TimingReport, VIOLATION_KINDS } from "../../sim/index.js";
import { violationMessage } from "./violation.js";

const VIOLATION = enumNumbers("ViolationKind", VIOLATION_KINDS);
const TERM = enumNumbers("Term", TERMS);

/** What of a problem a report is told with. */
export interface Reported {
  /** Names of the problem's memories, in its order. */
  readonly memories: readonly string[];
  /** Positions of operators in the order in which they run; null where the problem lists none. */
  readonly operatorOrder: ArrayLike<number> | null;
}

/** Encodes a VerifyResponse. */
export function verifyBytes(report: SimulationReport, reported: Reported): Uint8Array {
  return encode("VerifyResponse", { report: reportMessage(report, reported) });
}

/** A SimulationReport of the .proto. */
export function reportMessage(report: SimulationReport, { memories, operatorOrder }: Reported): object {
  const { ok, violations, violationCount, counts, capacity, utilization, fragmentation } = report;
  const { timeline, terms, timing } = report;
  return {
    ok,
    violations: violations.map((violation) => violationMessage(violation, memories)),
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
    memories: report.memories.map((memory, index) => ({
      memory_index: index,
      capacity: bytesOf(memory.capacity),
      peak: memory.peak,
      peak_time: memory.peakTime,
      max_live_bytes: memory.maxLiveBytes,
      max_live_time: memory.maxLiveTime,
    })),
    terms: terms === null ? null : TERMS.map((term) => ({ term: TERM[term], value: terms[term] })),
    timing: timing === null ? null : timingMessage(timing, operatorOrder),
  };
}

function timingMessage(timing: TimingReport, order: Reported["operatorOrder"]): object {
  const { ms, computeMs, stallMs, ps, memories, operators } = timing;
  return {
    ms,
    compute_ms: computeMs,
    stall_ms: stallMs,
    memories: memories.map(({ id, busyMs, stallMs: stall, bytesRead, bytesWritten }, m) => ({
      memory_index: id === null ? null : m,
      busy_ms: busyMs,
      stall_ms: stall,
      bytes_read: bytesRead,
      bytes_written: bytesWritten,
    })),
    operators: operators.map(({ time, ms: taken, computeMs: computed, waitsFor }, i) => ({
      operator_index: order?.[i],
      time,
      ms: taken,
      compute_ms: computed,
      waits_for: waitsFor,
    })),
    ps,
  };
}

/** A capacity as the wire has it: absent where there is none. */
function bytesOf(capacity: number): number | null {
  return capacity === Number.POSITIVE_INFINITY ? null : capacity;
}
