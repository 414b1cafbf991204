import { describe, expect, it } from "vitest";
import { planSync } from "../../src/planner/index.js";
import type { Problem } from "../../src/problem/index.js";
import { ALL_PRUNING, type Pruning } from "../../src/search/index.js";
import { bruteForceBound, bruteForceOptimum, faultsOf } from "../support/brute-force.js";
import { hardSmallProblem, smallProblem } from "../support/small-problems.js";

const SWITCHES = Object.keys(ALL_PRUNING) as (keyof Pruning)[];

const hard: { problem: Problem; optimum: number; seed: number }[] = [];
for (let seed = 500_000; hard.length < 600; seed = hard.at(-1)!.seed + 1) {
  const found = hardSmallProblem(seed);
  hard.push({ ...found, optimum: bruteForceOptimum(found.problem) });
}

/** Holds every answer of `plan` about a problem to the optimum. */
function check(problem: Problem, optimum: number, rules: Partial<Pruning>, hint: string): void {
  const least = planSync(problem, { minimize: true, rules });
  expect(least, hint).toMatchObject({ status: "optimal", peak: optimum, lowerBound: optimum, stoppedBy: null });
  expect(faultsOf(problem, least.offsets!, optimum), hint).toEqual([]);
  const fit = planSync({ ...problem, capacity: optimum }, { rules });
  expect(["optimal", "feasible"], hint).toContain(fit.status);
  expect(faultsOf(problem, fit.offsets!, optimum), hint).toEqual([]);
  const roomy = planSync({ ...problem, capacity: optimum + 2 }, { rules });
  expect(faultsOf(problem, roomy.offsets!, optimum + 2), hint).toEqual([]);
  for (const minimize of [false, true]) {
    const below = planSync({ ...problem, capacity: optimum - 1 }, { rules, minimize });
    expect(below, hint).toMatchObject({ status: "infeasible", offsets: null, peak: null, stoppedBy: null });
    expect(below.lowerBound, hint).toBeLessThanOrEqual(optimum);
    expect(below.lowerBound, hint).toBeGreaterThan(optimum - 1);
  }
}

describe("plan against brute force", () => {
  it("gives the optimum, a fit at it and a refutation below it, on 5,000 problems as they come", () => {
    let above = 0;
    for (let seed = 0; seed < 5_000; seed++) {
      const problem = smallProblem(seed);
      const optimum = bruteForceOptimum(problem);
      check(problem, optimum, {}, `seed ${seed}`);
      if (optimum > bruteForceBound(problem)) above++;
    }
    expect(above).toBeGreaterThan(500);
  });

  it.each([...SWITCHES, "none"] as const)(
    "gives the same without %s, on 600 problems whose optimum is above the load bound",
    (rule) => {
      const rules = rule === "none" ? {} : { [rule]: false };
      for (const { problem, optimum, seed } of hard) check(problem, optimum, rules, `seed ${seed}`);
      expect(hard).toHaveLength(600);
    },
  );
});
