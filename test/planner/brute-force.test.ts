import { describe, expect, it } from "vitest";
import { planSync } from "../../src/planner/index.js";
import type { Problem } from "../../src/problem/index.js";
import { ALL_RULES, type SearchRules } from "../../src/search/index.js";
import { bruteForceOptimum, faultsOf } from "../support/brute-force.js";
import { hardSmallProblem, smallProblem } from "../support/small-problems.js";

const SWITCHES = Object.keys(ALL_RULES) as (keyof SearchRules)[];

const hard: { problem: Problem; optimum: number; seed: number }[] = [];
for (let seed = 500_000; hard.length < 600; seed = hard.at(-1)!.seed + 1) {
  const found = hardSmallProblem(seed);
  hard.push({ ...found, optimum: bruteForceOptimum(found.problem) });
}

/** Whether a capacity can be asked for at all: a buffer that alone exceeds it is bad input, not infeasible. */
function isAskable({ buffers }: Problem, capacity: number): boolean {
  return buffers.every(({ size, offset = 0 }) => offset + size <= capacity);
}

/** Holds every answer of `plan` about a problem to the optimum; returns how many infeasible answers were proved. */
function check(problem: Problem, optimum: number, rules: Partial<SearchRules>, hint: string): number {
  const least = planSync(problem, { minimize: true, rules });
  expect(least, hint).toMatchObject({ status: "optimal", peak: optimum, lowerBound: optimum, stoppedBy: null });
  expect(faultsOf(problem, least.offsets!, optimum), hint).toEqual([]);
  const fit = planSync({ ...problem, capacity: optimum }, { rules });
  expect(["optimal", "feasible"], hint).toContain(fit.status);
  expect(faultsOf(problem, fit.offsets!, optimum), hint).toEqual([]);
  const roomy = planSync({ ...problem, capacity: optimum + 2 }, { rules });
  expect(faultsOf(problem, roomy.offsets!, optimum + 2), hint).toEqual([]);
  if (!isAskable(problem, optimum - 1)) return 0;
  for (const minimize of [false, true]) {
    const below = planSync({ ...problem, capacity: optimum - 1 }, { rules, minimize });
    expect(below, hint).toMatchObject({ status: "infeasible", offsets: null, peak: null, stoppedBy: null });
    expect(below.lowerBound, hint).toBeLessThanOrEqual(optimum);
    expect(below.lowerBound, hint).toBeGreaterThan(optimum - 1);
  }
  return 1;
}

describe("plan against brute force", () => {
  it("gives the optimum, a fit at it and a refutation below it, on 5,000 problems as they come", () => {
    let refuted = 0;
    for (let seed = 0; seed < 5_000; seed++) {
      const problem = smallProblem(seed);
      refuted += check(problem, bruteForceOptimum(problem), {}, `seed ${seed}`);
    }
    expect(refuted).toBeGreaterThan(2_500);
  });

  it.each([...SWITCHES, "none"] as const)(
    "gives the same without %s, on 600 problems whose optimum is above the load bound",
    (rule) => {
      const rules = rule === "none" ? {} : { [rule]: false };
      let seed = 500_000;
      let refuted = 0;
      for (let i = 0; i < 600; i++) {
        const found = hardSmallProblem(seed);
        seed = found.seed + 1;
        refuted += check(found.problem, bruteForceOptimum(found.problem), rules, `seed ${found.seed}`);
      }
      expect(refuted).toBeGreaterThan(400);
    },
  );
});
