import { describe, expect, it } from "vitest";
import { type Buffer, contention, loadBound, MAX_BYTES, toArrays } from "../../src/problem/index.js";
import { bruteForceBound, bruteForceOptimum } from "../support/brute-force.js";
import { KINDS, smallProblem } from "../support/small-problems.js";

const live = (id: string, lower: number, upper: number, size: number): Buffer => ({ id, lower, upper, size });

describe("contention", () => {
  it("is the sum of the sizes that are live in a slot", () => {
    const arrays = toArrays({ buffers: [live("a", 0, 4, 10), live("b", 2, 6, 5), live("c", 4, 6, 1)] });
    expect([...contention(arrays)]).toEqual([10, 15, 6]);
  });

  it("is zero where nothing is live, and exactly so after huge sizes", () => {
    const half = 2 ** 52 - 1;
    const arrays = toArrays({ buffers: [live("a", 0, 2, half), live("b", 1, 2, half), live("c", 5, 6, 1)] });
    expect([...contention(arrays)]).toEqual([half, 2 * half, 0, 1]);
  });

  it("of the empty problem has no slots", () => {
    expect(contention(toArrays({ buffers: [] }))).toHaveLength(0);
  });
});

describe("the load bound", () => {
  it("is the greatest contention", () => {
    expect(loadBound(toArrays({ buffers: [live("a", 0, 4, 10), live("b", 2, 6, 5), live("c", 4, 6, 9)] }))).toBe(15);
  });

  it("is not below the top of a fixed buffer", () => {
    expect(loadBound(toArrays({ buffers: [live("a", 0, 4, 10), { ...live("b", 4, 6, 5), offset: 100 }] }))).toBe(105);
  });

  it("of no buffers is 0, and of one its size", () => {
    expect(loadBound(toArrays({ buffers: [] }))).toBe(0);
    expect(loadBound(toArrays({ buffers: [live("a", 0, 1, MAX_BYTES)] }))).toBe(MAX_BYTES);
  });

  it("takes a contention that the caller has already", () => {
    const arrays = toArrays({ buffers: [live("a", 0, 1, 3)] });
    expect(loadBound(arrays, Float64Array.of(7))).toBe(7);
  });

  it("is what a count of every start says, and no optimum is below it", () => {
    let tight = 0;
    for (let seed = 0; seed < 300; seed++) {
      const problem = smallProblem(seed, KINDS[seed % KINDS.length]);
      const bound = loadBound(toArrays(problem));
      expect(bound, `seed ${seed}`).toBe(bruteForceBound(problem));
      const optimum = bruteForceOptimum(problem);
      expect(optimum, `seed ${seed}`).toBeGreaterThanOrEqual(bound);
      if (optimum === bound) tight++;
    }
    expect(tight).toBeGreaterThan(100);
    expect(tight).toBeLessThan(300);
  });

  it("grows by k with all sizes", () => {
    for (let seed = 0; seed < 50; seed++) {
      const { buffers } = smallProblem(seed, "plain");
      const scaled = buffers.map((b) => ({ ...b, size: 1024 * b.size }));
      expect(loadBound(toArrays({ buffers: scaled })), `seed ${seed}`).toBe(1024 * loadBound(toArrays({ buffers })));
    }
  });
});
