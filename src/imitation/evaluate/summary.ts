import type { Comparison, PolicyRun } from "./comparisons.js";

/** The geometric mean of ratios; 1 of nothing. */
export function geometricMean(ratios: readonly number[]): number {
  if (ratios.length === 0) return 1;
  return Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);
}

/** The middle value, the upper of two; 1 of nothing. */
function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 1;
}

/** What a policy comes to against the rules, on some of the comparisons. */
export interface Summary {
  readonly count: number;
  /** Geometric means over the rules' figure. */
  readonly steps: number;
  readonly ms: number;
  /** The median of the same ratio of times. */
  readonly msMedian: number;
  /** Instances not placed within 10,000 steps. */
  readonly misses: number;
  readonly missesOfRules: number;
  /** Placed by the rules within the limit and not by the policy; and the other way round. */
  readonly lost: number;
  readonly won: number;
}

/** @param pick the run to compare with the rules' */
export function summarize(comparisons: readonly Comparison[], pick: (comparison: Comparison) => PolicyRun): Summary {
  const pairs = comparisons.map((comparison) => [pick(comparison), comparison.rules] as const);
  const misses = (runs: readonly PolicyRun[]): number =>
    runs.filter(({ placed, steps }) => !placed || steps > 10_000).length;
  return {
    count: pairs.length,
    steps: geometricMean(pairs.map(([policy, rules]) => Math.max(1, policy.steps) / Math.max(1, rules.steps))),
    ms: geometricMean(pairs.map(([policy, rules]) => policy.ms / rules.ms)),
    msMedian: median(pairs.map(([policy, rules]) => policy.ms / rules.ms)),
    misses: misses(pairs.map(([policy]) => policy)),
    missesOfRules: misses(pairs.map(([, rules]) => rules)),
    lost: pairs.filter(([policy, rules]) => rules.placed && !policy.placed).length,
    won: pairs.filter(([policy, rules]) => !rules.placed && policy.placed).length,
  };
}
