import type { Asking } from "../questions.js";
import { Conflicts } from "./conflicts.js";
import { type Lever, slotOf, utmost } from "./lever.js";
import { Levers } from "./levers.js";
import { leastOfSet } from "./refine.js";
import type { Search } from "./singles.js";
import { contradicts, type Trial } from "./trials.js";

/** Changes of a set at most, and sets that are looked at, before a greedy choice is made. */
export const MOST_CHANGES = 5;
const MOST_SETS = 1_000;
/** With so many conflicts known, sets of the size that is looked for are no longer asked why they do not help. */
const LEARNT_LAST = 40;
/** Changes of a greedy set at most. */
const MOST_GREEDY = 200;

/**
 * Looks for the smallest sets of changes that are enough, where no single one is: the smallest of all, and the smallest
 * of each kind. Implicit hitting sets (Karp, "Implicit hitting set problems and multi-genome alignment", 2010): each
 * core must be touched, and what touches all known ones either helps or has a core of its own.
 */
export function* smallestSets(search: Search): Asking<void> {
  const { trials, budget, cores, wanted } = search;
  const conflicts = new Conflicts(trials.problem, new Levers(trials.problem, wanted), budget);
  for (const core of cores) conflicts.add(core);
  if (cores.length === 0) return;
  trials.refill();
  yield* new SetSearch(search, conflicts, () => true).run();
  for (const kind of wanted) {
    if (!trials.isOpen) return;
    yield* new SetSearch(search, conflicts, (lever) => lever.kind === kind).run();
  }
}

/** Looks for sets of some of the levers. */
class SetSearch {
  readonly #search: Search;
  readonly #conflicts: Conflicts;
  readonly #isWanted: (lever: Lever) => boolean;
  /** Sets that are enough, all of one number of changes. */
  readonly #enough: (readonly Lever[])[] = [];
  #seen = new Set<string>();
  readonly #ids = new Map<Lever, number>();
  /** Whether every question was answered, and all sets of fewer changes were looked at. */
  #isSure = true;
  #left = MOST_SETS;

  constructor(search: Search, conflicts: Conflicts, isWanted: (lever: Lever) => boolean) {
    this.#search = search;
    this.#conflicts = conflicts;
    this.#isWanted = isWanted;
  }

