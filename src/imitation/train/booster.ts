import { Random } from "../../problem/random.js";
import { buildScorer, type TreesData } from "../../scoring/index.js";
import type { ChoiceSet } from "../collect/choices.js";
import { choiceMetrics, weightOf } from "../evaluate/choice-metrics.js";
import { pause } from "../pause.js";
import { type CurvePoint, rounded, type Trained, type TrainOptions } from "./training.js";

export interface BoosterOptions extends TrainOptions {
  readonly trees: number;
  /** Splits from root to leaf, at most. */
  readonly depth: number;
  readonly learningRate: number;
  /** Share of the groups that each tree sees. */
  readonly sample: number;
}

/** Thresholds a feature: quantiles of the training set. */
const BINS = 32;
/** A leaf has at least this much of the second derivative. */
const LEAST_CURVATURE = 4;
/** Added to a leaf's second derivative. */
const RIDGE = 1;

/**
 * Gradient-boosted trees (Friedman 2001; Newton steps and histograms as in XGBoost, Chen & Guestrin 2016) on the same
 * loss as the network: −log of what the softmax over a group gives to its good candidates. As many trees are kept as do
 * best on the validation set.
 */
export async function trainBooster(train: ChoiceSet, validation: ChoiceSet, options: BoosterOptions): Promise<Trained> {
  const { trees: rounds, depth, learningRate, sample, seed, signal, onEpoch } = options;
  const random = new Random(seed);
  const { thresholds, binned } = bin(train);
  const scores = new Float64Array(train.good.length);
  const gradient = new Float64Array(train.good.length);
  const curvature = new Float64Array(train.good.length);
  const trees = new Trees();
  const curve: CurvePoint[] = [];
  let best = { loss: Infinity, trees: 0 };
  for (let round = 1; round <= rounds; round++) {
    signal?.throwIfAborted();
    const { loss, rows } = derive(train, scores, gradient, curvature, sample, random);
    const leafOf = trees.grow(train, binned, thresholds, rows, gradient, curvature, depth, learningRate);
    for (let i = 0; i < scores.length; i++) scores[i]! += leafOf(i);
    if (round % 5 !== 0 && round !== rounds) continue;
    const metrics = choiceMetrics(buildScorer(trees.data(round), train.featureCount), validation);
    const point = { epoch: round, trainLoss: loss, validationLoss: metrics.loss, top1: metrics.top1 };
    curve.push(point);
    onEpoch?.(point);
    if (metrics.loss < best.loss) best = { loss: metrics.loss, trees: round };
    await pause();
  }
  const data = trees.data(best.trees);
  return { data, curve, metrics: choiceMetrics(buildScorer(data, train.featureCount), validation) };
}

/** By feature, rising thresholds; and every value as the number of thresholds below it. */
function bin({ featureCount, rows, good }: ChoiceSet): { thresholds: Float64Array[]; binned: Uint8Array } {
  const binned = new Uint8Array(rows.length);
  const thresholds: Float64Array[] = [];
  const column = new Float64Array(good.length);
  for (let j = 0; j < featureCount; j++) {
    for (let i = 0; i < good.length; i++) column[i] = rows[i * featureCount + j]!;
    const sorted = column.slice().sort();
    const cuts = new Set<number>();
    for (let k = 1; k < BINS; k++) cuts.add(rounded(sorted[Math.floor((k * sorted.length) / BINS)]!));
    const own = Float64Array.from(cuts).sort();
    thresholds.push(own);
    for (let i = 0; i < good.length; i++) {
      let at = 0;
      while (at < own.length && column[i]! > own[at]!) at++;
      binned[i * featureCount + j] = at;
    }
  }
  return { thresholds, binned };
}

/** First and second derivatives of the loss at the scores; the candidates of the groups that were drawn. */
function derive(
  set: ChoiceSet,
  scores: Float64Array,
  gradient: Float64Array,
  curvature: Float64Array,
  sample: number,
  random: Random,
): { loss: number; rows: Int32Array } {
  const { groupStart, good, weight } = set;
  const rows: number[] = [];
  let loss = 0;
  let total = 0;
  for (let g = 0; g < weight.length; g++) {
    const begin = groupStart[g]!;
    const end = groupStart[g + 1]!;
    let highest = -Infinity;
    for (let i = begin; i < end; i++) highest = Math.max(highest, scores[i]!);
    let all = 0;
    let right = 0;
    for (let i = begin; i < end; i++) {
      const share = Math.exp(scores[i]! - highest);
      all += share;
      if (good[i] === 1) right += share;
    }
    const w = weightOf(set, g);
    loss += w * (Math.log(all) - Math.log(Math.max(right, 1e-30)));
    total += w;
    const drawn = random.next() < sample;
    for (let i = begin; i < end; i++) {
      const share = Math.exp(scores[i]! - highest);
      const p = share / all;
      const q = good[i] === 1 ? share / Math.max(right, 1e-30) : 0;
      gradient[i] = w * (p - q);
      curvature[i] = w * Math.max(p * (1 - p), 1e-3);
      if (drawn) rows.push(i);
    }
  }
  return { loss: loss / total, rows: Int32Array.from(rows) };
}

