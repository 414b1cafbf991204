import type { Scorer } from "../../scoring/index.js";
import type { ChoiceSet } from "../collect/choices.js";

/** How good a model's choices are, on the groups of a set. */
export interface ChoiceMetrics {
  readonly groups: number;
  /** Weighted shares of groups whose best candidate, or one of the three best, is good. */
  readonly top1: number;
  readonly top3: number;
  readonly loss: number;
}

/** Groups that stand for more others than this are counted as this: a few would drown the rest. */
const MOST_WEIGHT = 6;

export function weightOf(set: ChoiceSet, group: number): number {
  return Math.min(MOST_WEIGHT, set.weight[group]!);
}

/** How good a scorer's choices are. Ties go to the candidate that stands first, which is the rule's. */
export function choiceMetrics(scorer: Pick<Scorer, "score">, set: ChoiceSet): ChoiceMetrics {
  const { featureCount, rows, groupStart, good, weight } = set;
  let total = 0;
  let top1 = 0;
  let top3 = 0;
  let loss = 0;
  for (let g = 0; g < weight.length; g++) {
    const begin = groupStart[g]!;
    const count = groupStart[g + 1]! - begin;
    const scores = new Float64Array(count);
    scorer.score(Float64Array.from(rows.subarray(begin * featureCount, (begin + count) * featureCount)), count, scores);
    const order = [...scores.keys()].sort((a, b) => scores[b]! - scores[a]! || a - b);
    const w = weightOf(set, g);
    total += w;
    if (good[begin + order[0]!] === 1) top1 += w;
    if (order.slice(0, 3).some((i) => good[begin + i] === 1)) top3 += w;
    loss += w * lossOf(scores, good, begin);
  }
  return { groups: weight.length, top1: top1 / total, top3: top3 / total, loss: loss / total };
}

/** −log of the softmax's share of the good candidates. */
function lossOf(scores: Float64Array, good: Uint8Array, begin: number): number {
  const highest = scores.reduce((a, b) => Math.max(a, b), -Infinity);
  let all = 0;
  let right = 0;
  for (let i = 0; i < scores.length; i++) {
    const share = Math.exp(scores[i]! - highest);
    all += share;
    if (good[begin + i] === 1) right += share;
  }
  return Math.log(all) - Math.log(Math.max(right, 1e-30));
}