  *run(): Asking<void> {
    if (this.#conflicts.next(NONE, MOST_CHANGES, this.#isWanted)?.length === 0) return;
    for (let size = 2; size <= MOST_CHANGES && this.#enough.length === 0; size++) {
      this.#seen = new Set();
      yield* this.#extend([], size);
      if (!this.#isOpen) break;
    }
    if (!this.#isSure) this.#search.trials.isCut = true;
    if (this.#enough.length === 0) {
      this.#search.trials.isCut = true;
      this.#isSure = false;
      const set = yield* this.#greedy();
      if (set !== null) this.#enough.push(set);
    }
    yield* this.#tell();
  }

  get #isOpen(): boolean {
    return this.#left > 0 && this.#search.trials.isOpen;
  }

  /** All sets with these levers and no more than `size`. Recursion is at most as deep as sets are large. */
  *#extend(set: readonly Lever[], size: number): Asking<void> {
    const key = this.#keyOf(set);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if (!this.#isOpen) {
      this.#isSure = false;
      return;
    }
    this.#left--;
    const chosen = new Set(set);
    const left = size - set.length;
    let next = this.#conflicts.next(chosen, left, this.#isWanted);
    if (next === null) {
      const trial: Trial = yield* this.#ask(set);
      if (trial.verdict === "fits") this.#enough.push(set);
      if (trial.verdict === "open") this.#isSure = false;
      if (trial.verdict !== "refuted" || (left === 0 && this.#conflicts.all.length >= LEARNT_LAST)) return;
      const isLearnt = yield* this.#conflicts.learn(trial, set);
      if (left === 0) return;
      if (!isLearnt && !contradicts(trial.problem)) this.#isSure = false;
      next = isLearnt ? this.#conflicts.next(chosen, left, this.#isWanted) : null;
    }
    if (next === null || left === 0) return;
    const slots = new Set(set.map(slotOf));
    for (const lever of next) if (!slots.has(slotOf(lever))) yield* this.#extend([...set, lever], size);
  }

  /** A lever more for each core that is left, the one that touches most of those known; then those that can go, go. */
  *#greedy(): Asking<readonly Lever[] | null> {
    let set: readonly Lever[] = [];
    for (;;) {
      const chosen = new Set(set);
      const open = this.#conflicts.next(chosen, MOST_GREEDY, this.#isWanted);
      if (open === null) {
        const trial: Trial = yield* this.#ask(set);
        if (trial.verdict === "fits") return yield* this.#withoutIdle(set);
        if (trial.verdict === "open" || !(yield* this.#conflicts.learn(trial, set))) return null;
        continue;
      }
      const slots = new Set(set.map(slotOf));
      const free = open.filter((lever) => !slots.has(slotOf(lever)));
      if (free.length === 0 || set.length === MOST_GREEDY) return null;
      const worth = new Map<Lever, number>();
      for (const { levers } of this.#conflicts.all) {
        if (levers.some((each) => chosen.has(each))) continue;
        for (const lever of levers) worth.set(lever, (worth.get(lever) ?? 0) + 1);
      }
      set = [...set, free.toSorted((a, b) => worth.get(b)! - worth.get(a)!)[0]!];
    }
  }

  *#withoutIdle(set: readonly Lever[]): Asking<readonly Lever[]> {
    let left = set;
    for (const lever of set) {
      const rest = left.filter((each) => each !== lever);
      const trial: Trial = yield* this.#ask(rest);
      if (trial.verdict === "fits") left = rest;
    }
    return left;
  }

  /** Brings sets to the least bytes, the best first as far as can be told before. */
  *#tell(): Asking<void> {
    const { found, count, trials } = this.#search;
    const least = this.#enough.map((set) => {
      const changes = set.map((lever) => lever.change(lever.scales.map(() => 0)));
      const cost = found.costOf(changes) ?? Number.POSITIVE_INFINITY;
      return { set, cost, bytes: changes.reduce((sum, change) => sum + found.bytesOf(change), 0) };
    });
    least.sort((a, b) => (a.cost === b.cost ? a.bytes - b.bytes : a.cost - b.cost));
    let best = { cost: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY };
    const told: (() => void)[] = [];
    let isSure = this.#isSure;
    for (const { set, cost, bytes } of least) {
      const isWorse = cost > best.cost || (cost === best.cost && bytes >= best.bytes);
      if (isWorse && told.length >= count) break;
      if (!trials.isOpen) isSure = false;
      const fit = yield* leastOfSet(trials, set);
      if (fit === null) continue;
      if (!fit.isProved) isSure = false;
      const { problem, result, changes } = fit.trial;
      const sum = changes.reduce((all, change) => all + found.bytesOf(change), 0);
      if (cost < best.cost || (cost === best.cost && sum < best.bytes)) best = { cost, bytes: sum };
      const isLeast = (): boolean => isSure && cost === best.cost && sum === best.bytes;
      told.push(() => found.add(problem, result!, changes, isLeast()));
    }
    for (const add of told) add();
  }

  *#ask(set: readonly Lever[]): Asking<Trial> {
    return yield* this.#search.trials.ask(set.map((lever) => lever.change(utmost(lever))));
  }

  #keyOf(set: readonly Lever[]): string {
    for (const lever of set) if (!this.#ids.has(lever)) this.#ids.set(lever, this.#ids.size);
    return set
      .map((lever) => this.#ids.get(lever)!)
      .sort((a, b) => a - b)
      .join();
  }
}

const NONE: ReadonlySet<Lever> = new Set();
