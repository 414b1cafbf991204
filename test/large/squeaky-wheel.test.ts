import { describe, expect, it } from "vitest";
import { generate } from "../../src/instances/index.js";
import { Scene } from "../../src/large/scene.js";
import { squeakyWheel } from "../../src/large/squeaky-wheel.js";
import { planBySize } from "../../src/large/stack.js";
import { arraysOf, finish, loadBound, type Problem, type ProblemArrays, toColumns } from "../../src/problem/index.js";
import { faultsOf } from "../support/brute-force.js";
import { smallProblem } from "../support/small-problems.js";

const arraysFor = (problem: Problem): ProblemArrays => arraysOf(toColumns(problem));

/** The plans of the first so many whole placements, each better than the one before. */
function plansOf(arrays: ProblemArrays, placements: number, seed = 0) {
  const plans: { peak: number; offsets: Float64Array }[] = [];
  const target = loadBound(arrays);
  const wheel = squeakyWheel(new Scene(arrays), {
    seed,
    lane: 0,
    goal: () => ({ limit: plans.at(-1)?.peak ?? Infinity, target, everyPiece: false }),
    adopt: (plan) => plans.push(plan),
  });
  for (let i = 0; i < placements && plans.at(-1)?.peak !== target; i++) wheel.next();
  return plans;
}

describe("the squeaky wheel", () => {
  it("begins with the largest first, and betters most plans of pipelines from there", () => {
    let bettered = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const { problem } = generate("pipeline", { buffers: 1_500, seed, perturbed: true });
      const arrays = arraysFor(problem);
      const goal = { limit: Infinity, target: loadBound(arrays), everyPiece: false };
      const bySize = finish(planBySize(new Scene(arrays), goal))!;
      const plans = plansOf(arrays, 200);
      expect(plans[0]!.peak, `seed ${seed}`).toBe(bySize.peak);
      if (bySize.peak === goal.target || plans.at(-1)!.peak < bySize.peak) bettered++;
    }
    expect(bettered).toBeGreaterThanOrEqual(8);
  });

  it("gives valid plans, each lower, on small problems with alignments and fixed offsets", () => {
    let found = 0;
    for (let seed = 1; seed <= 400; seed++) {
      const problem = smallProblem(seed);
      let before = Infinity;
      for (const { peak, offsets } of plansOf(arraysFor(problem), 12, seed)) {
        expect(faultsOf(problem, offsets), `seed ${seed}`).toEqual([]);
        expect(peak, `seed ${seed}`).toBeLessThan(before);
        before = peak;
        found++;
      }
    }
    expect(found).toBeGreaterThan(300);
  });

  it("gives the same plans for the same seed", () => {
    const arrays = arraysFor(generate("pipeline", { buffers: 1_200, seed: 4, perturbed: true }).problem);
    expect(plansOf(arrays, 40, 3)).toEqual(plansOf(arrays, 40, 3));
  });
});
