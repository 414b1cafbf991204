import { describe, expect, it } from "vitest";
import { Xoshiro128 } from "../../src/instances/xoshiro128.js";
import { buildScorer, MAX_PARAMETERS, type ScorerData } from "../../src/scoring/index.js";
import { HUGE, randomRows, randomScorer, SHAPES, scoresBy } from "./models.js";

describe("a scorer", () => {
  it("adds up a linear model, a network and trees as done on paper", () => {
    const rows = [1, 2, 3, -1, 0, 5];
    const linear: ScorerData = { kind: "linear", weights: [1, -2, 0.5], bias: 10 };
    expect(scoresBy(linear, 3, rows)).toEqual([8.5, 11.5]);
    const network: ScorerData = {
      kind: "network",
      layers: [
        { inputs: 3, outputs: 2, weights: [1, 0, 0, 0, 0, -1], biases: [0, 4] },
        { inputs: 2, outputs: 1, weights: [3, 7], biases: [0.5] },
      ],
    };
    expect(scoresBy(network, 3, rows)).toEqual([3 + 7 + 0.5, 0.5]);
    const trees: ScorerData = {
      kind: "trees",
      base: 100,
      feature: [0, -1, 2, -1, -1, -1],
      threshold: [0, 0, 3, 0, 0, 0],
      left: [1, 0, 3, 0, 0, 0],
      right: [2, 0, 4, 0, 0, 0],
      value: [0, 1, 0, 2, 3, 40],
      roots: [0, 5],
    };
    expect(scoresBy(trees, 3, rows)).toEqual([142, 141]);
  });

  it("writes only as many scores as there are candidates", () => {
    const scorer = buildScorer({ kind: "linear", weights: [1] }, 1);
    const scores = new Float64Array(3).fill(7);
    scorer.score(Float64Array.of(5, 6, 9), 2, scores);
    expect([...scores]).toEqual([5, 6, 7]);
  });

  it("keeps nothing of the data it was made from", () => {
    const weights = [1, 2];
    const scorer = buildScorer({ kind: "linear", weights }, 2);
    weights[0] = 50;
    const scores = new Float64Array(1);
    scorer.score(Float64Array.of(1, 1), 1, scores);
    expect(scores[0]).toBe(3);
  });

  it("gives finite scores with any finite weights on any finite features", () => {
    const random = new Xoshiro128(5);
    let zeros = 0;
    for (let round = 0; round < 300; round++) {
      const shape = SHAPES[round % SHAPES.length]!;
      const data = randomScorer(shape, 6, random, () => random.pick(HUGE));
      const scores = scoresBy(
        data,
        6,
        Array.from({ length: 60 }, () => random.pick(HUGE)),
      );
      expect(scores.every(Number.isFinite), `round ${round}`).toBe(true);
      zeros += scores.filter((score) => score === 0).length;
    }
    // What overflows is written as 0, so that some must be.
    expect(zeros).toBeGreaterThan(100);
  });

  it("gives finite scores also on features that are no numbers", () => {
    const random = new Xoshiro128(6);
    for (const shape of SHAPES) {
      const data = randomScorer(shape, 4, random);
      const odd = [Number.NaN, 1, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
      expect(scoresBy(data, 4, odd).every(Number.isFinite), shape).toBe(true);
    }
  });

  it("scores a candidate alike alone and among others", () => {
    const random = new Xoshiro128(7);
    for (const shape of SHAPES) {
      const data = randomScorer(shape, 9, random);
      const rows = randomRows(20, 9, random);
      const alone = Array.from({ length: 20 }, (_, i) => scoresBy(data, 9, rows.slice(9 * i, 9 * i + 9))[0]);
      expect(scoresBy(data, 9, rows), shape).toEqual(alone);
    }
  });
});

const LEAVES = { threshold: [0, 0, 0], value: [0, 1, 2] };

describe("data that are refused", () => {
  const refused: readonly { readonly data: unknown; readonly says: string }[] = [
    { data: null, says: "the model must be an object, got null" },
    { data: [1], says: "the model must be an object, got an array of 1" },
    { data: {}, says: "kind must be linear, network or trees, got undefined" },
    { data: { kind: "forest" }, says: 'kind must be linear, network or trees, got "forest"' },
    { data: { kind: "linear" }, says: "weights must be an array, got undefined" },
    { data: { kind: "linear", weights: [1] }, says: "weights must hold 2 numbers, got 1" },
    { data: { kind: "linear", weights: [1, null] }, says: "weights[1] must be a finite number, got null" },
    { data: { kind: "linear", weights: [1, Number.NaN] }, says: "weights[1] must be a finite number, got NaN" },
    { data: { kind: "linear", weights: ["1", 2] }, says: 'weights[0] must be a finite number, got "1"' },
    { data: { kind: "linear", weights: [1, 2], bias: 1 / 0 }, says: "bias must be a finite number, got Infinity" },
    { data: { kind: "network", layers: [] }, says: "layers must hold at least one layer, got none" },
    { data: { kind: "network", layers: [7] }, says: "layers[0] must be an object, got 7" },
    { data: network([3, 1]), says: "layers[0].inputs must be 2, what comes before it, got 3" },
    { data: network([2, 4], [5, 1]), says: "layers[1].inputs must be 4, what comes before it, got 5" },
    { data: network([2, 4]), says: "layers[0].outputs must be 1 in the last layer, got 4" },
    { data: network([2, 0]), says: `layers[0].outputs must be a whole number from 1 to ${MAX_PARAMETERS}, got 0` },
    {
      data: { kind: "network", layers: [{ inputs: 2, outputs: 1, weights: [1], biases: [0] }] },
      says: "layers[0].weights must hold 2 numbers, got 1",
    },
    {
      data: { kind: "network", layers: [{ inputs: 2, outputs: 1, weights: [1, 2], biases: [] }] },
      says: "layers[0].biases must hold 1 numbers, got 0",
    },
    { data: network([2, 40_000], [40_000, 1]), says: `the model has more than ${MAX_PARAMETERS} parameters` },
    { data: trees({ base: Number.NaN }), says: "base must be a finite number, got NaN" },
    { data: trees({ feature: [2, -1, -1] }), says: "feature[0] must be a whole number from -1 to 1, got 2" },
    { data: trees({ feature: [0.5, -1, -1] }), says: "feature[0] must be a whole number from -1 to 1, got 0.5" },
    { data: trees({ threshold: [0, 0] }), says: "threshold must hold 3 numbers, got 2" },
    { data: trees({ value: [0, 1, Number.NaN] }), says: "value[2] must be a finite number, got NaN" },
    { data: trees({ left: [0, 0, 0] }), says: "left[0] must be a node after 0 and before 3, got 0" },
    { data: trees({ right: [3, 0, 0] }), says: "right[0] must be a node after 0 and before 3, got 3" },
    {
      data: trees({ feature: [0, 0, -1], left: [1, 0, 0] }),
      says: "left[1] must be a node after 1 and before 3, got 0",
    },
    { data: trees({ right: [1, 0, 0] }), says: "right[0] leads to node 1, which something else leads to already" },
    { data: trees({ roots: [0, 0] }), says: "roots[1] leads to node 0, which something else leads to already" },
    { data: trees({ roots: [0, 1] }), says: "left[0] leads to node 1, which something else leads to already" },
    { data: trees({ roots: [3] }), says: "roots[0] must be a whole number from 0 to 2, got 3" },
    { data: trees({ roots: "0" }), says: 'roots must be an array, got "0"' },
  ];

  it.each(refused)("$says", ({ data, says }) => {
    const build = () => buildScorer(data as ScorerData, 2);
    expect(build).toThrow(RangeError);
    expect(build).toThrow(says);
  });

  it("have more features than a model may have parameters", () => {
    const weights = new Array(MAX_PARAMETERS + 1).fill(0);
    const build = () => buildScorer({ kind: "linear", weights }, MAX_PARAMETERS + 1);
    expect(build).toThrow(`featureCount must be a whole number from 1 to ${MAX_PARAMETERS}`);
  });

  it("are the only ones: what they were made from is taken", () => {
    for (const data of [network([2, 1]), trees({}), { kind: "linear", weights: [1, 2] }]) {
      expect(scoresBy(data as ScorerData, 2, [1, 2])).toHaveLength(1);
    }
  });
});

/** A network with the given inputs and outputs, its numbers all 0. */
function network(...shapes: (readonly [number, number])[]): unknown {
  return {
    kind: "network",
    layers: shapes.map(([inputs, outputs]) => ({
      inputs,
      outputs,
      weights: new Array(inputs * outputs).fill(0),
      biases: new Array(outputs).fill(0),
    })),
  };
}

/** One question and two leaves, with the given changes. */
function trees(changes: Record<string, unknown>): unknown {
  const links = { feature: [0, -1, -1], left: [1, 0, 0], right: [2, 0, 0], roots: [0] };
  return { kind: "trees", base: 0, ...links, ...LEAVES, ...changes };
}
