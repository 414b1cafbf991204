import { describe, expect, it } from "vitest";
import { leaningsOf, smallSets } from "../../src/imitation/index.js";
import { FEATURES, loadPolicy } from "../../src/policy/index.js";
import { buildScorer, type ScorerData } from "../../src/scoring/index.js";

const rankOf = (scores: Float64Array, i: number): number => scores.filter((each) => each > scores[i]!).length;

describe("what a policy is said to prefer", () => {
  it("moves a candidate in the ranking as it is said, in each role of the shipped policy", async () => {
    const policy = loadPolicy("learned");
    const sets = await smallSets(policy, { problems: 4, seed: 3 });
    let moved = 0;
    for (const role of ["children", "targets"] as const) {
      const model = policy.guidance![role]!.model;
      const set = sets[role];
      const width = FEATURES[role].length;
      const scorer = buildScorer(model, width);
      const leanings = leaningsOf(model, FEATURES[role], set).slice(0, 5);
      expect(leanings.length).toBeGreaterThan(2);
      for (const { feature, prefers } of leanings) {
        const j = FEATURES[role].indexOf(feature);
        for (let g = 0; g < Math.min(20, set.weight.length); g++) {
          const [begin, end] = [set.groupStart[g]!, set.groupStart[g + 1]!];
          const rows = Float64Array.from(set.rows.subarray(begin * width, end * width));
          const before = new Float64Array(end - begin);
          scorer.score(rows, end - begin, before);
          // The one that comes last is given more of what is preferred.
          const last = before.indexOf(Math.min(...before));
          rows[last * width + j]! += prefers === "more" ? 100 : -100;
          const after = new Float64Array(end - begin);
          scorer.score(rows, end - begin, after);
          expect(after[last]).toBeGreaterThan(before[last]!);
          expect(rankOf(after, last)).toBeLessThanOrEqual(rankOf(before, last));
          if (rankOf(after, last) < rankOf(before, last)) moved++;
        }
      }
    }
    expect(moved).toBeGreaterThan(15);
  });

  it("is measured, so that a model without weights to read is told of too, and what never differs is not", () => {
    // Trees that split on the second feature: below 0.5 they give 2, else 0.
    const trees: ScorerData = {
      kind: "trees",
      base: 0,
      roots: [0],
      feature: [1, -1, -1],
      threshold: [0.5, 0, 0],
      left: [1, 0, 0],
      right: [2, 0, 0],
      value: [0, 2, 0],
    };
    const set = {
      featureCount: 2,
      rows: Float32Array.of(7, 0.2, 7, 0.9, 7, 0.4, 7, 0.7),
      groupStart: Int32Array.of(0, 2, 4),
      good: Uint8Array.of(1, 0, 1, 0),
      weight: Float32Array.of(1, 1),
    };
    const [only, ...others] = leaningsOf(trees, ["same everywhere", "height"], set);
    expect(others).toEqual([]);
    expect(only).toMatchObject({ feature: "height", prefers: "less" });
    expect(only!.odds).toBeGreaterThan(1.5);
  });
});
