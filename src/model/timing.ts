import { type Buffer, InputError, MAX_BYTES, type Problem, shown, type Term } from "../problem/index.js";
import { accessesOf } from "./accesses.js";
import { bufferFault, checkWhole, entryFault, quote } from "./fault.js";
import type { Body, Timing } from "./model.js";

/** Picoseconds of a nanosecond: the unit of time, in which all sums are whole numbers. */
const PS = 1_000;

/** Whether a problem says anything of the time that a plan takes. */
export function statesTiers({ buffers, memories = [], operators, minimize, limits }: Problem): boolean {
  if (operators !== undefined || asksForTime({ minimize, limits })) return true;
  if (memories.some(({ bandwidth, latency }) => bandwidth !== undefined || latency !== undefined)) return true;
  return buffers.some(({ reads, writes }) => reads !== undefined || writes !== undefined);
}

/** Whether the time of a plan is minimised or limited: a buffer that names no memory may lie in any, then. */
export function asksForTime({ minimize, limits }: { minimize?: unknown; limits?: unknown }): boolean {
  const term: Term = "time";
  return (Array.isArray(minimize) && minimize.includes(term)) || (limits as Problem["limits"])?.time !== undefined;
}

/** Picoseconds of one access of a buffer: bytes at the memory's bandwidth after its latency, to the nearest one. */
export function accessPs(size: number, bandwidth: number | undefined, latency = 0): number {
  return Math.round((latency + (bandwidth === undefined ? 0 : size / bandwidth)) * PS);
}

/**
 * What decides the time of a plan: which body is accessed by which operator, and how long that takes in each memory.
 *
 * @throws InputError that names the operator, the memory or the buffer, and the value
 */
export function timingOf(problem: Problem, bodies: readonly Body[]): Timing {
  const { buffers } = problem;
  const clocked = buffers.findIndex(({ clock }) => clock !== undefined);
  if (clocked >= 0) {
    const text = "has a vector clock: bandwidths, operators and the term time need lifetimes on one axis";
    throw bufferFault(buffers[clocked]!, clocked, "clock", text);
  }
  const memories: NonNullable<Problem["memories"]> = problem.memories ?? [{ id: "" }];
  checkMemories(problem);
  checkOperators(problem);
  const { operators, of } = accessesOf(problem);
  const computePs = Float64Array.from(operators, ({ compute }) => Math.round(compute * PS));
  const count = memories.length;
  const start = new Int32Array(bodies.length + 1);
  const operator: number[] = [];
  const ps: number[] = [];
  let total = computePs.reduce((sum, each) => sum + each, 0);
  for (const [b, { members }] of bodies.entries()) {
    const rows = new Map<number, number[]>();
    for (const { buffer } of members) {
      const one = memories.map(({ bandwidth, latency }) => accessPs(buffers[buffer]!.size, bandwidth, latency));
      const slowest = one.reduce((most, each) => Math.max(most, each), 0);
      for (const access of of[buffer]!) {
        const row = rows.get(access.operator) ?? memories.map(() => 0);
        rows.set(access.operator, row);
        for (let m = 0; m < count; m++) row[m]! += access.times * one[m]!;
        total += access.times * slowest;
      }
      checkTotal(total, buffers[buffer]!, buffer);
    }
    for (const [at, row] of [...rows].sort(([x], [y]) => x - y)) {
      operator.push(at);
      for (const each of row) ps.push(each);
    }
    start[b + 1] = operator.length;
  }
  const times = Float64Array.from(operators, ({ time }) => time);
  return { computePs, times, start, operator: Int32Array.from(operator), ps: Float64Array.from(ps), memories: count };
}

function checkTotal(total: number, buffer: Buffer, index: number): void {
  if (total <= MAX_BYTES) return;
  const text = "the accesses up to this buffer may take more than 2^53 − 1 picoseconds";
  throw bufferFault(buffer, index, "reads", text);
}

function checkMemories({ memories = [] }: Problem): void {
  for (const [index, { id, bandwidth, latency = 0 }] of memories.entries()) {
    const fail = (text: string): InputError => entryFault("memories", index, `memory ${quote(id)}: ${text}`);
    if (bandwidth !== undefined && !(Number.isFinite(bandwidth) && bandwidth > 0)) {
      throw fail(`bandwidth must be a number > 0 bytes a nanosecond, got ${shown(bandwidth)}`);
    }
    if (!(Number.isFinite(latency) && latency >= 0)) {
      throw fail(`latency must be a number ≥ 0 nanoseconds, got ${shown(latency)}`);
    }
  }
}

function checkOperators({ operators }: Problem): void {
  if (operators === undefined) return;
  if (!Array.isArray(operators)) {
    throw new InputError(`operators must be an array, got ${shown(operators)}`, { field: "operators" });
  }
  const seen = new Set<string>();
  let sum = 0;
  for (const [index, { id, time, compute }] of operators.entries()) {
    if (id !== undefined && (typeof id !== "string" || id === "")) {
      throw entryFault("operators", index, `id must be a non-empty string, got ${shown(id)}`);
    }
    if (id !== undefined && seen.has(id)) throw entryFault("operators", index, `the id ${quote(id)} is used twice`);
    if (id !== undefined) seen.add(id);
    const name = id === undefined ? "" : `operator ${quote(id)}: `;
    const fail = (text: string): InputError => entryFault("operators", index, name + text);
    checkWhole("time", time, Number.MIN_SAFE_INTEGER, fail, "");
    if (!(Number.isFinite(compute) && compute >= 0)) {
      throw fail(`compute must be a number ≥ 0 nanoseconds, got ${shown(compute)}`);
    }
    sum += Math.round(compute * PS);
    if (sum > MAX_BYTES) throw fail(`the compute times up to this one sum to more than 2^53 − 1 picoseconds`);
  }
}

/** The time of a plan in picoseconds, from the memory of each body. */
export function timeOf(timing: Timing, memoryOf: ArrayLike<number>): number {
  const { computePs, start, operator, ps, memories } = timing;
  const busy = new Float64Array(computePs.length * memories);
  for (let b = 0; b + 1 < start.length; b++) {
    const m = memoryOf[b]!;
    for (let i = start[b]!; i < start[b + 1]!; i++) busy[operator[i]! * memories + m]! += ps[i * memories + m]!;
  }
  let sum = 0;
  for (let o = 0; o < computePs.length; o++) {
    let longest = computePs[o]!;
    for (let m = 0; m < memories; m++) longest = Math.max(longest, busy[o * memories + m]!);
    sum += longest;
  }
  return sum;
}
