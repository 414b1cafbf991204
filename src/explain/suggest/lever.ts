import { accessesOf } from "../../model/accesses.js";
import { type Buffer, gcd, isConstrained, isSolid, type Problem } from "../../problem/index.js";
import { alignmentOf, type CoreConstraint, idsListed, keyOf, memoriesOf } from "../constraint.js";
import { allApplied } from "./apply.js";
import type { SuggestedChange, SuggestionKind } from "./change.js";
import { contradicts } from "./trials.js";

/**
 * Something that can be changed by more or less. It has one scale, or two; on each, position 0 is the least change.
 * Where it is monotone, what fits at one position fits at all after it.
 */
export interface Lever {
  readonly kind: SuggestionKind;
  /** Positions of the buffers without which nothing is changed; [] where no buffer in particular is meant. */
  readonly buffers: readonly number[];
  /** Key of the constraint that it relaxes; null where it relaxes none. */
  readonly constraint: string | null;
  /** Positions on each scale, at least 1 each. */
  readonly scales: readonly number[];
  readonly isMonotone: boolean;
  change(at: readonly number[]): SuggestedChange;
}

/** The change that is the most that a lever can do. */
export function utmost({ scales }: Lever): number[] {
  return scales.map((positions) => positions - 1);
}

/** Makes the levers of a problem. */
export class Levers {
  readonly #problem: Problem;
  readonly #wanted: ReadonlySet<SuggestionKind>;
  readonly #ids: ReadonlyMap<string, number>;
  /** Times at which a buffer begins or ends, ascending. */
  readonly #events: readonly number[];
  /** Ids that constraints on pairs name. */
  readonly #tied: ReadonlySet<string>;
  /** Times of operators that access a buffer; null where no operators are listed. */
  readonly #accesses: readonly (readonly number[])[] | null;
  readonly #unit: number;

