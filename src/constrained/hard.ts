import type { Model } from "../model/model.js";
import {
  explainPresolve,
  type Part,
  type Presolved,
  type PresolveSteps,
  presolve,
  restore,
} from "../presolve/index.js";
import type { Term } from "../problem/index.js";
import { BodyRun } from "./body-run.js";
import { constrainedInfeasibility, plainestRefutation } from "./infeasibility.js";
import type { PartRun } from "./part.js";
import { PlainRun } from "./plain-run.js";
import { type QuickPlan, quickPlan } from "./quick.js";
import type { Work } from "./request.js";
import type { ConstrainedState } from "./state.js";

/**
 * Whether all that can be better or worse about a plan is the peak of each memory: no buffer has a choice, no term
 * depends on pairs or hints. Then memories are planned one by one, and parts of them too.
 */
export function isHard({ bodies, memories, pairs, terms, limits, problem, timing }: Model): boolean {
  if (bodies.some(({ choices }) => choices.length > 1)) return false;
  const counts = (term: Term): boolean => terms.includes(term) || limits[term] !== undefined;
  if (counts("reuse") && pairs.some(({ rule }) => rule === "reuse")) return false;
  if (counts("moved") && problem.buffers.some(({ hint = -1 }) => hint >= 0)) return false;
  if (counts("time") && timing !== null) return false;
  if (limits.spill !== undefined && spillOf(bodies) > limits.spill) return false;
  return limits.peak === undefined || memories.length === 1;
}

function sumOf(bytes: Float64Array): number {
  return bytes.reduce((sum, each) => sum + each, 0);
}

function spillOf(bodies: Model["bodies"]): number {
  return bodies.reduce((sum, { choices }) => sum + choices[0]!.cost, 0);
}

/**
 * Plans a problem in which nothing is soft but the peak: presolve, then part by part.
 *
 * @param steps of presolve; undefined where it may be left out
 */
export function planHard(state: ConstrainedState, steps: PresolveSteps | undefined): Work<void> {
  return new HardRun(state).run(steps);
}

class HardRun {
  readonly #state: ConstrainedState;
  readonly #model: Model;
  readonly #minimize: boolean;
  /** By body. */
  readonly #memoryOf: Int32Array;
  readonly #spill: number;
  #parts: readonly { readonly part: Part; readonly run: PartRun }[] = [];
  #presolved: Presolved | null = null;
  /** By body: where those of memories lie that are settled before presolve. */
  readonly #placed: Float64Array;
  /** By memory: what no plan peaks below, and the peak of what is placed before parts are planned. */
  readonly #lows: Float64Array;
  readonly #peaks: Float64Array;

  constructor(state: ConstrainedState) {
    this.#state = state;
    this.#model = withinLimit(state.model);
    const { bodies, memories, terms } = this.#model;
    this.#minimize = terms.includes("peak");
    this.#memoryOf = Int32Array.from(bodies, ({ choices }) => choices[0]!.memory);
    this.#spill = spillOf(bodies);
    this.#placed = new Float64Array(bodies.length);
    this.#lows = new Float64Array(memories.length);
    this.#peaks = new Float64Array(memories.length);
  }

