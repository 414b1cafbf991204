import { peakBound } from "../bodies/bounds/index.js";
import { placeBodiesSteps } from "../bodies/heuristics/place-bodies.js";
import { BodySearch } from "../bodies/search/body-search.js";
import { leastPeakSteps } from "../bodies/search/least-peak.js";
import { modelSteps } from "../bodies/search/model.js";
import type { BodyPart } from "../presolve/index.js";
import type { PartRefutation, PartRun, PartState } from "./part.js";
import type { Work } from "./request.js";
import type { ConstrainedState } from "./state.js";

/** Steps of the body search between two pauses. */
const SLICE = 256;

/**
 * The search lists what each two bodies may not do, which takes seconds: above this many, heuristics and bounds have to
 * do.
 */
export const MOST_SEARCHED = 1_500;

/** A part whose bodies keep rules: heuristics, bounds and the search over bodies. */
export class BodyRun implements PartRun {
  readonly state: PartState = { offsets: null, peak: Number.POSITIVE_INFINITY, bound: 0, refutation: null };
  readonly #part: BodyPart;
  readonly #run: ConstrainedState;
  readonly #minimize: boolean;

  /** @param minimize whether the least peak is wanted, or any plan */
  constructor(part: BodyPart, run: ConstrainedState, minimize: boolean) {
    this.#part = part;
    this.#run = run;
    this.#minimize = minimize;
  }

  *begin(): Work<void> {
    const { problem } = this.#part;
    const { seed } = this.#run.limits;
    const bound = peakBound(problem);
    if (bound.bytes > problem.capacity) {
      this.#refute(bound.by === "body" ? "size" : "load", bound.bodies);
      return;
    }
    this.#raise(bound.bytes);
    yield;
    const found = yield* placeBodiesSteps(problem, {
      target: this.#minimize ? bound.bytes : problem.capacity,
      seed,
      shouldStop: this.#run.shouldStop,
    });
    if (found !== null) this.#keep(found.offsets);
  }

  *search(enough: number): Work<void> {
    const { problem } = this.#part;
    if (problem.count > MOST_SEARCHED) return;
    if (this.#minimize) yield* this.#leastPeak(enough);
    else yield* this.#anyPlan();
  }

  *#leastPeak(enough: number): Work<void> {
    const { problem, lift } = this.#part;
    const { offsets, bound } = this.state;
    const found = yield* leastPeakSteps(problem, {
      stepLimit: this.#run.leftSteps,
      seed: this.#run.limits.seed,
      low: Math.max(bound, enough) - lift,
      ...(offsets !== null && { start: offsets }),
      shouldStop: this.#run.shouldStop,
      onIncumbent: (better) => this.#keep(better),
    });
    this.#run.steps += found.steps;
    this.#raise(found.lowerBound);
    if (found.status === "infeasible")
      this.#refute(
        "search",
        Int32Array.from({ length: problem.count }, (_, b) => b),
      );
  }

  *#anyPlan(): Work<void> {
    const { problem } = this.#part;
    const { seed } = this.#run.limits;
    const model = yield* modelSteps(problem);
    const search = new BodySearch(problem, { capacity: problem.capacity, seed, model });
    while (this.#run.leftSteps > search.steps && !this.#run.shouldStop()) {
      const outcome = search.run(Math.min(SLICE, this.#run.leftSteps - search.steps));
      if (outcome === "found") this.#keep(search.offsets!);
      if (outcome === "refuted") this.#refute("search", search.core ?? new Int32Array(0));
      if (outcome !== "open") break;
      yield;
    }
    this.#run.steps += search.steps;
    this.#run.backtracks += search.backtracks;
  }

  #keep(offsets: Float64Array): void {
    const { problem, lift } = this.#part;
    const peak =
      offsets.reduce((most, offset, b) => Math.max(most, offset + problem.size[b]! - problem.base), 0) + lift;
    if (peak >= this.state.peak) return;
    this.state.peak = peak;
    this.state.offsets = offsets.slice();
  }

  #raise(bytes: number): void {
    this.state.bound = Math.max(this.state.bound, bytes + this.#part.lift);
  }

  #refute(cause: PartRefutation["cause"], rows: ArrayLike<number>): void {
    this.state.refutation = { cause, bodies: Array.from(rows, (row) => this.#part.problem.bodies[row]!) };
  }
}
