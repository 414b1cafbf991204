import { describe, expect, it } from "vitest";
import { generate } from "../../src/instances/index.js";
import { toArrays } from "../../src/problem/index.js";
import { ALL_PRUNING, type Pruning } from "../../src/search/policy/pruning.js";
import { Portfolio } from "../../src/search/portfolio/portfolio.js";
import { buildModel } from "../../src/search/state/model.js";
import { bruteForceOptimum } from "../support/brute-force.js";
import { provingSearch } from "../support/searches.js";
import { hardSmallProblem, saturatedProblem } from "../support/small-problems.js";

/** Steps that the proving member takes to refute the unit below the optimum, summed over hard small problems. */
function stepsToRefute(pruning: Pruning): number {
  let steps = 0;
  let seed = 0;
  for (let i = 0; i < 300; i++) {
    const found = hardSmallProblem(seed);
    seed = found.seed + 1;
    const model = buildModel(toArrays(found.problem), pruning);
    const search = provingSearch(model, { pruning });
    search.begin(Math.floor((bruteForceOptimum(found.problem) - 1) / model.unit));
    expect(search.run(1e6)).toBe("exhausted");
    steps += search.steps;
  }
  return steps;
}

/** Steps that a search takes to settle problems that fill all of time. */
function stepsToSettle(pruning: Pruning): number {
  let steps = 0;
  for (let seed = 0; seed < 400; seed++) {
    const model = buildModel(toArrays(saturatedProblem(seed, { horizon: 6, capacity: 8, longest: 4 })), pruning);
    const search = provingSearch(model, { pruning });
    search.begin(model.loadBound);
    search.run(100_000);
    steps += search.steps;
  }
  return steps;
}

describe("switching a part of the pruning off costs steps", () => {
  it.each(["twins", "restLevels", "stacks"] as const)("%s, when refuting small problems", (part) => {
    expect(stepsToRefute({ ...ALL_PRUNING, [part]: false })).toBeGreaterThan(stepsToRefute(ALL_PRUNING));
  });

  it("holes, when refuting small problems without nogoods, which do without it", () => {
    const pruning = { ...ALL_PRUNING, nogoods: false };
    expect(stepsToRefute({ ...pruning, holes: false })).toBeGreaterThan(stepsToRefute(pruning));
  });

  it("nogoods, when settling problems that fill all of time", () => {
    expect(stepsToSettle({ ...ALL_PRUNING, nogoods: false })).toBeGreaterThan(stepsToSettle(ALL_PRUNING));
  });

  it("backjumping, when settling problems that fill all of time", () => {
    expect(stepsToSettle({ ...ALL_PRUNING, backjumping: false })).toBeGreaterThan(stepsToSettle(ALL_PRUNING));
  });

  it("failureWeights, when placing a hard generated instance", () => {
    const model = buildModel(toArrays(generate("thinned", { buffers: 200, seed: 2 }).problem));
    const steps = (pruning: Pruning) => {
      const portfolio = new Portfolio(model, { seed: 0, pruning });
      portfolio.begin(model.loadBound);
      portfolio.run(50_000);
      return portfolio.steps;
    };
    expect(steps({ ...ALL_PRUNING, failureWeights: false })).toBeGreaterThan(steps(ALL_PRUNING));
  });
});
