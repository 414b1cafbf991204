import type { Infeasibility, PlanResult } from "../../planner/index.js";
import { TERMS } from "../../problem/index.js";
import { encode, enumNumbers } from "../../proto/index.js";
import { type SimulationReport, VIOLATION_KINDS } from "../../sim/index.js";
import type { PlanTask } from "./task.js";
import { violationMessage } from "./violation.js";

const STATUS = enumNumbers("PlanStatus", ["optimal", "feasible", "infeasible", "unknown"]);
const CAUSE = enumNumbers("InfeasibilityCause", ["size", "fixed", "collision", "load", "stack", "search"]);
const STOPPED_BY = enumNumbers("StoppedBy", ["nothing", "steps", "deadline", "shutdown"]);
const VIOLATION = enumNumbers("ViolationKind", VIOLATION_KINDS);
const TERM = enumNumbers("Term", TERMS);

/** What an answer is made from: a result of the planner, or the best so far of a run that goes on. */
export interface AnswerFacts extends ResultFacts {
  /** The memory of each buffer; null where the problem lists none, or there is no plan. */
  readonly memoryIndex: ArrayLike<number> | null;
}

type ResultFacts = Pick<
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
  | "terms"
  | "presolve"
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
  const { memoryIndex, terms, presolve } = outcome;
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
    memory_index: omitOffsets ? null : memoryIndex,
    terms: termMessages(terms),
    presolve,
  });
}

function termMessages(terms: PlanResult["terms"]): object[] {
  return terms.map(({ term, value, bound }) => ({ term: TERM[term], value, bound }));
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
  readonly memoryIndex: ArrayLike<number> | null;
  readonly terms: PlanResult["terms"];
}): Uint8Array {
  const { peak, lowerBound, fits, offsets, steps, elapsedMs, memoryIndex, terms } = incumbent;
  return encode("Incumbent", {
    peak,
    lower_bound: lowerBound,
    fits,
    offsets,
    steps,
    elapsed_ms: elapsedMs,
    memory_index: memoryIndex,
    terms: termMessages(terms),
  });
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

/** Encodes a VerifyResponse. @param memories names of the problem's memories, in its order */
export function verifyBytes(report: SimulationReport, memories: readonly string[]): Uint8Array {
  return encode("VerifyResponse", { report: reportMessage(report, memories) });
}

function reportMessage(report: SimulationReport, memories: readonly string[] = []): object {
  const { ok, violations, violationCount, counts, capacity, utilization, fragmentation, timeline, terms } = report;
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
  };
}

/** A capacity as the wire has it: absent where there is none. */
function bytesOf(capacity: number): number | null {
  return capacity === Number.POSITIVE_INFINITY ? null : capacity;
}
