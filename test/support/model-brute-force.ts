import type { Buffer, Memory, Operator, Problem, Term } from "../../src/problem/index.js";
import { isSolid } from "../../src/problem/index.js";

/**
 * Judges plans of problems with constraints, and finds best ones by trying all. It works from the raw problem and
 * shares nothing with `src/model`, so that a mistake there is not repeated here.
 */

/** Where each buffer lies. */
export interface Placing {
  readonly offsets: readonly number[];
  /** Position in `problem.memories`; 0 where there is no such list. */
  readonly memories: readonly number[];
}

export interface Best extends Placing {
  /** What the terms that were asked for came to, in their order. */
  readonly values: readonly number[];
}

type Piece = readonly [lower: number, upper: number, from: number, to: number];

/** What two buffers may not do, and what it costs if they do, in one memory. */
type Judge = (offsetA: number, offsetB: number, bank: number) => number;

const FORBIDDEN = Number.POSITIVE_INFINITY;

/**
 * The best placing in the order of the terms; null where there is no plan.
 *
 * @param most offsets tried without capacity
 */
export function bruteForce(problem: Problem, terms: readonly Term[], most = 24): Best | null {
  const { buffers, limits = {} } = problem;
  const memories = memoriesOf(problem);
  const judges = buffers.map((b, j) => buffers.slice(0, j).map((a) => judgeOf(problem, a, b)));
  const tied = buffers.map((b, j) => buffers.slice(0, j).map((a) => tieOf(problem, a.id, b.id)));
  const offsets: number[] = [];
  const chosen: number[] = [];
  const asked = [...terms, ...(Object.keys(limits) as Term[]).filter((term) => !terms.includes(term))];
  let best: Best | null = null;
  const timed = asked.includes("time");
  /** By the memories of the first buffers. */
  const times = new Map<string, number>();
  const timeSoFar = (): number => {
    const key = chosen.join();
    const known = times.get(key);
    if (known !== undefined) return known;
    const time = timePs(problem, chosen);
    times.set(key, time);
    return time;
  };
  /** Peaks by memory, costs of memories, costs of reuse, bytes moved. */
  const place = (j: number, peaks: readonly number[], spill: number, reuse: number, moved: number): void => {
    const time = timed ? timeSoFar() : 0;
    const sums = { time, spill, reuse, moved, peak: peaks.reduce((sum, peak) => sum + peak, 0) };
    if (asked.some((term) => sums[term] > (limits[term] ?? Number.POSITIVE_INFINITY))) return;
    const values = terms.map((term) => sums[term]);
    if (best !== null && !isLess(values, best.values)) return;
    const buffer = buffers[j];
    if (buffer === undefined) {
      best = { offsets: [...offsets], memories: [...chosen], values };
      return;
    }
    for (const [memory, cost] of choicesOf(problem, buffer, memories)) {
      const { base = 0, capacity = Number.POSITIVE_INFINITY, bank = 0 } = memories[memory]!;
      const last = Math.min(base + capacity, base + most) - buffer.size;
      for (let offset = base; offset <= last; offset++) {
        if (!mayLie(buffer, offset, memories[memory]!)) continue;
        if (tied[j]!.some((at, i) => at !== null && (chosen[i] !== memory || offset !== offsets[i]! + at))) continue;
        let due = 0;
        for (let i = 0; i < j && due < FORBIDDEN; i++) {
          if (chosen[i] === memory) due += judges[j]![i]!(offsets[i]!, offset, bank);
        }
        if (due === FORBIDDEN) continue;
        const { hint = -1 } = buffer;
        const off = hint >= 0 && hint !== offset ? buffer.size : 0;
        const higher = [...peaks];
        higher[memory] = Math.max(higher[memory]!, offset + buffer.size - base);
        offsets.push(offset);
        chosen.push(memory);
        place(j + 1, higher, spill + cost, reuse + due, moved + off);
        offsets.pop();
        chosen.pop();
      }
    }
  };
  place(
    0,
    memories.map(() => 0),
    0,
    0,
    0,
  );
  return best;
}

