import { accessesOf } from "../../model/accesses.js";
import { gcd, isConstrained, type Problem } from "../../problem/index.js";
import { alignmentOf, memoriesOf } from "../constraint.js";
import type { SuggestedChange } from "./change.js";
import { type Lever, single } from "./lever.js";

/** Makes the levers of one buffer at a time: its size, its lifetime, its place. */
export class BufferLevers {
  readonly #problem: Problem;
  readonly #ids: ReadonlyMap<string, number>;
  /** Times at which a buffer begins or ends, ascending. */
  readonly #events: readonly number[];
  /** Ids that constraints on pairs name. */
  readonly #tied: ReadonlySet<string>;
  /** Times of operators that access a buffer; null where no operators are listed. */
  readonly #accesses: readonly (readonly number[])[] | null;
  readonly #unit: number;
  /** Whether who accesses what when depends on lifetimes, and counts. */
  readonly #isTimed: boolean;

  constructor(problem: Problem, events: readonly number[], tied: ReadonlySet<string>) {
    this.#problem = problem;
    this.#ids = new Map(problem.buffers.map(({ id }, b) => [id, b]));
    this.#events = events;
    this.#tied = tied;
    this.#accesses = accessTimes(problem);
    this.#unit = unitOf(problem);
    this.#isTimed = problem.limits?.time !== undefined;
  }

  of(b: number): Lever[] {
    const buffer = this.#problem.buffers[b]!;
    const { id, size, offset = -1, clock } = buffer;
    const found = [this.#shrink(b)];
    if (clock === undefined && !this.#isTimed) found.push(...this.#lifetimes(b));
    found.push(this.#align(b), ...this.#moves(b));
    if (offset >= 0) {
      found.push(single("unfix", [b], `offset ${b}`, { kind: "unfix", buffer: id, from: offset, to: -1 }));
    }
    for (const kind of ["exclusive", "withinBank"] as const) {
      if (buffer[kind] === true) found.push(single(kind, [b], `${kind} ${b}`, { kind, buffer: id }));
    }
    return size > 0 ? found.filter(({ scales }) => scales.every((positions) => positions > 0)) : [];
  }

  #shrink(b: number): Lever {
    const { id, size } = this.#problem.buffers[b]!;
    const unit = this.#unit;
    const positions = size / unit - 1;
    return {
      ...{ kind: "shrink", buffers: [b], constraint: null, scales: [positions], isMonotone: true },
      change: ([at]) => ({ kind: "shrink", buffer: id, from: size, to: size - (at! + 1) * unit }),
    };
  }

  #lifetimes(b: number): Lever[] {
    const { id, lower, upper } = this.#problem.buffers[b]!;
    const accesses = this.#accesses?.[b] ?? [];
    const first = accesses.length > 0 ? Math.min(...accesses) : upper - 1;
    const last = accesses.length > 0 ? Math.max(...accesses) : lower;
    const within = this.#timesOf(b);
    const ends = within.filter((time) => time > last).reverse();
    const starts = within.filter((time) => time <= first);
    const base = { buffers: [b], constraint: null, isMonotone: true };
    return [
      {
        ...{ ...base, kind: "end", scales: [ends.length] },
        change: ([at]) => ({ kind: "end", buffer: id, from: upper, to: ends[at!]! }),
      },
      {
        ...{ ...base, kind: "start", scales: [starts.length] },
        change: ([at]) => ({ kind: "start", buffer: id, from: lower, to: starts[at!]! }),
      },
      ...this.#shift(b),
      ...this.#splits(b),
    ];
  }

  /** Times at which a lifetime can be cut, ascending: after its first unit of time, before its last, and at events. */
  #timesOf(b: number): number[] {
    const { lower, upper } = this.#problem.buffers[b]!;
    const events = this.#events.slice(firstFrom(this.#events, lower), firstFrom(this.#events, upper));
    const times = new Set([lower + 1, upper - 1, ...events]);
    return [...times].filter((time) => lower < time && time < upper).sort((x, y) => x - y);
  }

