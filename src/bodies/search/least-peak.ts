import { finish, gcd } from "../../problem/index.js";
import type { BodyProblem } from "../body-problem.js";
import { type BodyOutcome, BodySearch } from "./body-search.js";
import { BodyFloors } from "./floors.js";
import { type BodyModel, modelSteps } from "./model.js";
import { roomFor, rootPeak } from "./room.js";
import { ALL_BODY_RULES, type BodyRules } from "./rules.js";

export interface LeastPeakOptions {
  /** Decisions to try at most. */
  readonly stepLimit: number;
  /** A whole number. */
  readonly seed: number;
  /** Offsets of a plan within the capacity, by body, to begin from. */
  readonly start?: ArrayLike<number>;
  /** Bytes from the base that are known to be needed. */
  readonly low?: number;
  readonly rules?: BodyRules;
  /** Asked at every pause; once it returns true, the best so far is returned. */
  readonly shouldStop?: () => boolean;
  /** Called at every better plan, with its offsets by body. */
  readonly onIncumbent?: (offsets: Float64Array) => void;
}

export interface LeastPeak {
  /** `unknown`: no plan was found, nor that there is none. */
  readonly status: "optimal" | "feasible" | "infeasible" | "unknown";
  /** Bytes from the base to the highest top; null without a plan. */
  readonly peak: number | null;
  /** Proved. Above the capacity of the problem where it is infeasible. */
  readonly lowerBound: number;
  readonly offsets: Float64Array | null;
  readonly steps: number;
}

/** Steps of the first try at a capacity; they double whenever a round brings nothing. */
const FIRST_BUDGET = (count: number): number => 200 + 10 * count;

/** Steps between two pauses. */
const SLICE = 256;

/** The least peak of a body problem: a ladder of capacities between what is proved and what is found. */
export function leastPeak(problem: BodyProblem, options: LeastPeakOptions): LeastPeak {
  return finish(leastPeakSteps(problem, options));
}

/** `leastPeak` with pauses of some milliseconds between. */
export function* leastPeakSteps(problem: BodyProblem, options: LeastPeakOptions): Generator<undefined, LeastPeak> {
  const model = yield* modelSteps(problem, options.rules);
  return yield* new Ladder(problem, model, options).climb();
}

class Ladder {
  readonly #problem: BodyProblem;
  readonly #model: BodyModel;
  readonly #options: LeastPeakOptions;
  /** Every peak is at least this. */
  #low: number;
  /** Peak of the best plan; one more than the greatest that is allowed where there is none. */
  #high: number;
  #offsets: Float64Array | null = null;
  #steps = 0;
  /** Searches that may be gone on with, by capacity. */
  readonly #open = new Map<number, BodySearch>();

  constructor(problem: BodyProblem, model: BodyModel, options: LeastPeakOptions) {
    const { start, low = 0 } = options;
    this.#problem = problem;
    this.#options = options;
    this.#model = model;
    const room = Math.min(problem.capacity, roomFor(problem, this.#model));
    this.#high = room + 1;
    this.#low = Math.max(low, this.#rootBound(room));
    if (start !== undefined) this.#keep(Float64Array.from(start));
  }

  *climb(): Generator<undefined, LeastPeak> {
    let budget = FIRST_BUDGET(this.#model.count);
    // Without a plan, any is welcome.
    if (this.#offsets === null && this.#low < this.#high) yield* this.#try(this.#high - 1, budget);
    const unit = this.#unit();
    for (let leap = 0; this.#low < this.#high && !this.#isOver(); ) {
      const at = Math.max(this.#low, Math.min(this.#low + leap, this.#high - unit));
      const outcome: BodyOutcome = yield* this.#try(at, budget);
      if (outcome === "refuted") leap = leap === 0 ? unit : 2 * leap;
      else if (outcome === "found" || leap > 0) leap = 0;
      else if (!(yield* this.#tryBetween(budget, unit))) budget *= 2;
    }
    return this.#result();
  }

  /** Tries the middle and what is just below the best plan. False where neither brings anything. */
  *#tryBetween(budget: number, unit: number): Generator<undefined, boolean> {
    const middle = this.#low + Math.floor((this.#high - this.#low) / unit / 2) * unit;
    if (middle > this.#low && (yield* this.#try(middle, budget)) !== "open") return true;
    const last = this.#high - unit;
    return last > this.#low && last !== middle && (yield* this.#try(last, budget)) !== "open";
  }

  #isOver(): boolean {
    return this.#steps >= this.#options.stepLimit || this.#options.shouldStop?.() === true;
  }

  *#try(capacity: number, budget: number): Generator<undefined, BodyOutcome> {
    const { seed, rules = ALL_BODY_RULES, stepLimit } = this.#options;
    const search =
      this.#open.get(capacity) ?? new BodySearch(this.#problem, { capacity, seed, rules, model: this.#model });
    this.#open.set(capacity, search);
    let outcome: BodyOutcome = "open";
    for (let left = budget; left > 0 && outcome === "open" && !this.#isOver(); left -= SLICE) {
      const before = search.steps;
      outcome = search.run(Math.min(SLICE, left, stepLimit - this.#steps));
      this.#steps += search.steps - before;
      yield;
    }
    if (outcome === "found") this.#keep(search.offsets!);
    if (outcome === "refuted") this.#low = Math.max(this.#low, this.#nextPeak(capacity));
    for (const known of this.#open.keys()) if (known < this.#low || known >= this.#high) this.#open.delete(known);
    return outcome;
  }

  #keep(offsets: Float64Array): void {
    const { base, size } = this.#problem;
    const peak = offsets.reduce((most, offset, b) => Math.max(most, offset + size[b]! - base), 0);
    if (peak >= this.#high) return;
    this.#high = peak;
    this.#offsets = offsets;
    this.#options.onIncumbent?.(offsets);
  }

  /** What all sizes and distances have in common: a stride of capacities that depends on no unit of bytes. */
  #unit(): number {
    const { size, high } = this.#model;
    const common = (values: Float64Array): number => values.reduce((sum, value) => gcd(sum, Math.abs(value)), 0);
    return Math.max(1, gcd(common(size), common(high)));
  }

  /** The least peak above `peak` that the alignments allow; Infinity where there is none. */
  #nextPeak(peak: number): number {
    const { count, base, size, rests } = this.#model;
    let next = Infinity;
    for (let b = 0; b < count; b++) {
      next = Math.min(next, rests.at(b, base + peak + 1 - size[b]!) + size[b]! - base);
    }
    return next;
  }

  #rootBound(room: number): number {
    const floors = new BodyFloors(this.#model);
    if (!Number.isFinite(room)) return Infinity;
    return floors.reset(this.#model.base + room) ? rootPeak(this.#model, floors) : room + 1;
  }

  #result(): LeastPeak {
    const offsets = this.#offsets;
    const peak = offsets === null ? null : this.#high;
    const proved = this.#low >= this.#high;
    const status =
      offsets === null ? (proved ? "infeasible" : "unknown") : proved ? ("optimal" as const) : ("feasible" as const);
    const lowerBound = peak === null ? this.#low : Math.min(this.#low, peak);
    return { status, peak, lowerBound, offsets, steps: this.#steps };
  }
}
