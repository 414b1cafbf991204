import {
  betterByHeuristicSteps,
  heuristicsBeforeSearch,
  improving,
  type Plan,
  partArrays,
} from "../heuristics/index.js";
import { coreLadder, coreOf, type Goal, RuinRecreate, Scene, Shares, squeakyWheel } from "../large/index.js";
import { loadBound, type ProblemArrays } from "../problem/index.js";
import { ALL_PRUNING, buildModel, type PortfolioOptions } from "../search/index.js";
import { Ladder } from "./ladder.js";
import type { Searcher } from "./searcher.js";
import type { SharedPlan } from "./shared-plan.js";

/** Above so many buffers a step of the exact search is too dear: it is asked about cores alone. */
const MOST_SEARCHED = 2_000;

/** Placements that take as long as a step of the exact search, and as one more for each so many buffers. */
const STEP_WORK = { least: 10, buffers: 8 };

/** Steps of the exact search of a core in the first pass; each later pass has twice as many. */
const CORE_STEPS = 512;
const MOST_CORE_STEPS = 16_384;

/** Steps of the exact search, and of ruin and recreate, in one piece. */
const SEARCH_PIECE = 32;
const RUIN_PIECE = 256;

/** How far below its best plan ruin and recreate looks, as a share of the gap. */
const RUIN_FALL = 0.05;

/** Placements that take as long as a step of ruin and recreate. */
const RUIN_WORK = 10;

/** Work between two turns: so many placements, or that of so many whole plans. */
const SLICE = { least: 20_000, plans: 2 };

/**
 * What is expected of the methods at first. The core ladder is for loads with a peak, ruin and recreate for flat ones:
 * each is expected this and the share of buffers that meet no load near the bound, or that do.
 */
const EXPECTED = { ladder: 0.1, walk: 0.5, wheel: 0.5, ruin: 0.1, rules: 0.25, search: 0.5 };
const NEAR = 0.9;

/**
 * Where the best plan lies so far above the bound, as a share of it, what is expected of ruin and recreate throughout:
 * the others seldom better such plans for long. Less in proportion where it lies nearer.
 */
const FAR = { gap: 0.02, ruin: 1 };

/** Work of a run without a limit, in whole plans, where nothing exact can be asked of the whole. */
const MOST_PLANS = 1_000;

/** Between the seeds of two walks or searches. */
const SEED = 7_919;

export interface LargeOptions extends PortfolioOptions {
  readonly arrays: ProblemArrays;
  /** The best plan so far, of any peak. */
  readonly start: Plan;
  /** Bytes. */
  readonly low: number;
  readonly high: number;
  readonly minimize: boolean;
  /** Steps that a refutation may take to be an easy one. */
  readonly slice: number;
  /** Ends by itself after some time. */
  readonly ends: boolean;
  readonly shouldStop?: () => boolean;
}

/** A method under way, its work by pieces, and what its steps are. */
type Method = Generator<number, void>;

/**
 * Methods for parts of more than some thousand buffers, which share the run by what they last achieved: the core
 * ladder, squeaky wheel, local walks, ruin and recreate, the rules that were left out at first, and the exact search
 * where its steps are cheap. Bounds and peaks are in bytes. A step is a placement tried, or a decision of the exact
 * search.
 */
export class LargeSearch implements Searcher {
  readonly unit = 1;
  low: number;
  high: number;
  best: Plan | null = null;
  readonly #options: LargeOptions;
  readonly #scene: Scene;
  readonly #shares: Shares;
  readonly #methods: readonly Method[];
  /** Which of them is ruin and recreate. */
  readonly #ruining: number;
  /** The best plan of all. */
  #plan: Plan;
  /** The peak of a plan that another has, where it did not hand it on. */
  #known = Infinity;
  #steps = 0;
  /** The core ladder pauses in an exact search, whose steps are counted already. */
  #decides = false;
  /** The exact searches under way, and what those that are over have tried. */
  readonly #ladders = new Set<Ladder>();
  readonly #cores = new Map<Int32Array, Ladder>();
  readonly #over = { backtracks: 0, restarts: 0 };
  #current = -1;
  #left = 0;
  #work = 0;

