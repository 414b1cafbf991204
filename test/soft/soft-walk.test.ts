import { describe, expect, it } from "vitest";
import { compile } from "../../src/model/compile.js";
import type { Problem } from "../../src/problem/index.js";
import { finish } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { firstPlanSteps } from "../../src/soft/first-plan.js";
import { sceneOf } from "../../src/soft/scene.js";
import { softWalk } from "../../src/soft/soft-walk.js";
import type { SoftPlan } from "../../src/soft/values.js";
import { judge } from "../support/model-brute-force.js";

/** Many buffers, and a cost for most pairs that do not live together. */
function penalties(seed: number, count: number): Problem {
  const random = new Random(seed);
  const whole = (least: number, most: number): number => least + Math.floor(random.next() * (most - least + 1));
  const buffers = Array.from({ length: count }, (_, i) => {
    const lower = whole(0, count);
    return { id: `b${i}`, lower, upper: lower + whole(1, count / 4), size: 16 * whole(1, 32) };
  });
  const apart = buffers.flatMap((a, i) =>
    buffers.slice(0, i).flatMap((b) => {
      const isApart = a.upper <= b.lower || b.upper <= a.lower;
      return isApart && random.next() < 0.5 ? [{ buffers: [a.id, b.id], cost: whole(1, 3) }] : [];
    }),
  );
  return { buffers, apart, capacity: 16 * 32 * Math.ceil(count / 8), minimize: ["reuse"] };
}

function placing({ offsets, memories }: SoftPlan) {
  return { offsets: Array.from(offsets), memories: Array.from(memories) };
}

describe("the walk over plans with soft terms", () => {
  const problem = penalties(3, 90);
  const scene = sceneOf(compile(problem))!;

  it("lowers a thousand reuse costs to less than half of what first fit pays, by plans that are allowed", () => {
    expect(problem.apart!.length).toBeGreaterThan(1_000);
    const found: SoftPlan[] = [];
    const plan = softWalk(scene, { seed: 1, steps: 600_000, onIncumbent: (better) => found.push(better) })!;
    expect(found.length).toBeGreaterThan(5);
    expect(found.at(-1)).toEqual(plan);
    for (const better of [found[0]!, plan]) {
      const { faults, sums } = judge(problem, placing(better));
      expect(faults).toEqual([]);
      expect(sums).toEqual(better.values);
    }
    const costs = found.map(({ values }) => values.reuse);
    expect(costs).toEqual([...new Set(costs)].sort((a, b) => b - a));
    expect(plan.values.reuse).toBeLessThan(found[0]!.values.reuse / 2);
  });

  it("gives the same plan for the same seed and steps, and another for another seed", () => {
    const walk = (seed: number): SoftPlan => softWalk(scene, { seed, steps: 300_000 })!;
    expect(walk(1)).toEqual(walk(1));
    expect(walk(1).offsets).not.toEqual(walk(2).offsets);
  });

  it("ends at the first pause once it is told to, with the plan that it has", () => {
    const plan = softWalk(scene, { seed: 1, steps: 1e12, shouldStop: () => true });
    expect(plan === null || judge(problem, placing(plan)).faults.length === 0).toBe(true);
    let asked = 0;
    expect(softWalk(scene, { seed: 1, steps: 1e12, shouldStop: () => ++asked > 40 })).not.toBeNull();
    expect(asked).toBe(41);
  });

  it("begins anew from a plan that others found", () => {
    const better = softWalk(scene, { seed: 1, steps: 600_000 })!;
    const plan = softWalk(scene, { seed: 5, steps: 0, known: () => better });
    expect(plan).toBe(better);
  });
});

describe("the first plan of several memories", () => {
  it("moves out of a full memory what costs least a byte, and no more than has to go", () => {
    const memories = [{ id: "fast", capacity: 100 }, { id: "slow" }];
    const buffers = Array.from({ length: 20 }, (_, i) => {
      return { id: `b${i}`, lower: 0, upper: 1, size: 10, memories: [{ id: "fast" }, { id: "slow", cost: 20 - i }] };
    });
    const model = compile({ memories, buffers, minimize: ["spill"] });
    const plan = finish(firstPlanSteps(model, { seed: 1, rounds: 0 }));
    expect(plan.isPlaced).toEqual([true, true]);
    expect(Array.from(plan.memories)).toEqual(buffers.map((_, i) => (i < 10 ? 0 : 1)));
    const placed = { offsets: Array.from(plan.offsets), memories: Array.from(plan.memories) };
    expect(judge(model.problem, placed).faults).toEqual([]);
  });

  it("says which memory it has no plan for", () => {
    const memories = [{ id: "m", capacity: 15 }, { id: "n" }];
    const buffers = ["a", "b", "c"].map((id) => ({ id, lower: 0, upper: 1, size: 10, memory: id === "c" ? "n" : "m" }));
    const { isPlaced } = finish(firstPlanSteps(compile({ memories, buffers }), { seed: 1, rounds: 0 }));
    expect(isPlaced).toEqual([false, true]);
  });
});
