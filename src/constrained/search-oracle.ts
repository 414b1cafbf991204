import { placeBodiesSteps } from "../bodies/heuristics/place-bodies.js";
import { BodySearch } from "../bodies/search/body-search.js";
import { modelSteps } from "../bodies/search/model.js";
import type { Model } from "../model/model.js";
import { planColumnsSteps } from "../planner/index.js";
import { type PlainPart, type PresolveSteps, presolve, restore } from "../presolve/index.js";
import { type HardAnswer, type HardCore, type HardOracle, type HardQuestion, problemOf } from "../soft/oracle.js";
import { MOST_SEARCHED } from "./body-run.js";

/** Steps of the body search between two pauses. */
const SLICE = 256;

/** Steps that keep every plan: an answer must have the offsets of all bodies that were asked about. */
const KEEPS_PLANS = { loose: false, cut: false } as const;

/** Answers exactly: what presolve makes plain by today's planner, the rest by the search over bodies. */
export class SearchOracle implements HardOracle {
  readonly #seed: number;
  readonly #presolve: PresolveSteps;
  readonly #limit: number;
  /** Decisions of all searches. */
  steps = 0;
  /** Questions that were asked, and those that presolve made plain. */
  asked = 0;
  plain = 0;

  /**
   * @param presolve steps to switch off
   * @param limit decisions of all searches at most
   */
  constructor(seed = 0, presolve: PresolveSteps = {}, limit = Number.POSITIVE_INFINITY) {
    this.#seed = seed;
    this.#limit = limit;
    this.#presolve = { ...presolve, ...KEEPS_PLANS };
  }

  *fits(model: Model, asked: HardQuestion): Generator<undefined, HardAnswer> {
    const question = { ...asked, steps: this.#mostOf(asked.steps) };
    const plain = question.pinned.length === 0 ? yield* this.#askPlanner(model, question) : null;
    yield;
    this.asked++;
    if (plain !== null) this.plain++;
    return plain ?? (yield* this.#askBodies(model, question));
  }

  /** The planner's answer, part by part; null where some part is not plain. */
  *#askPlanner(model: Model, question: HardQuestion): Generator<undefined, HardAnswer | null> {
    const { memory, bodies, avoided, most, steps } = question;
    const memoryOf = new Int32Array(model.bodies.length).fill(-1);
    for (const body of bodies) memoryOf[body] = memory;
    const presolved = presolve(model, memoryOf, avoided, this.#presolve);
    const { parts } = presolved;
    if (!parts.every((part): part is PlainPart => part.kind === "plain" && part.ranges.length === 0)) return null;
    if (presolved.placedPeaks[memory]! > most) return null;
    const offsets: Float64Array[] = [];
    let isOpen = false;
    for (const part of parts) {
      const capacity = Math.min(part.columns.capacity, most - part.lift);
      if (capacity < 0) return null;
      const columns = { ...part.columns, capacity };
      const planning = planColumnsSteps(columns, { stepLimit: this.#mostOf(steps), seed: this.#seed });
      let turn = planning.next();
      while (turn.done !== true) {
        if (question.shouldStop?.() === true) return { status: "open" };
        yield;
        turn = planning.next();
      }
      const { result } = turn.value;
      this.steps += result.steps;
      if (result.status === "infeasible") {
        const rows = result.infeasibility!.buffers;
        const named = rows.map((row) => part.bodies[row]!).filter((body) => body >= 0);
        return { status: "refuted", core: coreOf(model, question, named.length > 0 ? named : Array.from(bodies)) };
      }
      if (result.offsets === null) isOpen = true;
      else offsets.push(result.offsets);
    }
    if (isOpen) return { status: "open" };
    const whole = restore(presolved, offsets);
    return { status: "fits", offsets: Float64Array.from(bodies, (body) => whole[body]!) };
  }

  /** Of so many decisions, those that the limit leaves. */
  #mostOf(steps: number): number {
    return Math.max(0, Math.min(steps, this.#limit - this.steps));
  }

  *#askBodies(whole: Model, question: HardQuestion): Generator<undefined, HardAnswer> {
    const problem = problemOf(whole, question);
    if (problem === null) return { status: "refuted", core: coreOf(whole, question, Array.from(question.bodies)) };
    const { shouldStop } = question;
    const options = { target: problem.capacity, seed: this.#seed, rounds: 4, ...(shouldStop && { shouldStop }) };
    const plan = yield* placeBodiesSteps(problem, options);
    if (plan !== null && plan.peak <= problem.capacity) return { status: "fits", offsets: plan.offsets };
    if (problem.count > MOST_SEARCHED) return { status: "open" };
    const model = yield* modelSteps(problem);
    const search = new BodySearch(problem, { capacity: problem.capacity, seed: this.#seed, model });
    for (let left = this.#mostOf(question.steps); left > 0 && shouldStop?.() !== true; left -= SLICE) {
      const before = search.steps;
      const outcome = search.run(Math.min(SLICE, left));
      this.steps += search.steps - before;
      if (outcome === "found") return { status: "fits", offsets: search.offsets! };
      if (outcome === "refuted") {
        const named = Array.from(search.core ?? [], (row) => question.bodies[row]!);
        return { status: "refuted", core: coreOf(whole, question, named) };
      }
      yield;
    }
    return { status: "open" };
  }
}

/** What of a question is about these bodies alone. */
function coreOf(model: Model, { avoided, pinned }: HardQuestion, bodies: readonly number[]): HardCore {
  const inCore = new Set(bodies);
  const isIn = (buffer: number): boolean => inCore.has(model.bodyOf[buffer]!);
  return {
    bodies,
    avoided: [...avoided].filter(({ a, b }) => isIn(a) && isIn(b)),
    pinned: pinned.filter(isIn),
  };
}
