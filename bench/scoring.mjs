#!/usr/bin/env node
/**
 * `node bench/scoring.mjs [milliseconds]`: microseconds that inference takes a candidate, for models of the sizes that
 * are trained: medians over 15 rounds, warm, candidates in groups of 8.
 *
 * @import { ScorerData } from "../dist/scoring/index.js"
 */
import { Xoshiro128 } from "../dist/instances/xoshiro128.js";
import { buildScorer } from "../dist/scoring/index.js";
import { median } from "./measure.mjs";

const [roundMs = 60] = process.argv.slice(2).map(Number);
const ROUNDS = 15;
const GROUP = 8;
const FEATURES = 44;
const random = new Xoshiro128(1, "bench");
const uniform = () => random.uint32() / 2_147_483_648 - 1;
/** @param {number} length */
const numbers = (length) => Array.from({ length }, uniform);

/**
 * @param {number} features
 * @param {number[]} widths of the layers above them
 * @returns {ScorerData}
 */
function network(features, ...widths) {
  let inputs = features;
  const layers = widths.map((outputs) => {
    const weights = numbers(inputs * outputs).map((x) => x / 4);
    const layer = { inputs, outputs, weights, biases: numbers(outputs) };
    inputs = outputs;
    return layer;
  });
  return { kind: "network", layers };
}

/**
 * Full trees, level by level.
 *
 * @param {number} count
 * @param {number} depth
 * @returns {ScorerData}
 */
function trees(count, depth) {
  const [inner, size] = [2 ** depth - 1, 2 ** (depth + 1) - 1];
  const nodes = Array.from({ length: count * size }, (_, i) => ({ tree: Math.floor(i / size), at: i % size }));
  /** @param {1 | 2} side */
  const child = (side) => nodes.map(({ tree, at }) => (at < inner ? size * tree + 2 * at + side : 0));
  return {
    kind: "trees",
    base: 0,
    feature: nodes.map(({ at }) => (at < inner ? random.below(FEATURES) : -1)),
    threshold: numbers(nodes.length),
    left: child(1),
    right: child(2),
    value: numbers(nodes.length),
    roots: Array.from({ length: count }, (_, t) => size * t),
  };
}

/** @type {readonly (readonly [name: string, data: ScorerData, features: number])[]} */
const MODELS = [
  ["linear, 44", { kind: "linear", weights: numbers(FEATURES) }, FEATURES],
  ["network 44-16-16-1", network(44, 16, 16, 1), FEATURES],
  ["network 44-32-32-1", network(44, 32, 32, 1), FEATURES],
  ["network 48-32-32-1", network(48, 32, 32, 1), 48],
  ["trees, 100 of depth 4", trees(100, 4), FEATURES],
];

for (const [name, data, featureCount] of MODELS) {
  const scorer = buildScorer(data, featureCount);
  const sets = Array.from({ length: 64 }, () => Float64Array.from(numbers(GROUP * featureCount)));
  const scores = new Float64Array(GROUP);
  /** @type {number[]} */
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    let groups = 0;
    while (performance.now() - start < roundMs) {
      for (const rows of sets) scorer.score(rows, GROUP, scores);
      groups += sets.length;
    }
    times.push(((performance.now() - start) * 1_000) / (groups * GROUP));
  }
  const [middle, least] = [median(times), Math.min(...times)];
  console.log(`${name.padEnd(24)} ${middle.toFixed(2)} µs a candidate, least ${least.toFixed(2)}`);
}
