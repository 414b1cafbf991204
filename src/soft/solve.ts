import type { Term } from "../problem/index.js";
import { finish } from "../problem/index.js";
import { Cliques } from "./cliques.js";
import { type CoverAnswer, type CoverQuestion, leastCover } from "./cover.js";
import { type FirstPlan, firstPlanSteps } from "./first-plan.js";
import { type Cut, GIVEN, type Items, itemOfMemory, itemsOf, KEPT } from "./items.js";
import type { HardOracle } from "./oracle.js";
import { peakBounds, sumBound } from "./peak-bound.js";
import type { Scene } from "./scene.js";
import { Settler } from "./settle.js";
import { softWalkSteps } from "./soft-walk.js";
import { TimeGuide } from "./time-guide.js";
import { TimeStart } from "./time-start.js";
import { isBetter, isWithin, type SoftPlan, valuesOf } from "./values.js";

export interface SoftOptions {
  readonly seed: number;
  /**
   * Moves of the walk at most, the first of them before the proofs. With Infinity, walks and proofs grow longer in turn
   * until all terms are proved.
   */
  readonly steps: number;
  /** Decisions of the hard search for each question, at first; by default 100,000. */
  readonly hardSteps?: number;
  /** Items looked at in choosing what to give up, for each term; by default 50 million, about a second. */
  readonly work?: number;
  /** A plan that is known. */
  readonly first?: SoftPlan;
  /** What is proved of terms already. */
  readonly bounds?: Readonly<Partial<Record<Term, number>>>;
  readonly shouldStop?: () => boolean;
  readonly onIncumbent?: (plan: SoftPlan) => void;
  /** Called at every better bound of a term. */
  readonly onBound?: (term: Term, bound: number) => void;
}

/** A term of a plan, and what no plan is below that is as good in all terms before it. */
export interface SoftTerm {
  readonly term: Term;
  readonly value: number;
  readonly bound: number;
}

export interface SoftResult {
  /** `optimal` only where every term is proved; `unknown` where there is no plan and no proof. */
  readonly status: "optimal" | "feasible" | "infeasible" | "unknown";
  readonly plan: SoftPlan | null;
  /** In the order of `model.terms`; empty without a plan. */
  readonly terms: readonly SoftTerm[];
}

const HARD_STEPS = 100_000;
const WORK = 50_000_000;
/** For the first bound of the peak. */
const CLIQUE_WORK = 5_000_000;
/** Decisions for the first plan, where the heuristics have none. */
const FIRST_STEPS = 10_000;
/** Questions for one term at most, before the walk takes over. */
const MOST_QUESTIONS = 10_000;

/**
 * Minimises the terms of a model one after the other: a least-cost choice of soft items to give up asks the hard search
 * whether the rest fits; what cannot hold together becomes a cut for the next choice (implicit hitting set). Annealing
 * finds plans before, and again where proofs get stuck.
 */
export function solveSoft(scene: Scene, oracle: HardOracle, options: SoftOptions): SoftResult {
  return finish(solveSoftSteps(scene, oracle, options));
}

/** `solveSoft` with pauses of some milliseconds between, as far as the oracle pauses. */
export function* solveSoftSteps(
  scene: Scene,
  oracle: HardOracle,
  options: SoftOptions,
): Generator<undefined, SoftResult> {
  const { steps, shouldStop, work = WORK, hardSteps = HARD_STEPS } = options;
  const search = new SoftSearch(scene, oracle, options);
  search.beginWithKnown();
  yield* search.boundPeak();
  yield* search.beginWithTime();
  yield* search.placeFirst(hardSteps);
  const walk = search.walk(steps);
  let isProved = false;
  for (const { pauses, share } of rounds()) {
    let isWalked = false;
    for (let pause = 0; pause < pauses && !isWalked; pause++) {
      isWalked = walk.next().done === true;
      yield;
    }
    if (shouldStop?.() === true) break;
    isProved = yield* search.prove(work * share, hardSteps * Math.max(1, share));
    if (isProved || shouldStop?.() === true) break;
    if (Number.isFinite(steps) && share >= 1) {
      yield* walk;
      break;
    }
  }
  return search.result(isProved);
}

/**
 * Pauses of the walk, of some milliseconds each, before a proof, and the share of the work that it may take. What is
 * easy is proved at once; the walk comes before long proofs, so that there is something better soon.
 */
function* rounds(): Generator<{ readonly pauses: number; readonly share: number }> {
  yield { pauses: 1, share: 0.02 };
  yield { pauses: 16, share: 1 };
  for (let share = 4; ; share *= 2) yield { pauses: 512 * share, share };
}

class SoftSearch {
  readonly #scene: Scene;
  readonly #options: SoftOptions;
  readonly #items: Items;
  readonly #settler: Settler;
  readonly #cliques: Cliques;
  readonly #bounds: Partial<Record<Term, number>> = {};
  readonly #base: Record<Term, number>;
  /** Null where the time does not count. */
  #guide: TimeGuide | null = null;
  /** Cuts that hold for every plan that is at least as good as the best in the terms that are proved. */
  readonly #cuts: Cut[] = [];
  #first: FirstPlan | null = null;
  #best: SoftPlan | null = null;
  #isInfeasible = false;

