import { describe, expect, it } from "vitest";
import { choicesOf, collectShard, withLots } from "../../src/imitation/collect/shard.js";
import { bootstrapMean, judge, type WorkloadRuns } from "../../src/imitation/index.js";
import { Random } from "../../src/problem/random.js";

/** A draw that is nearly normal, of mean 0 and deviation 1. */
const bell = (random: Random): number => Array.from({ length: 12 }, () => random.next()).reduce((a, b) => a + b, -6);

/** Runs of a candidate beside three others, whose steps differ by a mean and a deviation of logarithms. */
function runs(problems: number, seed: number, lead: number, spread: number): WorkloadRuns {
  const random = new Random(seed);
  return Array.from({ length: problems }, () => {
    const own = 7 + bell(random);
    const other = () => ({ logSteps: own - lead + spread * bell(random), ended: 3 });
    return [{ logSteps: own, ended: 3 }, other(), other(), other()];
  });
}

const OTHERS = ["the shipped policy", "the rules", "its own form without what it learned"];

describe("a bootstrap interval", () => {
  it("holds the true mean about as often as it says, of skewed values too", () => {
    const [trials, inside] = [100, { bell: 0, skewed: 0 }];
    // One generator for all: those of seeds next to each other begin alike.
    const random = new Random(77);
    for (let trial = 0; trial < trials; trial++) {
      const even = Array.from({ length: 25 }, () => bell(random));
      // Most are nothing, a few are large: the mean is 0.6.
      const skewed = Array.from({ length: 40 }, () => (random.next() < 0.2 ? 3 : 0));
      const [a, b] = [bootstrapMean(even, 0.95, 1), bootstrapMean(skewed, 0.95, 1)];
      if (a.low <= 0 && 0 <= a.high) inside.bell++;
      if (b.low <= 0.6 && 0.6 <= b.high) inside.skewed++;
    }
    expect(inside.bell / trials).toBeGreaterThan(0.88);
    expect(inside.skewed / trials).toBeGreaterThan(0.88);
    expect(inside.bell / trials).toBeLessThan(1);
  });

  it("has no width where all values are alike", () => {
    expect(bootstrapMean([2, 2, 2], 0.95, 1)).toEqual({ mean: 2, low: 2, high: 2 });
  });
});

describe("a verdict", () => {
  it("recommends what is better by more than chance, and says by how much", () => {
    const verdict = judge("ours", OTHERS, runs(40, 1, -0.7, 0.8), 1);
    expect(verdict).toMatchObject({ recommended: true, reasons: [], problems: 40 });
    for (const { ratio, low, high } of verdict.against) {
      expect(ratio).toBeCloseTo(Math.exp(-0.7), 0);
      expect(low).toBeLessThan(ratio);
      expect(high).toBeLessThan(1);
    }
  });

  it("seldom recommends what is no better: at most one in twenty of those that only luck tells apart", () => {
    let recommended = 0;
    for (let seed = 1; seed <= 100; seed++)
      if (judge("ours", OTHERS, runs(30, seed, 0, 1), 1).recommended) recommended++;
    expect(recommended).toBeLessThanOrEqual(3);
  });

  it("refuses what does not beat its own form without learning, however far it is ahead of the rules", () => {
    const random = new Random(5);
    const noise: WorkloadRuns = Array.from({ length: 40 }, () => {
      const own = 6 + bell(random);
      const better = { logSteps: own + 1, ended: 3 };
      return [{ logSteps: own, ended: 3 }, better, better, { logSteps: own + 0.3 * bell(random), ended: 3 }];
    });
    const { recommended, reasons } = judge("noise", OTHERS, noise, 1);
    expect(recommended).toBe(false);
    expect(reasons.join()).toContain("its own form without what it learned");
  });

  it("says that it cannot tell where problems are few, take no search, or end less often", () => {
    expect(judge("ours", OTHERS, runs(10, 1, -2, 0.1), 1).reasons).toEqual([
      "10 problems are too few to tell, it takes 20",
    ]);
    const easy = runs(30, 1, 0, 0).map((of) => of.map(() => ({ logSteps: 0, ended: 3 })));
    expect(judge("ours", OTHERS, easy, 1).reasons[0]).toBe("only 0 of 30 problems take a search, it takes 8");
    const fewer = runs(40, 1, -2, 0.1).map(([own, ...others]) => [{ ...own!, ended: 2 }, ...others]);
    expect(judge("ours", OTHERS, fewer, 1).reasons[0]).toContain("it ends 80 runs within the limit");
  });

  it("asks more of each of several candidates, as the best of many is mostly lucky", () => {
    const [one, many] = [1, 20].map((count) => judge("ours", OTHERS, runs(30, 3, -0.5, 1), count).against[0]!);
    expect(many!.high).toBeGreaterThan(one!.high);
    expect(many!.low).toBeLessThan(one!.low);
  });
});

describe("labels that are dealt out by lot", () => {
  it("keep the candidates and how many are good, and say nothing of which", () => {
    const source = { kind: "drawn", split: "train", families: ["guillotine"], seed: 1, from: 0, to: 2 } as const;
    const shard = collectShard({ source, attempts: 6, walks: 0, budget: 500, seed: 1, policy: null });
    const [before, after] = [choicesOf(shard, "children"), choicesOf(withLots(shard, 2), "children")];
    expect(after.rows).toEqual(before.rows);
    expect(before.weight.length).toBeGreaterThan(5);
    let moved = 0;
    for (let g = 0; g < before.weight.length; g++) {
      const [a, b] = [before, after].map(({ good, groupStart }) => good.slice(groupStart[g], groupStart[g + 1]));
      expect(b!.reduce((x, y) => x + y, 0)).toBe(a!.reduce((x, y) => x + y, 0));
      if (String(a) !== String(b)) moved++;
    }
    expect(moved).toBeGreaterThan(2);
  });
});
