import { stackBound } from "../bounds/index.js";
import { type GreedyPlan, greedy, improve, rulesBeforeSearch } from "../heuristics/index.js";
import { loadBound, type Problem, type ProblemArrays, toArrays } from "../problem/index.js";
import { buildModel, countOverlaps, type SearchModel } from "../search/index.js";
import { simulate } from "../sim/index.js";
import { type Infeasibility, obviousInfeasibility, searchInfeasibility } from "./infeasibility.js";
import { Ladder } from "./ladder.js";
import type { Limits } from "./options.js";
import { type Reduced, reduce } from "./reduce.js";
import type { PlanResult, Progress, Status, StoppedBy } from "./types.js";

/** Steps between two looks at the clock: some milliseconds. A step costs more the more buffers there are. */
const SLICE_STEPS = { least: 16, most: 512, timesBuffers: 300_000 };

/** Steps before other threads join: some five milliseconds, in which most searches end. */
const STEPS_ALONE = 1_000;

/** Beyond these the exact search is not tried: its rows grow with the overlapping pairs, its explanations with the buffers squared. */
const MAX_SEARCH_PAIRS = 2e7;
const MAX_SEARCH_BUFFERS = 20_000;

/** Rounds of local improvement where the search cannot be tried. */
const IMPROVE_ROUNDS = 1_000;

/** From this many buffers on the heuristics may take a second and more. */
const LARGE = 10_000;