/** Everything that is wrong with a plan, and what the terms come to. */
export function judge(problem: Problem, { offsets, memories: chosen }: Placing) {
  const { buffers } = problem;
  const memories = memoriesOf(problem);
  const faults: string[] = [];
  const sums: Record<Term, number> = { time: timePs(problem, chosen), spill: 0, reuse: 0, moved: 0, peak: 0 };
  const peaks = memories.map(() => 0);
  for (const [j, buffer] of buffers.entries()) {
    const [offset, memory] = [offsets[j]!, chosen[j]!];
    const choice = choicesOf(problem, buffer, memories).find(([at]) => at === memory);
    if (choice === undefined) faults.push(`${buffer.id} lies in memory ${memory}`);
    else sums.spill += choice[1];
    const { base = 0, capacity = Number.POSITIVE_INFINITY, bank = 0 } = memories[memory]!;
    if (!mayLie(buffer, offset, memories[memory]!)) faults.push(`${buffer.id} may not lie at ${offset}`);
    if (offset < base || offset + buffer.size > base + capacity) faults.push(`${buffer.id} lies outside its memory`);
    peaks[memory] = Math.max(peaks[memory]!, offset + buffer.size - base);
    const { hint = -1 } = buffer;
    if (hint >= 0 && hint !== offset) sums.moved += buffer.size;
    for (let i = 0; i < j; i++) {
      const other = buffers[i]!;
      const at = tieOf(problem, other.id, buffer.id);
      if (at !== null && (chosen[i] !== memory || offset !== offsets[i]! + at)) {
        faults.push(`${buffer.id} does not lie ${at} above ${other.id}`);
      }
      if (chosen[i] !== memory) continue;
      const due = judgeOf(problem, other, buffer)(offsets[i]!, offset, bank);
      if (due === FORBIDDEN) faults.push(`${other.id} and ${buffer.id} may not lie at ${offsets[i]} and ${offset}`);
      else sums.reuse += due;
    }
  }
  sums.peak = peaks.reduce((sum, peak) => sum + peak, 0);
  for (const [term, most] of Object.entries(problem.limits ?? {})) {
    if (sums[term as Term] > most) faults.push(`${term} is ${sums[term as Term]}, ${most} at most`);
  }
  return { faults, sums, peaks };
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! < b[i]!;
  return false;
}

function memoriesOf({ memories, capacity, base }: Problem): readonly Omit<Memory, "id">[] {
  return memories ?? [{ ...(capacity !== undefined && { capacity }), ...(base !== undefined && { base }) }];
}

function choicesOf(
  { minimize = [], limits = {} }: Problem,
  buffer: Buffer,
  memories: readonly Omit<Memory, "id">[],
): [number, number][] {
  const given = buffer.memories ?? (buffer.memory === undefined ? null : [{ id: buffer.memory, cost: 0 }]);
  if (given === null && (minimize.includes("time") || limits.time !== undefined)) return memories.map((_, m) => [m, 0]);
  if (given === null) return [[0, 0]];
  return given.map(({ id, cost = 0 }) => [memories.findIndex((memory) => (memory as Memory).id === id), cost]);
}

/** What can be said of one buffer alone. */
function mayLie(
  buffer: Buffer,
  offset: number,
  { alignment = 1, reserved = [], bank = 0 }: Omit<Memory, "id">,
): boolean {
  const { size } = buffer;
  if (offset % (buffer.alignment ?? alignment) !== 0) return false;
  if ((buffer.offset ?? -1) >= 0 && buffer.offset !== offset) return false;
  if (buffer.withinBank && bank > 0 && size > 0 && blockOf(offset, bank) !== blockOf(offset + size - 1, bank))
    return false;
  return reserved.every(({ from, to }) => size === 0 || from >= to || offset + size <= from || to <= offset);
}

function blockOf(byte: number, bank: number): number {
  return Math.floor(byte / bank);
}

/** How far `b` lies above `a` by aliases; null where they are not tied. */
function tieOf({ aliases = [] }: Problem, a: string, b: string): number | null {
  const known = new Map([[a, 0]]);
  for (const [id, above] of known) {
    for (const { buffer, of, at = 0 } of aliases) {
      if (of === id && !known.has(buffer)) known.set(buffer, above + at);
      if (buffer === id && !known.has(of)) known.set(of, above - at);
    }
  }
  return known.get(b) ?? null;
}

function lists(
  entries: readonly { readonly buffers?: readonly string[]; readonly groups?: readonly (readonly string[])[] }[],
  a: string,
  b: string,
) {
  return entries.filter(({ buffers, groups }) => {
    const sets = groups ?? buffers!.map((id) => [id]);
    const [x, y] = [sets.findIndex((ids) => ids.includes(a)), sets.findIndex((ids) => ids.includes(b))];
    return x >= 0 && y >= 0 && x !== y;
  });
}

