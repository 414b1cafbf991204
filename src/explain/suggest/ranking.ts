import type { PlanResult } from "../../planner/index.js";
import type { Problem } from "../../problem/index.js";
import { SUGGESTION_KINDS, type SuggestedChange } from "./change.js";
import type { Suggestion } from "./suggestion.js";
import { messageOf } from "./words.js";

/** Suggestions as they are found. */
export class Found {
  readonly suggestions: Suggestion[] = [];
  readonly #problem: Problem;
  readonly #costs: Readonly<Record<string, number>>;
  readonly #sizes: ReadonlyMap<string, number>;

  constructor(problem: Problem, costs: Readonly<Record<string, number>>) {
    this.#problem = problem;
    this.#costs = costs;
    this.#sizes = new Map(problem.buffers.map(({ id, size }) => [id, size]));
  }

  /** @param result a plan of the changed problem */
  add(problem: Problem, result: PlanResult, changes: readonly SuggestedChange[], isProved: boolean): void {
    const { offsets, memories, peak } = result;
    const told = changes.map((change) => this.#told(change, problem, offsets!));
    const kinds = new Set(told.map(({ kind }) => kind));
    this.suggestions.push({
      kind: kinds.size === 1 ? told[0]!.kind : "mixed",
      changes: told,
      bytes: told.reduce((sum, change) => sum + this.bytesOf(change), 0),
      cost: this.costOf(told),
      isProved,
      message: messageOf(this.#problem, told, isProved),
      problem,
      offsets: offsets!,
      memories,
      peak: peak!,
    });
  }

  /** Bytes that a change gives up, adds, moves or has written again. */
  bytesOf(change: SuggestedChange): number {
    switch (change.kind) {
      case "shrink":
        return change.from - change.to;
      case "capacity":
        return change.to - change.from;
      case "reserved": {
        const { reserved } = this.#problem.memories!.find(({ id }) => id === change.memory)!;
        const { from, to } = reserved![change.index]!;
        return to - from;
      }
      case "align":
      case "apart":
      case "exclusive":
      case "withinBank":
      case "limit":
        return 0;
      default:
        return this.#sizes.get(change.buffer)!;
    }
  }

  /** The sum of what the user's costs say; null where one of the changes has none. */
  costOf(changes: readonly SuggestedChange[]): number | null {
    let sum = 0;
    for (const change of changes) {
      const cost = this.#costOf(change);
      if (cost === null) return null;
      sum += cost;
    }
    return sum;
  }

  #costOf(change: SuggestedChange): number | null {
    if (change.kind === "limit" && (change.term === "spill" || change.term === "reuse")) return change.to - change.from;
    if (!("buffer" in change) || !Object.hasOwn(this.#costs, change.buffer)) return null;
    return this.#costs[change.buffer]!;
  }

  /** Where a buffer that was fixed ends up is for the plan to say. */
  #told(change: SuggestedChange, { buffers }: Problem, offsets: Float64Array): SuggestedChange {
    if (change.kind !== "unfix") return change;
    return { ...change, to: offsets[buffers.findIndex(({ id }) => id === change.buffer)]! };
  }
}

/** The best of them: of each kind its best before others of the kind. */
export function chosen(suggestions: readonly Suggestion[], count: number): Suggestion[] {
  const ranked = suggestions.toSorted(compare);
  const seen = new Set<string>();
  const firsts = ranked.filter(({ kind }) => !seen.has(kind) && seen.add(kind));
  const rest = ranked.filter((each) => !firsts.includes(each));
  return [...firsts, ...rest].slice(0, count).sort(compare);
}

/** What costs less goes first, what has no cost last; then fewer bytes, fewer changes, and the order of the kinds. */
function compare(a: Suggestion, b: Suggestion): number {
  const [x, y] = [a.cost ?? Number.POSITIVE_INFINITY, b.cost ?? Number.POSITIVE_INFINITY];
  if (x !== y) return x < y ? -1 : 1;
  if (a.bytes !== b.bytes) return a.bytes - b.bytes;
  if (a.changes.length !== b.changes.length) return a.changes.length - b.changes.length;
  return rankOf(a) - rankOf(b);
}

function rankOf({ kind }: Suggestion): number {
  return kind === "mixed" ? SUGGESTION_KINDS.length : SUGGESTION_KINDS.indexOf(kind);
}
