import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Laid, sharingOf } from "../../../src/formats/producer/shared-bytes.js";
import { simulate } from "../../../src/sim/index.js";

const laid = fc
  .array(fc.record({ lower: fc.nat(9), life: fc.nat(5), size: fc.nat(6), offset: fc.nat(12) }), { maxLength: 9 })
  .map((list) =>
    list.map(({ lower, life, size, offset }, i): Laid => ({ id: `b${i}`, lower, upper: lower + life, size, offset })),
  );

describe("bytes that buffers of another plan share while both live", () => {
  test("are told such that the plan keeps to the problem", () => {
    let shared = 0;
    fc.assert(
      fc.property(laid, (buffers) => {
        const sharing = sharingOf(buffers)!;
        shared += sharing.aliases.length + sharing.inplace.length;
        const problem = { buffers: buffers.map(({ offset: _, ...buffer }) => buffer), ...sharing };
        expect(
          simulate(
            problem,
            buffers.map(({ offset }) => offset),
          ).violations,
        ).toEqual([]);
      }),
      { numRuns: 2000 },
    );
    expect(shared).toBeGreaterThan(1000);
  });

  test("are none in a plan in which none meet", () => {
    fc.assert(
      fc.property(laid, (buffers) => {
        const apart = buffers.map((buffer, i) => ({ ...buffer, offset: 6 * i }));
        expect(sharingOf(apart)).toEqual({ aliases: [], inplace: [] });
      }),
    );
  });

  test("make parts of the one that has all of them, and pairs where none has", () => {
    const a = { id: "a", lower: 0, upper: 4, size: 8, offset: 0 };
    const b = { id: "b", lower: 2, upper: 6, size: 4, offset: 4 };
    expect(sharingOf([a, b])).toEqual({ aliases: [{ buffer: "b", of: "a", at: 4 }], inplace: [] });
    const c = { ...b, offset: 6 };
    expect(sharingOf([c, a])).toEqual({ aliases: [], inplace: [{ buffer: "b", of: "a", at: 6 }] });
    const later = { ...b, lower: 4 };
    expect(sharingOf([a, later])).toEqual({ aliases: [], inplace: [] });
  });

  test("of thousands that lie over each other are refused rather than paired", () => {
    const many = Array.from({ length: 5000 }, (_, i) => ({ id: `b${i}`, lower: 0, upper: 1, size: 5000, offset: i }));
    expect(sharingOf(many)).toBeNull();
  });
});
