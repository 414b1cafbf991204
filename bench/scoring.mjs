#!/usr/bin/env node
/**
 * `node bench/scoring.mjs [milliseconds]`: microseconds that inference takes a candidate, for models of the sizes that
 * are trained: medians over 15 rounds, warm, candidates in groups of 8.
 */
import { Random } from "../dist/instances/random.js";
import { buildScorer } from "../dist/scoring/index.js";

const [roundMs = 60] = process.argv.slice(2).map(Number);
const ROUNDS = 15;
const GROUP = 8;
const FEATURES = 44;
const random = new Random(1, "bench");
const uniform = () => random.uint32() / 2_147_483_648 - 1;
const numbers = (length) => Array.from({ length }, uniform);

function network(...widths) {
  const layers = widths.slice(1).map((outputs, l) => {
    const inputs = widths[l];
    return { inputs, outputs, weights: numbers(inputs * outputs).map((x) => x / 4), biases: numbers(outputs) };
  });
  return { kind: "network", layers };
}

/** Full trees, level by level. */
function trees(count, depth) {
  const [inner, size] = [2 ** depth - 1, 2 ** (depth + 1) - 1];
  const nodes = Array.from({ length: count * size }, (_, i) => ({ tree: Math.floor(i / size), at: i % size }));
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
  times.sort((a, b) => a - b);
  console.log(`${name.padEnd(24)} ${times[ROUNDS >> 1].toFixed(2)} µs a candidate, least ${times[0].toFixed(2)}`);
}
