import type { LinearData, RowScorer } from "./data.js";
import { numbers } from "./numbers.js";

export function buildLinear(data: LinearData, featureCount: number): RowScorer {
  const weights = numbers(data.weights, featureCount, "weights");
  return (rows, at) => {
    let sum = 0;
    for (let j = 0; j < featureCount; j++) sum += weights[j]! * rows[at + j]!;
    return sum;
  };
}
