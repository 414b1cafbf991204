/** Plain JSON data of a model that gives each candidate, a row of features, a score: the greater, the better. */
export type ScorerData = LinearData | NetworkData | TreesData;

/** A weighted sum of the features. */
export interface LinearData {
  readonly kind: "linear";
  /** One for each feature. */
  readonly weights: readonly number[];
  /** 0 where it is left out. Moves all candidates alike. */
  readonly bias?: number;
}

/** Dense layers with ReLU between them. */
export interface NetworkData {
  readonly kind: "network";
  /** The first takes the features, the last has one output. */
  readonly layers: readonly LayerData[];
}

export interface LayerData {
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major, outputs × inputs. */
  readonly weights: readonly number[];
  /** One for each output. */
  readonly biases: readonly number[];
}

/**
 * A sum of binary trees in flat arrays, an entry for each node. A candidate goes left at a node where its feature is at
 * most the threshold. Children have greater indices than their parent, and every node belongs to one tree.
 */
export interface TreesData {
  readonly kind: "trees";
  /** What the values are added to. */
  readonly base: number;
  /** Index of the feature that the node asks for, or −1 at a leaf. */
  readonly feature: readonly number[];
  /** Ignored at a leaf, as `left` and `right` are. */
  readonly threshold: readonly number[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** What a leaf adds. Ignored at other nodes. */
  readonly value: readonly number[];
  /** The first node of each tree. */
  readonly roots: readonly number[];
}

/** A model made ready. */
export interface Scorer {
  readonly featureCount: number;
  /**
   * Writes the scores of `count` candidates to the front of `scores`. `rows` holds their features, row-major, `count` ×
   * `featureCount`. A score that is no finite number is written as 0. Allocates nothing.
   */
  score(rows: Float64Array, count: number, scores: Float64Array): void;
}

/**
 * Numbers in a model, over all its arrays: far more than a file of weights holds, and little enough for a score to take
 * under a millisecond.
 */
export const MAX_PARAMETERS = 65_536;
