import type { Clock, Infeasibility, Limits, PlanResult, Progress, StoppedBy, TermResult } from "../planner/index.js";
import {
  arraysOf,
  InputError,
  isConstrained,
  loadBound,
  MAX_BYTES,
  type Problem,
  type ProblemColumns,
  type Term,
  termsFor,
  toColumns,
} from "../problem/index.js";
import { type SimulationReport, simulateColumns } from "../sim/index.js";
import { type Around, aroundSteps } from "../stay/index.js";
import type { Work } from "./request.js";

/** Up to so many buffers the least movement is proved, also where a run is to be quick. */
const MOST_EXACT = 30;

/** Tries to lower the peak of a plan that moves no more. */
const PEAK_TRIES = 8;

/**
 * The terms of a plain problem that is to be planned near an old plan: `moved`, and perhaps `peak` before or after it.
 * Null for any other problem.
 */
export function stayingTerms(
  problem: Problem,
  terms: readonly Term[],
  hints = hintsOf(problem),
): readonly Term[] | null {
  if (!terms.includes("moved") || terms.some((term) => term !== "moved" && term !== "peak")) return null;
  if (!hints.some((hint) => hint >= 0)) return null;
  const { minimize: _, ...plain } = problem;
  return isConstrained(plain) ? null : terms;
}

/** By buffer; −1 for none. What is malformed has none: the planner refuses it. */
function hintsOf({ buffers }: Problem): Float64Array {
  return Float64Array.from(Array.isArray(buffers) ? buffers : [], (buffer) => buffer?.hint ?? -1);
}

/** Plans a plain problem near the hints of its buffers, by heuristics and cheap bounds; driven as any other work. */
export class StayRun {
  readonly limits: Limits;
  readonly terms: readonly Term[];
  readonly problem: Problem;
  readonly #clock: Clock;
  readonly #columns: ProblemColumns;
  readonly #hints: Float64Array;
  readonly #bounds: Record<"moved" | "peak", number> = { moved: 0, peak: 0 };
  #best: { readonly offsets: Float64Array; readonly moved: number; readonly peak: number } | null = null;
  #infeasibility: Infeasibility | null = null;
  #stoppedBy: StoppedBy = null;
  #counters = { steps: 0, backtracks: 0, restarts: 0 };
  #threads = 1;

  /**
   * @param hints absolute, by buffer; −1 for none
   * @throws InputError for a malformed problem
   */
  constructor(
    problem: Problem,
    terms: readonly Term[],
    limits: Limits,
    clock: Clock,
    hints: Float64Array = hintsOf(problem),
  ) {
    this.problem = { ...problem, minimize: terms };
    this.terms = terms;
    this.limits = limits;
    this.#clock = clock;
    const { minimize: _, ...plain } = problem;
    this.#columns = toColumns(plain);
    this.#hints = hints;
    this.#checkHints();
  }

