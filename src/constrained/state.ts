import type { Model } from "../model/model.js";
import type { Clock, Infeasibility, Limits, Progress, StoppedBy, TermResult } from "../planner/index.js";
import type { Term } from "../problem/index.js";
import { isBetter, type Values } from "../soft/values.js";

/** A plan by buffer of the problem. */
export interface BufferPlan {
  /** Absolute bytes. */
  readonly offsets: Float64Array;
  /** Positions in the problem's list of memories, 0 where it has none. */
  readonly memories: Int32Array;
  readonly values: Values;
}

/** A plan of a plain problem, and what is proved of its terms, in their order. */
export interface Known {
  /** By buffer. */
  readonly offsets: Float64Array;
  readonly bounds: Readonly<Partial<Record<Term, number>>>;
}

/**
 * What one run of a problem with constraints knows: its best plan, what is proved of each term, the limits, and what
 * was counted.
 */
export class ConstrainedState {
  readonly model: Model;
  readonly limits: Limits;
  readonly #clock: Clock;
  readonly #bounds: Partial<Record<Term, number>> = {};
  /** The plan that was told last, with the ids of its memories. */
  #told: { plan: BufferPlan | null; ids: readonly string[] | null } = { plan: null, ids: null };
  #best: BufferPlan | null = null;
  #stoppedBy: StoppedBy = null;
  #infeasibility: Infeasibility | null = null;
  /** What presolve did, a sentence each. */
  presolve: readonly string[] = [];
  /** Whether nothing is left to find out. */
  settled = false;
  steps = 0;
  backtracks = 0;
  restarts = 0;
  threads = 1;

  constructor(model: Model, limits: Limits, clock: Clock) {
    this.model = model;
    this.limits = limits;
    this.#clock = clock;
  }

  get best(): BufferPlan | null {
    return this.#best;
  }

  get stoppedBy(): StoppedBy {
    return this.settled ? null : this.#stoppedBy;
  }

  get infeasibility(): Infeasibility | null {
    return this.#infeasibility;
  }

  get elapsedMs(): number {
    return this.#clock.elapsedMs;
  }

  get leftMs(): number {
    return Math.max(0, this.limits.timeLimitMs - this.elapsedMs);
  }

  get leftSteps(): number {
    return Math.max(0, this.limits.stepLimit - this.steps);
  }

  /** Asked by work that is cut into pieces, between them: whether it is to end. */
  readonly shouldStop = (): boolean => {
    if (this.#stoppedBy === null && this.elapsedMs >= this.limits.timeLimitMs) this.#stoppedBy = "deadline";
    return this.#stoppedBy !== null;
  };

  /** The same for what makes the first plan: that comes even without any time, unless nobody waits for it. */
  readonly shouldStopPlanless = (): boolean =>
    this.#stoppedBy === "cancel" || (this.#best !== null && this.shouldStop());

  stop(by: Exclude<StoppedBy, null>): void {
    this.#stoppedBy ??= by;
  }

  /** Takes over a plan that is better. */
  offer(plan: BufferPlan): void {
    const { terms } = this.model;
    const isFirst = this.#best === null;
    if (isFirst || isBetter(plan.values, this.#best!.values, terms.length === 0 ? ["peak"] : terms)) this.#best = plan;
  }

  /** Proved: no plan that is as good in all terms before it has less of it. */
  raise(term: Term, bound: number): void {
    this.#bounds[term] = Math.max(this.#bounds[term] ?? 0, bound);
  }

  boundOf(term: Term): number {
    return this.#bounds[term] ?? 0;
  }

  refute(infeasibility: Infeasibility): void {
    this.#infeasibility ??= infeasibility;
    this.settled = true;
  }

  /** The terms of the best plan, each with its bound. */
  get terms(): TermResult[] {
    const best = this.#best;
    if (best === null) return [];
    return this.model.terms.map((term) => ({ term, value: best.values[term], bound: this.boundOf(term) }));
  }

  get progress(): Progress {
    const best = this.#best;
    if (best !== this.#told.plan) this.#told = { plan: best, ids: best === null ? null : this.idsOf(best) };
    const peak = best?.values.peak ?? null;
    return {
      peak,
      incumbent: peak,
      offsets: best?.offsets ?? null,
      memories: this.#told.ids,
      terms: this.terms,
      lowerBound: this.boundOf("peak"),
      steps: this.steps,
      elapsedMs: this.elapsedMs,
    };
  }

  /** The ids of a plan's memories; null where the problem lists none. */
  idsOf({ memories }: BufferPlan): string[] | null {
    const listed = this.model.problem.memories;
    return listed === undefined ? null : Array.from(memories, (m) => listed[m]!.id);
  }
}