  constructor(problem: Problem, wanted: ReadonlySet<SuggestionKind>) {
    this.#problem = problem;
    this.#wanted = wanted;
    this.#ids = new Map(problem.buffers.map(({ id }, b) => [id, b]));
    const { aliases = [], inplace = [], buffers } = problem;
    this.#events = [...new Set(buffers.filter(isSolid).flatMap(({ lower, upper }) => [lower, upper]))].sort(
      (a, b) => a - b,
    );
    this.#tied = new Set([...aliases, ...inplace].flatMap(({ buffer, of }) => [buffer, of]));
    this.#accesses = accessTimes(problem);
    this.#unit = unitOf(problem);
  }

  /** All levers that touch each of some cores. @param cores [] where none is known: then all levers */
  touching(cores: readonly Core[]): Lever[] {
    const candidates = cores[0]?.buffers ?? new Set(this.#problem.buffers.keys());
    const buffers = [...candidates].filter((b) => isSolid(this.#problem.buffers[b]!)).sort((a, b) => a - b);
    const found = [
      ...buffers.flatMap((b) => this.#ofBuffer(b)),
      ...this.#ofPairs(buffers),
      ...this.#ofLists(),
      ...this.#ofMemories(),
    ];
    return found.filter(
      (lever) => this.#wanted.has(lever.kind) && cores.every((core) => touches(lever, core)) && this.#isSound(lever),
    );
  }

  /** Whether a lever leaves a problem that does not contradict itself. */
  #isSound(lever: Lever): boolean {
    return !contradicts(allApplied(this.#problem, [lever.change(utmost(lever))]));
  }

  #ofBuffer(b: number): Lever[] {
    const buffer = this.#problem.buffers[b]!;
    const { id, size, offset = -1, clock } = buffer;
    const found = [this.#shrink(b)];
    if (clock === undefined) found.push(...this.#lifetimes(b));
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
    const times = new Set([lower + 1, upper - 1, ...this.#events]);
    return [...times].filter((time) => lower < time && time < upper).sort((x, y) => x - y);
  }

  /** A lifetime as a whole to begin or end where another does; only where nothing says who accesses it when. */
  #shift(b: number): Lever[] {
    const { id, lower, upper } = this.#problem.buffers[b]!;
    if (this.#accesses !== null || this.#tied.has(id)) return [];
    const end = this.#events.at(-1)!;
    const begin = this.#events[0]!;
    const all = new Set(this.#events.flatMap((time) => [time - lower, time - upper]));
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
    const { id, lower, upper } = this.#problem.buffers[b]!;
    const named = this.#problem.operators?.some(
      ({ reads = [], writes = [] }) => reads.includes(id) || writes.includes(id),
    );
    if (this.#tied.has(id) || named === true) return [];
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

  #ofPairs(buffers: readonly number[]): Lever[] {
    const all = this.#problem.buffers;
    const wanted = this.#wanted.has("inplace") || this.#wanted.has("view");
    if (!wanted || all.some(({ clock }) => clock !== undefined)) return [];
    const byLower = buffers.toSorted((a, b) => all[a]!.lower - all[b]!.lower);
    const found: Lever[] = [];
    for (const of of buffers) {
      for (const b of byLower) {
        if (all[b]!.lower >= all[of]!.upper) break;
        if (b === of || !this.#canShare(b, of)) continue;
        const pair = { buffer: all[b]!.id, of: all[of]!.id };
        if (this.#isHandedOver(all[of]!, all[b]!)) {
          found.push(single("inplace", [b, of], null, { kind: "inplace", ...pair }));
        } else if (isWithin(all[b]!, all[of]!)) found.push(single("view", [b, of], null, { kind: "view", ...pair }));
      }
    }
    return found;
  }

  #canShare(b: number, of: number): boolean {
    const [buffer, other] = [this.#problem.buffers[b]!, this.#problem.buffers[of]!];
    if (buffer.size > other.size || buffer.exclusive === true || other.exclusive === true) return false;
    return !this.#tied.has(buffer.id) && !this.#tied.has(other.id);
  }

  /** Whether the one that begins later is made by what reads the other last: they live together no longer. */
  #isHandedOver(of: Buffer, buffer: Buffer): boolean {
    if (!(of.lower < buffer.lower && buffer.lower < of.upper && of.upper < buffer.upper)) return false;
    const next = this.#events.find((time) => time > buffer.lower)!;
    return next >= of.upper || of.upper === buffer.lower + 1;
  }

  #ofLists(): Lever[] {
    const { apart = [], aliases = [], limits = {} } = this.#problem;
    const found: Lever[] = [];
    for (const [index, entry] of apart.entries()) {
      if (entry.cost !== undefined) continue;
      const constraint = keyOf({ kind: "apart", index });
      found.push(single("apart", [], constraint, { kind: "apart", index, pair: null }));
      const groups = entry.groups ?? entry.buffers!.map((id) => [id]);
      if (idsListed(entry).length < 3 || idsListed(entry).length > MOST_LISTED) continue;
      for (const [g, group] of groups.entries()) {
        for (const [a, b] of group.flatMap((id) => groups.slice(g + 1).flatMap((next) => next.map((to) => [id, to])))) {
          const pair = [a!, b!] as const;
          const buffers = pair.map((id) => this.#ids.get(id)!);
          found.push(single("apart", buffers, constraint, { kind: "apart", index, pair }));
        }
      }
    }
    for (const [index, { buffer, of }] of aliases.entries()) {
      const pair = [buffer, of].map((id) => this.#ids.get(id)!);
      found.push(single("copy", pair, keyOf({ kind: "alias", index }), { kind: "copy", index, buffer, of }));
    }
    for (const [term, from] of Object.entries(limits)) {
      const change = { kind: "limit", term: term as never, from, to: Number.MAX_SAFE_INTEGER } as const;
      found.push(single("limit", [], `limit ${term}`, change));
    }
    return found;
  }

  #ofMemories(): Lever[] {
    const { memories = [{ id: "", capacity: this.#problem.capacity }] } = this.#problem;
    return memories.flatMap((memory): Lever[] => {
      const { id, capacity = Number.POSITIVE_INFINITY } = memory;
      const reserved = "reserved" in memory ? (memory.reserved ?? []) : [];
      const ranges = [...reserved.keys()].map((index) => {
        const change = { kind: "reserved", memory: id, index } as const;
        return single("reserved", [], keyOf(change), change);
      });
      if (capacity === Number.POSITIVE_INFINITY) return ranges;
      const change = { kind: "capacity", memory: id, from: capacity, to: Number.POSITIVE_INFINITY } as const;
      return [...ranges, single("capacity", [], `capacity ${id}`, change)];
    });
  }
}

/** Buffers and constraints of a core, for questions about them. */
export interface Core {
  readonly buffers: ReadonlySet<number>;
  /** Keys. */
  readonly constraints: ReadonlySet<string>;
}

export function coreOf(buffers: readonly number[], constraints: readonly CoreConstraint[]): Core {
  return { buffers: new Set(buffers), constraints: new Set(constraints.map(keyOf)) };
}

/** Whether a lever changes a member of a core. If not, the core is there as before, and the lever cannot help. */
export function touches({ buffers, constraint }: Lever, core: Core): boolean {
  if (constraint !== null && !core.constraints.has(constraint)) return false;
  return buffers.every((b) => core.buffers.has(b));
}

/** Shifts of one lifetime that are tried, and ids of an entry of which pairs are told apart. */
const MOST_SHIFTS = 40;
const MOST_LISTED = 24;

function single(
  kind: SuggestionKind,
  buffers: readonly number[],
  constraint: string | null,
  change: SuggestedChange,
): Lever {
  return { kind, buffers, constraint, scales: [1], isMonotone: true, change: () => change };
}

/** Whether a buffer could be a part of another: it lives within its life, and begins or ends with it. */
function isWithin(buffer: Buffer, of: Buffer): boolean {
  if (buffer.lower < of.lower || buffer.upper > of.upper) return false;
  if (buffer.lower === of.lower && buffer.upper === of.upper && buffer.size === of.size && buffer.id > of.id) {
    return false;
  }
  return buffer.lower === of.lower || buffer.upper === of.upper;
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