  *run(steps: PresolveSteps | undefined): Work<void> {
    this.#state.raise("spill", this.#spill);
    const quick = steps === undefined ? this.#quick() : null;
    if (this.#state.settled) return;
    yield;
    // What is settled is not asked about again.
    const left = this.#memoryOf.map((memory) => (quick?.isSettled[memory] === true ? -1 : memory));
    const presolved = presolve(this.#model, left, new Set(), steps ?? {});
    this.#state.presolve = explainPresolve(presolved).map(({ text }) => text);
    yield;
    this.#presolved = presolved;
    for (const m of this.#lows.keys()) {
      this.#lows[m] = Math.max(this.#lows[m]!, presolved.placedPeaks[m]!);
      this.#peaks[m] = Math.max(this.#peaks[m]!, presolved.placedPeaks[m]!);
    }
    this.#parts = presolved.parts.map((part) => ({ part, run: runOf(part, this.#state, this.#minimize) }));
    for (const { run } of this.#parts) {
      yield* run.begin();
      if (run.state.refutation !== null) break;
    }
    this.#takeStock();
    yield* this.#search();
  }

  /** Takes over the memories that the first heuristics settle. */
  #quick(): QuickPlan {
    const quick = quickPlan(this.#model, this.#memoryOf, this.#minimize, this.#state.limits.seed);
    this.#placed.set(quick.offsets);
    this.#lows.set(quick.bounds);
    this.#peaks.set(quick.peaks);
    if (quick.isSettled.includes(false)) return quick;
    this.#state.presolve = [`not needed: the first heuristics ${this.#minimize ? "meet the bound" : "fit"}`];
    this.#takeStock();
    this.#state.settled = true;
    return quick;
  }

  /** Searches what heuristics and bounds have left open. */
  *#search(): Work<void> {
    const state = this.#state;
    for (const { part, run } of this.#parts) {
      if (state.infeasibility !== null || !this.#isOpen(run, part)) continue;
      if (state.leftSteps === 0) state.stop("steps");
      if (state.shouldStop()) return;
      yield* run.search(this.#lows[part.memory]!);
      this.#takeStock();
    }
    state.settled ||= this.#parts.every(({ part, run }) => !this.#isOpen(run, part));
    if (!state.settled && state.leftSteps === 0) state.stop("steps");
  }

  #isOpen({ state: { offsets, peak } }: PartRun, { memory }: Part): boolean {
    return offsets === null || (this.#minimize && peak > this.#lows[memory]!);
  }

  /** Takes over what the parts have come to. */
  #takeStock(): void {
    const state = this.#state;
    const peaks = this.#peaks.slice();
    for (const { part, run } of this.#parts) {
      const { memory } = part;
      this.#lows[memory] = Math.max(this.#lows[memory]!, run.state.bound);
      peaks[memory] = Math.max(peaks[memory]!, run.state.peak);
      if (run.state.refutation !== null && state.infeasibility === null) {
        const plainest = plainestRefutation(this.#model, memory, run.state.refutation);
        state.refute(constrainedInfeasibility(this.#model, memory, plainest));
      }
    }
    state.raise("peak", sumOf(this.#lows));
    if (state.infeasibility !== null || peaks.some((peak, m) => peak > this.#model.memories[m]!.capacity)) return;
    const found = this.#parts.map(({ run }) => run.state.offsets);
    if (found.includes(null) || (state.best !== null && sumOf(peaks) >= state.best.values.peak)) return;
    this.#offer(this.#restore(found as ArrayLike<number>[]), peaks);
  }

  /** The offsets of all bodies. */
  #restore(found: readonly ArrayLike<number>[]): Float64Array {
    if (this.#presolved === null) return this.#placed;
    return restore(this.#presolved, found).map((offset, body) => (offset >= 0 ? offset : this.#placed[body]!));
  }

  /** @param whole offsets by body */
  #offer(whole: ArrayLike<number>, peaks: Float64Array): void {
    const { bodyOf, atOf } = this.#model;
    this.#state.offer({
      offsets: Float64Array.from(bodyOf, (body, b) => whole[body]! + atOf[b]!),
      memories: Int32Array.from(bodyOf, (body) => this.#memoryOf[body]!),
      values: { time: 0, spill: this.#spill, reuse: 0, moved: 0, peak: sumOf(peaks) },
    });
  }
}

function runOf(part: Part, state: ConstrainedState, minimize: boolean): PartRun {
  return part.kind === "plain" ? new PlainRun(part, state, minimize) : new BodyRun(part, state, minimize);
}

/** A limit on the peak of the only memory is a capacity. */
function withinLimit(model: Model): Model {
  const { limits, memories } = model;
  if (limits.peak === undefined) return model;
  const most = limits.peak;
  return { ...model, memories: memories.map((memory) => ({ ...memory, capacity: Math.min(memory.capacity, most) })) };
}
