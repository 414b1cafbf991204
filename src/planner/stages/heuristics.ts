import { greedySteps, heuristicsBeforeSearch, splitParts } from "../../heuristics/index.js";
import { type Goal, planBySize, Scene, stackPeak, type Work } from "../../large/index.js";
import { isSearchable } from "../parts.js";
import type { RunState } from "../state.js";
import type { Pause } from "./stage.js";

/** Placements of the peak stack at first, in whole plans: the core ladder tries it again and goes further. */
const STACK_PLANS = 12;

/** Plans without search. There is a plan when this ends, however little time there was. */
export function* heuristics(run: RunState): Generator<Pause, void> {
  const { arrays, target, shouldStop, adopt } = run;
  const isLarge = arrays.count > run.limits.largeFrom && largestPart(arrays) > run.limits.largeFrom;
  const tried = isLarge || isSearchable(arrays) ? heuristicsBeforeSearch(arrays) : undefined;
  const options = { target, everyPart: !run.minimize, shouldStop, onIncumbent: adopt };
  // Where parts are large, the other rules have their turns later, beside what mostly achieves more.
  adopt(yield* greedySteps(arrays, options, isLarge ? tried?.slice(0, 1) : tried));
  if (isLarge && !run.settled && !shouldStop()) yield* stack(run);
}

/** All by size, and then the peak stack of all. No piece around it is looked into for a peak of its own yet. */
function* stack(run: RunState): Generator<Pause, void> {
  const { arrays, target, shouldStop, adopt } = run;
  const scene = new Scene(arrays);
  const goal = (): Goal => {
    return { limit: run.incumbent.peak, target, everyPiece: !run.minimize, shouldStop, onPlan: adopt };
  };
  const plan = yield* paused(planBySize(scene, goal()));
  if (plan !== null) adopt(plan);
  if (run.settled || shouldStop()) return;
  let left = STACK_PLANS * arrays.count;
  for (const placed of stackPeak(scene, goal(), 0)) {
    left -= placed;
    if (left < 0) return;
    yield;
  }
}

/** The same work, with pauses that tell nothing. */
function* paused<T>(work: Work<T>): Generator<Pause, T> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    yield;
  }
}

/** Buffers of the largest independent part. */
function largestPart(arrays: RunState["arrays"]): number {
  const { count, first } = splitParts(arrays);
  let most = 0;
  for (let part = 0; part < count; part++) most = Math.max(most, first[part + 1]! - first[part]!);
  return most;
}
