import { type Buffer, type InputError, isSolid, type Operator, type Problem, shown } from "../problem/index.js";
import { bufferFault, checkWhole, entryFault, quote } from "./fault.js";

/** Which operators access a buffer, and how often. */
export interface Access {
  /** Position in the order in which operators run. */
  readonly operator: number;
  readonly times: number;
}

/** The operators of a problem in the order in which they run, and who accesses what. */
export interface Accesses {
  readonly operators: readonly Operator[];
  /** By buffer, reads and writes alike. */
  readonly of: readonly (readonly Access[])[];
}

const SIDES = ["writes", "reads"] as const;
type Side = (typeof SIDES)[number];

/**
 * Says which operator reads and writes which buffer, and how often:
 *
 *     operators   p    q    r    s    t       a buffer that lives at q, r and s, and is read twice
 *     buffer          [w    r    r )          and written once: w at q, the reads at r and s
 *
 * Operators that name a buffer access it. One that no operator names is accessed by operators that have no such list,
 * within its lifetime and outside gaps without bytes: written by the first, read by those after it, or by the first
 * where there are none. The j-th of n accesses is at the ⌈j · k / n⌉-th of the k operators: spread evenly, the last
 * one at the last. A buffer of no bytes, or no time, is not accessed.
 *
 * @throws InputError that names the operator or the buffer.
 */
export function accessesOf(problem: Problem): Accesses {
  const { buffers } = problem;
  const operators = (problem.operators ?? eventsOf(buffers)).toSorted((a, b) => a.time - b.time);
  const times = operators.map(({ time }) => time);
  const positions = new Map(buffers.map(({ id }, b) => [id, b]));
  const named = { writes: namersOf(problem, operators, positions, "writes"), reads: new Map<number, number[]>() };
  named.reads = namersOf(problem, operators, positions, "reads");
  const unlisted = { writes: unlistedOf(operators, "writes"), reads: unlistedOf(operators, "reads") };
  const of = buffers.map((buffer, b) => {
    const found: Access[] = [];
    let writer = -1;
    for (const side of SIDES) {
      const count = countOf(buffer, b, side);
      if (!isSolid(buffer)) continue;
      const namers = named[side].get(b);
      const sites = namers ?? sitesOf(buffer, unlisted[side], times, side, writer);
      if (side === "writes") writer = sites[0] ?? -1;
      const fail = (text: string): InputError => bufferFault(buffer, b, side, `${side} is ${count}, and ${text}`);
      if (namers !== undefined && count !== null && count < namers.length) {
        throw fail(`${namers.length} operators name it in ${side}`);
      }
      if (sites.length === 0 && count !== null && count > 0) {
        throw fail(`no operator within its lifetime [${buffer.lower}, ${buffer.upper}) can do that`);
      }
      spread(count ?? namers?.length ?? 1, sites, found);
    }
    return found;
  });
  return { operators, of };
}

/** One operator for each time at which something begins or ends: those of a problem that lists none. */
export function eventsOf(buffers: readonly Buffer[]): Operator[] {
  const times = new Set<number>();
  for (const { lower, upper } of buffers) if (upper > lower) times.add(lower).add(upper);
  return Array.from(times, (time) => ({ time, compute: 0 }));
}

/** How often the buffer says it is accessed; null where it does not. */
function countOf(buffer: Buffer, index: number, side: Side): number | null {
  const count = buffer[side];
  if (count === undefined) return null;
  checkWhole(side, count, 0, (text) => bufferFault(buffer, index, side, text), "");
  return count;
}

/** Operators without such a list, in their order. */
function unlistedOf(operators: readonly Operator[], side: Side): Int32Array {
  return Int32Array.from(operators.keys()).filter((o) => operators[o]![side] === undefined);
}

/** By buffer: the operators that name it. */
function namersOf(
  { operators: listed = [], buffers }: Problem,
  operators: readonly Operator[],
  positions: ReadonlyMap<string, number>,
  side: Side,
): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (const [o, operator] of operators.entries()) {
    const ids = operator[side];
    if (ids === undefined) continue;
    const fail = (text: string): InputError => {
      const at = listed.indexOf(operator);
      const name = operator.id === undefined ? "" : `operator ${quote(operator.id)}: `;
      return entryFault("operators", at, `${name}${side}: ${text}`);
    };
    if (!Array.isArray(ids)) throw fail(`must be an array of ids, got ${shown(ids)}`);
    for (const id of ids) {
      const b = typeof id === "string" ? positions.get(id) : undefined;
      if (b === undefined) throw fail(`there is no buffer ${shown(id)}`);
      const { lower, upper } = buffers[b]!;
      const { time } = operator;
      if (time < lower || time >= upper) {
        throw fail(`buffer ${quote(id)} lives in [${lower}, ${upper}), and not at ${time}`);
      }
      if (isAbsent(buffers[b]!, time)) throw fail(`buffer ${quote(id)} has a gap at ${time}`);
      const namers = found.get(b);
      if (namers === undefined) found.set(b, [o]);
      else if (namers.at(-1) === o) throw fail(`buffer ${quote(id)} is listed twice`);
      else namers.push(o);
    }
  }
  return found;
}

/** Whether nothing of the buffer is needed at a time of its lifetime. */
function isAbsent({ gaps = [] }: Buffer, time: number): boolean {
  return gaps.some(({ lower, upper, from = 0, to = 0 }) => lower <= time && time < upper && to <= from);
}

/**
 * The operators that may access a buffer which nobody names. @param writer who writes it first; −1 where nobody does
 */
function sitesOf(
  buffer: Buffer,
  unlisted: Int32Array,
  times: readonly number[],
  side: Side,
  writer: number,
): readonly number[] {
  const { lower, upper, gaps = [] } = buffer;
  const from = firstAt(unlisted, times, lower);
  const within = Array.from(unlisted.subarray(from, firstAt(unlisted, times, upper)));
  const sites = gaps.length === 0 ? within : within.filter((o) => !isAbsent(buffer, times[o]!));
  if (side === "writes") return sites.slice(0, 1);
  const after = sites.filter((o) => o > writer);
  return after.length > 0 ? after : sites.slice(-1);
}

/** The first of these operators that runs at the time or after it. */
function firstAt(chosen: Int32Array, times: readonly number[], time: number): number {
  let [low, high] = [0, chosen.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[chosen[middle]!]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Spreads accesses evenly, the last one at the last site. */
function spread(count: number, sites: readonly number[], found: Access[]): void {
  const k = sites.length;
  if (k === 0 || count === 0) return;
  const each = Math.floor(count / k);
  const rest = count - each * k;
  for (let i = 0; i < k; i++) {
    const times = each + Math.floor(((i + 1) * rest) / k) - Math.floor((i * rest) / k);
    if (times > 0) found.push({ operator: sites[i]!, times });
  }
}
