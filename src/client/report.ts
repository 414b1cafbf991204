import { TERMS, type Term } from "../problem/index.js";
import { VIOLATION_FIELDS } from "../proto/index.js";
import {
  type SimulationReport,
  type TimingReport,
  VIOLATION_KINDS,
  type Violation,
  type ViolationKind,
} from "../sim/index.js";
import type { SimulationReport__Output } from "./generated/telaplan/v1/SimulationReport.js";
import type { TimingReport__Output } from "./generated/telaplan/v1/TimingReport.js";
import type { Violation__Output } from "./generated/telaplan/v1/Violation.js";

/** What a problem calls its memories and its operators, in its order; empty where it lists none. */
export interface Names {
  readonly memories: readonly string[];
  /** Null for one without a name. */
  readonly operators: readonly (string | null)[];
}

/**
 * The simulator's report as the library has it.
 *
 * @param timeline it was asked for
 * @throws Error for a report that this client does not understand: the server is of a later version.
 */
export function toReport(report: SimulationReport__Output, timeline: boolean, names: Names): SimulationReport {
  const counts = Object.fromEntries(VIOLATION_KINDS.map((kind) => [kind, 0])) as Record<ViolationKind, number>;
  for (const { kind, count } of report.counts) counts[kindOf(kind)] = count;
  const terms = report.terms.map(({ term, value }) => [termOf(term), value] as const);
  // Every buffer that is replayed takes part in each event once; the service does not count them.
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
    timeline: timeline ? report.timeline : null,
    memories: report.memories.map(({ memoryIndex, capacity, peak, peakTime, maxLiveBytes, maxLiveTime }) => ({
      id: names.memories[memoryIndex] ?? "",
      capacity: capacity ?? Number.POSITIVE_INFINITY,
      peak,
      peakTime: peakTime ?? null,
      maxLiveBytes,
      maxLiveTime: maxLiveTime ?? null,
    })),
    timing: report.timing ? toTiming(report.timing, names) : null,
    terms: terms.length === 0 ? null : (Object.fromEntries(terms) as Record<Term, number>),
  };
}

function toTiming(timing: TimingReport__Output, names: Names): TimingReport {
  const { ms, computeMs, stallMs, memories, operators, ps } = timing;
  return {
    ms,
    computeMs,
    stallMs,
    memories: memories.map(({ memoryIndex, ...memory }) => {
      const { busyMs, stallMs: stall, bytesRead, bytesWritten } = memory;
      return { id: nameAt(names.memories, memoryIndex), busyMs, stallMs: stall, bytesRead, bytesWritten };
    }),
    operators: operators.map(({ operatorIndex, time, ms: taken, computeMs: computed, waitsFor = null }) => {
      return { id: nameAt(names.operators, operatorIndex), time, ms: taken, computeMs: computed, waitsFor };
    }),
    ps,
  };
}

function nameAt(names: readonly (string | null)[], index: number | undefined): string | null {
  return index === undefined ? null : (names[index] ?? null);
}

/** A term of the .proto in our own word. @throws Error for one that this client does not know */
export function termOf(name: string): Term {
  const term = name.replace("TERM_", "").toLowerCase() as Term;
  if (!TERMS.includes(term)) throw new Error(`a term ${name} is not understood`);
  return term;
}

function kindOf(name: string): ViolationKind {
  const kind = name.replace("VIOLATION_KIND_", "").toLowerCase().replaceAll("_", "-") as ViolationKind;
  if (!VIOLATION_KINDS.includes(kind)) throw new Error(`a violation of kind ${name} is not understood`);
  return kind;
}

function toViolation(violation: Violation__Output): Violation {
  const { bufferIndex, bufferId: buffer, message, offset = 0, fromByte: from = 0, toByte: to = 0 } = violation;
  const { fromTime: time = 0, toTime: until = 0, otherIndex = 0, otherId: other = "" } = violation;
  const memory = violation.memoryId === undefined ? {} : { memory: violation.memoryId };
  const common = { buffer, bufferIndex, message, ...memory };
  const kind = kindOf(violation.kind);
  switch (kind) {
    case "offset":
      return { ...common, kind, offset };
    case "fixed":
      return { ...common, kind, offset, fixedOffset: violation.fixedOffset ?? 0 };
    case "alignment":
      return { ...common, kind, offset, alignment: violation.alignment ?? 1 };
    case "capacity":
      return {
        ...common,
        kind,
        offset,
        end: violation.end ?? 0,
        capacity: violation.capacity ?? Number.POSITIVE_INFINITY,
      };
    case "overlap":
      return { ...common, kind, other, otherIndex, from, to, time, until };
    case "clobbered-read": {
      const { writtenAt = 0, clobberedBytes = 0 } = violation;
      return { ...common, kind, from, to, writer: other, writerIndex: otherIndex, writtenAt, time, clobberedBytes };
    }
    case "bank":
      return { ...common, other: null, otherIndex: null, kind, ...numbersIn(violation) } as Violation;
    default:
      return { ...common, kind, ...numbersIn(violation) } as unknown as Violation;
  }
}

/** What a violation of a constraint says besides, by the simulator's names: whatever is there. */
function numbersIn(violation: Violation__Output): object {
  const found: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(VIOLATION_FIELDS)) {
    if (name === "writer" || name === "writerIndex") continue;
    // Lists are there for every kind.
    if (name === "allowed" && violation.kind !== "VIOLATION_KIND_MEMORY") continue;
    const value = violation[camel(field) as keyof Violation__Output];
    if (value !== undefined) found[name] = name === "term" ? termOf(value as string) : value;
  }
  return found;
}

/** `from_byte` as the stub has it. */
function camel(name: string): string {
  return name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