const NOTHING = { ground: 0, peakWithout: 0, restore: (offsets: Float64Array) => offsets };

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
  /** The whole problem; `arrays` is what of it has to be planned. */
  readonly #whole: ProblemArrays;
  readonly #reduced: Reduced;
  #infeasibility: Infeasibility | null;
  readonly #limits: Limits;
  readonly #slice: number;
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
    this.#whole = toArrays(problem);
    const { buffers } = problem;
    const names = { idOf: (b: number) => buffers[b]!.id, lowerOf: (b: number) => buffers[b]!.lower };
    this.#infeasibility = obviousInfeasibility(this.#whole, names);
    // What cannot be planned is not prepared for it.
    this.#reduced = this.#infeasibility === null ? reduce(this.#whole) : { ...NOTHING, arrays: this.#whole };
    this.arrays = this.#reduced.arrays;
    const { least, most, timesBuffers } = SLICE_STEPS;
    this.#slice = Math.max(least, Math.min(most, Math.floor(timesBuffers / this.arrays.count)));
    this.minimize = limits.minimize || this.arrays.capacity === Infinity;
  }

  get done(): boolean {
    return this.#stage === "done";
  }

  /** The search has gone on for so long that more threads are worth their start. */
  get worthThreads(): boolean {
    return this.#stage === "search" && this.steps >= STEPS_ALONE;
  }

  /** The next piece of work may take so long that it should not block the caller. */
  get longHeuristics(): boolean {
    return this.#stage === "heuristics" && (this.arrays.count >= LARGE || !this.#isSearchable());
  }

  /** The peak, in bytes, that ends the run. */
  get target(): number {
    return this.minimize ? this.#lowerBound : this.arrays.capacity;
  }

  /** How many rounds of local improvement follow the greedy rules: none where the exact search comes next. */
  get improveRounds(): number {
    return this.#isSearchable() ? 0 : IMPROVE_ROUNDS;
  }

  get lowerBound(): number {
    const proved = this.ladder === null ? 0 : this.ladder.low * this.model!.unit;
    return Math.max(this.#lowerBound, proved);
  }

  get steps(): number {
    return (this.ladder?.steps ?? 0) + this.#elsewhere.steps;
  }

  /** The best plan so far, of any peak; null before the heuristics. */
  get incumbent(): GreedyPlan | null {
    return this.#incumbent;
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  get progress(): Progress {
    const { ground, peakWithout, restore } = this.#reduced;
    const best = this.#incumbent;
    const incumbent = best === null ? null : Math.max(peakWithout, best.peak - ground);
    const offsets = best === null ? null : restore(best.offsets);
    const lowerBound = Math.max(peakWithout, this.lowerBound - ground);
    return { incumbent, offsets, lowerBound, steps: this.steps, elapsedMs: this.elapsedMs };
  }

  /** Does the next piece of work. Callers loop until `done`. */
  advance(): void {
    if (this.#stage === "bound") this.#bound();
    else if (this.#stage === "heuristics") this.#heuristics();
    else if (this.#stage === "improve") this.#improve();
    else if (this.#stage === "search") this.searchSlice();
    if (this.#stage === "search" && this.ladder!.settled) this.#stage = "done";
    // However little time there is, the first heuristic runs: a late plan is worth more than none.
    if (this.#stage !== "done" && this.#stage !== "heuristics") this.#checkLimits();
  }

  stop(by: Exclude<StoppedBy, null>): void {
    if (this.#stage === "done") return;
    this.#stoppedBy = by;
    this.#stage = "done";
  }

  /** The progress, with what all threads together have proved and tried. */
  progressWith({ low, steps }: { low: number; steps: number }): Progress {
    const proved = this.model === null ? 0 : low * this.model.unit;
    return { ...this.progress, lowerBound: Math.max(this.lowerBound, proved), steps: Math.max(this.steps, steps) };
  }

  /** Takes over a plan, in bytes, if it is better. */
  adopt(plan: GreedyPlan): void {
    if (this.#incumbent === null || plan.peak < this.#incumbent.peak) this.#incumbent = plan;
  }

  /** Ends the heuristics stage after heuristics in another thread, which include the improvement where no search comes next. */
  finishHeuristics(): void {
    if (this.#stage === "done") return;
    if (!this.#isSettledByBound() && this.#isSearchable()) this.#openSearch();
    else this.#stage = "done";
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
    const settled = peak <= Math.max(this.target, this.lowerBound) || this.lowerBound > this.arrays.capacity;
    if (!settled) this.#checkLimits();
    this.#stage = "done";
  }

  /** The answer as it stands. A plan is simulated first; a failure there is a fault of telaplan and throws. */
  result(): PlanResult {
    const { capacity } = this.arrays;
    const { lowerBound: bound, ladder } = this;
    const { ground, peakWithout, restore } = this.#reduced;
    const lowerBound = Math.max(peakWithout, bound - ground);
    const elsewhere = this.#elsewhere;
    const fitting = this.#incumbent !== null && this.#incumbent.peak <= capacity ? this.#incumbent : null;
    if (bound > capacity) {
      const all = Array.from({ length: this.#whole.count }, (_, b) => b);
      this.#infeasibility ??= searchInfeasibility(all, lowerBound, this.#whole.capacity);
    }
    const infeasibility = this.#infeasibility;
    let status: Status = infeasibility !== null ? "infeasible" : "unknown";
    if (fitting !== null) status = fitting.peak <= bound ? "optimal" : "feasible";
    const offsets = fitting === null ? null : restore(fitting.offsets);
    const peak = fitting === null ? null : Math.max(peakWithout, fitting.peak - ground);
    const verification = offsets === null ? null : simulate(this.#problem, offsets);
    if (verification !== null && !verification.ok) {
      throw new Error(`internal fault: the plan failed its simulation: ${verification.violations[0]?.message}`);
    }
    return {
      status,
      offsets,
      peak,
      lowerBound,
      infeasibility,
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
    // Where something was taken out, the whole problem's bound may be greater.
    this.#lowerBound = loadBound(this.#whole) + this.#reduced.ground;
    this.#stage = this.#infeasibility !== null ? "done" : "heuristics";
  }

  #heuristics(): void {
    const { target, arrays } = this;
    const searchable = this.#isSearchable();
    const rules = searchable ? rulesBeforeSearch(arrays) : undefined;
    this.#incumbent = greedy(arrays, { target, shouldStop: () => this.#outOfTime() }, rules);
    if (this.#isSettledByBound()) this.#stage = "done";
    else if (searchable) this.#openSearch();
    else this.#stage = "improve";
  }

  /** Whether the heuristics' plan is enough. Only where it is not, the load bound is raised to the stack bound, which costs more. */
  #isSettledByBound(): boolean {
    if (this.#incumbent!.peak <= this.target) return true;
    this.#lowerBound = stackBound(this.arrays, this.#lowerBound, this.#incumbent!.offsets);
    return this.#incumbent!.peak <= this.target || this.#lowerBound > this.arrays.capacity;
  }

  #isSearchable(): boolean {
    return this.arrays.count <= MAX_SEARCH_BUFFERS && countOverlaps(this.arrays) <= MAX_SEARCH_PAIRS;
  }

  #openSearch(): void {
    const { arrays } = this;
    const { seed, policy, rules } = this.#limits;
    const model = buildModel(arrays, rules);
    const capacity = Math.floor(Math.min(arrays.capacity / model.unit, Number.MAX_SAFE_INTEGER));
    const high = Math.min(capacity + 1, Math.ceil(this.#incumbent!.peak / model.unit));
    this.model = model;
    const start = this.#incumbent!;
    const low = Math.max(model.loadBound, Math.ceil(this.#lowerBound / model.unit));
    const goal = { low, high, minimize: this.minimize };
    this.ladder = new Ladder(model, { arrays, start, ...goal, seed, policy, rules });
    this.#stage = "search";
  }

  /** A slice of the open search in the calling thread. */
  searchSlice(): void {
    const ladder = this.ladder!;
    ladder.run(Math.min(this.#slice, this.#limits.stepLimit - this.steps));
    if (ladder.best !== null) this.adopt(ladder.best);
  }

  #improve(): void {
    const { target, improveRounds: rounds } = this;
    const options = { target, rounds, seed: this.#limits.seed, shouldStop: () => this.#outOfTime() };
    this.adopt(improve(this.arrays, this.#incumbent!, options));
    this.#checkLimits();
    this.#stage = "done";
  }

  #checkLimits(): void {
    if (this.steps >= this.#limits.stepLimit) this.stop("steps");
    else if (this.#outOfTime()) this.stop("deadline");
  }

  #outOfTime(): boolean {
    return this.elapsedMs >= this.#limits.timeLimitMs;
  }
}
