import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../src/problem/index.js";
import { simulate } from "../../src/sim/index.js";
import { RankSet } from "../../src/sim/rank-set.js";
import { Sorter } from "../../src/sim/sorter.js";
import { giveBackWorkspace, takeWorkspace } from "../../src/sim/workspace.js";

describe("RankSet", () => {
  // Sizes on both sides of every change of level.
  const size = fc.oneof(
    fc.integer({ min: 1, max: 100 }),
    fc.constantFrom(31, 32, 33, 1023, 1024, 1025, 32_767, 32_768, 32_769, 40_000),
  );

  it("finds the same members as a plain set", () => {
    fc.assert(
      fc.property(
        size,
        fc.array(fc.tuple(fc.constantFrom("add", "delete"), fc.nat()), { maxLength: 60 }),
        (n, steps) => {
          const set = new RankSet(50_000);
          set.clear(n);
          const model = new Set<number>();
          for (const [action, value] of steps) {
            const member = value % n;
            set[action as "add" | "delete"](member);
            model[action as "add" | "delete"](member);
          }
          const members = [...model].sort((a, b) => a - b);
          const probes = [0, n - 1, ...members, ...members.map((m) => m - 1), ...members.map((m) => m + 1)];
          for (const rank of probes.filter((p) => p >= 0 && p < n)) {
            expect(set.atOrBelow(rank)).toBe(members.findLast((m) => m <= rank) ?? -1);
            expect(set.above(rank)).toBe(members.find((m) => m > rank) ?? -1);
          }
        },
      ),
      { numRuns: 1000 },
    );
  });

  it("is empty after clear, at whatever size it had", () => {
    const set = new RankSet(5000);
    for (const before of [5000, 1000, 30, 5000]) {
      set.clear(before);
      for (let member = 0; member < before; member += 7) set.add(member);
      for (const after of [5000, 1025, 33, 1]) {
        set.clear(after);
        expect(set.atOrBelow(after - 1)).toBe(-1);
        expect(set.above(0)).toBe(-1);
      }
    }
  });
});

describe("Sorter", () => {
  const MAX = Number.MAX_SAFE_INTEGER;
  const key = fc.oneof(
    fc.integer({ min: 0, max: 20 }),
    fc.integer({ min: -1000, max: 1000 }),
    fc.integer({ min: 0, max: 2 ** 31 }),
    fc.integer({ min: 2 ** 30 - 2, max: 2 ** 30 + 2 }),
    fc.integer({ min: 2 ** 40, max: 2 ** 40 + 50 }),
    fc.maxSafeInteger(),
    fc.constantFrom(-MAX, MAX, MAX - 1, 1 - MAX),
  );
  // One kind of key for a whole array, or all kinds mixed.
  const keys = fc.oneof(
    fc.array(key, { maxLength: 200, size: "max" }),
    fc.array(fc.integer({ min: -8, max: 8 }), { maxLength: 200, size: "max" }),
    fc.array(fc.integer({ min: 0, max: 2 ** 45 }), { maxLength: 200, size: "max" }),
    fc.array(fc.integer({ min: 0, max: MAX }), { maxLength: 200, size: "max" }),
    fc.array(fc.integer({ min: 2 ** 30 - 40, max: 2 ** 30 + 40 }), { maxLength: 200, size: "max" }),
  );

  function expectSorted(values: Float64Array, sorter: Sorter): void {
    const order = new Int32Array(values.length + 1).fill(-7);
    sorter.sort(values, values.length, order);
    expect(order[values.length]).toBe(-7);
    const expected = Array.from(values, (_, i) => i).sort((a, b) => values[a]! - values[b]! || a - b);
    expect(Array.from(order.subarray(0, values.length))).toEqual(expected);
  }

  it("sorts as the comparator sort does, ties by position, and leaves the keys", () => {
    const sorter = new Sorter(1000);
    fc.assert(
      fc.property(keys, (values) => {
        const given = Float64Array.from(values);
        expectSorted(given, sorter);
        expect(Array.from(given)).toEqual(values);
      }),
      { numRuns: 1000 },
    );
  });

  it("sorts a thousand keys of any width", () => {
    const sorter = new Sorter(1000);
    for (const width of [1, 2, 9, 10, 11, 12, 20, 29, 30, 31, 32, 52, 53]) {
      const values = new Float64Array(1000);
      for (let i = 0; i < 1000; i++) values[i] = Math.floor(((i * 0.754877666) % 1) * 2 ** width);
      values[0] = 2 ** width - 1;
      expectSorted(values, sorter);
    }
  });

  it("sorts every count from 0 to 60", () => {
    for (let count = 0; count <= 60; count++) {
      const sorter = new Sorter(count);
      expectSorted(
        Float64Array.from({ length: count }, (_, i) => (i * 37) % 23),
        sorter,
      );
      expectSorted(
        Float64Array.from({ length: count }, (_, i) => -i),
        sorter,
      );
      expectSorted(
        Float64Array.from({ length: count }, (_, i) => i),
        sorter,
      );
    }
  });
});

