import { type Buffer, InputError, isSolid, type Operator, type Problem } from "../../problem/index.js";
import type { AccessTimes, Timing } from "./reading.js";

const PS_A_NS = 1_000;

/** Whether a plan's time is asked for: then a buffer that names no memory may lie in any. */
export function asksTime({ minimize, limits }: Problem): boolean {
  return (minimize?.includes("time") ?? false) || limits?.time !== undefined;
}

/**
 * Reads who accesses what, and how long that takes in each memory; null where the problem says nothing of time.
 *
 * @param at the position of a buffer; throws where there is none
 * @throws InputError where lifetimes are vector clocks
 */
export function readTiming(problem: Problem, at: (id: string) => number): Timing | null {
  if (!saysTime(problem)) return null;
  const { buffers, memories = [{}] } = problem;
  const clocked = buffers.findIndex(({ clock }) => clock !== undefined);
  if (clocked >= 0) {
    const text = `buffer ${JSON.stringify(buffers[clocked]!.id)}: a plan has no time where lifetimes are vector clocks`;
    throw new InputError(text, { bufferIndex: clocked, field: "clock" });
  }
  const operators = [...(problem.operators ?? moments(buffers))].sort((a, b) => a.time - b.time);
  for (const { reads = [], writes = [] } of operators) for (const id of [...reads, ...writes]) at(id);
  return {
    compute: operators.map(({ compute }) => Math.round(compute * PS_A_NS)),
    accesses: buffers.map((buffer): AccessTimes[] => {
      if (!isSolid(buffer)) return [];
      const each = memories.map(({ bandwidth = Infinity, latency = 0 }: { bandwidth?: number; latency?: number }) => {
        return Math.round((latency + buffer.size / bandwidth) * PS_A_NS);
      });
      return timesOf(operators, buffer).map(([operator, times]) => ({ operator, ps: each.map((ps) => ps * times) }));
    }),
  };
}

/** How long operators take whose memories are busy for so long, by operator and memory. */
export function timeOf({ compute }: Timing, busy: readonly (readonly number[])[]): number {
  return compute.reduce((sum, ps, o) => sum + Math.max(ps, ...busy[o]!), 0);
}

function saysTime(problem: Problem): boolean {
  const { buffers, memories = [], operators } = problem;
  return (
    asksTime(problem) ||
    operators !== undefined ||
    memories.some(({ bandwidth, latency }) => bandwidth !== undefined || latency !== undefined) ||
    buffers.some(({ reads, writes }) => reads !== undefined || writes !== undefined)
  );
}

/** Without operators, each time at which anything begins or ends is one that computes nothing. */
function moments(buffers: readonly Buffer[]): Operator[] {
  const times = buffers.flatMap(({ lower, upper }) => (upper > lower ? [lower, upper] : []));
  return [...new Set(times)].map((time) => ({ time, compute: 0 }));
}

/** How often each operator accesses the buffer: positions and counts. */
function timesOf(operators: readonly Operator[], buffer: Buffer): [operator: number, times: number][] {
  const { id, lower, upper, gaps = [] } = buffer;
  const isThere = (time: number): boolean => {
    const isGone = gaps.some((gap) => gap.lower <= time && time < gap.upper && (gap.from ?? 0) >= (gap.to ?? 0));
    return lower <= time && time < upper && !isGone;
  };
  const where = (suits: (operator: Operator) => boolean): number[] => {
    return operators.flatMap((operator, o) => (suits(operator) ? [o] : []));
  };
  const writers = where(({ writes = [] }) => writes.includes(id));
  const readers = where(({ reads = [] }) => reads.includes(id));
  const written =
    writers.length > 0 ? writers : where(({ time, writes }) => writes === undefined && isThere(time)).slice(0, 1);
  const able = where(({ time, reads }) => reads === undefined && isThere(time));
  const later = able.filter((o) => o > (written[0] ?? -1));
  const read = readers.length > 0 ? readers : later.length > 0 ? later : able.slice(-1);
  return [
    ...spread(written, buffer.writes ?? (writers.length || 1)),
    ...spread(read, buffer.reads ?? (readers.length || 1)),
  ];
}

/** Of n accesses at k operators the j-th is at the ⌈j · k / n⌉-th: up to the i-th of these there are ⌊i · n / k⌋. */
function spread(sites: readonly number[], count: number): [operator: number, times: number][] {
  const upTo = (i: number): number => Number((BigInt(i) * BigInt(count)) / BigInt(sites.length));
  return sites.map((operator, i) => [operator, upTo(i + 1) - upTo(i)]);
}
