import { describe, expect, it } from "vitest";
import { reasonAtAnyCapacity, reasonAtCapacity, reasonByProof } from "../../src/oracle/reasons.js";
import type { Buffer } from "../../src/problem/index.js";

const buffer = (id: string, more: Partial<Buffer> = {}): Buffer => ({ id, lower: 0, upper: 4, size: 8, ...more });

describe("a reason at any capacity", () => {
  it("is a buffer that is fixed below the memory, one of no bytes too", () => {
    const buffers = [buffer("a", { offset: 4096 }), buffer("b", { offset: 4000, size: 0 })];
    expect(reasonAtAnyCapacity({ buffers, base: 4096 })).toEqual({
      cause: "fixed",
      buffers: [1],
      message: 'buffer "b" is fixed at [4000, 4000), below the memory, which begins at 4096',
    });
    expect(reasonAtAnyCapacity({ buffers, base: 4000 })).toBeNull();
  });

  it("is a pair that is fixed at the same bytes and lives at once, and no pair that only touches", () => {
    const late = buffer("late", { lower: 3, upper: 9, offset: 7 });
    const early = buffer("early", { offset: 0 });
    expect(reasonAtAnyCapacity({ buffers: [late, buffer("free"), early] })).toEqual({
      cause: "collision",
      buffers: [0, 2],
      message: 'buffer "late" is fixed at [7, 15), buffer "early" is fixed at [0, 8), and both live at once',
    });
    for (const apart of [{ offset: 8 }, { lower: 4 }, { size: 0 }, { upper: 3 }, { offset: -1 }]) {
      expect(reasonAtAnyCapacity({ buffers: [{ ...late, ...apart }, early] }), JSON.stringify(apart)).toBeNull();
    }
  });
});

describe("a reason at a capacity", () => {
  it("is a buffer that is larger than the memory, from its first aligned offset on", () => {
    const aligned = buffer("a", { alignment: 64 });
    expect(reasonAtCapacity({ buffers: [buffer("b"), aligned], base: 60, capacity: 11 })).toEqual({
      cause: "size",
      buffers: [1],
      message: 'buffer "a" alone needs 12 bytes, the capacity is 11',
    });
    expect(reasonAtCapacity({ buffers: [aligned], base: 60, capacity: 12 })).toBeNull();
    const empty = buffer("a", { alignment: 64, size: 0, upper: 0 });
    expect(reasonAtCapacity({ buffers: [empty], base: 1, capacity: 62 })).toMatchObject({
      cause: "size",
      buffers: [0],
    });
  });

  it("is a buffer that is fixed beyond the memory, or its size where no offset would do", () => {
    const buffers = [buffer("a", { offset: 100 })];
    expect(reasonAtCapacity({ buffers, base: 100, capacity: 8 })).toBeNull();
    expect(reasonAtCapacity({ buffers, base: 99, capacity: 8 })).toEqual({
      cause: "fixed",
      buffers: [0],
      message: 'buffer "a" is fixed at [100, 108), the memory is [99, 107)',
    });
    expect(reasonAtCapacity({ buffers, base: 99, capacity: 7 })).toMatchObject({ cause: "size" });
  });

  it("is the first time at which most is live, with those that live then", () => {
    const buffers = [
      buffer("a"),
      buffer("b", { lower: 4, upper: 9 }),
      buffer("c", { lower: 2 }),
      buffer("d", { size: 0 }),
    ];
    expect(reasonAtCapacity({ buffers, capacity: 16 })).toBeNull();
    expect(reasonAtCapacity({ buffers, capacity: 15 })).toEqual({
      cause: "load",
      buffers: [0, 2],
      message: "the 2 buffers live at t = 2 need 16 bytes, the capacity is 15",
    });
  });

  it("is the proof where nothing is plainer", () => {
    expect(reasonByProof({ buffers: [buffer("a"), buffer("b")], capacity: 20 }, 21)).toEqual({
      cause: "search",
      buffers: [0, 1],
      message: "it is proved that no plan peaks below 21 bytes, the capacity is 20",
    });
  });
});
