import { type GreedyPlan, greedy, improve } from "../heuristics/index.js";
import { loadBound, type Problem, type ProblemArrays, toArrays } from "../problem/index.js";
import { buildModel, countOverlaps, type SearchModel } from "../search/index.js";
import { simulate } from "../sim/index.js";
import { Ladder } from "./ladder.js";
import type { Limits } from "./options.js";
import type { PlanResult, Progress, Status, StoppedBy } from "./types.js";

/** Steps between two looks at the clock: 1 to 10 ms. */
const SLICE = 1024;

/** Beyond these the exact search is not tried: its rows grow with the overlapping pairs, its explanations with the buffers squared. */
const MAX_SEARCH_PAIRS = 2e7;
const MAX_SEARCH_BUFFERS = 20_000;

/** Rounds of local improvement where the search cannot be tried. */
const IMPROVE_ROUNDS = 1_000;

/**
 * One run of the planner, cut into slices so that the caller keeps control: bound, heuristics, exact search, each only if what came
 * before left something open. Nothing here reads a clock but `outOfTime`.
 */
export class Solve {
  readonly arrays: ProblemArrays;
  readonly minimize: boolean;
  /** The exact search, once the heuristics have left something open and the problem is not too large for it. */
  ladder: Ladder | null = null;
  model: SearchModel | null = null;
  readonly #problem: Problem;
  readonly #limits: Limits;
  readonly #startedAt = performance.now();
  #stage: "bound" | "heuristics" | "search" | "improve" | "done" = "bound";
  #lowerBound = 0;
  /** Best plan of any peak, in bytes. */
  #incumbent: GreedyPlan | null = null;
  #stoppedBy: StoppedBy = null;
  /** Counters of searches in other threads. */
  readonly #elsewhere = { steps: 0, backtracks: 0, restarts: 0 };

  constructor(problem: Problem, limits: Limits) {
    this.#problem = problem;
    this.#limits = limits;
    this.arrays = toArrays(problem);
    this.minimize = limits.minimize || this.arrays.capacity === Infinity;
  }

  get done(): boolean {
    return this.#stage === "done";
  }

  get searching(): boolean {
    return this.#stage === "search";
  }

