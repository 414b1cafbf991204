import type { Plan } from "../heuristics/index.js";
import { loadBound, type ProblemArrays } from "../problem/index.js";
import type { Clock } from "./clock.js";
import type { Limits } from "./options.js";
import type { Part } from "./parts.js";
import { dropMs, overtimeMs } from "./price.js";
import { type Reduced, reduce } from "./reduce.js";
import type { Counters } from "./searcher.js";
import type { Progress, StoppedBy } from "./types.js";

/** Milliseconds that the search is to run between two looks at the clock. */
const PACE_MS = 5;

/** Why no plan fits, by positions in the whole problem. */
export type Refutation =
  | { readonly cause: "stack"; readonly slot: number; readonly height: number }
  | { readonly cause: "search"; readonly buffers: readonly number[] };

/** What a run has come to. Bytes, offsets by buffer of the whole problem, peaks and bounds from the base. */
export interface Outcome extends Counters {
  /** The best plan, of any peak. */
  readonly plan: Plan;
  readonly lowerBound: number;
  readonly stoppedBy: StoppedBy;
  readonly refutation: Refutation | null;
  /** Threads that searched at one time, at most. */
  readonly threads: number;
  /** Where the search of another run may begin; null where nothing is left to search, or a limit came before. */
  readonly opening: Opening | null;
}

/**
 * What heuristics and bounds have come to. A run of the same problem with the same options that is given this begins
 * with the search.
 */
export interface Opening {
  /** A plan of the reduced problem. */
  readonly plan: Plan;
  /** Bytes: the bound of the reduced problem. */
  readonly low: number;
}

/**
 * What one run knows: the reduced problem, its best plan and bound, its open parts, the limits, and what was counted.
 * Stages better it through the methods here. Peaks and bounds are the reduced problem's: greater than the whole
 * problem's by the ground.
 */
export class RunState {
  readonly minimize: boolean;
  readonly limits: Limits;
  readonly arrays: ProblemArrays;
  readonly #clock: Clock;
  readonly #reduced: Reduced;
  #low: number;
  #incumbent: Plan | null = null;
  /** Offsets of the incumbent, with what parts have found that did not lower its peak. */
  #offsets: Float64Array | null = null;
  #parts: readonly Part[] = [];
  #opening: Opening | null = null;
  /** The incumbent that was told last, and its offsets in the whole problem. */
  #told: { plan: Plan | null; offsets: Float64Array | null } = { plan: null, offsets: null };
  #stoppedBy: StoppedBy = null;
  #signal: { readonly aborted: boolean } | null = null;
  #refutation: Refutation | null = null;
  #threads = 1;
  /** Counters of searches in other threads. */
  readonly #elsewhere = { steps: 0, backtracks: 0, restarts: 0 };

  /** @param whole a problem without an obvious reason that no plan exists */
  constructor(whole: ProblemArrays, limits: Limits, clock: Clock) {
    this.limits = limits;
    this.#clock = clock;
    this.#reduced = reduce(whole);
    this.arrays = this.#reduced.arrays;
    this.minimize = limits.minimize || whole.capacity === Infinity;
    // Where something was taken out, the whole problem's bound may be greater.
    this.#low = loadBound(whole) + this.#reduced.ground;
  }

  /** The best plan of any peak; there is one after the first stage. */
  get incumbent(): Plan {
    return this.#incumbent!;
  }

  /** Bytes: proved, no plan peaks below. */
  get low(): number {
    return this.#low;
  }

  /** The peak, in bytes, that ends the run. */
  get target(): number {
    return this.minimize ? this.#low : this.arrays.capacity;
  }

  /** Whether nothing is left to find out. */
  get settled(): boolean {
    return this.incumbent.peak <= this.target || this.#low > this.arrays.capacity;
  }

  get parts(): readonly Part[] {
    return this.#parts;
  }

  get elapsedMs(): number {
    return this.#clock.elapsedMs;
  }

  get steps(): number {
    return this.#counted("steps");
  }

  /** Asked by work that is cut into pieces, between them: whether it is to end. */
  readonly shouldStop = (): boolean => this.#isCancelled() || this.#stoppedBy !== null || this.#outOfTime();

  /**
   * The same while there is no plan: early enough that buffers can still be dropped on top of each other in time, or
   * late where that is of little use.
   */
  readonly shouldDrop = (): boolean => {
    const overtime = overtimeMs(this.arrays.count);
    if (overtime > 0) return this.#isCancelled() || this.elapsedMs >= this.limits.timeLimitMs + overtime;
    return this.shouldStop() || this.elapsedMs + dropMs(this.arrays) >= this.limits.timeLimitMs;
  };

  /** From now on work that asks whether it is to end looks at this signal, too. */
  heed(signal: { readonly aborted: boolean }): void {
    this.#signal = signal;
  }