  constructor(scene: Scene, oracle: HardOracle, options: SoftOptions) {
    this.#scene = scene;
    this.#options = options;
    this.#items = itemsOf(scene);
    this.#settler = new Settler(scene, this.#items, oracle);
    this.#cliques = new Cliques(scene, this.#items);
    const { bodies } = scene.model;
    const spill = bodies.reduce((sum, { choices }) => sum + (choices.length === 1 ? choices[0]!.cost : 0), 0);
    this.#base = { time: 0, spill, reuse: scene.shared.always, moved: 0, peak: 0 };
  }

  /** Takes over what others have found. */
  beginWithKnown(): void {
    const { first, bounds = {} } = this.#options;
    if (first !== undefined) this.#offer(first);
    const [term] = this.#scene.model.terms;
    // A later term's bound holds for plans that are as good in those before it, which only the first is known of here.
    if (term !== undefined && bounds[term] !== undefined) this.#raise(term, bounds[term]);
  }

  /** Where the time counts: bounds it, and looks for plans that take little. */
  *beginWithTime(): Generator<undefined, void> {
    const { model } = this.#scene;
    const { timing, terms, limits } = model;
    if (timing === null || (!terms.includes("time") && limits.time === undefined)) return;
    const start = new TimeStart(this.#scene, timing, this.#items, this.#settler, {
      ...this.#options,
      onPlan: (plan) => this.#offer(plan),
    });
    yield* start.greedySteps();
    const dual = yield* start.dualSteps();
    this.#base.time = dual.bound;
    this.#options.onBound?.("time", dual.bound);
    this.#guide = new TimeGuide(model, timing, this.#items, start.relaxation, dual);
    yield* start.planSteps();
    if (terms[0] !== "time") return;
    this.#base.time = Math.max(dual.bound, start.bound);
    this.#options.onBound?.("time", this.#base.time);
  }

  /** The first bound of the peak. */
  *boundPeak(): Generator<undefined, void> {
    if (!this.#scene.model.terms.includes("peak")) return;
    const budget = { work: CLIQUE_WORK };
    const heaviest = yield* this.#whileInTime(this.#cliques.peakBounds(budget), budget);
    const bounds = peakBounds(this.#scene).map((bytes, memory) => Math.max(bytes, heaviest[memory]!));
    const sum = bounds.reduce((total, bytes) => total + bytes, 0);
    this.#base.peak = Math.max(sum, sumBound(this.#scene));
    this.#options.onBound?.("peak", this.#base.peak);
  }

  /** Takes away what is left to spend once the search is to stop. */
  *#whileInTime<T>(work: Generator<undefined, T>, budget: { work: number }): Generator<undefined, T> {
    for (;;) {
      const { done, value } = work.next();
      if (done === true) return value;
      if (this.#options.shouldStop?.() === true) budget.work = -1;
      yield;
    }
  }

  /** The heuristics' plan; where they have none, that of the hard search if nothing soft but their memories is kept. */
  *placeFirst(hardSteps: number): Generator<undefined, void> {
    if (this.#best !== null) return;
    const { model } = this.#scene;
    const { seed, shouldStop } = this.#options;
    const first = yield* firstPlanSteps(model, { seed, rounds: 0, ...(shouldStop && { shouldStop }) });
    this.#first = first;
    if (!first.isPlaced.includes(false)) {
      this.#offer(this.#planOf(first.offsets, first.memories, "first plan"));
      yield;
      return;
    }
    if (shouldStop?.() === true) return;
    const state = new Uint8Array(this.#items.count).fill(GIVEN);
    for (const [b, memory] of first.memories.entries()) {
      const item = itemOfMemory(model, this.#items, b, memory);
      if (item >= 0) state[item] = KEPT;
    }
    const settled = yield* this.#settler.settle(state, model.limits.peak ?? Number.POSITIVE_INFINITY, {
      steps: Math.min(hardSteps, FIRST_STEPS),
      ...(shouldStop && { shouldStop }),
    });
    if (settled.status === "refuted") this.#cuts.push(settled.cut);
    else if (settled.status === "fits") this.#offer(this.#planOf(settled.offsets, settled.memories, "exact choice"));
  }

  /** Walks until the steps are spent or all terms have met their bounds. */
  *walk(steps: number): Generator<undefined, void> {
    if (steps === 0 || this.#scene.model.terms.length === 0) return;
    const { seed, shouldStop } = this.#options;
    yield* softWalkSteps(this.#scene, {
      seed,
      steps,
      ...(this.#first !== null && { first: this.#first }),
      known: () => this.#best,
      bounds: () => ({ ...this.#base, ...this.#bounds }),
      onIncumbent: (found) => this.#offer(found),
      ...(shouldStop && { shouldStop }),
    });
  }

  /** Proves term after term; true if all are proved, or that there is no plan. */
  *prove(work: number, hardSteps: number): Generator<undefined, boolean> {
    const { terms, limits } = this.#scene.model;
    const caps: Partial<Record<Term, number>> = { ...limits };
    for (const term of terms.length === 0 ? [null] : terms) {
      const proved: boolean = yield* this.#proveTerm(term, caps, { work, hardSteps });
      if (this.#isInfeasible) return true;
      // What is cut or bounded below the value of a term that is not proved would be wrong once that falls: where the
      // next best plan pays for it in a term between, later ones may fall too.
      if (!proved || this.#best === null) return false;
      if (term !== null) caps[term] = Math.min(caps[term] ?? Number.POSITIVE_INFINITY, this.#best.values[term]);
    }
    return true;
  }

  result(isProved: boolean): SoftResult {
    const { terms } = this.#scene.model;
    const plan = this.#best;
    if (plan === null) return { status: this.#isInfeasible ? "infeasible" : "unknown", plan, terms: [] };
    return {
      status: isProved ? "optimal" : "feasible",
      plan,
      terms: terms.map((term) => {
        return { term, value: plan.values[term], bound: Math.max(this.#base[term], this.#bounds[term] ?? 0) };
      }),
    };
  }

  #offer(plan: SoftPlan): void {
    const { terms, limits } = this.#scene.model;
    if (!isWithin(plan.values, limits)) return;
    if (this.#best !== null && !isBetter(plan.values, this.#best.values, terms)) return;
    this.#best = plan;
    this.#options.onIncumbent?.(plan);
  }

  /**
   * Returns whether the term is proved.
   *
   * @param caps the values of the terms before it, which are proved, and limits
   */
  *#proveTerm(
    term: Term | null,
    caps: Readonly<Partial<Record<Term, number>>>,
    { work, hardSteps }: { readonly work: number; readonly hardSteps: number },
  ): Generator<undefined, boolean> {
    const { shouldStop } = this.#options;
    const isPeak = term === "peak";
    const lowered = isPeak ? null : term;
    // What is cut off because the peak has to fall holds for this term only.
    const cuts = isPeak ? [...this.#cuts] : this.#cuts;
    const budget = { work };
    // Any choice that meets the cuts shows cliques that are too many; only what passes them is worth being the least.
    let isFirst = true;
    for (let question = 0; question < MOST_QUESTIONS; question++) {
      const value = term === null ? null : (this.#best?.values[term] ?? null);
      if (term === null && this.#best !== null) return true;
      if (value !== null && value <= Math.max(this.#base[term!], this.#bounds[term!] ?? 0)) return true;
      yield;
      if (shouldStop?.() === true) return false;
      const below = lowered === null ? 1 : (value ?? Number.POSITIVE_INFINITY);
      const guide = lowered === "time" || caps.time !== undefined ? this.#guide : null;
      const asked: CoverQuestion = { lowered, below, caps, base: this.#base, isFirst, guide };
      const answer: CoverAnswer = yield* this.#whileInTime(leastCover(this.#items, cuts, asked, budget), budget);
      if (answer.status === "none") {
        if (value === null) this.#isInfeasible = true;
        else this.#raise(term!, value);
        return true;
      }
      if (lowered !== null) this.#raise(lowered, answer.status === "least" ? answer.value : answer.bound);
      if (answer.state === null) return false;
      const state: Uint8Array = answer.state;
      const capOfPeak = caps.peak ?? Number.POSITIVE_INFINITY;
      const mostPeak = isPeak && value !== null ? Math.min(capOfPeak, value - 1) : capOfPeak;
      const { memories } = this.#scene.model;
      const rooms = memories.map(({ capacity }) => (memories.length === 1 ? Math.min(capacity, mostPeak) : capacity));
      const found: Cut[] = yield* this.#whileInTime(
        this.#cliques.broken((item) => state[item] !== GIVEN, rooms, budget),
        budget,
      );
      cuts.push(...found);
      const wasFirst = isFirst;
      isFirst = found.length > 0;
      if (budget.work < 0) return false;
      if (isFirst || (wasFirst && answer.status === "open")) continue;
      if (answer.status === "open") return false;
      const settled = yield* this.#settler.settle(state, mostPeak, {
        steps: hardSteps,
        ...(shouldStop && { shouldStop }),
      });
      if (settled.status === "open") return false;
      if (settled.status === "refuted") cuts.push(settled.cut);
      else this.#offer(this.#planOf(settled.offsets, settled.memories, "exact choice"));
    }
    return false;
  }

  #raise(term: Term, bound: number): void {
    this.#bounds[term] = Math.max(this.#bounds[term] ?? 0, bound);
    this.#options.onBound?.(term, this.#bounds[term]);
  }

  #planOf(offsets: Float64Array, memories: Int32Array, foundBy: string): SoftPlan {
    const { model, shared, hints } = this.#scene;
    return { offsets, memories, values: valuesOf(model, shared, hints, offsets, memories), foundBy };
  }
}
