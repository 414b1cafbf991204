import { finish, type ProblemArrays } from "../problem/index.js";
import { drop } from "./drop.js";
import { betterByParts, type GreedyOptions, type GreedyPlan, peakOf } from "./plan.js";
import { type Rule, Runner, ruleName } from "./rules.js";

const FIRST_OF_LARGE: Rule = { fit: "skyline", prefer: "pressed", by: "lifetime" };

/**
 * The rules that `greedy` runs, in this order. It was chosen on generated problems (layer graphs for inference and
 * training, random lifetimes, guillotine cuts with and without gaps, none of the public benchmarks): next comes the
 * rule that reaches the load bound, or comes closest, on most of what its predecessors leave, for its price.
 */
export const RULES: readonly Rule[] = [
  { fit: "first", order: "TWA" },
  FIRST_OF_LARGE,
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
 * Up to this many buffers a search is so fast that only a few rules go before it. At 100 to 450 buffers all rules take
 * 0.2 to 3 ms, the five 0.1 to 0.9 ms, and they reach the load bound on as many layer graphs (18 of 20), on 18 instead
 * of 19 of 200 hard instances and on 16 instead of 22 of 60 with random lifetimes.
 */
const QUICK_LIMIT = 1_000;
const QUICK = new Set([
  "first fit by TWA",
  "first fit by conflict",
  "best fit by contention, start",
  "skyline by lifetime, pressed first",
  "skyline by area, pressed first",
]);
const byPrice = (a: Rule, b: Rule): number => Number(a.fit === "skyline") - Number(b.fit === "skyline");
const QUICK_RULES = RULES.filter((rule) => QUICK.has(ruleName(rule))).sort(byPrice);
const LATER_RULES = RULES.filter((rule) => !QUICK.has(ruleName(rule)));

/**
 * What `greedy` should run where an exact search comes next: less, because the search is as fast as the rules that help
 * least.
 */
export function rulesBeforeSearch(arrays: ProblemArrays): readonly Rule[] {
  return arrays.count <= QUICK_LIMIT ? QUICK_RULES : rulesFor(arrays);
}

/** What is left for a search that has not ended soon. */
export function rulesDuringSearch(arrays: ProblemArrays): readonly Rule[] {
  return arrays.count <= QUICK_LIMIT ? LATER_RULES : [];
}

/** Large problems get fewer rules: as many as place this many buffers, and this many rules at least. */
const PLACEMENTS = 400_000;
const LEAST_RULES = 3;

/**
 * Runs one rule after the other and keeps the best plan. Each run is bounded by the best peak so far and given up as
 * soon as it cannot be lower. Where time falls apart into independent parts, every part keeps its own best.
 *
 * There is a plan whenever it is stopped. Up to 1,000 buffers the first rule always runs to its end, which takes a few
 * milliseconds; on larger problems it is stopped too, and buffers are dropped on top of each other (`drop`).
 *
 * @param rules at least one; by default those of `RULES`, only the first of them above 17,000 buffers.
 */
export function greedy(arrays: ProblemArrays, options: GreedyOptions, rules = rulesFor(arrays)): GreedyPlan {
  return finish(greedySteps(arrays, options, rules));
}

/** `greedy` with a pause after each rule. */
export function* greedySteps(
  arrays: ProblemArrays,
  options: GreedyOptions,
  rules = rulesFor(arrays),
): Generator<undefined, GreedyPlan> {
  const { target, shouldStop } = options;
  const [firstRule, ...others] = rules;
  if (firstRule === undefined) throw new RangeError("greedy: at least one rule is needed, got none");
  const isLong = arrays.count > QUICK_LIMIT;
  if (isLong && shouldStop?.() === true) return dropped(arrays, options);
  const runner = new Runner(arrays, target);
  const offsets = new Float64Array(arrays.count);
  const peak = runner.run(firstRule, Infinity, offsets, isLong ? shouldStop : undefined);
  if (peak === Infinity) return dropped(arrays, options);
  const first: GreedyPlan = { peak, offsets, rule: ruleName(firstRule) };
  options.onIncumbent?.(first);
  if (first.peak <= target) return first;
  yield;
  return yield* betterByRuleSteps(arrays, first, options, others, runner);
}

function dropped(arrays: ProblemArrays, { onIncumbent }: GreedyOptions): GreedyPlan {
  const offsets = drop(arrays);
  const plan = { offsets, peak: peakOf(arrays, offsets), rule: "dropped" };
  onIncumbent?.(plan);
  return plan;
}

/** Goes on from a plan with more rules, with a pause after each. Returns `start` itself if none is better. */
export function betterByRuleSteps(
  arrays: ProblemArrays,
  start: GreedyPlan,
  options: GreedyOptions,
  rules: readonly Rule[],
  runner: Runner | null = null,
): Generator<undefined, GreedyPlan> {
  return betterByParts(arrays, start, options, (part, plan, partOptions) => {
    const partRunner = part === arrays && runner !== null ? runner : new Runner(part, partOptions.target);
    return runAll(partRunner, rules, plan, partOptions);
  });
}

/**
 * The skyline is fast at every density, first fit not where thousands live together: so large problems begin with it.
 */
const LARGE_RULES = RULES.toSorted((a, b) => Number(b === FIRST_OF_LARGE) - Number(a === FIRST_OF_LARGE));

function rulesFor({ count }: ProblemArrays): readonly Rule[] {
  const rules = count > QUICK_LIMIT ? LARGE_RULES : RULES;
  return rules.slice(0, Math.max(LEAST_RULES, Math.floor(PLACEMENTS / Math.max(1, count))));
}

function* runAll(
  runner: Runner,
  rules: readonly Rule[],
  start: GreedyPlan,
  options: GreedyOptions,
): Generator<undefined, GreedyPlan> {
  const { target, shouldStop, onIncumbent } = options;
  let best = start;
  let offsets = new Float64Array(runner.arrays.count);
  for (const rule of rules) {
    if (best.peak <= target || shouldStop?.() === true) break;
    const peak = runner.run(rule, best.peak, offsets, shouldStop);
    if (peak < best.peak) {
      best = { offsets, peak, rule: ruleName(rule) };
      offsets = new Float64Array(runner.arrays.count);
      onIncumbent?.(best);
    }
    yield;
  }
  return best;
}