  get lowerBound(): number {
    const proved = this.ladder === null ? 0 : this.ladder.low * this.model!.unit;
    return Math.max(this.#lowerBound, proved);
  }

  get steps(): number {
    return (this.ladder?.steps ?? 0) + this.#elsewhere.steps;
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  get progress(): Progress {
    const incumbent = this.#incumbent?.peak ?? null;
    return { incumbent, lowerBound: this.lowerBound, steps: this.steps, elapsedMs: this.elapsedMs };
  }

  /** Does the next piece of work. Callers loop until `done`. */
  advance(): void {
    if (this.#stage === "bound") this.#bound();
    else if (this.#stage === "heuristics") this.#heuristics();
    else if (this.#stage === "improve") this.#improve();
    else if (this.#stage === "search") this.#search();
    if (this.#stage === "search" && this.ladder!.settled) this.#stage = "done";
    if (this.#stage !== "done") this.#checkLimits();
  }

  stop(by: Exclude<StoppedBy, null>): void {
    if (this.#stage === "done") return;
    this.#stoppedBy = by;
    this.#stage = "done";
  }

  /** Takes over a plan of the search, in units, if it is better. */
  adopt(units: Float64Array, peakUnits: number): void {
    const { unit } = this.model!;
    const peak = peakUnits * unit;
    if (this.#incumbent !== null && this.#incumbent.peak <= peak) return;
    this.#incumbent = { offsets: units.map((offset) => offset * unit), peak, rule: "search" };
  }

  /** Adds the counters of a search in another thread. */
  count(counters: { steps: number; backtracks: number; restarts: number }): void {
    this.#elsewhere.steps += counters.steps;
    this.#elsewhere.backtracks += counters.backtracks;
    this.#elsewhere.restarts += counters.restarts;
  }

  /** Ends the search stage after a search in other threads: settled, or stopped by a limit. */
  finishSearch(): void {
    const { peak } = this.#incumbent!;
    const settled = peak <= Math.max(this.#target(), this.lowerBound) || this.lowerBound > this.arrays.capacity;
    if (!settled) this.#checkLimits();
    this.#stage = "done";
  }

  /** The answer as it stands. A plan is simulated first; a failure there is a fault of telaplan and throws. */
  result(): PlanResult {
    const { capacity } = this.arrays;
    const { lowerBound, ladder } = this;
    const elsewhere = this.#elsewhere;
    const fitting = this.#incumbent !== null && this.#incumbent.peak <= capacity ? this.#incumbent : null;
    let status: Status = lowerBound > capacity ? "infeasible" : "unknown";
    if (fitting !== null) status = fitting.peak <= lowerBound ? "optimal" : "feasible";
    const verification = fitting === null ? null : simulate(this.#problem, fitting.offsets);
    if (verification !== null && !verification.ok) {
      throw new Error(`internal fault: the plan failed its simulation: ${verification.violations[0]?.message}`);
    }
    return {
      status,
      offsets: fitting?.offsets ?? null,
      peak: fitting?.peak ?? null,
      lowerBound,
      steps: this.steps,
      backtracks: (ladder?.backtracks ?? 0) + elsewhere.backtracks,
      restarts: (ladder?.restarts ?? 0) + elsewhere.restarts,
      stoppedBy: this.#stoppedBy,
      solveMs: this.elapsedMs,
      seed: this.#limits.seed,
      threads: this.#limits.threads,
      verification,
    };
  }

  #bound(): void {
    this.#lowerBound = loadBound(this.arrays);
    this.#stage = this.#lowerBound > this.arrays.capacity ? "done" : "heuristics";
  }

  #heuristics(): void {
    this.#incumbent = greedy(this.arrays, { target: this.#target(), shouldStop: () => this.#outOfTime() });
    if (this.#incumbent.peak <= this.#target()) this.#stage = "done";
    else this.#openSearch();
  }

  #openSearch(): void {
    const { arrays } = this;
    if (arrays.count > MAX_SEARCH_BUFFERS || countOverlaps(arrays) > MAX_SEARCH_PAIRS) {
      this.#stage = "improve";
      return;
    }
    const { seed, policy, rules } = this.#limits;
    const model = buildModel(arrays, rules);
    const capacity = Math.floor(Math.min(arrays.capacity / model.unit, Number.MAX_SAFE_INTEGER));
    const high = Math.min(capacity + 1, Math.ceil(this.#incumbent!.peak / model.unit));
    this.model = model;
    this.ladder = new Ladder(model, { low: model.loadBound, high, minimize: this.minimize, seed, policy, rules });
    this.#stage = "search";
  }

  #search(): void {
    const ladder = this.ladder!;
    ladder.run(Math.min(SLICE, this.#limits.stepLimit - this.steps));
    if (ladder.best !== null) this.adopt(ladder.best, ladder.high);
  }

  #improve(): void {
    const options = { target: this.#target(), seed: this.#limits.seed, rounds: IMPROVE_ROUNDS };
    this.#incumbent = improve(this.arrays, this.#incumbent!, { ...options, shouldStop: () => this.#outOfTime() });
    this.#checkLimits();
    this.#stage = "done";
  }

  /** The peak, in bytes, that ends the run. */
  #target(): number {
    return this.minimize ? this.#lowerBound : this.arrays.capacity;
  }

  #checkLimits(): void {
    if (this.steps >= this.#limits.stepLimit) this.stop("steps");
    else if (this.#outOfTime()) this.stop("deadline");
  }

  #outOfTime(): boolean {
    return this.elapsedMs >= this.#limits.timeLimitMs;
  }
}