  /** @throws InputError for a hint from which a stack of all buffers reaches beyond what is computed with exactly */
  #checkHints(): void {
    const { count, size, alignment } = this.#columns;
    let sum = 0;
    for (let b = 0; b < count; b++) sum += size[b]! + alignment[b]! - 1;
    const b = this.#hints.findIndex((hint) => hint >= 0 && hint + sum > MAX_BYTES);
    if (b < 0) return;
    const { id } = this.problem.buffers[b]!;
    const what = `hint ${this.#hints[b]} and the sizes of all buffers come to more than 2^53 − 1 bytes`;
    throw new InputError(`buffer ${JSON.stringify(id)}: ${what}`, { field: "hint", bufferIndex: b });
  }

  /** The run near the hints, for a plain problem that wants one. */
  static of(problem: Problem, limits: Limits, clock: Clock): StayRun | null {
    // `compile` refuses by name what is no list.
    const { buffers, minimize = [] } = problem;
    if (!Array.isArray(buffers) || !Array.isArray(minimize)) return null;
    const terms = stayingTerms(problem, termsFor(problem, limits.minimize));
    return terms === null ? null : new StayRun(problem, terms, limits, clock);
  }

  get elapsedMs(): number {
    return this.#clock.elapsedMs;
  }

  stop(by: Exclude<StoppedBy, null>): void {
    this.#stoppedBy ??= by;
  }

  /** Whether there is nothing left to find out. */
  get isSettled(): boolean {
    return this.#infeasibility !== null || (this.#best !== null && this.terms.every((term) => this.#isMet(term)));
  }

  /**
   * Whether what it came to is the answer.
   *
   * @param quick beyond some buffers no proof is looked for
   */
  isEnough(quick: boolean): boolean {
    if (this.isSettled || (this.#best !== null && this.#shouldStop())) return true;
    return quick && (this.#shouldStop() || this.problem.buffers.length > MOST_EXACT);
  }

  /** The best plan and the bounds so far, for who goes on. */
  get known(): { readonly offsets: Float64Array; readonly bounds: Readonly<Record<"moved" | "peak", number>> } | null {
    return this.#best === null ? null : { offsets: this.#best.offsets, bounds: this.#bounds };
  }

  get progress(): Progress {
    const peak = this.#best?.peak ?? null;
    return {
      peak,
      incumbent: peak,
      offsets: this.#best?.offsets ?? null,
      memories: null,
      terms: this.#termResults(),
      lowerBound: this.#bounds.peak,
      steps: this.#counters.steps,
      elapsedMs: this.elapsedMs,
    };
  }

  *run(): Work<void> {
    this.#bounds.peak = loadBound(arraysOf(this.#columns));
    if (this.terms[0] === "peak") yield* this.#leastPeakFirst();
    else yield* this.#leastMovedFirst();
  }

  *#leastPeakFirst(): Work<void> {
    const { capacity } = this.#columns;
    const low = this.#bounds.peak;
    // Most plans reach the load: where the old one is changed into such a plan, none is made anew.
    const near = low <= capacity ? yield* this.#around(low) : null;
    if (near?.offsets != null) {
      this.#bounds.moved = near.bound;
      // What the heuristics move without a proof is at most what planning anew moves.
      if (near.moved > near.bound) yield* this.#anew(true);
      return;
    }
    yield* this.#anew(true);
    if (this.#best === null) return;
    const { bound } = yield* this.#around(this.#best.peak);
    this.#bounds.moved = bound;
  }

  *#leastMovedFirst(): Work<void> {
    const { capacity } = this.#columns;
    const near = yield* this.#around(capacity);
    this.#bounds.moved = near.bound;
    if (near.offsets === null) yield* this.#anew(false);
    if (this.#best === null || !this.terms.includes("peak")) return;
    let [low, high] = [this.#bounds.peak, this.#best.peak];
    for (let tries = 0, asked = low; low < high && tries < PEAK_TRIES && !this.#shouldStop(); tries++) {
      const { moved } = this.#best;
      const lower = yield* this.#around(asked);
      if (lower.offsets !== null && lower.moved <= moved) high = this.#best.peak;
      else low = asked + 1;
      asked = Math.floor((low + high) / 2);
    }
  }

  *#around(capacity: number): Work<Around> {
    const { seed } = this.limits;
    // Planning anew has a plan in next to no time.
    const shouldStop = (): boolean => this.#stoppedBy !== null || this.elapsedMs >= this.limits.timeLimitMs;
    const found = yield* aroundSteps(this.#columns, this.#hints, capacity, { seed, shouldStop });
    if (found.offsets !== null) this.#offer(found.offsets, found.moved, found.peak);
    return found;
  }

  /** A plan that knows nothing of the old one. */
  *#anew(minimize: boolean): Work<void> {
    const { timeLimitMs, stepLimit } = this.limits;
    const answer = yield {
      columns: this.#columns,
      minimize,
      timeLimitMs: Math.max(0, timeLimitMs - this.elapsedMs),
      stepLimit,
      opening: null,
    };
    const { offsets, peak, lowerBound, infeasibility, stoppedBy, threads, steps, backtracks, restarts } =
      answer!.result;
    this.#counters = { steps, backtracks, restarts };
    this.#threads = threads;
    this.#bounds.peak = Math.max(this.#bounds.peak, lowerBound);
    this.#infeasibility = infeasibility;
    if (stoppedBy !== null) this.stop(stoppedBy);
    if (offsets !== null) this.#offer(offsets, this.#movedIn(offsets), peak!);
  }

  #movedIn(offsets: Float64Array): number {
    const { size } = this.#columns;
    return this.#hints.reduce((sum, hint, b) => sum + (hint >= 0 && hint !== offsets[b] ? size[b]! : 0), 0);
  }

  #offer(offsets: Float64Array, moved: number, peak: number): void {
    const found = { offsets, moved, peak };
    const best = this.#best;
    if (best !== null) {
      const term = this.terms.find((each) => termOf(found, each) !== termOf(best, each));
      if (term === undefined || termOf(found, term) > termOf(best, term)) return;
    }
    this.#best = found;
  }

  #isMet(term: Term): boolean {
    return this.#best !== null && termOf(this.#best, term) <= termOf(this.#bounds, term);
  }

  #shouldStop(): boolean {
    if (this.#stoppedBy === null && this.#best !== null && this.elapsedMs >= this.limits.timeLimitMs) {
      this.#stoppedBy = "deadline";
    }
    return this.#stoppedBy !== null;
  }

  #termResults(): TermResult[] {
    const best = this.#best;
    if (best === null) return [];
    return this.terms.map((term) => ({ term, value: termOf(best, term), bound: termOf(this.#bounds, term) }));
  }

  /**
   * The simulator's report on a plan, with its terms.
   *
   * @throws Error where the plan fails, or its terms are others than were thought: that is a fault of telaplan.
   */
  #verified({ offsets, moved, peak }: { offsets: Float64Array; moved: number; peak: number }): SimulationReport {
    // The buffers are plain: their hints break no rule.
    const report = simulateColumns(this.#columns, offsets);
    const [violation] = report.violations;
    if (!report.ok) throw new Error(`internal fault: the plan failed its simulation: ${violation?.message}`);
    const seen = { moved: this.#movedIn(offsets), peak: report.peak };
    for (const [term, own] of [
      ["moved", moved],
      ["peak", peak],
    ] as const) {
      if (own !== seen[term]) throw new Error(`internal fault: ${term} is ${seen[term]} in the simulation, not ${own}`);
    }
    return { ...report, terms: { time: 0, spill: 0, reuse: 0, ...seen } };
  }

  /** The answer, with what the simulator said of its plan. */
  result(): PlanResult {
    const best = this.#best;
    const verification = best === null ? null : this.#verified(best);
    const infeasibility = best === null ? this.#infeasibility : null;
    const without = infeasibility === null ? "unknown" : "infeasible";
    return {
      status: best === null ? without : this.isSettled ? "optimal" : "feasible",
      offsets: best?.offsets ?? null,
      memories: null,
      peak: best?.peak ?? null,
      lowerBound: this.#bounds.peak,
      terms: this.#termResults(),
      presolve: best === null ? [] : ["not needed: the old plan was changed where it had to be"],
      infeasibility,
      ...this.#counters,
      stoppedBy: this.isSettled ? null : this.#stoppedBy,
      solveMs: this.elapsedMs,
      seed: this.limits.seed,
      threads: this.#threads,
      verification,
    };
  }
}

function termOf(values: Readonly<Record<"moved" | "peak", number>>, term: Term): number {
  return term === "moved" ? values.moved : values.peak;
}