/** Nodes of all trees so far, each tree's from its root on in preorder. */
class Trees {
  readonly #roots: number[] = [];
  readonly #feature: number[] = [];
  readonly #threshold: number[] = [];
  readonly #left: number[] = [];
  readonly #right: number[] = [];
  readonly #value: number[] = [];

  /** Adds a tree fitted to the derivatives of `rows`, and returns what it gives each candidate. */
  grow(
    set: ChoiceSet,
    binned: Uint8Array,
    thresholds: readonly Float64Array[],
    rows: Int32Array,
    gradient: Float64Array,
    curvature: Float64Array,
    depth: number,
    learningRate: number,
  ): (candidate: number) => number {
    const { featureCount } = set;
    const bins: number[] = [];
    const root = this.#feature.length;
    this.#roots.push(root);
    const stack = [{ rows, depth, parent: -1, side: "left" as "left" | "right" }];
    for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
      const node = this.#feature.length;
      if (task.parent >= 0) (task.side === "left" ? this.#left : this.#right)[task.parent] = node;
      let g = 0;
      let h = 0;
      for (const i of task.rows) {
        g += gradient[i]!;
        h += curvature[i]!;
      }
      const split =
        task.depth === 0 ? null : bestSplit(featureCount, binned, thresholds, task.rows, gradient, curvature, g, h);
      this.#feature.push(split?.feature ?? -1);
      this.#threshold.push(split === null ? 0 : thresholds[split.feature]![split.bin]!);
      this.#left.push(0);
      this.#right.push(0);
      this.#value.push(split === null ? rounded((-learningRate * g) / (h + RIDGE)) : 0);
      bins[node] = split?.bin ?? 0;
      if (split === null) continue;
      const isLeft = (i: number): boolean => binned[i * featureCount + split.feature]! <= split.bin;
      const below = { depth: task.depth - 1, parent: node };
      stack.push({ ...below, rows: task.rows.filter((i) => !isLeft(i)), side: "right" });
      stack.push({ ...below, rows: task.rows.filter(isLeft), side: "left" });
    }
    return (candidate) => {
      let node = root;
      for (let f = this.#feature[node]!; f >= 0; f = this.#feature[node]!) {
        node = binned[candidate * featureCount + f]! <= bins[node]! ? this.#left[node]! : this.#right[node]!;
      }
      return this.#value[node]!;
    };
  }

  /** The first `trees` trees. */
  data(trees: number): TreesData {
    const nodes = trees < this.#roots.length ? this.#roots[trees]! : this.#feature.length;
    const [feature, threshold, left, right, value] = [
      this.#feature,
      this.#threshold,
      this.#left,
      this.#right,
      this.#value,
    ].map((list) => list.slice(0, nodes)) as [number[], number[], number[], number[], number[]];
    return { kind: "trees", base: 0, roots: this.#roots.slice(0, trees), feature, threshold, left, right, value };
  }
}

/** The split of the greatest gain; null if none gains. Left are the bins up to and with `bin`. */
function bestSplit(
  featureCount: number,
  binned: Uint8Array,
  thresholds: readonly Float64Array[],
  rows: Int32Array,
  gradient: Float64Array,
  curvature: Float64Array,
  g: number,
  h: number,
): { feature: number; bin: number } | null {
  let best: { feature: number; bin: number } | null = null;
  let most = 1e-6 + (g * g) / (h + RIDGE);
  const gradients = new Float64Array(BINS);
  const curvatures = new Float64Array(BINS);
  for (let feature = 0; feature < featureCount; feature++) {
    gradients.fill(0);
    curvatures.fill(0);
    for (const i of rows) {
      const at = binned[i * featureCount + feature]!;
      gradients[at]! += gradient[i]!;
      curvatures[at]! += curvature[i]!;
    }
    let leftG = 0;
    let leftH = 0;
    for (let bin = 0; bin < thresholds[feature]!.length; bin++) {
      leftG += gradients[bin]!;
      leftH += curvatures[bin]!;
      if (leftH < LEAST_CURVATURE || h - leftH < LEAST_CURVATURE) continue;
      const gain = leftG ** 2 / (leftH + RIDGE) + (g - leftG) ** 2 / (h - leftH + RIDGE);
      if (gain <= most) continue;
      most = gain;
      best = { feature, bin };
    }
  }
  return best;
}
