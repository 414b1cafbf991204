import type { Scalar, Tensor, Tensor2D, Variable } from "@tensorflow/tfjs-core";
import { Random } from "../../problem/random.js";
import { buildScorer, type LayerData, type ScorerData } from "../../scoring/index.js";
import type { ChoiceSet } from "../collect/choices.js";
import { choiceMetrics, weightOf } from "../evaluate/choice-metrics.js";
import { pause } from "../pause.js";
import { type TF, tensorFlow } from "./backend.js";
import { type CurvePoint, moments, rounded, type Trained, type TrainOptions } from "./training.js";

export interface NetworkOptions extends TrainOptions {
  /** Widths of the hidden layers; none makes the model linear. */
  readonly hidden: readonly number[];
  readonly epochs: number;
  /** Adam's step at the beginning; it falls to nothing as half a cosine. */
  readonly learningRate: number;
  /** Penalty on the squares of the weights. */
  readonly decay: number;
}

/** Groups a batch. */
const BATCH = 64;

/** What takes a padded candidate out of the softmax. */
const MASKED = -1e9;

/**
 * Trains a network, or without hidden layers a linear model, with TensorFlow.js to choose among candidates: the loss is
 * −log of what the softmax over a group gives to its good candidates (ListNet, Cao et al. 2007). The weights of the
 * epoch with the least loss on the validation set are kept.
 */
export async function trainNetwork(train: ChoiceSet, validation: ChoiceSet, options: NetworkOptions): Promise<Trained> {
  const { tf } = await tensorFlow();
  const { hidden, epochs, learningRate, decay, seed, signal, onEpoch } = options;
  const { mean, deviation } = moments(train);
  const random = new Random(seed);
  const widths = [train.featureCount, ...hidden, 1];
  const kernels: Variable[] = [];
  const biases: Variable[] = [];
  for (let l = 0; l + 1 < widths.length; l++) {
    kernels.push(tf.variable(glorot(tf, widths[l]!, widths[l + 1]!, random)));
    biases.push(tf.variable(tf.zeros([widths[l + 1]!])));
  }
  const variables = [...kernels, ...biases];
  const optimizer = tf.train.adam(learningRate);
  const batches = batchesOf(train);
  const curve: CurvePoint[] = [];
  let best: { loss: number; data: ScorerData } | null = null;
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      shuffle(batches, random);
      (optimizer as unknown as { learningRate: number }).learningRate =
        learningRate * (0.5 + 0.5 * Math.cos((Math.PI * (epoch - 1)) / epochs));
      let lossSum = 0;
      for (const batch of batches) {
        signal?.throwIfAborted();
        const value = tf.tidy(() => {
          const { rows, mask, good, weight, groups, width } = padded(train, batch, mean, deviation);
          const x = tf.tensor2d(rows, [groups * width, train.featureCount]);
          const masked = tf.tensor2d(mask, [groups, width]);
          const rewarded = tf.tensor2d(good, [groups, width]);
          const weights = tf.tensor1d(weight);
          return optimizer.minimize(
            () => {
              const scores = tf.add(tf.reshape(forward(tf, x, kernels, biases), [groups, width]), masked);
              const losses = tf.sub(tf.logSumExp(scores, 1), tf.logSumExp(tf.add(scores, rewarded), 1));
              const loss = tf.div(tf.sum(tf.mul(losses, weights)), tf.sum(weights));
              const penalty = tf.addN(kernels.map((kernel) => tf.sum(tf.square(kernel))));
              return tf.add(loss, tf.mul(penalty, decay)) as Scalar;
            },
            true,
            variables,
          )!;
        });
        lossSum += value.dataSync()[0]! * batch.length;
        value.dispose();
      }
      const data = toData(kernels, biases, mean, deviation);
      const metrics = choiceMetrics(buildScorer(data, train.featureCount), validation);
      const trainLoss = lossSum / train.weight.length;
      const point = { epoch, trainLoss, validationLoss: metrics.loss, top1: metrics.top1 };
      curve.push(point);
      onEpoch?.(point);
      if (best === null || metrics.loss < best.loss) best = { loss: metrics.loss, data };
      // The event loop gets its turn: signals, progress.
      await pause();
    }
  } finally {
    for (const variable of variables) variable.dispose();
    optimizer.dispose();
  }
  const { data } = best!;
  return { data, curve, metrics: choiceMetrics(buildScorer(data, train.featureCount), validation) };
}

