import type { ProblemArrays } from "../problem/index.js";
import { betterByParts, type GreedyOptions, type GreedyPlan } from "./plan.js";
import { type Rule, Runner, ruleName } from "./rules.js";

/**
 * The rules that `greedy` runs, in this order. It was chosen on generated problems (layer graphs for inference and training, random
 * lifetimes, guillotine cuts with and without gaps, none of the public benchmarks): next comes the rule that reaches
 * the load bound, or comes closest, on most of what its predecessors leave, for its price.
 */
export const RULES: readonly Rule[] = [
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
 * Up to this many buffers a search is so fast that only a few rules go before it. At 100 to 450 buffers all rules take 0.2 to 3 ms, the
 * five 0.1 to 0.9 ms, and they reach the load bound on as many layer graphs (18 of 20), on 18 instead of 19 of 200 hard instances and on
 * 16 instead of 22 of 60 with random lifetimes.
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

/** What `greedy` should run where an exact search comes next: less, because the search is as fast as the rules that help least. */
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
 * Runs one rule after the other and keeps the best plan. Each run is bounded by the best peak so far and given up as soon as it
 * cannot be lower. Where time falls apart into independent parts, every part keeps its own best.
 *
 * The first rule always runs to its end, whatever `shouldStop` says, so that there is a plan: O(n √span · log) at worst.
 *
 * @param rules at least one; by default those of `RULES`, only the first of them above 17,000 buffers.
 */
export function greedy(arrays: ProblemArrays, options: GreedyOptions, rules = rulesFor(arrays)): GreedyPlan {
  const { target } = options;
  const [firstRule, ...others] = rules;
  if (firstRule === undefined) throw new RangeError("greedy: at least one rule is needed, got none");
  const runner = new Runner(arrays, target);
  const offsets = new Float64Array(arrays.count);
  const first: GreedyPlan = { peak: runner.run(firstRule, Infinity, offsets), offsets, rule: ruleName(firstRule) };
  options.onIncumbent?.(first);
  if (first.peak <= target) return first;
  return betterByRules(arrays, first, options, others, runner);
}

/** Goes on from a plan with more rules. Returns `start` itself if none is better. */
export function betterByRules(
  arrays: ProblemArrays,
  start: GreedyPlan,
  options: GreedyOptions,
  rules: readonly Rule[],
  runner: Runner | null = null,
): GreedyPlan {
  return betterByParts(arrays, start, options, (part, plan, partOptions) => {
    const partRunner = part === arrays && runner !== null ? runner : new Runner(part, partOptions.target);
    return runAll(partRunner, rules, plan, partOptions);
  });
}

function rulesFor({ count }: ProblemArrays): readonly Rule[] {
  return RULES.slice(0, Math.max(LEAST_RULES, Math.floor(PLACEMENTS / Math.max(1, count))));
}

function runAll(runner: Runner, rules: readonly Rule[], start: GreedyPlan, options: GreedyOptions): GreedyPlan {
  const { target, shouldStop, onIncumbent } = options;
  let best = start;
  let offsets = new Float64Array(runner.arrays.count);
  for (const rule of rules) {
    if (best.peak <= target || shouldStop?.() === true) break;
    const peak = runner.run(rule, best.peak, offsets, shouldStop);
    if (peak >= best.peak) continue;
    best = { offsets, peak, rule: ruleName(rule) };
    offsets = new Float64Array(runner.arrays.count);
    onIncumbent?.(best);
  }
  return best;
}
