import { Random } from "../../problem/random.js";

/** A mean, and where it lies with the confidence that was asked for. */
export interface Interval {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** Samples that are drawn; the ends of a 95 % interval then vary by some hundredths of its width. */
const RESAMPLES = 2_000;

/**
 * The mean of independent values with its bootstrap-t interval (Efron and Tibshirani 1993, chapter 12): of the few
 * skewed values that a workload gives, a plain percentile interval is too narrow. Values that are all alike have an
 * interval of no width.
 *
 * @param confidence as 0.95, of both sides together
 */
export function bootstrapMean(values: readonly number[], confidence: number, seed: number): Interval {
  const { mean, error } = momentsOf(values);
  if (!(error > 0)) return { mean, low: mean, high: mean };
  const random = new Random(seed);
  const drawn = new Array<number>(values.length);
  const studentized = Array.from({ length: RESAMPLES }, () => {
    for (let i = 0; i < drawn.length; i++) drawn[i] = values[Math.floor(random.next() * values.length)]!;
    const sample = momentsOf(drawn);
    // A draw of one value again and again has no error of its own; the values' own stands in.
    return (sample.mean - mean) / (sample.error > 0 ? sample.error : error);
  }).sort((a, b) => a - b);
  const tail = (1 - confidence) / 2;
  const at = (share: number): number => studentized[Math.min(RESAMPLES - 1, Math.floor(share * RESAMPLES))]!;
  return { mean, low: mean - error * at(1 - tail), high: mean - error * at(tail) };
}

/** Mean and standard error of the mean. */
function momentsOf(values: readonly number[]): { readonly mean: number; readonly error: number } {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, error: count < 2 ? 0 : Math.sqrt(squares / (count - 1) / count) };
}
