import { type Buffer, isSolid, type Problem } from "../../problem/index.js";
import { idsListed, keyOf } from "../constraint.js";
import { BufferLevers, firstFrom } from "./buffer-levers.js";
import type { SuggestionKind } from "./change.js";
import { type Core, type Lever, single, touches } from "./lever.js";

/** Makes the levers of a problem: those of its buffers, of pairs of them, of its lists and memories. */
export class Levers {
  readonly #problem: Problem;
  readonly #wanted: ReadonlySet<SuggestionKind>;
  readonly #ids: ReadonlyMap<string, number>;
  /** Times at which a buffer begins or ends, ascending. */
  readonly #events: readonly number[];
  /** Ids that constraints on pairs name. */
  readonly #tied: ReadonlySet<string>;
  readonly #own: BufferLevers;

  constructor(problem: Problem, wanted: ReadonlySet<SuggestionKind>) {
    this.#problem = problem;
    this.#wanted = wanted;
    this.#ids = new Map(problem.buffers.map(({ id }, b) => [id, b]));
    const { aliases = [], inplace = [], buffers } = problem;
    this.#events = [...new Set(buffers.filter(isSolid).flatMap(({ lower, upper }) => [lower, upper]))].sort(
      (a, b) => a - b,
    );
    this.#tied = new Set([...aliases, ...inplace].flatMap(({ buffer, of }) => [buffer, of]));
    this.#own = new BufferLevers(problem, this.#events, this.#tied);
  }

  /**
   * All levers that touch each of some cores, of some of the buffers.
   *
   * @param cores [] where none is known: then all levers
   * @param candidates positions; default all of the first core
   */
  touching(cores: readonly Core[], candidates: Iterable<number> = this.buffersOf(cores)): Lever[] {
    const buffers = [...candidates].filter((b) => isSolid(this.#problem.buffers[b]!)).sort((a, b) => a - b);
    const found = [
      ...buffers.flatMap((b) => this.#own.of(b)),
      ...this.#ofPairs(buffers),
      ...this.#ofLists(),
      ...this.#ofMemories(),
    ];
    return found.filter((lever) => this.#wanted.has(lever.kind) && cores.every((core) => touches(lever, core)));
  }

  /** Those of one buffer that are of one kind. */
  ofKind(buffer: number, kind: SuggestionKind): Lever[] {
    return this.#own.of(buffer).filter((lever) => lever.kind === kind);
  }

  /** Positions of the buffers that a change may be about. */
  buffersOf(cores: readonly Core[]): Iterable<number> {
    return cores[0]?.buffers ?? this.#problem.buffers.keys();
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
    const next = this.#events[firstFrom(this.#events, buffer.lower + 1)]!;
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

/** Ids of an entry of which pairs are told apart. */
const MOST_LISTED = 24;

/** Whether a buffer could be a part of another: it lives within its life, and begins or ends with it. */
function isWithin(buffer: Buffer, of: Buffer): boolean {
  if (buffer.lower < of.lower || buffer.upper > of.upper) return false;
  if (buffer.lower === of.lower && buffer.upper === of.upper && buffer.size === of.size && buffer.id > of.id) {
    return false;
  }
  return buffer.lower === of.lower || buffer.upper === of.upper;
}
