import type { Model } from "../model/model.js";
import type { PresolveSteps } from "../presolve/index.js";
import { firstPlanSteps } from "../soft/first-plan.js";
import { peakBounds } from "../soft/peak-bound.js";
import { hintsOf, type Scene, sceneOf } from "../soft/scene.js";
import { sharedCosts } from "../soft/shared-costs.js";
import { solveSoftSteps } from "../soft/solve.js";
import { stayPlan } from "../soft/stay-plan.js";
import { isWithin, type SoftPlan, valuesOf } from "../soft/values.js";
import { softInfeasibility } from "./infeasibility.js";
import type { Work } from "./request.js";
import { SearchOracle } from "./search-oracle.js";
import type { ConstrainedState, Known } from "./state.js";

/** Moves of the walk that count as one step: they take about as long as a decision of the search. */
const MOVES_A_STEP = 50;

/** Plans a problem with costs, choices of memories, or terms on hints. */
export function* planSoft(state: ConstrainedState, steps: PresolveSteps, known: Known | null = null): Work<void> {
  const { model, limits } = state;
  const { seed } = limits;
  const offer = ({ offsets, memories, values }: SoftPlan): void => {
    const { bodyOf, atOf } = model;
    // Plain loops: on large problems thousands of plans come one after the other.
    const byBuffer = { offsets: new Float64Array(bodyOf.length), memories: new Int32Array(bodyOf.length), values };
    for (let b = 0; b < bodyOf.length; b++) {
      byBuffer.offsets[b] = offsets[bodyOf[b]!]! + atOf[b]!;
      byBuffer.memories[b] = memories[bodyOf[b]!]!;
    }
    state.offer(byBuffer);
  };
  if (model.bodies.length >= MANY_BODIES) yield* roomiestPlan(state, offer);
  const scene = sceneOf(model);
  yield;
  if (scene === null) {
    yield* firstPlan(state, offer);
    return;
  }
  if (!model.terms.includes("peak"))
    state.raise(
      "peak",
      peakBounds(scene).reduce((sum, bytes) => sum + bytes, 0),
    );
  const first = known === null ? stayPlan(scene) : knownPlan(scene, known);
  if (first !== null && isWithin(first.values, model.limits)) offer(first);
  const oracle = new SearchOracle(seed, steps, limits.stepLimit);
  const solving = solveSoftSteps(scene, oracle, {
    seed,
    steps: limits.stepLimit * MOVES_A_STEP,
    ...(first !== null && { first }),
    ...(known !== null && { bounds: known.bounds }),
    ...(Number.isFinite(limits.stepLimit) && { hardSteps: limits.stepLimit }),
    shouldStop: state.shouldStopPlanless,
    onIncumbent: offer,
    onBound: (term, bound) => state.raise(term, bound),
  });
  for (;;) {
    const { done, value } = solving.next();
    state.steps = oracle.steps;
    state.presolve = [presolveOf(oracle)];
    if (done === true) {
      for (const { term, bound } of value.terms) state.raise(term, bound);
      if (value.status === "infeasible") state.refute(softInfeasibility(model));
      state.settled ||= value.status === "optimal";
      if (!state.settled && Number.isFinite(limits.stepLimit)) state.stop("steps");
      return;
    }
    yield;
  }
}

/** A plan of a plain problem as one of bodies. */
function knownPlan({ model, shared, hints }: Scene, known: Known): SoftPlan {
  const offsets = Float64Array.from(model.bodies, ({ members }) => known.offsets[members[0]!.buffer]! - members[0]!.at);
  const memories = new Int32Array(model.bodies.length);
  return { offsets, memories, values: valuesOf(model, shared, hints, offsets, memories), foundBy: "old plan" };
}

/** What presolve did to the questions of one memory each, into which costs and choices fall. */
function presolveOf({ asked, plain }: SearchOracle): string {
  if (asked === 0) return "not needed: heuristics and bounds had no question whether a choice fits";
  return `${plain} of ${asked} questions whether a choice fits a memory became plain`;
}

/** From this many bodies on, to see which of them leave a memory takes so long that some plan comes before. */
const MANY_BODIES = 1_000;

/** The plan of the first heuristic with every body in its roomiest memory. */
function* roomiestPlan(state: ConstrainedState, offer: (plan: SoftPlan) => void): Work<void> {
  const { bodies, memories } = state.model;
  const roomiest = bodies.map((body) => {
    const choices = body.choices.toSorted((a, b) => memories[b.memory]!.capacity - memories[a.memory]!.capacity);
    return { ...body, choices: choices.slice(0, 1) };
  });
  yield* firstPlan(state, offer, roomiest);
}

/**
 * The heuristics' plan, if it is one within the limits: all that there is where conflicts are too many to be listed.
 *
 * @param bodies with the memories that they may lie in
 */
function* firstPlan(
  { model, limits, shouldStopPlanless: shouldStop }: ConstrainedState,
  offer: (plan: SoftPlan) => void,
  bodies: Model["bodies"] = model.bodies,
): Work<void> {
  const first = yield* firstPlanSteps({ ...model, bodies }, { seed: limits.seed, rounds: 0, shouldStop });
  if (first.isPlaced.includes(false)) return;
  const { offsets, memories } = first;
  const values = valuesOf(model, sharedCosts(model), hintsOf(model), offsets, memories);
  if (isWithin(values, model.limits)) offer({ offsets, memories, values, foundBy: "first plan" });
}
