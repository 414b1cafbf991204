import { type StackBound, stackBoundSteps } from "../bounds/index.js";
import { type GreedyPlan, greedySteps, improving, rulesBeforeSearch } from "../heuristics/index.js";
import { finish, loadBound, type ProblemArrays } from "../problem/index.js";
import { modelSteps } from "../search/index.js";
import { Ladder } from "./ladder.js";
import type { Limits } from "./options.js";
import { isSearchable, type Part, partsAbove } from "./parts.js";
import { type Reduced, reduce } from "./reduce.js";
import type { Progress, StoppedBy } from "./types.js";

/** Steps in which a refutation is an easy one: some milliseconds. A step costs more the more buffers there are. */
const SLICE_STEPS = { least: 16, most: 512, timesBuffers: 300_000 };

/**
 * Milliseconds that the search is to run between two looks at the clock, and the steps that it is given before that is
 * measured: fewer where a step is dear.
 */
const PACE_MS = 5;
const FIRST_STEPS = { least: 4, most: 512, timesBuffers: 8_000 };

/**
 * To fit, parts take turns of so many steps, and of twice as many each round: one that is hard must not hide one that
 * is refuted soon.
 */
const FIRST_TURN = 4_096;

/** Rounds of local improvement where the search cannot be tried. */
const IMPROVE_ROUNDS = 1_000;

/** Nanoseconds of preparing a search, for each entry of its rows: where less time is left, it is not begun. */
const SETUP_NS = 40;

/** Why no plan fits, by positions in the whole problem. */
export type Refutation =
  | { readonly cause: "stack"; readonly slot: number; readonly height: number }
  | { readonly cause: "search"; readonly buffers: readonly number[] };

/** What a run has come to. Bytes, offsets by buffer of the whole problem, peaks and bounds from the base. */
export interface Outcome extends Counters {
  /** The best plan, of any peak. */
  readonly plan: GreedyPlan;
  readonly lowerBound: number;
  readonly stoppedBy: StoppedBy;
  readonly refutation: Refutation | null;
  /** Threads that searched at one time, at most. */
  readonly threads: number;
}

export interface Counters {
  readonly steps: number;
  readonly backtracks: number;
  readonly restarts: number;
}

/**
 * Where a run pauses: `lanes` is a part whose search is worth more threads. A driver that has asked them says so with
 * `true`.
 */
export type Pause = { readonly lanes: Part } | undefined;

/**
 * One run of the planner as a sequence of stages, each only if what came before left something open: heuristics, stack
 * bound, then for each independent part of time that is too high the exact search, or local improvement where it is too
 * large for that. It pauses every few milliseconds, so that the caller keeps control, and whatever stops it, there is a
 * plan at the end.
 *
 * The clock decides when it pauses and when it is stopped, and nothing else.
 */
export class Run {
  readonly minimize: boolean;
  readonly #limits: Limits;
  readonly #startedAt: number;
  readonly #reduced: Reduced;
  readonly #arrays: ProblemArrays;
  /** What follows is about the reduced problem: its peaks are greater by the ground. */
  #low: number;
  #incumbent: GreedyPlan | null = null;
  #offsets: Float64Array | null = null;
  #parts: Part[] = [];
  /** Steps that the search is given next. */
  #pace = FIRST_STEPS.least;
  /** The incumbent that was told last, and its offsets in the whole problem. */
  #told: { plan: GreedyPlan | null; offsets: Float64Array | null } = { plan: null, offsets: null };
  #stoppedBy: StoppedBy = null;
  #refutation: Refutation | null = null;
  #threads = 1;
  /** Counters of searches in other threads. */
  readonly #elsewhere = { steps: 0, backtracks: 0, restarts: 0 };

  /**
   * @param whole a problem without an obvious reason that no plan exists
   * @param startedAt when the run began, as `performance.now` of this thread tells it
   */
  constructor(whole: ProblemArrays, limits: Limits, startedAt = performance.now()) {
    this.#limits = limits;
    this.#startedAt = startedAt;
    this.#reduced = reduce(whole);
    this.#arrays = this.#reduced.arrays;
    this.minimize = limits.minimize || whole.capacity === Infinity;
    // Where something was taken out, the whole problem's bound may be greater.
    this.#low = loadBound(whole) + this.#reduced.ground;
  }