function judgeOf(problem: Problem, a: Buffer, b: Buffer): Judge {
  if (!isSolid(a) || !isSolid(b)) return () => 0;
  const tied = tieOf(problem, a.id, b.id) !== null;
  const { apart = [], free = [], inplace = [] } = problem;
  const pieces = together(a, b);
  const isFree = lists(free, a.id, b.id).length > 0;
  const entries = lists(apart, a.id, b.id) as NonNullable<Problem["apart"]>;
  const shift = inplace.flatMap(({ buffer, of, at = 0 }) => {
    if (buffer === a.id && of === b.id) return [-at];
    return buffer === b.id && of === a.id ? [at] : [];
  });
  const alone = a.exclusive === true || b.exclusive === true;
  return (x, y, bank) => {
    const share = x < y + b.size && y < x + a.size;
    let due = 0;
    for (const { cost, distance = 0, banks = false } of entries) {
      if (cost !== undefined) due += share && pieces.length === 0 ? cost : 0;
      else if (tied) continue;
      else if (banks) {
        if (
          pieces.length > 0 &&
          bank > 0 &&
          blockOf(x, bank) <= blockOf(y + b.size - 1, bank) &&
          blockOf(y, bank) <= blockOf(x + a.size - 1, bank)
        )
          return FORBIDDEN;
      } else if (x < y + b.size + distance && y < x + a.size + distance) return FORBIDDEN;
    }
    if (tied) return due;
    if (alone && share) return FORBIDDEN;
    if (isFree || shift.includes(y - x)) return due;
    // Where they may be in place of each other, they are disjoint otherwise, windows or not.
    const clash = pieces.some(([p, q]) => x + p[2] < y + q[3] && y + q[2] < x + p[3]);
    return clash ? FORBIDDEN : due;
  };
}

/** The pieces of both that are live at one time. */
function together(a: Buffer, b: Buffer): [Piece, Piece][] {
  if (a.clock !== undefined && b.clock !== undefined) {
    const before = (x: readonly number[], y: readonly number[]): boolean => x.every((entry, i) => entry <= y[i]!);
    if (before(a.clock.upper, b.clock.lower) || before(b.clock.upper, a.clock.lower)) return [];
    return [
      [
        [0, 1, 0, a.size],
        [0, 1, 0, b.size],
      ],
    ];
  }
  return piecesOf(a).flatMap((p) =>
    piecesOf(b).flatMap((q): [Piece, Piece][] => (p[0] < q[1] && q[0] < p[1] ? [[p, q]] : [])),
  );
}

function piecesOf({ lower, upper, size, gaps = [] }: Buffer): Piece[] {
  const cuts = [...new Set([lower, upper, ...gaps.flatMap((gap) => [gap.lower, gap.upper])])].sort((x, y) => x - y);
  return cuts.slice(1).flatMap((until, i): Piece[] => {
    const gap = gaps.find((g) => g.lower <= cuts[i]! && until <= g.upper);
    if (gap === undefined) return [[cuts[i]!, until, 0, size]];
    return (gap.to ?? 0) > (gap.from ?? 0) ? [[cuts[i]!, until, gap.from!, gap.to!]] : [];
  });
}

/** The simulated time in picoseconds; of the first buffers only where fewer memories are given. */
export function timePs(problem: Problem, chosen: readonly number[]): number {
  const { buffers } = problem;
  const memories = memoriesOf(problem);
  const events = [...new Set(buffers.flatMap(({ lower, upper }) => (lower < upper ? [lower, upper] : [])))];
  const given: readonly Operator[] = problem.operators ?? events.map((time) => ({ time, compute: 0 }));
  const operators = [...given].sort((a, b) => a.time - b.time);
  /** By operator and memory. */
  const busy = operators.map(() => memories.map(() => 0));
  for (const [b, memory] of chosen.entries()) {
    const buffer = buffers[b]!;
    if (buffer.size === 0 || buffer.lower === buffer.upper) continue;
    const { bandwidth = Number.POSITIVE_INFINITY, latency = 0 } = memories[memory]!;
    const each = Math.round((buffer.size / bandwidth + latency) * 1000);
    const there = ({ time }: { readonly time: number }): boolean => {
      if (time < buffer.lower || buffer.upper <= time) return false;
      const gap = (buffer.gaps ?? []).find(({ lower, upper }) => lower <= time && time < upper);
      return gap === undefined || (gap.from ?? 0) < (gap.to ?? 0);
    };
    const namers = (side: "reads" | "writes"): number[] =>
      operators.flatMap((operator, o) => (operator[side]?.includes(buffer.id) ? [o] : []));
    const free = (side: "reads" | "writes"): number[] =>
      operators.flatMap((operator, o) => (operator[side] === undefined && there(operator) ? [o] : []));
    const access = (sites: readonly number[], count: number): void => {
      for (let j = 1; j <= count && sites.length > 0; j++) {
        busy[sites[Math.ceil((j * sites.length) / count) - 1]!]![memory]! += each;
      }
    };
    const writers = namers("writes");
    const writes = writers.length > 0 ? writers : free("writes").slice(0, 1);
    access(writes, buffer.writes ?? Math.max(1, writers.length));
    const readers = namers("reads");
    const able = free("reads");
    const later = able.filter((o) => writes.length === 0 || o > writes[0]!);
    const reads = readers.length > 0 ? readers : later.length > 0 ? later : able.slice(-1);
    access(reads, buffer.reads ?? Math.max(1, readers.length));
  }
  return operators.reduce((sum, { compute }, o) => sum + Math.max(Math.round(compute * 1000), ...busy[o]!), 0);
}