  /** Whether the run is to end; then `stoppedBy` says why. */
  limitReached(): boolean {
    if (this.#stoppedBy === null && this.steps >= this.limits.stepLimit) this.#stoppedBy = "steps";
    else if (this.#stoppedBy === null && this.#outOfTime()) this.#stoppedBy = "deadline";
    return this.#stoppedBy !== null;
  }

  /** Notes that the run is to end. It does so at its next pause, or as soon as there is a plan. */
  stop(by: Exclude<StoppedBy, null>): void {
    this.#stoppedBy ??= by;
  }

  /** Takes over a plan that is better. */
  readonly adopt = (plan: Plan): void => {
    if (this.#incumbent === null || plan.peak < this.#incumbent.peak) this.#incumbent = plan;
  };

  raiseLow(bytes: number): void {
    this.#low = Math.max(this.#low, bytes);
  }

  refute(refutation: Refutation): void {
    this.#refutation ??= refutation;
  }

  /** Notes that heuristics and bounds are done: the search begins. */
  open(): void {
    this.#opening = { plan: this.incumbent, low: this.#low };
  }

  /** Takes over what another run has come to before its search. */
  goOn({ plan, low }: Opening): void {
    this.adopt(plan);
    this.raiseLow(low);
  }

  /** Sets the parts that are to be searched. */
  divide(parts: readonly Part[]): void {
    this.#parts = parts;
    this.#offsets = this.incumbent.offsets.slice();
  }

  /** Takes over a plan of a part that is better. */
  adoptPart(part: Part, plan: Plan): void {
    if (plan.peak >= part.plan.peak) return;
    part.plan = plan;
    if (part.members === null) {
      this.adopt(plan);
      return;
    }
    const offsets = this.#offsets!;
    part.members.forEach((b, i) => {
      offsets[b] = plan.offsets[i]!;
    });
    let peak = 0;
    for (let b = 0; b < offsets.length; b++) peak = Math.max(peak, offsets[b]! + this.arrays.size[b]!);
    if (peak < this.incumbent.peak) this.adopt({ offsets: offsets.slice(), peak, foundBy: plan.foundBy });
  }

  /** Searches a part for some milliseconds. What comes out does not depend on how many steps these are. */
  searchFor(part: Part, most: number): void {
    const searcher = part.searcher!;
    const begun = this.elapsedMs;
    const before = searcher.steps;
    searcher.run(Math.min(part.pace, most));
    const ms = this.elapsedMs - begun;
    if (ms > PACE_MS) part.pace = Math.max(1, part.pace >> 1);
    else if (ms < PACE_MS / 2 && searcher.steps - before >= part.pace) part.pace *= 2;
    if (searcher.best !== null) this.adoptPart(part, searcher.best);
  }

  /** Takes in what the search of a part has come to. */
  takeStock(part: Part): void {
    const searcher = part.searcher!;
    if (searcher.best !== null) this.adoptPart(part, searcher.best);
    if (this.#proves(part, searcher.low)) this.raiseLow(searcher.low * searcher.unit);
    if (this.#low > this.arrays.capacity) this.refute({ cause: "search", buffers: this.#namesOf(part) });
    part.done = searcher.settled;
  }

  /** Whether a part is all that the bound is about: no other part, and nothing that was taken out. */
  isAll({ members }: Part): boolean {
    return members === null && this.#reduced.peakWithout === 0;
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

  /** A bound in bytes from the base, as the whole problem has it. */
  boundOf(low: number): number {
    return Math.max(this.#reduced.peakWithout, low - this.#reduced.ground);
  }

  /** Bytes at the bottom of the reduced problem's memory that are not there in the whole problem's. */
  get ground(): number {
    return this.#reduced.ground;
  }

  /** The buffer of the whole problem that one of the reduced problem is; −1 for ground. */
  originOf(buffer: number): number {
    return this.#reduced.originOf(buffer);
  }

  get progress(): Progress {
    const best = this.#incumbent;
    if (best !== null && best !== this.#told.plan) {
      this.#told = { plan: best, offsets: this.#reduced.restore(best.offsets) };
    }
    const peak = best === null ? null : this.boundOf(best.peak);
    return {
      peak,
      incumbent: peak,
      offsets: this.#told.offsets,
      memories: null,
      terms: [],
      lowerBound: this.boundOf(this.#low),
      steps: this.steps,
      elapsedMs: this.elapsedMs,
    };
  }

  /** The progress while other threads search a part: what they have proved, in the part's units, and tried. */
  progressWith(part: Part, { low, steps }: { readonly low: number; readonly steps: number }): Progress {
    const proved = this.#proves(part, low) ? low * part.searcher!.unit : 0;
    const lowerBound = Math.max(this.boundOf(this.#low), this.boundOf(proved));
    return { ...this.progress, lowerBound, steps: this.steps - part.searcher!.steps + steps };
  }

  /** After the stages. */
  get outcome(): Outcome {
    const { incumbent } = this;
    return {
      plan: { ...incumbent, offsets: this.#reduced.restore(incumbent.offsets), peak: this.boundOf(incumbent.peak) },
      lowerBound: this.boundOf(this.#low),
      steps: this.#counted("steps"),
      backtracks: this.#counted("backtracks"),
      restarts: this.#counted("restarts"),
      stoppedBy: this.settled ? null : this.#stoppedBy,
      refutation: this.#refutation,
      threads: this.#threads,
      opening: this.settled ? null : this.#opening,
    };
  }

  #counted(counter: keyof Counters): number {
    return this.#parts.reduce((sum, { searcher }) => sum + (searcher?.[counter] ?? 0), this.#elsewhere[counter]);
  }

  #isCancelled(): boolean {
    if (this.#signal?.aborted === true) this.stop("cancel");
    return this.#stoppedBy === "cancel";
  }

  #outOfTime(): boolean {
    return this.elapsedMs >= this.limits.timeLimitMs;
  }

  /**
   * Whether a bound of a part, in its units, is one of the whole: where there is more, a search also stands where it
   * only need not go lower.
   */
  #proves(part: Part, low: number): boolean {
    return this.isAll(part) || low > Math.floor(this.#low / part.searcher!.unit);
  }

  #namesOf({ members }: Part): number[] {
    const buffers = members ?? Int32Array.from({ length: this.arrays.count }, (_, b) => b);
    return Array.from(buffers, (b) => this.originOf(b)).filter((b) => b >= 0);
  }
}
