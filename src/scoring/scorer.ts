import type { RowScorer, ScorerData } from "./data.js";
import { buildLinear } from "./linear.js";
import { buildNetwork } from "./network.js";
import { buildTrees } from "./trees.js";

/** Scores rows by hand, in flat arrays: TensorFlow.js takes about 200 µs a call, which is fifty steps of a search. */
export interface Scorer {
  readonly featureCount: number;
  /** Scores the first `count` rows of `rows`, row-major. A score that is no finite number counts as 0. Allocates nothing. */
  score(rows: Float64Array, count: number, scores: Float64Array): void;
}

/** Throws RangeError that names what is wrong: an unknown kind, lengths that do not fit, numbers that are not finite, links that do not go down. */
export function buildScorer(data: ScorerData, featureCount: number): Scorer {
  const score = rowScorer(data, featureCount);
  return {
    featureCount,
    score(rows, count, scores) {
      for (let i = 0, at = 0; i < count; i++, at += featureCount) {
        const value = score(rows, at);
        scores[i] = Number.isFinite(value) ? value : 0;
      }
    },
  };
}

function rowScorer(data: ScorerData, featureCount: number): RowScorer {
  if (typeof data !== "object" || data === null) throw new RangeError("the model is no object");
  switch (data.kind) {
    case "linear":
      return buildLinear(data, featureCount);
    case "network":
      return buildNetwork(data, featureCount);
    case "trees":
      return buildTrees(data, featureCount);
    default:
      throw new RangeError(`there is no kind of model ${JSON.stringify((data as { kind: unknown }).kind)}`);
  }
}
