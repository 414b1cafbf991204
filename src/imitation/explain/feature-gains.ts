import { buildScorer, type ScorerData } from "../../scoring/index.js";

/** Why one row is preferred to another. */
export interface FeaturePreference {
  /** By how much its score exceeds the other's. */
  readonly lead: number;
  /** The features that spoke most for it: how much its score would fall with the other's value. */
  readonly reasons: readonly { readonly feature: string; readonly gain: number }[];
}

/** Features that are named of a choice. */
const MOST_REASONS = 3;

/**
 * Why a model prefers one row to the first: what each feature's difference is worth. For a linear model that is weight
 * times difference.
 */
export class FeatureGains {
  readonly #features: readonly string[];
  readonly #score: (row: Float64Array) => number;

  constructor(model: ScorerData, features: readonly string[]) {
    const scorer = buildScorer(model, features.length);
    const score = new Float64Array(1);
    this.#features = features;
    this.#score = (row) => {
      scorer.score(row, 1, score);
      return score[0]!;
    };
  }

  why(rows: Float64Array, chosen: number): FeaturePreference {
    const width = this.#features.length;
    const first = rows.slice(0, width);
    const row = rows.slice(chosen * width, (chosen + 1) * width);
    const score = this.#score(row);
    const gains = this.#features.map((feature, j) => {
      const own = row[j]!;
      row[j] = first[j]!;
      const gain = score - this.#score(row);
      row[j] = own;
      return { feature, gain };
    });
    const reasons = gains.filter(({ gain }) => gain > 0).sort((a, b) => b.gain - a.gain);
    return { lead: score - this.#score(first), reasons: reasons.slice(0, MOST_REASONS) };
  }
}
