import { describe, expect, it } from "vitest";
import { listConflicts } from "../../../src/bodies/heuristics/conflicts.js";
import { BODY_ORDER_NAMES, BodyOrders } from "../../../src/bodies/heuristics/orders.js";
import { PairPlacer } from "../../../src/bodies/heuristics/pair-placer.js";
import { cellSlots } from "../../../src/bodies/heuristics/slots.js";
import { TreePlacer } from "../../../src/bodies/heuristics/tree-placer.js";
import { bodyProblems, randomProblem } from "./random-bodies.js";

describe("the placer for large problems", () => {
  it("places as the one with a list of pairs does, on 3,000 random problems and in every order", () => {
    let runs = 0;
    let failed = 0;
    for (let seed = 20_000; seed < 23_000; seed++) {
      const made = randomProblem(seed, 16);
      if (made === null) continue;
      for (const problem of bodyProblems(made.model)) {
        const slots = cellSlots(problem);
        const conflicts = listConflicts(problem)!;
        const orders = new BodyOrders(problem, slots, conflicts);
        const [pairs, tree] = [new PairPlacer(problem, conflicts), new TreePlacer(problem, slots)];
        for (const name of BODY_ORDER_NAMES) {
          const order = orders.get(name);
          const [a, b] = [new Float64Array(problem.count), new Float64Array(problem.count)];
          const peak = pairs.place(order, "first", problem.capacity, a);
          expect(tree.place(order, "first", problem.capacity, b), `seed ${seed}, ${name}`).toBe(peak);
          expect(tree.failed).toBe(pairs.failed);
          expect(b).toEqual(a);
          runs++;
          if (peak === Number.POSITIVE_INFINITY) failed++;
        }
      }
    }
    expect(runs).toBeGreaterThan(15_000);
    expect(failed).toBeGreaterThan(2_000);
    expect(runs - failed).toBeGreaterThan(5_000);
  });

  it("is given no list where that would be too long", () => {
    const [problem] = bodyProblems(randomProblem(1, 16)!.model);
    const { other } = listConflicts(problem!)!;
    expect(other.length).toBeGreaterThan(2);
    expect(listConflicts(problem!, other.length - 2)).toBeNull();
    expect(listConflicts(problem!, other.length)?.other.length).toBe(other.length);
  });
});
