import { describe, expect, it } from "vitest";
import { reduce } from "../../src/planner/reduce.js";
import { type Problem, toArrays } from "../../src/problem/index.js";

const SOLID = { id: "solid", lower: 3, upper: 5, size: 8 };

const reduced = (problem: Problem) => reduce(toArrays(problem));

describe("reduce", () => {
  it("leaves a problem alone that has nothing to take out", () => {
    const arrays = toArrays({ buffers: [SOLID] });
    expect(reduce(arrays).arrays).toBe(arrays);
  });

  it("takes out what meets nothing, and puts it at its lowest aligned offset, or where it is fixed", () => {
    const buffers = [
      { id: "no bytes", lower: 0, upper: 9, size: 0, alignment: 8 },
      SOLID,
      { id: "no time", lower: 4, upper: 4, size: 30, alignment: 64 },
      { id: "no time, fixed", lower: 9, upper: 9, size: 5, offset: 4200 },
    ];
    const { arrays, restore, peakWithout, originOf } = reduced({ buffers, base: 4097 });
    expect(arrays.count).toBe(1);
    expect(originOf(0)).toBe(1);
    expect(Array.from(restore(Float64Array.of(0)))).toEqual([4104, 4097, 4160, 4200]);
    expect(peakWithout).toBe(4200 + 5 - 4097);
  });

  it("moves a memory to 0 by a multiple of all alignments, and covers the rest of the base in each part", () => {
    const aligned = [
      { ...SOLID, alignment: 16 },
      { ...SOLID, id: "later", lower: 7, upper: 9, alignment: 24, offset: 144 },
    ];
    const { arrays, ground, restore } = reduced({ buffers: aligned, base: 100, capacity: 60 });
    // 96 is the greatest multiple of 48 up to 100.
    expect([ground, arrays.base, arrays.capacity, arrays.count]).toEqual([4, 0, 64, 4]);
    expect(Array.from(arrays.fixedOffset)).toEqual([-1, 48, 0, 0]);
    expect(Array.from(arrays.size)).toEqual([8, 8, 4, 4]);
    expect(Array.from(arrays.start.subarray(2))).toEqual([arrays.start[0], arrays.start[1]]);
    expect(Array.from(restore(Float64Array.of(16, 48, 0, 0)))).toEqual([112, 144]);
  });

  it("needs no ground where nothing is aligned, however far away the memory is", () => {
    const { arrays, ground, restore } = reduced({ buffers: [SOLID], base: 2 ** 52 + 1 });
    expect([ground, arrays.count]).toEqual([0, 1]);
    expect(restore(Float64Array.of(3))[0]).toBe(2 ** 52 + 4);
  });

  it("plans nothing of a problem in which nothing meets anything", () => {
    const { arrays, peakWithout } = reduced({ buffers: [{ id: "a", lower: 1, upper: 1, size: 5 }], base: 7 });
    expect([arrays.count, arrays.slotCount, peakWithout]).toEqual([0, 0, 5]);
  });
});
