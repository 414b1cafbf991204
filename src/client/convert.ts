import type { Infeasibility } from "../planner/infeasibility.js";
import type { PlanResult, Status, StoppedBy } from "../planner/types.js";
import type { Problem } from "../problem/index.js";
import { type SimulationReport, VIOLATION_KINDS, type Violation, type ViolationKind } from "../sim/index.js";
import type { Infeasibility__Output } from "./generated/telaplan/v1/Infeasibility.js";
import type { PlanRequest } from "./generated/telaplan/v1/PlanRequest.js";
import type { PlanResponse__Output } from "./generated/telaplan/v1/PlanResponse.js";
import type { Problem as WireProblem } from "./generated/telaplan/v1/Problem.js";
import type { SimulationReport__Output } from "./generated/telaplan/v1/SimulationReport.js";
import type { Violation__Output } from "./generated/telaplan/v1/Violation.js";

/** What a plan is asked for with. Names and meanings are those of the library's `plan`. */
export interface RemoteOptions {
  readonly minimize?: boolean;
  /** Milliseconds of solving; absent: the server's default. */
  readonly timeLimitMs?: number;
  readonly stepLimit?: number;
  readonly seed?: number;
  /** Name of a policy of the server. */
  readonly policy?: string;
  /** Ask for status and peak only. */
  readonly omitOffsets?: boolean;
  /** Ask for the simulator's timeline too. */
  readonly timeline?: boolean;
}

/** The library's result, and what only a service has to say. */
export interface RemoteResult extends Omit<PlanResult, "stoppedBy"> {
  /** `shutdown`: the server went down and handed back what it had. */
  readonly stoppedBy: StoppedBy | "shutdown";
  readonly policy: string;
  readonly solverVersion: string;
  /** The answer was stored. */
  readonly cached: boolean;
}

/** A problem in columns. Columns that say nothing are left out. */
export function toWireProblem({ buffers, capacity = Number.POSITIVE_INFINITY, base = 0 }: Problem): WireProblem {
  const aligned = buffers.some(({ alignment = 1 }) => alignment !== 1);
  const fixed = indicesOf(buffers, "offset");
  const hinted = indicesOf(buffers, "hint");
  return {
    lower: buffers.map(({ lower }) => lower),
    upper: buffers.map(({ upper }) => upper),
    size: buffers.map(({ size }) => size),
    ...(aligned && { alignment: buffers.map(({ alignment = 1 }) => alignment) }),
    id: buffers.map(({ id }) => id),
    fixedIndex: fixed,
    fixedOffset: fixed.map((i) => buffers[i]!.offset!),
    hintIndex: hinted,
    hintOffset: hinted.map((i) => buffers[i]!.hint!),
    ...(capacity !== Number.POSITIVE_INFINITY && { capacity }),
    ...(base !== 0 && { base }),
  };
}

/** The buffers that have an offset or a hint: −1 is none. */
function indicesOf(buffers: Problem["buffers"], field: "offset" | "hint"): number[] {
  const found: number[] = [];
  for (let i = 0; i < buffers.length; i++) if ((buffers[i]![field] ?? -1) !== -1) found.push(i);
  return found;
}

export function toWireRequest(problem: Problem, options: RemoteOptions): PlanRequest {
  const { minimize = false, timeLimitMs, stepLimit, seed = 0, policy = "", omitOffsets, timeline } = options;
  return {
    problem: toWireProblem(problem),
    objective: minimize ? "OBJECTIVE_MINIMIZE" : "OBJECTIVE_FIT",
    limits: {
      ...(timeLimitMs !== undefined && { timeLimitMs }),
      ...(stepLimit !== undefined && { stepLimit }),
    },
    seed,
    policy,
    ...((omitOffsets || timeline) && { report: { omitOffsets: omitOffsets === true, timeline: timeline === true } }),
  };
}

const STATUS: Readonly<Record<string, Status>> = {
  PLAN_STATUS_OPTIMAL: "optimal",
  PLAN_STATUS_FEASIBLE: "feasible",
  PLAN_STATUS_INFEASIBLE: "infeasible",
  PLAN_STATUS_UNKNOWN: "unknown",
};

const STOPPED_BY: Readonly<Record<string, RemoteResult["stoppedBy"]>> = {
  STOPPED_BY_NOTHING: null,
  STOPPED_BY_STEPS: "steps",
  STOPPED_BY_DEADLINE: "deadline",
  STOPPED_BY_SHUTDOWN: "shutdown",
};

/**
 * @param ids of the buffers, for what is said of them
 * @throws Error for an answer that this client does not understand: the server is of a later version.
 */
