import { describe, expect, it } from "vitest";
import { greedy } from "../../src/heuristics/index.js";
import type { Plan } from "../../src/heuristics/plan.js";
import { generate } from "../../src/instances/index.js";
import { RuinRecreate } from "../../src/large/ruin-recreate.js";
import { loadBound, type Problem, type ProblemArrays, toArrays } from "../../src/problem/index.js";
import { simulate } from "../../src/sim/index.js";
import { fault, randomProblem } from "../heuristics/problems.js";
import { bruteForceOptimum } from "../support/brute-force.js";
import { smallProblem } from "../support/small-problems.js";

function startOf(arrays: ProblemArrays): Plan {
  return greedy(arrays, { target: 0 }, [{ fit: "first", order: "start" }]);
}

function runOn(
  problem: Problem,
  { seed = 1, target = 0 } = {},
): { arrays: ProblemArrays; start: Plan; run: RuinRecreate } {
  const arrays = toArrays(problem);
  const start = startOf(arrays);
  return { arrays, start, run: new RuinRecreate(arrays, start, { seed, bound: loadBound(arrays), target }) };
}

/** All plans of so many slices, each of so many steps. */
function plansOf(run: RuinRecreate, slices: number, steps: number): Plan[] {
  const plans: Plan[] = [];
  for (let slice = 0; slice < slices; slice++) {
    const plan = run.run(steps);
    if (plan !== null) plans.push(plan);
  }
  return plans;
}

const flat = (seed: number): Problem => generate("residual", { buffers: 600, seed, unit: 1 }).problem;

describe("ruin and recreate", () => {
  it.each([1, 2, 3])("lowers the peak of a flat load in plans that the simulator passes, seed %i", (seed) => {
    const problem = { buffers: flat(seed).buffers };
    const { start, run } = runOn(problem);
    const plans = plansOf(run, 200, 50);
    expect(plans.length).toBeGreaterThan(3);
    let peak = start.peak;
    for (const plan of plans) {
      const report = simulate(problem, plan.offsets);
      expect(report.violations).toEqual([]);
      expect(report.peak).toBe(plan.peak);
      expect(plan.peak).toBeLessThan(peak);
      peak = plan.peak;
    }
    expect(run.peak).toBe(peak);
  });

  it.each(Array.from({ length: 12 }, (_, seed) => seed))("keeps alignments and fixed offsets, seed %i", (seed) => {
    const shape = { count: 120, horizon: 60, longest: 12, largest: 40, aligned: 0.4, fixed: 0.05 };
    const { arrays, run } = runOn(randomProblem(seed, shape));
    const plans = plansOf(run, 20, 100);
    for (const plan of plans) expect(fault(arrays, plan.offsets, plan.peak)).toBeNull();
    expect(plans.length > 0 || run.exhausted).toBe(true);
  });

  it("reaches the optimum of small problems", () => {
    let bettered = 0;
    for (let seed = 0; seed < 200; seed++) {
      const problem = smallProblem(seed);
      const optimum = bruteForceOptimum(problem);
      const { arrays, start, run } = runOn(problem, { target: optimum });
      const plan = run.run(20_000);
      expect(run.peak, `seed ${seed}`).toBe(optimum);
      expect(run.exhausted).toBe(true);
      if (plan === null) continue;
      bettered++;
      expect(plan.peak).toBeLessThan(start.peak);
      expect(fault(arrays, plan.offsets, optimum)).toBeNull();
    }
    expect(bettered).toBeGreaterThan(20);
  });

  it("comes to the same plans in slices of any length, and to others with another seed", () => {
    const whole = runOn(flat(4)).run;
    const sliced = runOn(flat(4)).run;
    const other = runOn(flat(4), { seed: 2 }).run;
    const last = whole.run(1000);
    expect(last).not.toBeNull();
    expect(plansOf(sliced, 10, 100).at(-1)).toEqual(last);
    expect(sliced.steps).toBe(whole.steps);
    expect(plansOf(other, 10, 100).at(-1)?.offsets).not.toEqual(last?.offsets);
  });

  it("ends at the first plan within the target, and takes no step where the start is", () => {
    const { arrays, start } = runOn(flat(5));
    const bound = loadBound(arrays);
    const target = Math.floor(start.peak - (start.peak - bound) / 4);
    const run = new RuinRecreate(arrays, start, { seed: 1, bound, target });
    for (let slice = 0; slice < 1000 && !run.exhausted; slice++) run.run(100);
    expect(run.exhausted).toBe(true);
    expect(run.peak).toBeLessThanOrEqual(target);
    const { steps } = run;
    expect(run.run(100)).toBeNull();
    expect(run.steps).toBe(steps);
    const done = new RuinRecreate(arrays, start, { seed: 1, bound, target: start.peak });
    expect([done.exhausted, done.run(10), done.steps]).toEqual([true, null, 0]);
  });

  it("does nothing once its set-up was stopped", () => {
    const arrays = toArrays(flat(6));
    const start = startOf(arrays);
    const run = new RuinRecreate(arrays, start, { seed: 1, bound: 0, target: 0, shouldStop: () => true });
    expect([run.exhausted, run.run(100), run.peak]).toEqual([true, null, start.peak]);
  });

  it("lowers buffers that meet no other, and leaves the start as it was", () => {
    const arrays = toArrays({
      buffers: [
        { id: "never", lower: 3, upper: 3, size: 5 },
        { id: "a", lower: 0, upper: 4, size: 2 },
        { id: "b", lower: 3, upper: 6, size: 3 },
      ],
    });
    const start = { offsets: Float64Array.of(90, 0, 2), peak: 95, foundBy: "hand" };
    const run = new RuinRecreate(arrays, start, { seed: 1, bound: 5, target: 5 });
    expect(run.run(10)).toMatchObject({ peak: 5, offsets: Float64Array.of(0, 0, 2) });
    expect(start.offsets[0]).toBe(90);
  });
});
