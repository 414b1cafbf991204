import { betterByHeuristicSteps, heuristicsDuringSearch, improving, type Plan } from "../heuristics/index.js";
import type { ProblemArrays } from "../problem/index.js";
import {
  ALL_PRUNING,
  Portfolio,
  type PortfolioOptions,
  type SearchModel,
  type SearchOutcome,
} from "../search/index.js";
import type { Searcher } from "./searcher.js";

/**
 * Steps before the first walk of local improvement, what each later one waits longer, and rounds of one. The first
 * walk takes about as long as the steps before it: what a walk finds at all comes in at most twice the time. Of 60
 * generated instances one walk places 30, 40,000 steps of search 52, either 53. Large problems get fewer rounds: each
 * builds a whole plan.
 */
const FIRST_WALK = 2_000;
const WALK_EVERY = 6_000;
const WALK_ROUNDS = 300;
const WALK_PLACEMENTS = 100_000;
const LEAST_WALK_ROUNDS = 10;

/** Buffers placed by a walk between two pauses: a few milliseconds. */
const WALK_PAUSE = 4_000;

/** Between the seeds of two walks. */
const WALK_SEED = 7_919;

/** Steps that one side of the ladder is given before the other has its turn, at first, and by how much that grows. */
const FIRST_TURN = 2_000;
const GROWTH = 1.5;

/** Steps of the upper side for each of the lower one. */
const UPPER_SHARE = 3;

export interface LadderOptions extends PortfolioOptions {
  readonly arrays: ProblemArrays;
  /** The plan to start from: the heuristics' best, of any peak. */
  readonly start: Plan;
  readonly low: number;
  readonly high: number;
  readonly minimize: boolean;
  /** Steps that a refutation may take to be an easy one. */
  readonly slice: number;
  /** Asked now and then while a plan is improved without search; once it returns true, that ends. */
  readonly shouldStop?: () => boolean;
}

/**
 * The exact search at falling and rising capacities, all in units.
 *
 * `low` is proved: no plan peaks below it. `high` is the peak of the best plan known, or one more than the capacity. To
 * fit, one portfolio is asked for a plan within the capacity. To minimise, two take turns: one stands at `low`, where a
 * plan ends everything at once and a refutation raises the bound, by strides that double as long as refutations come
 * easily; the other goes down from `high`, first halfway and then, as long as nothing is found, nearer to it, where
 * plans are more likely.
 */
export class Ladder implements Searcher {
  low: number;
  high: number;
  /** The best plan that this ladder found, in bytes; null while `high` is another's or the capacity. */
  best: Plan | null = null;
  readonly #options: LadderOptions;
  readonly #model: SearchModel;
  #walks = 0;
  /** A walk that has begun. */
  #walking: Generator<unknown, Plan> | null = null;
  #walkAt = FIRST_WALK;
  readonly #minimize: boolean;
  readonly #lower: Portfolio;
  /** Only to minimise, and only once its turn has come. */
  #upper: Portfolio | null = null;
  #lowerTarget = -1;
  /** How far above `low` the lower portfolio stands: 0, or more while refutations come easily. */
  #stride = 0;
  #upperTarget = -1;
  /** The turn is the upper portfolio's. */
  #above = false;
  #turn = FIRST_TURN;
  #left = FIRST_TURN;
  /** What is left of the slice, and of the question to one side that is under way: 0 between questions. */
  #sliceLeft: number;
  #askLeft = 0;
  /** How far down from `high` the upper portfolio tries, as a share of the gap. */
  #reach = 0.5;

  constructor(model: SearchModel, options: LadderOptions) {
    this.#options = options;
    this.low = options.low;
    this.high = options.high;
    this.#minimize = options.minimize;
    this.#lower = new Portfolio(model, options);
    this.#model = model;
    this.#sliceLeft = options.slice;
  }

  /** Bytes. */
  get unit(): number {
    return this.#model.unit;
  }

  get steps(): number {
    return this.#lower.steps + (this.#upper?.steps ?? 0);
  }

  get backtracks(): number {
    return this.#lower.backtracks + (this.#upper?.backtracks ?? 0);
  }

  get restarts(): number {
    return this.#lower.restarts + (this.#upper?.restarts ?? 0);
  }