function forward(tf: TF, x: Tensor2D, kernels: readonly Variable[], biases: readonly Variable[]): Tensor {
  let value: Tensor = x;
  for (let l = 0; l < kernels.length; l++) {
    value = tf.add(tf.matMul(value as Tensor2D, kernels[l] as unknown as Tensor2D), biases[l]!);
    if (l + 1 < kernels.length) value = tf.relu(value);
  }
  return value;
}

function glorot(tf: TF, inputs: number, outputs: number, random: Random): Tensor2D {
  const reach = Math.sqrt(6 / (inputs + outputs));
  const values = Float32Array.from({ length: inputs * outputs }, () => (2 * random.next() - 1) * reach);
  return tf.tensor2d(values, [inputs, outputs]);
}

/** Groups of similar size together, so that little is padded. */
function batchesOf({ groupStart, weight }: ChoiceSet): Int32Array[] {
  const order = Int32Array.from(weight.keys());
  order.sort((a, b) => groupStart[a + 1]! - groupStart[a]! - (groupStart[b + 1]! - groupStart[b]!) || a - b);
  const batches: Int32Array[] = [];
  for (let from = 0; from < order.length; from += BATCH) batches.push(order.subarray(from, from + BATCH));
  return batches;
}

function shuffle<T>(list: T[], random: Random): void {
  for (let i = list.length - 1; i > 0; i--) {
    const j = Math.floor(random.next() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
}

/** A batch with standardised rows, its groups padded to the longest. */
function padded(set: ChoiceSet, batch: Int32Array, mean: Float64Array, deviation: Float64Array) {
  const { featureCount, groupStart } = set;
  let width = 0;
  for (const g of batch) width = Math.max(width, groupStart[g + 1]! - groupStart[g]!);
  const groups = batch.length;
  const rows = new Float32Array(groups * width * featureCount);
  const mask = new Float32Array(groups * width).fill(MASKED);
  const good = new Float32Array(groups * width).fill(MASKED);
  const weight = new Float32Array(groups);
  for (let i = 0; i < groups; i++) {
    const g = batch[i]!;
    weight[i] = weightOf(set, g);
    for (let c = groupStart[g]!, at = i * width; c < groupStart[g + 1]!; c++, at++) {
      mask[at] = 0;
      if (set.good[c] === 1) good[at] = 0;
      for (let j = 0; j < featureCount; j++) {
        rows[at * featureCount + j] = (set.rows[c * featureCount + j]! - mean[j]!) / deviation[j]!;
      }
    }
  }
  return { rows, mask, good, weight, groups, width };
}

/** The weights by hand-written inference's layout, with the standardisation folded into the first layer. */
function toData(
  kernels: readonly Variable[],
  biases: readonly Variable[],
  mean: Float64Array,
  deviation: Float64Array,
): ScorerData {
  const layers: LayerData[] = kernels.map((kernel, l) => {
    const [inputs, outputs] = kernel.shape as [number, number];
    const values = kernel.dataSync();
    const bias = Array.from(biases[l]!.dataSync());
    const weights = new Array<number>(inputs * outputs);
    for (let i = 0; i < inputs; i++) {
      for (let o = 0; o < outputs; o++) {
        const weight = values[i * outputs + o]! / (l === 0 ? deviation[i]! : 1);
        weights[o * inputs + i] = rounded(weight);
        if (l === 0) bias[o]! -= weight * mean[i]!;
      }
    }
    return { inputs, outputs, weights, biases: bias.map(rounded) };
  });
  if (layers.length === 1) return { kind: "linear", weights: layers[0]!.weights };
  return { kind: "network", layers };
}
