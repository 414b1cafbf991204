import type { ScorerData } from "../../scoring/index.js";
import type { ChoiceSet } from "../collect/choices.js";
import type { ChoiceMetrics } from "../evaluate/choice-metrics.js";

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
  readonly metrics: ChoiceMetrics;
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
