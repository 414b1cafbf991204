import { describe, expect, it } from "vitest";
import { stackBound } from "../../src/bounds/index.js";
import { planSync } from "../../src/planner/index.js";
import { type Buffer, isSolid, markSections, type Problem, toArrays } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { simulate } from "../../src/sim/index.js";
import { bruteForceOptimum } from "../support/brute-force.js";

/** Up to six buffers, some of no bytes, some of no time, some fixed or aligned, in memories that begin anywhere. */
function drawProblem(seed: number): Problem {
  const random = new Random(seed);
  const whole = (below: number): number => Math.floor(random.next() * below);
  const base = whole(3) === 0 ? whole(20) : 0;
  const buffers = Array.from({ length: 1 + whole(6) }, (_, i): Buffer => {
    const lower = whole(6);
    const alignment = [1, 1, 2, 3][whole(4)]!;
    const fixed = alignment * (Math.ceil(base / alignment) + whole(5));
    const more = whole(4) === 0 ? { offset: fixed } : {};
    return { id: `b${i}`, lower, upper: lower + whole(4), size: whole(7), alignment, ...more };
  });
  return { buffers, base };
}

describe("buffers that are taken out", () => {
  it("leave cuts of time behind, and the others have their least peak all the same, as brute force has it", () => {
    let empty = 0;
    for (let seed = 1; seed <= 3_000; seed++) {
      const problem = drawProblem(seed);
      const optimum = bruteForceOptimum(problem);
      const { status, peak, offsets } = planSync(problem, { minimize: true });
      if (optimum === Number.POSITIVE_INFINITY) {
        expect(status, `seed ${seed}`).toBe("infeasible");
        continue;
      }
      expect([status, peak], `seed ${seed}`).toEqual(["optimal", optimum]);
      expect(simulate(problem, offsets!).ok, `seed ${seed}`).toBe(true);
      if (!problem.buffers.every(isSolid)) empty++;
    }
    expect(empty).toBeGreaterThan(1_000);
  });

  it("do not stand in the way of a search, where none of the others starts at their end", () => {
    const buffers: Buffer[] = [
      { id: "a", lower: 4, upper: 7, size: 5, alignment: 4 },
      { id: "b", lower: 4, upper: 7, size: 3, alignment: 4 },
      { id: "none", lower: 4, upper: 5, size: 0 },
    ];
    expect(planSync({ buffers }, { minimize: true })).toMatchObject({ status: "optimal", peak: 9 });
    expect(planSync({ buffers, capacity: 8 })).toMatchObject({ infeasibility: { cause: "stack", buffers: [0, 1] } });
  });
});

describe("sections", () => {
  it("are found in slots that are finer than the buffers need", () => {
    const buffers = ["0 4", "2 6", "5 8"].map((row, i) => {
      const [lower, upper] = row.split(" ").map(Number);
      return { id: `b${i}`, lower: lower!, upper: upper!, size: 8, alignment: 1 + i };
    });
    const arrays = toArrays({ buffers });
    const sectionsOf = (marks: Uint8Array): number => marks.reduce((sum, mark) => sum + mark, 0);
    // Each slot cut in two, as by the start of a buffer that is gone.
    const twice = (slots: Int32Array): Int32Array => slots.map((slot) => 2 * slot);
    const finer = { ...arrays, slotCount: 2 * arrays.slotCount, start: twice(arrays.start), end: twice(arrays.end) };
    expect(sectionsOf(markSections(arrays))).toBe(2);
    expect(sectionsOf(markSections(finer))).toBe(2);
    expect([stackBound(arrays, 0), stackBound(finer, 0)]).toEqual([16, 16]);
  });
});
