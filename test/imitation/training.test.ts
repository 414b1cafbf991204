import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import { ChoiceRecorder, type ChoiceSet } from "../../src/imitation/collect/choices.js";
import { choiceMetrics } from "../../src/imitation/evaluate/choice-metrics.js";
import { trainBooster } from "../../src/imitation/train/booster.js";
import { trainNetwork } from "../../src/imitation/train/network.js";
import { Random } from "../../src/problem/random.js";
import { buildScorer } from "../../src/scoring/index.js";

const FEATURES = 6;

/** Groups of 2 to 6 candidates of which the one that `worth` puts first is good. */
function planted(groups: number, seed: number, worth: (row: Float64Array) => number): ChoiceSet {
  const random = new Random(seed);
  const recorder = new ChoiceRecorder(FEATURES);
  for (let g = 0; g < groups; g++) {
    const count = 2 + Math.floor(5 * random.next());
    const rows = Float64Array.from({ length: count * FEATURES }, () => 4 * random.next() - 2);
    const values = Array.from({ length: count }, (_, i) => worth(rows.subarray(i * FEATURES, (i + 1) * FEATURES)));
    const best = Math.max(...values);
    recorder.add(
      rows,
      values.map((value) => value === best),
      1 + random.next(),
    );
  }
  return recorder.finish();
}

const linearRule = (row: Float64Array): number => 3 * row[0]! - 2 * row[3]!;
const interaction = (row: Float64Array): number => (row[1]! > 0 ? row[2]! : -row[2]!);

const LINEAR = { hidden: [], epochs: 12, learningRate: 0.05, decay: 1e-5 };
const NETWORK = { hidden: [16], epochs: 25, learningRate: 0.02, decay: 1e-5 };
const TREES = { trees: 60, depth: 4, learningRate: 0.3, sample: 0.8 };

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("training", () => {
  it("finds a planted linear rule with every kind of model", async () => {
    const [train, validation] = [planted(900, 1, linearRule), planted(300, 2, linearRule)];
    expect((await trainNetwork(train, validation, { ...LINEAR, seed: 1 })).metrics.top1).toBeGreaterThan(0.95);
    expect((await trainNetwork(train, validation, { ...NETWORK, seed: 1 })).metrics.top1).toBeGreaterThan(0.93);
    expect((await trainBooster(train, validation, { ...TREES, seed: 1 })).metrics.top1).toBeGreaterThan(0.85);
  });

  it("finds a planted interaction with networks and trees, which a linear model cannot", async () => {
    const [train, validation] = [planted(1500, 3, interaction), planted(300, 4, interaction)];
    expect((await trainNetwork(train, validation, { ...LINEAR, seed: 1 })).metrics.top1).toBeLessThan(0.6);
    expect((await trainNetwork(train, validation, { ...NETWORK, seed: 1 })).metrics.top1).toBeGreaterThan(0.9);
    expect((await trainBooster(train, validation, { ...TREES, seed: 1 })).metrics.top1).toBeGreaterThan(0.85);
  });

  it("gives the same model for the same seed, and another for another", async () => {
    const [train, validation] = [planted(200, 5, linearRule), planted(80, 6, linearRule)];
    for (const trainer of [
      (seed: number) => trainNetwork(train, validation, { ...NETWORK, epochs: 3, seed }),
      (seed: number) => trainBooster(train, validation, { ...TREES, trees: 10, seed }),
    ]) {
      const [first, again, other] = [await trainer(1), await trainer(1), await trainer(2)];
      expect(again.data).toEqual(first.data);
      expect(other.data).not.toEqual(first.data);
    }
  });

  it("keeps the weights of the epoch with the least validation loss", async () => {
    // What is good is drawn by lot here, so that whatever is learned by heart makes the validation loss rise.
    const lots = new Random(14);
    const [train, validation] = [planted(60, 7, () => lots.next()), planted(200, 8, () => lots.next())];
    const { curve, metrics } = await trainNetwork(train, validation, { ...NETWORK, epochs: 40, seed: 3 });
    const least = Math.min(...curve.map(({ validationLoss }) => validationLoss));
    expect(metrics.loss).toBeCloseTo(least, 9);
    expect(curve.at(-1)!.validationLoss).toBeGreaterThan(least);
  });

  it("ends at once when it is told to stop", async () => {
    const set = planted(300, 9, linearRule);
    const stop = new AbortController();
    const onEpoch = (): void => stop.abort(new Error("enough"));
    const options = { signal: stop.signal, onEpoch, seed: 1 };
    await expect(trainNetwork(set, set, { ...NETWORK, ...options })).rejects.toThrow("enough");
    await expect(trainBooster(set, set, { ...TREES, ...options })).rejects.toThrow("enough");
  });
});

describe("inference by hand", () => {
  it("is TensorFlow.js's to 1e-5", async () => {
    const [train, validation] = [planted(200, 11, interaction), planted(80, 12, interaction)];
    for (const hidden of [[], [16], [32, 32]]) {
      const { data } = await trainNetwork(train, validation, { ...NETWORK, hidden, epochs: 2, seed: 4 });
      const layers = data.kind === "network" ? data.layers : [];
      const count = 500;
      const random = new Random(13);
      const rows = Float64Array.from({ length: count * FEATURES }, () => Math.fround(4 * random.next() - 2));
      const scores = new Float64Array(count);
      buildScorer(data, FEATURES).score(rows, count, scores);
      const expected = tf.tidy(() => {
        let x: tf.Tensor2D = tf.tensor2d(Float32Array.from(rows), [count, FEATURES]);
        if (data.kind === "linear") return tf.matMul(x, tf.tensor2d([...data.weights], [FEATURES, 1])).dataSync();
        for (const [i, { inputs, outputs, weights, biases }] of layers.entries()) {
          const kernel = tf.transpose(tf.tensor2d([...weights], [outputs, inputs]));
          x = tf.add(tf.matMul(x, kernel), tf.tensor1d([...biases]));
          if (i + 1 < layers.length) x = tf.relu(x);
        }
        return x.dataSync();
      });
      for (let i = 0; i < count; i++) {
        expect(Math.abs(scores[i]! - expected[i]!)).toBeLessThan(1e-5 * Math.max(1, Math.abs(expected[i]!)));
      }
    }
  });
});

describe("evaluating", () => {
  it("counts choices by weight, and gives ties to who stands first", () => {
    const recorder = new ChoiceRecorder(1);
    recorder.add(Float64Array.from([1, 1, 0]), [true, false, false], 3);
    recorder.add(Float64Array.from([1, 1, 0]), [false, true, false], 1);
    const metrics = choiceMetrics(buildScorer({ kind: "linear", weights: [1] }, 1), recorder.finish());
    expect(metrics.top1).toBeCloseTo(0.75, 12);
    expect(metrics.top3).toBe(1);
    const share = Math.E / (2 * Math.E + 1);
    expect(metrics.loss).toBeCloseTo(-Math.log(share), 12);
  });
});
