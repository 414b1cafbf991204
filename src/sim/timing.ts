import { type Buffer, InputError, type Operator, type Problem, shown } from "../problem/index.js";

/** How long a plan takes, replayed operator by operator from the raw problem. Times are in milliseconds. */
export interface TimingReport {
  /** All operators, one after the other. */
  readonly ms: number;
  /** What they compute, without waiting for memory. */
  readonly computeMs: number;
  /** What they wait for memory: `ms − computeMs`. */
  readonly stallMs: number;
  /** As the problem lists them; one without a name where it lists none. */
  readonly memories: readonly MemoryTiming[];
  /** In the order in which they run. */
  readonly operators: readonly OperatorTiming[];
  /** The exact time, in picoseconds: the term `time`. */
  readonly ps: number;
}

export interface MemoryTiming {
  /** Null where the problem names none. */
  readonly id: string | null;
  /** How long it moves bytes. */
  readonly busyMs: number;
  /** How long operators wait for it: it is the slowest memory of each of these, the first of several alike. */
  readonly stallMs: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

export interface OperatorTiming {
  /** As the problem calls it; null where it does not. */
  readonly id: string | null;
  readonly time: number;
  readonly ms: number;
  readonly computeMs: number;
  /** Position of the memory that it waits for; null where it waits for none. */
  readonly waitsFor: number | null;
}

const PS_A_NS = 1_000;
const PS_A_MS = 1e9;

/**
 * Whether a problem says anything of time: bandwidths, latencies, operators, counts of accesses, or the term itself.
 */
export function hasTiming({ buffers, memories = [], operators, minimize = [], limits = {} }: Problem): boolean {
  if (operators !== undefined || minimize.includes("time") || limits.time !== undefined) return true;
  if (memories.some(({ bandwidth, latency }) => bandwidth !== undefined || latency !== undefined)) return true;
  return buffers.some(({ reads, writes }) => reads !== undefined || writes !== undefined);
}

/** `simulateTiming` where the problem says anything of time; null where it does not. */
export function timingReport(problem: Problem, memories: ArrayLike<string> | undefined): TimingReport | null {
  return hasTiming(problem) ? simulateTiming(problem, memories) : null;
}

/**
 * Replays a plan in time. Every operator reads and writes buffers in the memories where they lie; memories move bytes
 * at the same time, the accesses of one memory come one after the other, and the operator takes as long as the slowest
 * of them, or as it computes if that is longer.
 *
 * @param memories the id of the memory of each buffer, in the order of `problem.buffers`; may be left out where each
 * has only one to lie in
 * @throws InputError where a buffer lies in no memory of the problem
 */
export function simulateTiming(problem: Problem, memories?: ArrayLike<string>): TimingReport {
  const { buffers } = problem;
  const listed: NonNullable<Problem["memories"]> = problem.memories ?? [{ id: "" }];
  const where = buffers.map((buffer, b) => memoryOf(problem, buffer, b, memories));
  const operators = operatorsOf(problem);
  const line = { writes: lineOf(operators, "writes"), reads: lineOf(operators, "reads") };
  const accesses = operators.map((): Access[] => []);
  for (const [b, buffer] of buffers.entries()) {
    if (buffer.size === 0 || buffer.upper <= buffer.lower) continue;
    const writers = line.writes.named.get(buffer.id) ?? sitesOf(operators, line.writes.able, buffer).slice(0, 1);
    const readers = line.reads.named.get(buffer.id) ?? readersOf(operators, line.reads.able, buffer, writers[0] ?? -1);
    for (const [sites, kind] of [
      [writers, "writes"],
      [readers, "reads"],
    ] as const) {
      const count = buffer[kind] ?? (line[kind].named.has(buffer.id) ? sites.length : 1);
      sites.forEach((at, i) => {
        // Of n accesses at k operators, the j-th is at the ⌈j · k / n⌉-th.
        const upTo = (site: number): number => Number((BigInt(site) * BigInt(count)) / BigInt(sites.length));
        const times = upTo(i + 1) - upTo(i);
        if (times > 0) accesses[at]!.push({ memory: where[b]!, bytes: buffer.size, kind, times });
      });
    }
  }
  const sums = listed.map(() => ({ busy: 0, stall: 0, reads: 0, writes: 0 }));
  let [total, computing] = [0, 0];
  const ran = operators.map(({ id, time, compute }, o): OperatorTiming => {
    const busy = listed.map(() => 0);
    for (const { memory, bytes, kind, times } of accesses[o]!) {
      const { bandwidth, latency = 0 } = listed[memory]!;
      const ns = latency + (bandwidth === undefined ? 0 : bytes / bandwidth);
      busy[memory]! += times * Math.round(ns * PS_A_NS);
      sums[memory]![kind] += times * bytes;
    }
    for (const [m, ps] of busy.entries()) sums[m]!.busy += ps;
    const computePs = Math.round(compute * PS_A_NS);
    const slowest = busy.indexOf(busy.reduce((most, each) => Math.max(most, each)));
    const ps = Math.max(computePs, busy[slowest]!);
    if (ps > computePs) sums[slowest]!.stall += ps - computePs;
    total += ps;
    computing += computePs;
    const waitsFor = ps > computePs ? slowest : null;
    return { id: id ?? null, time, ms: ps / PS_A_MS, computeMs: computePs / PS_A_MS, waitsFor };
  });
  return {
    ms: total / PS_A_MS,
    computeMs: computing / PS_A_MS,
    stallMs: (total - computing) / PS_A_MS,
    memories: sums.map(({ busy, stall, reads, writes }, m) => ({
      id: problem.memories === undefined ? null : listed[m]!.id,
      busyMs: busy / PS_A_MS,
      stallMs: stall / PS_A_MS,
      bytesRead: reads,
      bytesWritten: writes,
    })),
    operators: ran,
    ps: total,
  };
}

interface Access {
  readonly memory: number;
  readonly bytes: number;
  readonly kind: "reads" | "writes";
  readonly times: number;
}

function memoryOf(
  { memories: listed }: Problem,
  buffer: Buffer,
  index: number,
  memories: ArrayLike<string> | undefined,
): number {
  if (listed === undefined) return 0;
  const only = listed.length === 1 ? listed[0]!.id : undefined;
  const single = buffer.memories?.length === 1 ? buffer.memories[0]!.id : undefined;
  const id = memories?.[index] ?? buffer.memory ?? single ?? only;
  const found = listed.findIndex((memory) => memory.id === id);
  if (found >= 0) return found;
  const text = id === undefined ? "the plan does not say in which memory it lies" : `there is no memory ${shown(id)}`;
  throw new InputError(`buffer ${JSON.stringify(buffer.id)}: ${text}`, { bufferIndex: index, field: "memory" });
}

/** What runs, in its order. */
function operatorsOf({ operators, buffers }: Problem): readonly Operator[] {
  if (operators !== undefined) return operators.toSorted((a, b) => a.time - b.time);
  const solid = buffers.filter(({ lower, upper }) => upper > lower);
  const times = [...new Set(solid.flatMap(({ lower, upper }) => [lower, upper]))].sort((a, b) => a - b);
  return times.map((time) => ({ time, compute: 0 }));
}

/** Who names which buffers, and who may access any, for having no list. */
function lineOf(operators: readonly Operator[], kind: "reads" | "writes") {
  const named = new Map<string, number[]>();
  const able: number[] = [];
  for (const [o, operator] of operators.entries()) {
    const ids = operator[kind];
    if (ids === undefined) able.push(o);
    for (const id of ids ?? []) named.set(id, [...(named.get(id) ?? []), o]);
  }
  return { named, able };
}

/** Those who may access a buffer, of operators in their order: it is there when they run. */
function sitesOf(
  operators: readonly Operator[],
  able: readonly number[],
  { lower, upper, gaps = [] }: Buffer,
): number[] {
  const inGap = (time: number): boolean => gaps.some((gap) => isEmpty(gap) && gap.lower <= time && time < gap.upper);
  let [low, high] = [0, able.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (operators[able[middle]!]!.time < lower) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (let i = low; i < able.length && operators[able[i]!]!.time < upper; i++) {
    if (!inGap(operators[able[i]!]!.time)) found.push(able[i]!);
  }
  return found;
}

function readersOf(operators: readonly Operator[], able: readonly number[], buffer: Buffer, writer: number): number[] {
  const sites = sitesOf(operators, able, buffer);
  const after = sites.filter((o) => o > writer);
  return after.length > 0 ? after : sites.slice(-1);
}

function isEmpty({ from = 0, to = 0 }: { readonly from?: number; readonly to?: number }): boolean {
  return to <= from;
}