export function toResult(response: PlanResponse__Output, ids: readonly string[] = []): RemoteResult {
  const { offsets, peak, lowerBound, infeasibility, counters, verification } = response;
  const { solveMs, seed, policy, solverVersion, cached } = response;
  const status = STATUS[response.status];
  const stoppedBy = STOPPED_BY[response.stoppedBy];
  if (status === undefined || stoppedBy === undefined) {
    throw new Error(`an answer of status ${response.status}, stopped by ${response.stoppedBy}, is not understood`);
  }
  // An empty list is what a plan of no buffers looks like, and no plan, and offsets that were not asked for: the peak tells.
  const planned = peak !== undefined && (offsets.length > 0 || peak === 0);
  return {
    status,
    offsets: planned ? Float64Array.from(offsets) : null,
    peak: peak ?? null,
    lowerBound,
    infeasibility: infeasibility ? toInfeasibility(infeasibility, ids) : null,
    steps: counters?.steps ?? 0,
    backtracks: counters?.backtracks ?? 0,
    restarts: counters?.restarts ?? 0,
    stoppedBy,
    solveMs,
    seed,
    threads: 1,
    verification: verification ? toReport(verification) : null,
    policy,
    solverVersion,
    cached,
  };
}

const CAUSE: Readonly<Record<string, Infeasibility["cause"]>> = {
  INFEASIBILITY_CAUSE_SIZE: "size",
  INFEASIBILITY_CAUSE_FIXED: "fixed",
  INFEASIBILITY_CAUSE_COLLISION: "collision",
  INFEASIBILITY_CAUSE_LOAD: "load",
  INFEASIBILITY_CAUSE_STACK: "stack",
  INFEASIBILITY_CAUSE_SEARCH: "search",
};

/** On the wire buffers go by their index in quotes; here by their ids, where these are known. */
function toInfeasibility(given: Infeasibility__Output, ids: readonly string[]): Infeasibility {
  const cause = CAUSE[given.cause];
  if (cause === undefined) throw new Error(`an answer that is infeasible by ${given.cause} is not understood`);
  const { bufferIndex: buffers } = given;
  const known = new Set(buffers);
  const message = given.message.replace(/"(\d+)"/g, (quoted, index) => {
    const id = known.has(Number(index)) ? ids[Number(index)] : undefined;
    return id === undefined ? quoted : JSON.stringify(id);
  });
  return { cause, buffers, message };
}

export function toReport(report: SimulationReport__Output): SimulationReport {
  const counts: Record<ViolationKind, number> = {
    offset: 0,
    fixed: 0,
    alignment: 0,
    capacity: 0,
    overlap: 0,
    "clobbered-read": 0,
  };
  for (const { kind, count } of report.counts) counts[kindOf(kind)] = count;
  // Every buffer with a usable offset takes part in each event once; the service does not count them.
  return {
    ok: report.ok,
    violations: report.violations.map(toViolation),
    violationCount: report.violationCount,
    counts,
    capacity: report.capacity ?? Number.POSITIVE_INFINITY,
    peak: report.peak,
    peakTime: report.peakTime ?? null,
    maxLiveBytes: report.maxLiveBytes,
    maxLiveTime: report.maxLiveTime ?? null,
    utilization: { max: report.utilizationMax, mean: report.utilizationMean },
    fragmentation: {
      max: report.fragmentationMax,
      maxTime: report.fragmentationMaxTime ?? null,
      mean: report.fragmentationMean,
    },
    events: {
      allocations: report.allocations,
      writes: report.allocations,
      reads: report.allocations,
      frees: report.allocations,
    },
    timeline: report.timeline.length > 0 ? report.timeline : null,
  };
}

function kindOf(name: string): ViolationKind {
  const kind = name.replace("VIOLATION_KIND_", "").toLowerCase().replace("_", "-") as ViolationKind;
  if (!VIOLATION_KINDS.includes(kind)) throw new Error(`a violation of kind ${name} is not understood`);
  return kind;
}

function toViolation(violation: Violation__Output): Violation {
  const { bufferIndex, bufferId: buffer, message, offset = 0, fromByte: from = 0, toByte: to = 0 } = violation;
  const { fromTime: time = 0, toTime: until = 0, otherIndex = 0, otherId: other = "" } = violation;
  const common = { buffer, bufferIndex, message };
  const kind = kindOf(violation.kind);
  if (kind === "offset") return { ...common, kind, offset };
  if (kind === "fixed") return { ...common, kind, offset, fixedOffset: violation.fixedOffset ?? 0 };
  if (kind === "alignment") return { ...common, kind, offset, alignment: violation.alignment ?? 1 };
  if (kind === "capacity")
    return { ...common, kind, offset, end: violation.end ?? 0, capacity: violation.capacity ?? 0 };
  if (kind === "overlap") return { ...common, kind, other, otherIndex, from, to, time, until };
  const { writtenAt = 0, clobberedBytes = 0 } = violation;
  return { ...common, kind, from, to, writer: other, writerIndex: otherIndex, writtenAt, time, clobberedBytes };
}
