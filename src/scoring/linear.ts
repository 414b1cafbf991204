import { type Budget, finite, finiteNumbers } from "./checks.js";
import type { Scorer } from "./data.js";

/** A weighted sum. Four sums run side by side, because an addition has to wait for the one before it. */
export class LinearScorer implements Scorer {
  readonly #weights: Float64Array;
  readonly #bias: number;

  /** @throws RangeError naming what is wrong with the data */
  constructor(
    data: Readonly<Record<string, unknown>>,
    readonly featureCount: number,
    budget: Budget,
  ) {
    this.#weights = finiteNumbers(data.weights, featureCount, "weights", budget);
    this.#bias = data.bias === undefined ? 0 : finite(data.bias, "bias");
  }

  score(rows: Float64Array, count: number, scores: Float64Array): void {
    const weights = this.#weights;
    const bias = this.#bias;
    const { featureCount } = this;
    const even = featureCount - (featureCount % 4);
    for (let i = 0, row = 0; i < count; i++, row += featureCount) {
      let a = bias;
      let b = 0;
      let c = 0;
      let d = 0;
      let k = 0;
      for (; k < even; k += 4) {
        a += weights[k]! * rows[row + k]!;
        b += weights[k + 1]! * rows[row + k + 1]!;
        c += weights[k + 2]! * rows[row + k + 2]!;
        d += weights[k + 3]! * rows[row + k + 3]!;
      }
      for (; k < featureCount; k++) a += weights[k]! * rows[row + k]!;
      const sum = a + b + (c + d);
      // Also what overflowed: no finite weights are refused.
      scores[i] = Number.isFinite(sum) ? sum : 0;
    }
  }
}
