/** Plain data of a model that scores a row of features: the greater the score, the better. Numbers are finite. */
export type ScorerData = LinearData | NetworkData | TreesData;

/** Weighted sum of the features. */
export interface LinearData {
  readonly kind: "linear";
  readonly weights: readonly number[];
}

/** Layers one after the other, with max(0, x) between them; the last has one output. */
export interface NetworkData {
  readonly kind: "network";
  readonly layers: readonly LayerData[];
}

export interface LayerData {
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major: output × input. */
  readonly weights: readonly number[];
  readonly biases: readonly number[];
}

/** Sum over decision trees. A node with `feature` −1 is a leaf; others go left where the feature is at most the threshold. */
export interface TreesData {
  readonly kind: "trees";
  /** The first node of every tree. */
  readonly roots: readonly number[];
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  /** Nodes after this one; of leaves, anything. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Of leaves; 0 for other nodes. */
  readonly value: readonly number[];
}

/** The score of the row that begins at `at`. */
export type RowScorer = (rows: Float64Array, at: number) => number;
