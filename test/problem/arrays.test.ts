import { describe, expect, it } from "vitest";
import { type Buffer, InputError, toArrays } from "../../src/problem/index.js";
import { KINDS, smallProblem } from "../support/small-problems.js";

const live = (id: string, lower: number, upper: number, size = 1): Buffer => ({ id, lower, upper, size });

describe("slots", () => {
  it("are the pieces of time between distinct starts and ends", () => {
    const arrays = toArrays({ buffers: [live("a", 0, 10), live("b", 10, 30), live("c", 5, 30)] });
    // Cuts at 0, 5, 10 and 30.
    expect(arrays.slotCount).toBe(3);
    expect([...arrays.start]).toEqual([0, 2, 1]);
    expect([...arrays.end]).toEqual([2, 3, 3]);
  });

  it("keep lifetimes half-open: one that ends where another starts shares no slot with it", () => {
    const { start, end } = toArrays({ buffers: [live("a", -7, 3), live("b", 3, 4)] });
    expect(end[0]).toBe(start[1]);
  });

  it("do not grow with the length of time", () => {
    const far = Number.MAX_SAFE_INTEGER;
    const arrays = toArrays({ buffers: [live("a", -far, far), live("b", 0, 1)] });
    expect(arrays.slotCount).toBe(3);
    expect([...arrays.start]).toEqual([0, 1]);
    expect([...arrays.end]).toEqual([3, 2]);
  });

  it("hold the times between two crowds in which nothing is live", () => {
    const arrays = toArrays({ buffers: [live("a", 0, 1), live("b", 5, 6)] });
    expect(arrays.slotCount).toBe(3);
    expect([...arrays.start]).toEqual([0, 2]);
  });

  it("are cut by nothing that meets no other, which is live in none", () => {
    const solid = [live("a", 0, 9), live("b", 4, 6)];
    const { start, end, slotCount } = toArrays({ buffers: solid });
    const others = [live("no bytes", 1, 5, 0), live("no time", 7, 7), live("neither", -3, -3, 0)];
    const arrays = toArrays({ buffers: [others[0]!, solid[0]!, others[1]!, solid[1]!, others[2]!] });
    expect(arrays.slotCount).toBe(slotCount);
    expect([...arrays.start]).toEqual([0, start[0], 0, start[1], 0]);
    expect([...arrays.end]).toEqual([0, end[0], 0, end[1], 0]);
    expect(toArrays({ buffers: others }).slotCount).toBe(0);
  });

  it("say of every pair what its lifetimes say", () => {
    let together = 0;
    for (let seed = 0; seed < 400; seed++) {
      const { buffers } = smallProblem(seed, KINDS[seed % KINDS.length]);
      const { start, end, count, slotCount } = toArrays({ buffers });
      for (let a = 0; a < count; a++) {
        expect(start[a]! >= 0 && start[a]! < end[a]! && end[a]! <= slotCount, `seed ${seed}`).toBe(true);
        for (let b = 0; b < a; b++) {
          const bySlots = start[a]! < end[b]! && start[b]! < end[a]!;
          const byTimes = buffers[a]!.lower < buffers[b]!.upper && buffers[b]!.lower < buffers[a]!.upper;
          expect(bySlots, `seed ${seed}, buffers ${b} and ${a}`).toBe(byTimes);
          if (byTimes) together++;
        }
      }
    }
    expect(together).toBeGreaterThan(1000);
  });

  it("do not depend on where time begins", () => {
    for (let seed = 0; seed < 50; seed++) {
      const { buffers } = smallProblem(seed);
      const shifted = buffers.map((b) => ({ ...b, lower: b.lower - 1e12, upper: b.upper - 1e12 }));
      expect(toArrays({ buffers: shifted }), `seed ${seed}`).toEqual(toArrays({ buffers }));
    }
  });

  it("do not depend on how fine time is: ranks are counted where times are dense, sorted where they are not", () => {
    for (let seed = 0; seed < 50; seed++) {
      const { buffers } = smallProblem(seed);
      for (const by of [2, 7, 1e6]) {
        const finer = buffers.map((b) => ({ ...b, lower: by * b.lower, upper: by * b.upper }));
        expect(toArrays({ buffers: finer }), `seed ${seed}, ${by} times`).toEqual(toArrays({ buffers }));
      }
    }
  });
});

describe("arrays", () => {
  it("carry sizes, alignments and fixed offsets in the order of the buffers", () => {
    const arrays = toArrays({
      buffers: [
        { ...live("a", 0, 1, 2 ** 40), alignment: 64 },
        { ...live("b", 0, 1, 3), offset: 0 },
        { ...live("c", 0, 1, 5), hint: 8 },
      ],
      capacity: 2 ** 41,
    });
    expect(arrays).toMatchObject({ count: 3, capacity: 2 ** 41, hasAlignment: true, hasFixed: true });
    expect([...arrays.size]).toEqual([2 ** 40, 3, 5]);
    expect([...arrays.alignment]).toEqual([64, 1, 1]);
    expect([...arrays.fixedOffset]).toEqual([-1, 0, -1]);
  });

  it("say that nothing is aligned or fixed where an alignment of 1 is all there is", () => {
    const arrays = toArrays({ buffers: [{ ...live("a", 0, 1), alignment: 1 }] });
    expect(arrays).toMatchObject({ hasAlignment: false, hasFixed: false, capacity: Infinity });
  });

  it("of the empty problem are empty", () => {
    const arrays = toArrays({ buffers: [] });
    expect(arrays).toMatchObject({ count: 0, slotCount: 0, hasAlignment: false, hasFixed: false });
    expect(arrays.size).toHaveLength(0);
  });

  it("are made of valid problems only", () => {
    expect(() => toArrays({ buffers: [live("a", 1, 0)] })).toThrow(InputError);
  });

  it("leave the problem as it was", () => {
    const problem = Object.freeze({
      buffers: Object.freeze([Object.freeze(live("a", 0, 2)), Object.freeze(live("b", 1, 3))]),
    });
    const before = structuredClone(problem);
    toArrays(problem);
    expect(problem).toEqual(before);
  });
});