  /** The stages; run to its end it has an outcome. */
  *stages(): Generator<Pause, void, unknown> {
    const arrays = this.#arrays;
    const shouldStop = (): boolean => this.#stoppedBy !== null || this.#outOfTime();
    const rules = isSearchable(arrays) ? rulesBeforeSearch(arrays) : undefined;
    const onIncumbent = (plan: GreedyPlan): void => this.#adopt(plan);
    // Given rules or not, there is a plan when this ends, however little time there was.
    const everyPart = !this.minimize;
    this.#adopt(yield* greedySteps(arrays, { target: this.#target, everyPart, shouldStop, onIncumbent }, rules));
    if (this.#settled) return;
    yield* this.#stackBound();
    if (this.#settled || this.#limitReached()) return;
    this.#parts = partsAbove(arrays, this.#incumbent!, this.#target);
    this.#offsets = this.#incumbent!.offsets.slice();
    for (let round = 0; !this.#settled; round++) {
      for (const part of this.minimize ? this.#highest() : this.#parts) {
        if (part.done || part.plan.peak <= this.#target) continue;
        const turn = this.minimize ? 1 : FIRST_TURN * 2 ** round;
        yield* part.searchable ? this.#search(part, turn, shouldStop) : this.#improve(part, shouldStop);
        if (this.#settled || this.#limitReached()) return;
      }
      if (this.#parts.every((part) => part.done || part.plan.peak <= this.#target)) return;
    }
  }

  /** Runs the stages up to the search, and tells what it would be asked about. For a run without steps. */
  partsToSearch(): { parts: Part[]; lowerBound: number; ground: number; originOf: (buffer: number) => number } {
    finish(this.stages());
    const parts = this.#settled ? [] : partsAbove(this.#arrays, this.#incumbent!, this.#target);
    const { ground } = this.#reduced;
    return { parts, lowerBound: this.#bound(this.#low), ground, originOf: (b) => this.#reduced.originOf(b) };
  }

  /** Notes that the run is to end. It does so at its next pause, or as soon as there is a plan. */
  stop(by: Exclude<StoppedBy, null>): void {
    this.#stoppedBy ??= by;
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  get steps(): number {
    return this.#counted("steps");
  }

  get progress(): Progress {
    const best = this.#incumbent;
    if (best !== null && best !== this.#told.plan) {
      this.#told = { plan: best, offsets: this.#reduced.restore(best.offsets) };
    }
    return {
      incumbent: best === null ? null : this.#peakOf(best),
      offsets: this.#told.offsets,
      lowerBound: this.#bound(this.#low),
      steps: this.steps,
      elapsedMs: this.elapsedMs,
    };
  }

  /** The progress while other threads search a part: what they have proved, in the part's units, and tried. */
  progressWith(part: Part, { low, steps }: { readonly low: number; readonly steps: number }): Progress {
    const proved = this.#proves(part, low) ? low * part.ladder!.unit : 0;
    const lowerBound = Math.max(this.#bound(this.#low), this.#bound(proved));
    return { ...this.progress, lowerBound, steps: this.steps - part.ladder!.steps + steps };
  }

  /** After the stages. */
  get outcome(): Outcome {
    const incumbent = this.#incumbent!;
    return {
      plan: { ...incumbent, offsets: this.#reduced.restore(incumbent.offsets), peak: this.#peakOf(incumbent) },
      lowerBound: this.#bound(this.#low),
      steps: this.#counted("steps"),
      backtracks: this.#counted("backtracks"),
      restarts: this.#counted("restarts"),
      stoppedBy: this.#settled ? null : this.#stoppedBy,
      refutation: this.#refutation,
      threads: this.#threads,
    };
  }

  /** Searches a part for some milliseconds. What comes out does not depend on how many steps these are. */
  searchFor(part: Part, most: number): void {
    const ladder = part.ladder!;
    const begun = performance.now();
    const before = ladder.steps;
    ladder.run(Math.min(this.#pace, most));
    const ms = performance.now() - begun;
    if (ms > PACE_MS) this.#pace = Math.max(1, this.#pace >> 1);
    else if (ms < PACE_MS / 2 && ladder.steps - before >= this.#pace) this.#pace *= 2;
    if (ladder.best !== null) this.adoptPart(part, ladder.best);
  }

  /** Steps in which a refutation is an easy one. */
  sliceOf(part: Part): number {
    return between(SLICE_STEPS, part);
  }

  /** Takes over a plan of a part that is better. */
  adoptPart(part: Part, plan: GreedyPlan): void {
    if (plan.peak >= part.plan.peak) return;
    part.plan = plan;
    if (part.members === null) {
      this.#adopt(plan);
      return;
    }
    const offsets = this.#offsets!;
    part.members.forEach((b, i) => {
      offsets[b] = plan.offsets[i]!;
    });
    let peak = 0;
    for (let b = 0; b < offsets.length; b++) peak = Math.max(peak, offsets[b]! + this.#arrays.size[b]!);
    if (peak < this.#incumbent!.peak) this.#adopt({ offsets: offsets.slice(), peak, rule: plan.rule });
  }

  /** Takes in what the ladder of a part has come to. */
  takeStock(part: Part): void {
    const ladder = part.ladder!;
    if (ladder.best !== null) this.adoptPart(part, ladder.best);
    if (this.#proves(part, ladder.low)) this.#low = Math.max(this.#low, ladder.low * ladder.unit);
    if (this.#low > this.#arrays.capacity) this.#refuteBy(part);
    part.done = ladder.settled;
  }

  /** Adds the counters of a search in another thread. */
  count(counters: Counters): void {
    this.#elsewhere.steps += counters.steps;
    this.#elsewhere.backtracks += counters.backtracks;
    this.#elsewhere.restarts += counters.restarts;
  }

  /** Tells that so many threads searched at one time. */
  ranThreads(threads: number): void {
    this.#threads = Math.max(this.#threads, threads);
  }

  /** The peak, in bytes, that ends the run. */
  get #target(): number {
    return this.minimize ? this.#low : this.#arrays.capacity;
  }

  get #settled(): boolean {
    return this.#incumbent!.peak <= this.#target || this.#low > this.#arrays.capacity;
  }

  #counted(counter: keyof Counters): number {
    return this.#parts.reduce((sum, { ladder }) => sum + (ladder?.[counter] ?? 0), this.#elsewhere[counter]);
  }

  #peakOf({ peak }: GreedyPlan): number {
    return Math.max(this.#reduced.peakWithout, peak - this.#reduced.ground);
  }

  #bound(low: number): number {
    return Math.max(this.#reduced.peakWithout, low - this.#reduced.ground);
  }

  #adopt(plan: GreedyPlan): void {
    if (this.#incumbent === null || plan.peak < this.#incumbent.peak) this.#incumbent = plan;
  }

  #outOfTime(): boolean {
    return this.elapsedMs >= this.#limits.timeLimitMs;
  }

  /** Whether the run is to end, and if so, why. */
  #limitReached(): boolean {
    if (this.#stoppedBy === null && this.steps >= this.#limits.stepLimit) this.#stoppedBy = "steps";
    else if (this.#stoppedBy === null && this.#outOfTime()) this.#stoppedBy = "deadline";
    return this.#stoppedBy !== null;
  }

  /** Raises the load bound, which heuristics have not met, to the stack bound, which costs more. */
  *#stackBound(): Generator<Pause, void, unknown> {
    const steps = stackBoundSteps(this.#arrays, this.#low, this.#incumbent!.offsets);
    let found: StackBound;
    for (;;) {
      const { done, value } = steps.next();
      found = value;
      this.#low = Math.max(this.#low, found.bound);
      if (done === true || this.#settled || this.#limitReached()) break;
      yield;
    }
    if (this.#low <= this.#arrays.capacity || found.slot < 0) return;
    this.#refutation = { cause: "stack", slot: found.slot, height: this.#bound(this.#low) };
  }

  /** The part with the highest plan: nothing else lowers the peak of the whole. */
  #highest(): Part[] {
    let highest: Part | null = null;
    for (const part of this.#parts) {
      if (!part.done && (highest === null || part.plan.peak > highest.plan.peak)) highest = part;
    }
    return highest === null ? [] : [highest];
  }

  /** Goes on with the exact search of a part for at least so many steps. */
  *#search(part: Part, turn: number, shouldStop: () => boolean): Generator<Pause, void, unknown> {
    if (part.ladder === null && !this.#hasTimeFor(part)) {
      yield* this.#improve(part, shouldStop);
      return;
    }
    if (part.ladder === null) yield* this.#open(part, shouldStop);
    const { ladder } = part;
    if (ladder === null || this.#limitReached()) return;
    const { threads, stepsAlone, stepLimit } = this.#limits;
    // A bound that another part has reached since is enough for this one too.
    if (part.members !== null && this.minimize) ladder.tighten(Math.floor(this.#low / ladder.unit), Infinity);
    const turnEnds = ladder.steps + turn;
    if (ladder.steps === 0) this.#pace = between(FIRST_STEPS, part);
    while (!ladder.settled && ladder.steps < turnEnds) {
      if (threads > 1 && ladder.steps >= stepsAlone) {
        const asked = yield { lanes: part };
        if (asked === true) break;
      }
      this.searchFor(part, stepLimit - this.steps);
      this.takeStock(part);
      if (this.#settled || this.#limitReached()) return;
      yield;
    }
    this.takeStock(part);
  }

  *#open(part: Part, shouldStop: () => boolean): Generator<Pause, void, unknown> {
    const { arrays, plan: start } = part;
    const { seed, policy, rules } = this.#limits;
    const preparing = modelSteps(arrays, rules);
    for (;;) {
      const { done, value: model } = preparing.next();
      if (done === true) {
        const capacity = Math.floor(Math.min(arrays.capacity / model.unit, Number.MAX_SAFE_INTEGER));
        const high = Math.min(capacity + 1, Math.ceil(start.peak / model.unit));
        // Where there is nothing else, the bound is the part's own; else a plan of it need only not exceed it.
        const bound = this.#low / model.unit;
        const low = Math.max(model.loadBound, this.#isAll(part) ? Math.ceil(bound) : Math.floor(bound));
        const goal = { low, high, minimize: this.minimize, slice: this.sliceOf(part) };
        part.ladder = new Ladder(model, { arrays, start, ...goal, seed, policy, pruning: rules, shouldStop });
        yield;
        return;
      }
      if (this.#limitReached()) return;
      yield;
    }
  }

  /** Whether preparing a search leaves time for one. */
  #hasTimeFor({ arrays }: Part): boolean {
    return this.#limits.timeLimitMs - this.elapsedMs > (SETUP_NS * setupEntries(arrays)) / 1e6;
  }

  *#improve(part: Part, shouldStop: () => boolean): Generator<Pause, void, unknown> {
    const onIncumbent = (plan: GreedyPlan): void => this.adoptPart(part, plan);
    const options = { target: this.#target, rounds: IMPROVE_ROUNDS, seed: this.#limits.seed, shouldStop, onIncumbent };
    const plan = yield* improving(part.arrays, part.plan, options);
    this.adoptPart(part, plan);
    part.done = true;
  }

  /** Whether a part is all that the bound is about: no other part, and nothing that was taken out. */
  #isAll({ members }: Part): boolean {
    return members === null && this.#reduced.peakWithout === 0;
  }

  /**
   * Whether a bound of a part, in its units, is one of the whole: where there is more, a ladder also stands where it
   * only need not go lower.
   */
  #proves(part: Part, low: number): boolean {
    return this.#isAll(part) || low > Math.floor(this.#low / part.ladder!.unit);
  }

  #refuteBy({ members }: Part): void {
    const buffers = members ?? Int32Array.from({ length: this.#arrays.count }, (_, b) => b);
    const named = Array.from(buffers, (b) => this.#reduced.originOf(b)).filter((b) => b >= 0);
    this.#refutation ??= { cause: "search", buffers: named };
  }
}

/** Steps for a part: fewer the more buffers it has. */
function between({ least, most, timesBuffers }: typeof SLICE_STEPS, { arrays }: Part): number {
  return Math.max(least, Math.min(most, Math.floor(timesBuffers / arrays.count)));
}

/**
 * Entries that the rows of a search have: buffers by section, and neighbours. At most, for slots are not all sections.
 */
export function setupEntries({ count, start, end }: ProblemArrays): number {
  let entries = 0;
  for (let b = 0; b < count; b++) entries += end[b]! - start[b]!;
  return entries;
}
