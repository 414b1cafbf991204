import { describe, expect, it } from "vitest";
import { drop } from "../../src/heuristics/index.js";
import { toArrays } from "../../src/problem/index.js";
import { faultsOf } from "../support/brute-force.js";
import { smallProblem } from "../support/small-problems.js";
import { faultBySweep, randomProblem } from "./problems.js";

describe("drop", () => {
  it("gives a valid plan, with alignment and fixed offsets", () => {
    let fixed = 0;
    for (let seed = 0; seed < 2_000; seed++) {
      const problem = smallProblem(seed);
      if (problem.buffers.some(({ offset }) => offset !== undefined)) fixed++;
      const offsets = drop(toArrays(problem));
      expect(faultsOf(problem, offsets), `seed ${seed}`).toEqual([]);
    }
    expect(fixed).toBeGreaterThan(200);
  });

  it("puts each free buffer on the ground or, rounded up, on what fell before it", () => {
    for (let seed = 0; seed < 300; seed++) {
      const { buffers } = smallProblem(seed, seed % 2 === 0 ? "plain" : "aligned");
      const offsets = drop(toArrays({ buffers }));
      for (const [b, { alignment = 1 }] of buffers.entries()) {
        const rests = [0, ...buffers.map(({ size }, other) => offsets[other]! + size)];
        const levels = rests.map((top) => Math.ceil(top / alignment) * alignment);
        expect(levels, `seed ${seed}, buffer ${b}`).toContain(offsets[b]);
      }
    }
  });

  it("plans 60,000 buffers with a hundred million overlapping pairs", () => {
    const arrays = toArrays(randomProblem(1, { count: 60_000, horizon: 60_000, longest: 3600, largest: 1000 }));
    expect(faultBySweep(arrays, drop(arrays))).toBeNull();
  });
});
