import { buildScorer, type ScorerData } from "../../scoring/index.js";
import type { ChoiceSet } from "../collect/choices.js";

/** Which way a feature moves a model's choices. */
export interface Leaning {
  readonly feature: string;
  /** Candidates with more of it, or with less, are preferred. */
  readonly prefers: "more" | "less";
  /** By what factor above 1 the odds of a candidate rise, where it has one standard deviation more, or less. */
  readonly odds: number;
  /** Share of the candidates for which more of it moves the score that way; 1 for linear models. */
  readonly steady: number;
}

/** Below this factor a feature is not worth a sentence. */
const LEAST_ODDS = 1.05;

/** Candidates that are looked at, at most. */
const MOST_ROWS = 4_000;

/**
 * What a model prefers, measured rather than read off its weights: each feature of each candidate is made greater by
 * one standard deviation of the data, and what that does to the score is the feature's pull. Features that are the
 * same for all candidates of a choice cannot move it, and are left out.
 *
 * @returns those that move choices most first
 */
export function leaningsOf(model: ScorerData, features: readonly string[], set: ChoiceSet): Leaning[] {
  const width = features.length;
  const count = Math.min(MOST_ROWS, set.good.length);
  const scorer = buildScorer(model, width);
  const rows = Float64Array.from(set.rows.subarray(0, count * width));
  const before = new Float64Array(count);
  const after = new Float64Array(count);
  scorer.score(rows, count, before);
  const found = features.flatMap((feature, j): Leaning[] => {
    const spread = spreadWithin(set, j);
    if (!(spread > 1e-9)) return [];
    const moved = rows.slice();
    for (let i = 0; i < count; i++) moved[i * width + j]! += spread;
    scorer.score(moved, count, after);
    let sum = 0;
    let up = 0;
    let down = 0;
    for (let i = 0; i < count; i++) {
      const change = after[i]! - before[i]!;
      sum += change / count;
      if (change > 0) up++;
      else if (change < 0) down++;
    }
    const odds = Math.exp(Math.abs(sum));
    if (!(odds >= LEAST_ODDS)) return [];
    const more = sum > 0;
    return [{ feature, prefers: more ? "more" : "less", odds, steady: (more ? up : down) / count }];
  });
  return found.sort((a, b) => b.odds - a.odds);
}

/** Standard deviation of a feature among the candidates of one choice, in the mean of all choices' squares. */
function spreadWithin({ featureCount, rows, groupStart, weight, good }: ChoiceSet, j: number): number {
  let squares = 0;
  for (let g = 0; g < weight.length; g++) {
    const [begin, end] = [groupStart[g]!, groupStart[g + 1]!];
    let mean = 0;
    for (let i = begin; i < end; i++) mean += rows[i * featureCount + j]! / (end - begin);
    for (let i = begin; i < end; i++) squares += (rows[i * featureCount + j]! - mean) ** 2;
  }
  return Math.sqrt(squares / Math.max(1, good.length));
}