  /** A lifetime as a whole to begin or end where another does; only where nothing says who accesses it when. */
  #shift(b: number): Lever[] {
    const { id, lower, upper } = this.#problem.buffers[b]!;
    if (this.#accesses !== null || this.#tied.has(id)) return [];
    const end = this.#events.at(-1)!;
    const begin = this.#events[0]!;
    const near = (at: number): readonly number[] => {
      const first = firstFrom(this.#events, at);
      return this.#events.slice(Math.max(0, first - MOST_SHIFTS), first + MOST_SHIFTS + 1);
    };
    const all = new Set([...near(lower).map((time) => time - lower), ...near(upper).map((time) => time - upper)]);
    const by = [...all]
      .filter((each) => each !== 0 && lower + each >= begin && upper + each <= end)
      .sort((x, y) => Math.abs(x) - Math.abs(y) || x - y)
      .slice(0, MOST_SHIFTS);
    return [
      {
        ...{ kind: "shift", buffers: [b], constraint: null, scales: [by.length], isMonotone: by.length === 1 },
        change: ([at]) => ({ kind: "shift", buffer: id, by: by[at!]! }),
      },
    ];
  }

  #splits(b: number): Lever[] {
    const { id, lower, upper, exclusive } = this.#problem.buffers[b]!;
    const named = this.#problem.operators?.some(
      ({ reads = [], writes = [] }) => reads.includes(id) || writes.includes(id),
    );
    if (this.#tied.has(id) || named === true || exclusive === true) return [];
    const again = freshId(this.#ids, `${id}#2`);
    const change = (from: number, to: number): SuggestedChange => ({
      kind: "split",
      buffer: id,
      lower: from,
      upper: to,
      again,
    });
    const base = { kind: "split", buffers: [b], constraint: null, isMonotone: true } as const;
    if (this.#accesses !== null) {
      const times = this.#accesses[b]!.filter((time) => lower <= time && time < upper);
      const gaps = times.flatMap((time, i) => (times[i + 1]! > time + 1 ? [[time + 1, times[i + 1]!] as const] : []));
      return gaps.map(([from, to]) => ({ ...base, scales: [1], change: () => change(from, to) }));
    }
    const cuts = this.#timesOf(b);
    if (cuts.length < 2) return [];
    // It is dropped as late as can be, and computed again as early as can be then.
    const drops = cuts.slice(0, -1).reverse();
    return [
      {
        ...{ ...base, scales: [drops.length, cuts.length - 1] },
        change: ([early, late]) => {
          const from = drops[early!]!;
          return change(from, Math.max(cuts[late! + 1]!, cuts[cuts.indexOf(from) + 1]!));
        },
      },
    ];
  }

  #align(b: number): Lever {
    const { id } = this.#problem.buffers[b]!;
    const from = alignmentOf(this.#problem, b);
    const lower = properDivisors(from);
    const isChain = lower.every((each, i) => i === 0 || lower[i - 1]! % each === 0);
    return {
      ...{ kind: "align", buffers: [b], constraint: `alignment ${b}`, scales: [lower.length], isMonotone: isChain },
      change: ([at]) => ({ kind: "align", buffer: id, from, to: lower[at!]! }),
    };
  }

  #moves(b: number): Lever[] {
    const { id, offset = -1 } = this.#problem.buffers[b]!;
    const { memories = [] } = this.#problem;
    if (offset >= 0) return [];
    const from = memoriesOf(this.#problem, b);
    return memories
      .filter((memory) => !from.includes(memory.id))
      .map(({ id: to }) => single("move", [b], null, { kind: "move", buffer: id, from, to }));
  }
}

/** Shifts of one lifetime that are tried. */
const MOST_SHIFTS = 40;

/** Position of the first of ascending times that is not before one. */
export function firstFrom(times: ArrayLike<number>, time: number): number {
  let low = 0;
  for (let high = times.length; low < high; ) {
    const middle = (low + high) >>> 1;
    if (times[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function freshId(ids: ReadonlyMap<string, number>, wanted: string): string {
  let id = wanted;
  while (ids.has(id)) id += "#2";
  return id;
}

/** All divisors but the number itself, the greatest first. */
function properDivisors(number: number): number[] {
  const found = new Set<number>();
  for (let low = 1; low * low <= number; low++) {
    if (number % low === 0) found.add(low).add(number / low);
  }
  found.delete(number);
  return [...found].sort((a, b) => b - a);
}

function accessTimes(problem: Problem): number[][] | null {
  if (problem.operators === undefined) return null;
  const { operators, of } = accessesOf(problem);
  return of.map((own) => [...new Set(own.map(({ operator }) => operators[operator]!.time))].sort((a, b) => a - b));
}

/**
 * Bytes in whose multiples a buffer of a plain problem need be shrunk: what is left over of one is always room for all
 * of it, since all other numbers are multiples. 1 where there are constraints, or an alignment is in the way.
 */
function unitOf(problem: Problem): number {
  if (isConstrained(problem)) return 1;
  const { buffers, base = 0, capacity = 0 } = problem;
  let unit = gcd(base, Number.isFinite(capacity) ? capacity : 0);
  for (const { size, offset = -1 } of buffers) unit = gcd(gcd(unit, size), Math.max(0, offset));
  // An alignment that divides the unit binds nobody else than it did; others bring it down.
  for (let last = -1; last !== unit; ) {
    last = unit;
    for (const { alignment = 1 } of buffers) if (unit % alignment !== 0) unit = gcd(unit, alignment);
  }
  return Math.max(1, unit);
}
