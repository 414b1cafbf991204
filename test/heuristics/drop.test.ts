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

  it("leaves what lies already where it is, and drops the others on top of it", () => {
    for (let seed = 0; seed < 500; seed++) {
      const problem = smallProblem(seed);
      const arrays = toArrays(problem);
      const whole = drop(arrays);
      const lying = whole.map((offset, b) => (b % 3 === seed % 3 ? offset : -1));
      const offsets = drop(arrays, lying);
      expect(faultsOf(problem, offsets), `seed ${seed}`).toEqual([]);
      for (let b = 0; b < arrays.count; b++) if (lying[b]! >= 0) expect(offsets[b]).toBe(lying[b]);
    }
  });

  it("lays nothing on a fixed buffer that it does not meet", () => {
    const buffers = [
      { id: "wide", lower: 0, upper: 10, size: 1, offset: 0 },
      { id: "tall", lower: 0, upper: 2, size: 10, offset: 90 },
      { id: "wide again", lower: 1, upper: 10, size: 1, offset: 5 },
      { id: "free", lower: 5, upper: 8, size: 1 },
    ];
    expect(drop(toArrays({ buffers }))[3]).toBe(6);
  });
});