describe("the workspace", () => {
  it("is nobody else's until it is given back, and then the next one's that it is large enough for", () => {
    const mine = takeWorkspace(100);
    expect(mine.capacity).toBe(128);
    const other = takeWorkspace(100);
    expect(other).not.toBe(mine);
    giveBackWorkspace(mine);
    expect(takeWorkspace(128)).toBe(mine);
    giveBackWorkspace(mine);
    expect(takeWorkspace(129).capacity).toBe(256);
    expect(takeWorkspace(1)).toBe(mine);
    expect(takeWorkspace(1).capacity).toBe(64);
  });

  it("is kept up to 8,192 buffers, the larger of two", () => {
    const [small, large, huge] = [takeWorkspace(200), takeWorkspace(8192), takeWorkspace(8193)];
    expect([small.capacity, large.capacity, huge.capacity]).toEqual([256, 8192, 8193]);
    for (const workspace of [small, large, huge]) giveBackWorkspace(workspace);
    expect(takeWorkspace(10)).toBe(large);
    const [first, second] = [takeWorkspace(200), takeWorkspace(200)];
    giveBackWorkspace(large);
    giveBackWorkspace(small);
    expect(takeWorkspace(10)).toBe(large);
    giveBackWorkspace(first);
    giveBackWorkspace(second);
    expect(takeWorkspace(10)).toBe(first);
  });

  it("beyond 8,192 buffers is used again by calls that fit into it, one at a time", () => {
    const large = takeWorkspace(20_000);
    giveBackWorkspace(large);
    const again = takeWorkspace(10_000);
    expect(again).toBe(large);
    expect(takeWorkspace(10_000)).not.toBe(again);
    giveBackWorkspace(again);
    expect(takeWorkspace(20_001).capacity).toBe(20_001);
    expect(takeWorkspace(20_000)).toBe(large);
  });

  it("that others have used before gives the report that a fresh one gives", () => {
    const problemOf = (count: number, shift: number) => ({
      buffers: Array.from({ length: count }, (_, i) => ({
        ...{ id: `b${i}`, lower: (i * 7 + shift) % 100, upper: ((i * 7 + shift) % 100) + 9, size: 1 + (i % 5) },
        ...(i % 3 === shift && { alignment: 4 }),
        ...(i % 11 === shift && { offset: i }),
      })),
      capacity: 40_000,
    });
    const offsetsOf = (count: number, shift: number) =>
      Array.from({ length: count }, (_, i) => (i % 17 === shift ? -1 : 4 * i + shift));
    const fresh = simulate(problemOf(9_000, 0), offsetsOf(9_000, 0));
    giveBackWorkspace(takeWorkspace(30_000));
    simulate(problemOf(12_000, 1), offsetsOf(12_000, 1));
    expect(simulate(problemOf(9_000, 0), offsetsOf(9_000, 0))).toEqual(fresh);
    expect(fresh.counts.offset).toBeGreaterThan(0);
    expect(fresh.counts.fixed).toBeGreaterThan(0);
  });

  it("is given back by a simulation, also by one that throws", () => {
    const buffer = { id: "a", lower: 0, upper: 1, size: 1 };
    giveBackWorkspace(takeWorkspace(10));
    const kept = takeWorkspace(10);
    giveBackWorkspace(kept);
    expect(simulate({ buffers: [buffer] }, [0]).ok).toBe(true);
    expect(() => simulate({ buffers: [{ ...buffer, upper: -1 }] }, [0])).toThrow(InputError);
    expect(takeWorkspace(10)).toBe(kept);
  });
});
