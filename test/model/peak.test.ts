import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { liveAtPeak } from "../../src/model/peak.js";
import { loadBound, toArrays } from "../../src/problem/index.js";

describe("who is live at the peak", () => {
  test("is told with the first time of the peak, the largest buffers first, and their shares", () => {
    const buffers = [
      { id: "a", lower: 0, upper: 4, size: 2 },
      { id: "b", lower: 2, upper: 6, size: 6 },
      { id: "c", lower: 4, upper: 6, size: 2 },
      { id: "none", lower: 2, upper: 2, size: 99 },
    ];
    expect(liveAtPeak({ buffers })).toEqual({
      time: 2,
      bytes: 8,
      live: [
        { buffer: 1, id: "b", bytes: 6, share: 0.75 },
        { buffer: 0, id: "a", bytes: 2, share: 0.25 },
      ],
    });
  });

  test("is nobody where nothing lives", () => {
    expect(liveAtPeak({ buffers: [] })).toEqual({ time: null, bytes: 0, live: [] });
    expect(liveAtPeak({ buffers: [{ id: "a", lower: 3, upper: 3, size: 4 }] }).time).toBeNull();
  });

  test("counts in gaps only the bytes that are needed", () => {
    const gaps = [
      { lower: 4, upper: 6, from: 2, to: 5 },
      { lower: 1, upper: 4 },
    ];
    const buffers = [
      { id: "a", lower: 0, upper: 8, size: 10, gaps },
      { id: "b", lower: 2, upper: 6, size: 9 },
    ];
    expect(liveAtPeak({ buffers })).toEqual({
      time: 4,
      bytes: 12,
      live: [
        { buffer: 1, id: "b", bytes: 9, share: 0.75 },
        { buffer: 0, id: "a", bytes: 3, share: 0.25 },
      ],
    });
  });

  test("comes to the load bound of any plain problem", () => {
    const buffer = fc.record({ lower: fc.nat(20), length: fc.nat(9), size: fc.nat(100) });
    fc.assert(
      fc.property(fc.array(buffer, { maxLength: 30 }), (drawn) => {
        const buffers = drawn.map(({ lower, length, size }, i) => ({ id: `${i}`, lower, upper: lower + length, size }));
        const { time, bytes, live } = liveAtPeak({ buffers });
        const solid = buffers.filter(({ lower, upper }) => lower < upper);
        expect(bytes).toBe(loadBound(toArrays({ buffers: solid })));
        expect(live.reduce((sum, each) => sum + each.bytes, 0)).toBe(bytes);
        for (const each of live) {
          const { lower, upper } = buffers[each.buffer]!;
          expect(lower <= time! && time! < upper).toBe(true);
        }
      }),
    );
  });
});