  constructor(options: LargeOptions) {
    const { arrays, start, lane = 0 } = options;
    this.#options = options;
    this.low = options.low;
    this.high = options.high;
    this.#plan = start;
    this.#scene = new Scene(arrays);
    const flat = coreOf(this.#scene, NEAR * loadBound(arrays)).length / arrays.count;
    const ruin: [Method, number] = [this.#ruin(), EXPECTED.ruin + flat];
    const rules: [Method, number] = [this.#rules(), EXPECTED.rules];
    const near: [Method, number][] = [
      [this.#ladder(), EXPECTED.ladder + 1 - flat],
      [this.#wheel(), EXPECTED.wheel],
      [this.#walk(), EXPECTED.walk],
    ];
    const isFar = start.peak - this.#target > FAR.gap * this.#target;
    const methods = isFar ? [rules, ruin, ...near] : [...near, ruin, rules];
    if (arrays.count <= MOST_SEARCHED) methods.push([this.#search(), EXPECTED.search]);
    // Other lanes begin with other methods.
    for (let turned = 0; turned < lane % methods.length; turned++) methods.push(methods.shift()!);
    this.#methods = methods.map(([method]) => method);
    this.#ruining = this.#methods.indexOf(ruin[0]);
    this.#shares = new Shares(
      methods.map(([, expected]) => expected),
      this.#slice,
    );
  }

  get steps(): number {
    return this.#steps;
  }

  get backtracks(): number {
    return this.#sum("backtracks");
  }

  get restarts(): number {
    return this.#sum("restarts");
  }

  get settled(): boolean {
    const { minimize, ends, arrays } = this.#options;
    if (this.low >= this.high || (!minimize && this.best !== null && this.best.peak <= arrays.capacity)) return true;
    return this.#shares.next() < 0 || (ends && this.#work > MOST_PLANS * arrays.count);
  }

  tighten(low: number, high: number): void {
    if (low > this.low) this.low = low;
    if (high >= this.high) return;
    this.high = high;
    this.best = null;
    this.#known = high;
  }

  share(plans: SharedPlan): void {
    const better = plans.takeBelow(this.#plan.peak);
    if (better === null) plans.put(this.#plan);
    else this.#plan = better;
  }

  run(budget: number): void {
    const stopAt = this.#steps + budget;
    while (!this.settled && this.#steps < stopAt) {
      if (this.#left <= 0) {
        this.#current = this.#shares.next();
        this.#left = this.#slice;
      }
      this.#advance(this.#current);
      if (this.#options.shouldStop?.() === true) return;
    }
  }

  get #slice(): number {
    return Math.max(SLICE.least, SLICE.plans * this.#options.arrays.count);
  }

  /** Bytes: what a plan has to be below to be of use. */
  get #limit(): number {
    return Math.min(this.#plan.peak, this.#known);
  }

  /** Bytes: the peak that ends the search. */
  get #target(): number {
    return this.#options.minimize ? this.low : this.#options.arrays.capacity;
  }

  /** One piece of a method. */
  #advance(method: number): void {
    const before = this.#limit;
    const { done, value } = this.#methods[method]!.next();
    if (done === true) {
      this.#shares.close(method);
      this.#left = 0;
      return;
    }
    const gap = before - this.#target;
    const gain = gap > 0 ? Math.min(1, (before - this.#limit) / gap) : 0;
    this.#work += value;
    this.#left -= value;
    this.#shares.account(method, value, gain);
    this.#shares.expect(this.#ruining, FAR.ruin * Math.min(1, gap / this.#target / FAR.gap));
  }

  readonly #adopt = (plan: Plan): void => {
    if (plan.peak >= this.#limit) return;
    this.#plan = plan;
    this.best = plan;
    this.high = Math.min(this.high, plan.peak);
  };

  readonly #goal = (): Goal => {
    const { minimize, shouldStop } = this.#options;
    return { limit: this.#limit, target: this.#target, everyPiece: !minimize, shouldStop };
  };

  *#ladder(): Method {
    const { arrays, seed, lane = 0 } = this.#options;
    const search = (core: Int32Array, pass: number) => this.#searchCore(core, pass);
    const options = { load: loadBound(arrays), seed: seed + SEED * lane, goal: this.#goal, adopt: this.#adopt, search };
    for (const work of coreLadder(this.#scene, options)) {
      if (!this.#decides) this.#steps += work;
      yield work;
    }
  }

  /** Goes on with the exact search of a core, and tells of its work and of the better plans that it finds. */
  *#searchCore(core: Int32Array, pass: number): Generator<number | Int32Array, void> {
    if (core.length > MOST_SEARCHED) return;
    const { arrays } = this.#options;
    const members = withFixed(arrays, core);
    const known = this.#cores.get(core);
    const offsetOf = (b: number): number => this.#plan.offsets[members[b]!]!;
    const ladder = known ?? this.#begin(partArrays(arrays, members), offsetOf, pass);
    this.#cores.set(core, ladder);
    ladder.tighten(Math.floor(this.low / ladder.unit), Math.ceil(this.#limit / ladder.unit));
    const work = STEP_WORK.least + core.length / STEP_WORK.buffers;
    const most = ladder.steps + Math.min(MOST_CORE_STEPS, CORE_STEPS * 2 ** pass);
    let last = ladder.best;
    while (!ladder.settled && ladder.steps < most) {
      const done = this.#runLadder(ladder);
      this.#decides = true;
      yield work * done;
      this.#decides = false;
      if (ladder.best === null || ladder.best === last) continue;
      last = ladder.best;
      const { offsets } = last;
      const rows = [...members.keys()].filter((row) => arrays.fixedOffset[members[row]!]! < 0);
      yield Int32Array.from(
        rows.sort((a, b) => offsets[a]! - offsets[b]! || a - b),
        (row) => members[row]!,
      );
    }
    // There is a plan of the core at the bound, but not around it: another search may find another.
    if (ladder.settled) this.#end(core, ladder);
  }

  *#search(): Method {
    const { arrays } = this.#options;
    const ladder = this.#begin(arrays, (b) => this.#plan.offsets[b]!, 0);
    while (!ladder.settled) {
      ladder.tighten(Math.floor(this.low / ladder.unit), Math.ceil(this.#limit / ladder.unit));
      const done = this.#runLadder(ladder);
      if (ladder.best !== null) this.#adopt(ladder.best);
      yield (STEP_WORK.least + arrays.count / STEP_WORK.buffers) * done;
    }
  }

  /** Begins an exact search of all or some buffers, from their places in the best plan. */
  #begin(arrays: ProblemArrays, offsetOf: (buffer: number) => number, pass: number): Ladder {
    const { minimize, slice, seed, policy, pruning, shouldStop, lane, lanes } = this.#options;
    const model = buildModel(arrays, pruning ?? ALL_PRUNING);
    const offsets = Float64Array.from({ length: arrays.count }, (_, b) => offsetOf(b));
    const capacity = Math.floor(Math.min(arrays.capacity / model.unit, Number.MAX_SAFE_INTEGER));
    const high = Math.min(capacity + 1, Math.ceil(this.#limit / model.unit));
    const low = Math.max(model.loadBound, Math.floor(this.low / model.unit));
    const ladder = new Ladder(model, {
      arrays,
      start: { offsets, peak: this.#limit, foundBy: "the whole" },
      low,
      high,
      minimize,
      slice,
      seed: seed + SEED * pass,
      ...(policy && { policy }),
      ...(pruning && { pruning }),
      ...(lane !== undefined && { lane }),
      ...(lanes !== undefined && { lanes }),
      ...(shouldStop && { shouldStop }),
    });
    this.#ladders.add(ladder);
    return ladder;
  }

  #end(core: Int32Array, ladder: Ladder): void {
    this.#ladders.delete(ladder);
    this.#cores.delete(core);
    this.#over.backtracks += ladder.backtracks;
    this.#over.restarts += ladder.restarts;
  }

  /** A piece of an exact search. What it refutes of some buffers is refuted of all. Returns its steps. */
  #runLadder(ladder: Ladder): number {
    const before = ladder.steps;
    ladder.run(SEARCH_PIECE);
    const done = ladder.steps - before;
    this.#steps += done;
    this.low = Math.max(this.low, ladder.low * ladder.unit);
    return Math.max(1, done);
  }

  *#wheel(): Method {
    const { seed, lane = 0 } = this.#options;
    const options = { seed: seed + SEED * lane, lane, goal: this.#goal, adopt: this.#adopt };
    for (const work of squeakyWheel(this.#scene, options)) {
      this.#steps += work;
      yield work;
    }
  }

  *#walk(): Method {
    const { arrays, seed, lane = 0, shouldStop } = this.#options;
    for (let walk = 0; ; walk++) {
      const options = {
        target: this.#target,
        rounds: MOST_PLANS,
        seed: seed + SEED * (lane + walk),
        onIncumbent: this.#adopt,
        known: () => this.#limit,
        ...(shouldStop && { shouldStop }),
      };
      for (const _ of improving(arrays, this.#plan, options)) {
        this.#steps += arrays.count;
        yield arrays.count;
      }
      yield 1;
    }
  }

  *#ruin(): Method {
    const { arrays, seed, lane = 0, shouldStop } = this.#options;
    for (let begun = 0; ; begun++) {
      const from = this.#plan;
      const options = { seed: seed + SEED * (lane + begun), bound: this.low, target: this.#target };
      const ruin = new RuinRecreate(arrays, from, { ...options, ...(shouldStop && { shouldStop }) });
      yield arrays.count;
      // Where others have come below what it is about to find, it begins anew from there.
      while (!ruin.exhausted && this.#limit > ruin.peak - RUIN_FALL * (ruin.peak - this.low)) {
        const before = ruin.steps;
        const plan = ruin.run(RUIN_PIECE);
        if (plan !== null) this.#adopt(plan);
        const done = ruin.steps - before;
        this.#steps += done;
        yield RUIN_WORK * Math.max(1, done);
      }
    }
  }

  *#rules(): Method {
    const { arrays, shouldStop } = this.#options;
    const options = { target: this.#target, onIncumbent: this.#adopt, ...(shouldStop && { shouldStop }) };
    const [, ...others] = heuristicsBeforeSearch(arrays);
    for (const _ of betterByHeuristicSteps(arrays, this.#plan, options, others)) {
      this.#steps += arrays.count;
      yield arrays.count;
    }
  }

  #sum(counter: "backtracks" | "restarts"): number {
    let sum = this.#over[counter];
    for (const ladder of this.#ladders) sum += ladder[counter];
    return sum;
  }
}

/** Some buffers and all that are fixed, by index. */
function withFixed({ count, fixedOffset }: ProblemArrays, members: Int32Array): Int32Array {
  const kept = new Uint8Array(count);
  for (const b of members) kept[b] = 1;
  const found = new Int32Array(count);
  let next = 0;
  for (let b = 0; b < count; b++) if (kept[b] === 1 || fixedOffset[b]! >= 0) found[next++] = b;
  return found.slice(0, next);
}
