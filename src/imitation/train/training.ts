import type { Scorer, ScorerData } from "../../scoring/index.js";
import type { ChoiceSet } from "../collect/choices.js";

export interface TrainOptions {
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onEpoch?: (point: CurvePoint) => void;
}

/** Losses are means of −log(probability of what is good), as the softmax of the scores gives it. */
export interface CurvePoint {
  readonly epoch: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  readonly top1: number;
}

export interface Trained {
  /** Of the epoch with the least loss on the validation set. */
  readonly data: ScorerData;
  readonly curve: readonly CurvePoint[];
  readonly metrics: Metrics;
}

export interface Metrics {
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
export function evaluate(scorer: Pick<Scorer, "score">, set: ChoiceSet): Metrics {
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
export function lossOf(scores: Float64Array, good: Uint8Array, begin: number): number {
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

/** Mean and deviation of every feature over all candidates; a feature that never varies has deviation 1. */
export function moments({ featureCount, rows, good }: ChoiceSet): { mean: Float64Array; deviation: Float64Array } {
  const mean = new Float64Array(featureCount);
  const deviation = new Float64Array(featureCount);
  for (let i = 0; i < rows.length; i++) mean[i % featureCount]! += rows[i]!;
  for (let j = 0; j < featureCount; j++) mean[j]! /= good.length;
  for (let i = 0; i < rows.length; i++) deviation[i % featureCount]! += (rows[i]! - mean[i % featureCount]!) ** 2;
  for (let j = 0; j < featureCount; j++) {
    const spread = Math.sqrt(deviation[j]! / good.length);
    deviation[j] = spread > 1e-6 ? spread : 1;
  }
  return { mean, deviation };
}

/** Rounded to float32 and then to five digits: files stay small, and every machine reads the same number. */
export function rounded(value: number): number {
  return Number(Math.fround(value).toPrecision(5));
}
