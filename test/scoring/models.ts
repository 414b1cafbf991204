import type { Xoshiro128 } from "../../src/instances/xoshiro128.js";
import { buildScorer, type ScorerData } from "../../src/scoring/index.js";

export const SHAPES = ["linear", "one layer", "narrow network", "network", "trees"] as const;
export type Shape = (typeof SHAPES)[number];

/** Finite numbers that products and sums overflow with, and some that they do not. */
export const HUGE = [Number.MAX_VALUE, -Number.MAX_VALUE, 1e300, -1e300, 1e154, 5e-324, 0, -0, 1, -1, 3.5];

const WIDTHS: Partial<Record<Shape, readonly number[]>> = {
  "one layer": [1],
  "narrow network": [3, 5, 1],
  network: [16, 32, 1],
};

/** From −1 to 1. */
export function uniform(random: Xoshiro128): number {
  return random.uint32() / 2_147_483_648 - 1;
}

export function randomRows(count: number, featureCount: number, random: Xoshiro128): number[] {
  return Array.from({ length: count * featureCount }, () => uniform(random));
}

/** A well-formed model with numbers that `draw` gives. */
export function randomScorer(
  shape: Shape,
  featureCount: number,
  random: Xoshiro128,
  draw = () => uniform(random),
): ScorerData {
  const numbers = (length: number) => Array.from({ length }, draw);
  if (shape === "linear") return { kind: "linear", weights: numbers(featureCount), bias: draw() };
  if (shape !== "trees") {
    const widths = [featureCount, ...WIDTHS[shape]!];
    const layers = widths.slice(1).map((outputs, l) => {
      const inputs = widths[l]!;
      return { inputs, outputs, weights: numbers(inputs * outputs), biases: numbers(outputs) };
    });
    return { kind: "network", layers };
  }
  // Full trees of depth 3, level by level.
  const nodes = Array.from({ length: 4 * 15 }, (_, i) => ({ tree: Math.floor(i / 15), at: i % 15 }));
  const child = (side: number) => nodes.map(({ tree, at }) => (at < 7 ? 15 * tree + 2 * at + side : 0));
  return {
    kind: "trees",
    base: draw(),
    feature: nodes.map(({ at }) => (at < 7 ? random.below(featureCount) : -1)),
    threshold: numbers(nodes.length),
    left: child(1),
    right: child(2),
    value: numbers(nodes.length),
    roots: [0, 15, 30, 45],
  };
}

/** The scores of all rows. */
export function scoresBy(data: ScorerData, featureCount: number, rows: readonly number[]): number[] {
  const scores = new Float64Array(rows.length / featureCount);
  buildScorer(data, featureCount).score(Float64Array.from(rows), scores.length, scores);
  return [...scores];
}
