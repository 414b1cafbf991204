import { describe, expect, it } from "vitest";
import { placeBodies } from "../../../src/bodies/heuristics/place-bodies.js";
import { bruteForce, judge } from "../../support/model-brute-force.js";
import { bodyProblems, placingOf, randomProblem } from "./random-bodies.js";

describe("heuristics for bodies", () => {
  it("give only plans that the raw problem allows, on 6,000 random ones of every construct and mixture", () => {
    let plans = 0;
    let asked = 0;
    for (let seed = 0; seed < 6_000; seed++) {
      const made = randomProblem(seed, 10);
      if (made === null) continue;
      const { problem, model } = made;
      const problems = bodyProblems(model);
      asked++;
      const found = problems.map((part) => placeBodies(part, { target: part.capacity, seed, rounds: 20 }));
      if (found.includes(null)) continue;
      const { faults, peaks } = judge(
        problem,
        placingOf(
          model,
          problems,
          found.map((plan) => plan!.offsets),
        ),
      );
      expect(faults, `seed ${seed}: ${JSON.stringify(problem)}`).toEqual([]);
      expect(peaks, `seed ${seed}`).toEqual(found.map((plan) => plan!.peak));
      plans++;
    }
    expect(asked).toBeGreaterThan(4_000);
    expect(plans).toBeGreaterThan(2_000);
  });

  it("find a plan of 99 % of the small problems that have one, and the least peak of 98 %", () => {
    let feasible = 0;
    let found = 0;
    let least = 0;
    for (let seed = 10_000; seed < 12_000; seed++) {
      const made = randomProblem(seed, 5);
      if (made === null) continue;
      const { problem, model } = made;
      const problems = bodyProblems(model);
      const first = model.bodies.map(({ choices }) => model.memories[choices[0]!.memory]!.id);
      const settled = {
        ...problem,
        buffers: problem.buffers.map(({ memories: _, ...buffer }, b) => {
          return { ...buffer, memory: first[model.bodyOf[b]!]! };
        }),
      };
      const best = bruteForce(settled, ["peak"], 16);
      if (best === null) continue;
      feasible++;
      const plans = problems.map((part) => placeBodies(part, { target: 0, seed }));
      if (plans.includes(null)) continue;
      found++;
      const peak = plans.reduce((sum, plan) => sum + plan!.peak, 0);
      expect(peak, `seed ${seed}`).toBeGreaterThanOrEqual(best.values[0]!);
      if (peak === best.values[0]) least++;
    }
    expect(feasible).toBeGreaterThan(1_000);
    expect(found / feasible).toBeGreaterThan(0.99);
    expect(least / feasible).toBeGreaterThan(0.98);
  });
});
