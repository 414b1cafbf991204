import { greedySteps, heuristicsBeforeSearch, splitParts } from "../../heuristics/index.js";
import { Scene, stackPeak } from "../../large/index.js";
import { isSearchable } from "../parts.js";
import type { RunState } from "../state.js";
import type { Pause } from "./stage.js";

/** Placements of the peak stack at first, in whole plans: the core ladder tries it again and goes further. */
const STACK_PLANS = 12;

/** Plans without search. There is a plan when this ends, however little time there was. */
export function* heuristics(run: RunState): Generator<Pause, void> {
  const { arrays, target, shouldStop, shouldDrop, adopt } = run;
  const isLarge = arrays.count > run.limits.largeFrom && largestPart(arrays) > run.limits.largeFrom;
  const tried = isLarge || isSearchable(arrays) ? heuristicsBeforeSearch(arrays) : undefined;
  const options = { target, everyPart: !run.minimize, shouldStop, shouldDrop, onIncumbent: adopt };
  // Where parts are large, the other rules have their turns later, beside what mostly achieves more.
  adopt(yield* greedySteps(arrays, options, isLarge ? tried?.slice(0, 1) : tried));
  if (isLarge && !run.settled && !shouldStop()) yield* stack(run);
}

/** The peak stack of all, with the pieces around it: none is looked into for a peak of its own yet. */
function* stack(run: RunState): Generator<Pause, void> {
  const { arrays, incumbent, target, shouldStop, adopt } = run;
  const goal = { limit: incumbent.peak, target, everyPiece: !run.minimize, shouldStop, onPlan: adopt };
  let left = STACK_PLANS * arrays.count;
  for (const placed of stackPeak(new Scene(arrays), goal, 0)) {
    left -= placed;
    if (left < 0) return;
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
