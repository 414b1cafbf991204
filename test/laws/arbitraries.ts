import fc from "fast-check";
import type { Buffer, Problem } from "../../src/problem/index.js";
import { bruteForce } from "../support/brute-force.js";

interface Ranges {
  aligned?: boolean;
  fixed?: boolean;
  /** Some buffers have no bytes, or no time to live. */
  empty?: boolean;
  /** Half of the memories begin above 0. */
  based?: boolean;
  /** Buffers. */
  least?: number;
  most?: number;
  /** Greatest size and greatest alignment, in bytes. */
  largest?: number;
  coarsest?: number;
}

/**
 * Problems of up to 10 buffers, or `most`, without capacity. A fixed offset that would collide with an earlier one is
 * left out.
 */
export function problems(ranges: Ranges = {}): fc.Arbitrary<Problem> {
  const { aligned = true, fixed = true, empty = true, based = true } = ranges;
  const { least = 0, most = 10, largest = 9, coarsest = 5 } = ranges;
  const orNone = (some: fc.Arbitrary<number>) => {
    return empty ? fc.oneof({ weight: 12, arbitrary: some }, { weight: 1, arbitrary: fc.constant(0) }) : some;
  };
  const buffer = fc.record({
    lower: fc.integer({ min: -2, max: 7 }),
    length: orNone(fc.integer({ min: 1, max: 5 })),
    size: orNone(fc.integer({ min: 1, max: largest })),
    alignment: fc.option(fc.integer({ min: 1, max: coarsest }), { nil: undefined, freq: 2 }),
    place: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined, freq: 2 }),
  });
  const bases = based ? fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20 })) : fc.constant(0);
  const drawn = fc.record({ base: bases, shapes: fc.array(buffer, { minLength: least, maxLength: most }) });
  return drawn.map(({ base, shapes }) => {
    const buffers: Buffer[] = [];
    for (const [i, { lower, length, size, alignment, place }] of shapes.entries()) {
      const free: Buffer = {
        id: `b${i}`,
        lower,
        upper: lower + length,
        size,
        ...(aligned && alignment && { alignment }),
      };
      const step = free.alignment ?? 1;
      const pinned = { ...free, offset: (Math.ceil(base / step) + (place ?? 0)) * step };
      buffers.push(fixed && place !== undefined && isValid([...buffers, pinned]) ? pinned : free);
    }
    return base === 0 ? { buffers } : { buffers, base };
  });
}

/** Whether the fixed ones among the buffers can lie where they are fixed. */
function isValid(buffers: Buffer[]): boolean {
  return bruteForce({ buffers: buffers.filter(({ offset }) => offset !== undefined) }, 1_000) !== null;
}
