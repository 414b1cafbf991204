import type { Opening, PlanResult } from "../planner/index.js";
import { type PlainPart, topOfRanges, withoutLastRange } from "../presolve/index.js";
import type { PartRefutation, PartRun, PartState } from "./part.js";
import type { Work } from "./request.js";
import type { ConstrainedState } from "./state.js";

/**
 * A part that is a plain problem, planned as any other.
 *
 * Reserved ranges are fixed buffers there, and say nothing about the peak of the bodies below them. Where the part
 * reaches no higher than its last range, the bodies lie below it: what they need is then asked without it.
 */
export class PlainRun implements PartRun {
  readonly state: PartState = { offsets: null, peak: Number.POSITIVE_INFINITY, bound: 0, refutation: null };
  readonly #run: ConstrainedState;
  readonly #minimize: boolean;
  #part: PlainPart;
  #opening: Opening | null = null;

  /** @param minimize whether the least peak is wanted, or any plan */
  constructor(part: PlainPart, run: ConstrainedState, minimize: boolean) {
    this.#part = part;
    this.#run = run;
    this.#minimize = minimize;
  }

  *begin(): Work<void> {
    yield* this.#plan(0);
  }

  *search(): Work<void> {
    yield* this.#plan(this.#run.leftSteps);
  }

  *#plan(stepLimit: number): Work<void> {
    for (;;) {
      const { columns, ranges } = this.#part;
      const timeLimitMs = this.#run.leftMs;
      const answer = yield { columns, minimize: this.#minimize, timeLimitMs, stepLimit, opening: this.#opening };
      const { result, opening } = answer!;
      this.#opening = opening;
      this.#count(result);
      if (!this.#take(result)) return;
      const isBelow = this.#minimize && ranges.length > 0 && result.peak! <= topOfRanges(this.#part);
      if (!isBelow) return;
      this.#part = withoutLastRange(this.#part);
      this.#opening = null;
    }
  }

  /** Takes over what came out. Whether there is a plan. */
  #take({ status, offsets, lowerBound, infeasibility }: PlanResult): boolean {
    const { lift, columns, bodies } = this.#part;
    if (status === "infeasible") {
      // Where a range was left out there is a plan, though perhaps none that was found.
      if (this.state.offsets === null)
        this.state.refutation = this.#refutation(infeasibility!.cause, infeasibility!.buffers);
      return false;
    }
    if (lowerBound > topOfRanges(this.#part)) this.state.bound = Math.max(this.state.bound, lowerBound + lift);
    if (offsets === null) return false;
    let peak = 0;
    for (let row = 0; row < bodies.length; row++) {
      if (bodies[row]! >= 0) peak = Math.max(peak, offsets[row]! + columns.size[row]! - columns.base);
    }
    if (peak + lift < this.state.peak) {
      this.state.peak = peak + lift;
      this.state.offsets = offsets;
    }
    return true;
  }

  #refutation(cause: PartRefutation["cause"], rows: readonly number[]): PartRefutation {
    const bodies = rows.map((row) => this.#part.bodies[row]!).filter((body) => body >= 0);
    return { cause, bodies };
  }

  #count({ steps, backtracks, restarts, threads }: PlanResult): void {
    this.#run.steps += steps;
    this.#run.backtracks += backtracks;
    this.#run.restarts += restarts;
    this.#run.threads = Math.max(this.#run.threads, threads);
  }
}