  /** Nothing is left to find: a plan at `low`, a refuted capacity, or any plan if only a fit was asked for. */
  get settled(): boolean {
    return this.low >= this.high || (!this.#minimize && this.best !== null);
  }

  /** Takes over what another ladder found. */
  tighten(low: number, high: number): void {
    if (low > this.low) this.low = low;
    if (high < this.high) {
      this.high = high;
      this.best = null;
    }
  }

  /**
   * Tries at most `budget` decisions, or until settled; where a walk is under way, goes on with that for a few
   * milliseconds. What is found after so many decisions does not depend on the budgets that they were asked for in.
   */
  run(budget: number): void {
    const stopAt = this.steps + budget;
    while (!this.settled && this.steps < stopAt) {
      if (this.#askLeft === 0) {
        if (this.steps >= this.#walkAt) this.#beginWalk();
        if (this.#walking !== null) {
          this.#walk(this.#walking);
          return;
        }
        if (this.#minimize && this.#left <= 0) this.#changeSides();
        if (this.#sliceLeft <= 0) this.#sliceLeft = this.#options.slice;
        this.#askLeft = Math.min(this.#minimize ? this.#left : Infinity, this.#sliceLeft);
      }
      const before = this.steps;
      const most = Math.min(stopAt - before, this.#askLeft);
      const outcome = this.#above ? this.#runUpper(most) : this.#runLower(most);
      const used = this.steps - before;
      this.#left -= used;
      this.#sliceLeft -= used;
      this.#askLeft = outcome === "paused" ? Math.max(0, this.#askLeft - used) : 0;
      // Refutations that end within a slice come easily, and let the lower side stride.
      if (!this.#above && this.#askLeft === 0) this.#stride = outcome === "exhausted" ? 2 * this.#stride + 1 : 0;
    }
  }

  /** Local improvement from the best plan so far: another way to get lucky. */
  #beginWalk(): void {
    const { pruning = ALL_PRUNING } = this.#options;
    this.#walkAt = pruning.walks ? this.steps + WALK_EVERY * (this.#walks + 1) : Infinity;
    if (pruning.walks) this.#walking = this.#walkSteps();
  }

  *#walkSteps(): Generator<unknown, Plan> {
    const { arrays, start, seed, lane = 0, lanes = 1, shouldStop } = this.#options;
    const target = (this.#minimize ? this.low : this.high - 1) * this.#model.unit;
    const options = { target, shouldStop };
    let from = this.best ?? start;
    if (this.#walks === 0) from = yield* betterByHeuristicSteps(arrays, from, options, heuristicsDuringSearch(arrays));
    const rounds = Math.min(WALK_ROUNDS, Math.max(LEAST_WALK_ROUNDS, Math.ceil(WALK_PLACEMENTS / arrays.count)));
    const walkSeed = seed + WALK_SEED * (lane + lanes * ++this.#walks);
    return yield* improving(arrays, from, { ...options, rounds, seed: walkSeed });
  }

  #walk(walking: Generator<unknown, Plan>): void {
    const { count } = this.#options.arrays;
    for (let placed = 0; placed < WALK_PAUSE; placed += count) {
      const { done, value: plan } = walking.next();
      if (done !== true) continue;
      this.#walking = null;
      const peak = Math.ceil(plan.peak / this.#model.unit);
      if (peak < this.high) this.#adopt(plan, peak);
      return;
    }
  }

  #adopt(plan: Plan, peak: number): void {
    this.best = plan;
    this.high = peak;
    this.#reach = Math.min(0.5, 1.5 * this.#reach);
  }

  #changeSides(): void {
    this.#above = !this.#above;
    // One level is left: both sides would ask the same.
    if (this.high - this.low <= 1) this.#above = false;
    if (this.#above) this.#reach *= 0.7;
    else this.#turn *= GROWTH;
    this.#left = this.#above ? UPPER_SHARE * this.#turn : this.#turn;
  }

  #runLower(budget: number): SearchOutcome {
    const target = this.#minimize ? Math.min(this.low + this.#stride, this.high - 1) : this.high - 1;
    if (target !== this.#lowerTarget) {
      this.#lowerTarget = target;
      this.#lower.begin(target);
    }
    return this.#ask(this.#lower, target, budget);
  }

  #runUpper(budget: number): SearchOutcome {
    this.#upper ??= new Portfolio(this.#model, this.#options);
    const stale = this.#upperTarget >= this.high || this.#upperTarget < this.low;
    if (stale || this.#left === UPPER_SHARE * this.#turn) {
      const target = Math.max(this.low, this.high - Math.max(1, Math.round((this.high - this.low) * this.#reach)));
      if (target !== this.#upperTarget) this.#upper.begin(target);
      this.#upperTarget = target;
    }
    return this.#ask(this.#upper, this.#upperTarget, budget);
  }

  #ask(portfolio: Portfolio, target: number, budget: number): SearchOutcome {
    const outcome = portfolio.run(budget);
    if (outcome === "exhausted") this.low = Math.max(this.low, target + 1);
    if (outcome !== "placed") return outcome;
    const { model } = portfolio;
    let peak = 0;
    const offsets = Float64Array.from(portfolio.offsets, (units, b) => {
      peak = Math.max(peak, units + model.size[b]!);
      return units * model.unit;
    });
    this.#adopt({ offsets, peak: peak * model.unit, foundBy: "search" }, peak);
    return outcome;
  }
}
