import { finish, type ProblemArrays } from "../problem/index.js";
import { drop } from "./drop.js";
import { type Heuristic, heuristicName, Runner } from "./heuristic.js";
import { betterByParts, type GreedyOptions, type Plan, peakOf } from "./plan.js";

/**
 * The heuristics that `greedy` runs, in this order. It was chosen on generated problems (layer graphs for inference and
 * training, random lifetimes, guillotine cuts with and without gaps, none of the public benchmarks): next comes the
 * heuristic that reaches the load bound, or comes closest, on most of what its predecessors leave, for its price.
 */
export const HEURISTICS: readonly Heuristic[] = [
  { fit: "first", order: "TWA" },
  { fit: "skyline", prefer: "pressed", by: "lifetime" },
  { fit: "skyline", prefer: "pressed", by: "area" },
  { fit: "skyline", prefer: "sides", by: "lifetime" },
  { fit: "skyline", prefer: "sides", by: "area" },
  { fit: "best", order: "contention, start" },
  { fit: "first", order: "contention, end" },
  { fit: "best", order: "contention, end" },
  { fit: "first", order: "conflict" },
  { fit: "best", order: "TWA" },
  { fit: "first", order: "phase, lifetime" },
  { fit: "first", order: "phase, size" },
  { fit: "first", order: "phase, area" },
  { fit: "first", order: "size" },
  { fit: "first", order: "area" },
  { fit: "first", order: "overlaps" },
  { fit: "first", order: "TAW" },
  { fit: "best", order: "size" },
  { fit: "first", order: "lifetime" },
  { fit: "first", order: "WAT" },
  { fit: "first", order: "contention" },
  { fit: "best", order: "start" },
  { fit: "first", order: "start" },
];

/**
 * Up to this many buffers a search is so fast that only a few heuristics go before it. At 100 to 450 buffers all
 * heuristics take 0.2 to 3 ms, the five 0.1 to 0.9 ms, and they reach the load bound on as many layer graphs (18 of
 * 20), on 18 instead of 19 of 200 hard instances and on 16 instead of 22 of 60 with random lifetimes.
 */
const QUICK_LIMIT = 1_000;
const QUICK = new Set([
  "first fit by TWA",
  "first fit by conflict",
  "best fit by contention, start",
  "skyline by lifetime, pressed first",
  "skyline by area, pressed first",
]);
const byPrice = (a: Heuristic, b: Heuristic): number => Number(a.fit === "skyline") - Number(b.fit === "skyline");
const QUICK_HEURISTICS = HEURISTICS.filter((heuristic) => QUICK.has(heuristicName(heuristic))).sort(byPrice);
const LATER_HEURISTICS = HEURISTICS.filter((heuristic) => !QUICK.has(heuristicName(heuristic)));

/**
 * What `greedy` should run where an exact search comes next: less, because the search is as fast as the heuristics that
 * help least.
 */
export function heuristicsBeforeSearch(arrays: ProblemArrays): readonly Heuristic[] {
  return arrays.count <= QUICK_LIMIT ? QUICK_HEURISTICS : heuristicsFor(arrays);
}

/** What is left for a search that has not ended soon. */
export function heuristicsDuringSearch(arrays: ProblemArrays): readonly Heuristic[] {
  return arrays.count <= QUICK_LIMIT ? LATER_HEURISTICS : [];
}

/** Large problems get fewer heuristics: as many as place this many buffers, and this many heuristics at least. */
const PLACEMENTS = 400_000;
const LEAST_HEURISTICS = 3;

/**
 * Runs one heuristic after the other and keeps the best plan. Each run is bounded by the best peak so far and given up
 * as soon as it cannot be lower. Where time falls apart into independent parts, every part keeps its own best.
 *
 * There is a plan whenever it is stopped. Up to 1,000 buffers the first heuristic always runs to its end, which takes a
 * few milliseconds; on larger problems it is stopped too, and what it has not placed is dropped on top (`drop`).
 *
 * @param heuristics at least one; by default those of `HEURISTICS`, only the first of them above 17,000 buffers.
 */
