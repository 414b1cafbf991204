import { describe, expect, it } from "vitest";
import type { Plan } from "../../src/heuristics/index.js";
import { generate } from "../../src/instances/index.js";
import { Clock } from "../../src/planner/clock.js";
import { obviousInfeasibility } from "../../src/planner/infeasibility.js";
import { LargeSearch } from "../../src/planner/large-search.js";
import { checkOptions } from "../../src/planner/options.js";
import { Run } from "../../src/planner/run.js";
import type { Outcome } from "../../src/planner/state.js";
import type { PlannerOptions } from "../../src/planner/types.js";
import { arraysOf, finish, idOf, loadBound, type Problem, toColumns } from "../../src/problem/index.js";
import { bruteForceOptimum, faultsOf } from "../support/brute-force.js";
import { smallProblem } from "../support/small-problems.js";

/** A run that takes every part of more than so many buffers for a large one; null where no plan obviously exists. */
function large(problem: Problem, options: PlannerOptions, largeFrom = 0): Outcome | null {
  const columns = toColumns(problem);
  const arrays = arraysOf(columns);
  const names = { idOf: (b: number) => idOf(columns, b), lowerOf: (b: number) => columns.lower[b]! };
  if (obviousInfeasibility(arrays, names) !== null) return null;
  const run = new Run(arrays, { ...checkOptions(options), largeFrom }, new Clock());
  finish(run.stages());
  return run.state.outcome;
}

function check(problem: Problem, optimum: number, hint: string): void {
  const least = large(problem, { minimize: true });
  expect(least, hint).toMatchObject({ lowerBound: optimum, stoppedBy: null });
  expect(least!.plan.peak, hint).toBe(optimum);
  expect(faultsOf(problem, least!.plan.offsets, optimum), hint).toEqual([]);
  for (const spare of [0, 2]) {
    const fit = large({ ...problem, capacity: optimum + spare }, {});
    expect(fit!.plan.peak, hint).toBeLessThanOrEqual(optimum + spare);
    expect(fit!.lowerBound, hint).toBeLessThanOrEqual(optimum);
    expect(faultsOf(problem, fit!.plan.offsets, optimum + spare), hint).toEqual([]);
  }
  for (const minimize of [false, true]) {
    const below = large({ ...problem, capacity: optimum - 1 }, { minimize });
    if (below === null) continue;
    expect(below, hint).toMatchObject({ stoppedBy: null, lowerBound: optimum });
    expect(below.refutation, hint).not.toBeNull();
  }
}

describe("the methods for large parts", () => {
  it("give the optimum, a fit at it and a refutation below it, on 4,000 small problems taken for large", () => {
    let searched = 0;
    for (let seed = 0; seed < 4_000; seed++) {
      const problem = smallProblem(seed);
      const optimum = bruteForceOptimum(problem);
      check(problem, optimum, `seed ${seed}`);
      if (optimum > loadBound(arraysOf(toColumns(problem)))) searched++;
    }
    expect(searched).toBeGreaterThan(400);
  });

  it("prove nothing false of problems whose plan at the load bound is known", () => {
    for (let seed = 1; seed <= 12; seed++) {
      const { problem } = generate("residual", { buffers: 60, seed });
      const found = large(problem, { minimize: true, stepLimit: 20_000 }, 10)!;
      expect(found.lowerBound, `seed ${seed}`).toBe(problem.capacity);
      expect(faultsOf(problem, found.plan.offsets, found.plan.peak), `seed ${seed}`).toEqual([]);
      const fit = large(problem, { stepLimit: 20_000 }, 10)!;
      expect(fit.refutation, `seed ${seed}`).toBeNull();
    }
  });

  it("give the same plan after the same steps, wherever the run pauses", () => {
    const { problem } = generate("residual", { buffers: 1_500, seed: 3 });
    const arrays = arraysOf(toColumns(problem));
    const start: Plan = large(problem, { minimize: true, stepLimit: 0 }, 1_000)!.plan;
    const peaks = [1, 700, 1e9].map((budget) => {
      const low = loadBound(arrays);
      const options = { arrays, start, low, high: start.peak, minimize: true, slice: 64, seed: 5, ends: false };
      const search = new LargeSearch(options);
      const steps: number[] = [];
      // Pieces are as long as they are: each pause comes at the first that ends after the budget.
      while (search.steps < 400_000 && !search.settled) {
        search.run(Math.min(budget, 400_000 - search.steps));
        if (search.high < (steps.at(-1) ?? Infinity)) steps.push(search.high);
      }
      return { steps: search.steps, high: search.high, offsets: search.best && Array.from(search.best.offsets) };
    });
    expect(peaks[1]).toEqual(peaks[0]);
    expect(peaks[2]).toEqual(peaks[0]);
    expect(peaks[0]!.high).toBeLessThan(start.peak);
  });

  it("leave a plan of all buffers whenever they are stopped", () => {
    const { problem } = generate("pipeline", { buffers: 2_000, seed: 4 });
    let last = Infinity;
    for (const stepLimit of [0, 1, 10_000, 60_000]) {
      const { plan } = large({ ...problem, capacity: undefined }, { minimize: true, stepLimit })!;
      expect(faultsOf(problem, plan.offsets, plan.peak), `${stepLimit} steps`).toEqual([]);
      expect(plan.peak, `${stepLimit} steps`).toBeLessThanOrEqual(last);
      last = plan.peak;
    }
  });
});