export function greedy(arrays: ProblemArrays, options: GreedyOptions, heuristics = heuristicsFor(arrays)): Plan {
  return finish(greedySteps(arrays, options, heuristics));
}

/** `greedy` with a pause after each heuristic. */
export function* greedySteps(
  arrays: ProblemArrays,
  options: GreedyOptions,
  heuristics = heuristicsFor(arrays),
): Generator<undefined, Plan> {
  const { target, shouldStop, shouldDrop = shouldStop } = options;
  const [firstHeuristic, ...others] = heuristics;
  if (firstHeuristic === undefined) throw new RangeError("greedy: at least one heuristic is needed, got none");
  const isLong = arrays.count > QUICK_LIMIT;
  if (isLong && shouldDrop?.() === true) return dropped(arrays, options, arrays.fixedOffset);
  const runner = new Runner(arrays, target);
  // What has been placed when it is stopped stays.
  const offsets = new Float64Array(arrays.count).fill(-1);
  const peak = runner.run(firstHeuristic, Infinity, offsets, isLong ? shouldDrop : undefined);
  if (peak === Infinity) return dropped(arrays, options, offsets);
  const first: Plan = { peak, offsets, foundBy: heuristicName(firstHeuristic) };
  options.onIncumbent?.(first);
  if (first.peak <= target) return first;
  yield;
  return yield* betterByHeuristicSteps(arrays, first, options, others, runner);
}

function dropped(arrays: ProblemArrays, { onIncumbent }: GreedyOptions, lying: Float64Array): Plan {
  const offsets = drop(arrays, lying);
  const plan = { offsets, peak: peakOf(arrays, offsets), foundBy: "dropped" };
  onIncumbent?.(plan);
  return plan;
}

/** Goes on from a plan with more heuristics, with a pause after each. Returns `start` itself if none is better. */
export function betterByHeuristicSteps(
  arrays: ProblemArrays,
  start: Plan,
  options: GreedyOptions,
  heuristics: readonly Heuristic[],
  runner: Runner | null = null,
): Generator<undefined, Plan> {
  return betterByParts(arrays, start, options, (part, plan, partOptions) => {
    const partRunner = part === arrays && runner !== null ? runner : new Runner(part, partOptions.target);
    return runAll(partRunner, heuristics, plan, partOptions);
  });
}

/**
 * Large problems begin with the four skylines. On generated ones of 5,000 to 200,000 buffers (residual, thinned, long
 * spans, random, aligned, with fixed offsets, thousands live together, few slots) they take about as long as first fit
 * by TWA, or a fraction of it where thousands live together, and TWA comes no nearer to the load bound on any. At a
 * million the same was measured for residual, thinned and random ones.
 */
const LARGE_HEURISTICS = HEURISTICS.toSorted((a, b) => byPrice(b, a));

function heuristicsFor({ count }: ProblemArrays): readonly Heuristic[] {
  const heuristics = count > QUICK_LIMIT ? LARGE_HEURISTICS : HEURISTICS;
  return heuristics.slice(0, Math.max(LEAST_HEURISTICS, Math.floor(PLACEMENTS / Math.max(1, count))));
}

function* runAll(
  runner: Runner,
  heuristics: readonly Heuristic[],
  start: Plan,
  options: GreedyOptions,
): Generator<undefined, Plan> {
  const { target, shouldStop, onIncumbent } = options;
  let best = start;
  let offsets = new Float64Array(runner.arrays.count);
  for (const heuristic of heuristics) {
    if (best.peak <= target || shouldStop?.() === true) break;
    const peak = runner.run(heuristic, best.peak, offsets, shouldStop);
    if (peak < best.peak) {
      best = { offsets, peak, foundBy: heuristicName(heuristic) };
      offsets = new Float64Array(runner.arrays.count);
      onIncumbent?.(best);
    }
    yield;
  }
  return best;
}
