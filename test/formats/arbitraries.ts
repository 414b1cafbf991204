import fc from "fast-check";
import type { Buffer, Problem } from "../../src/problem/index.js";

/** Ids with everything that a format could trip over. */
export const id: fc.Arbitrary<string> = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8 }),
  fc.string({
    minLength: 1,
    maxLength: 6,
    unit: fc.constantFrom("a", '"', ",", " ", "\n", "\r", "\t", "\\", "{", "é", "𝄞", "\u00a0"),
  }),
  fc.integer({ min: 0, max: 999 }).map(String),
);

const time = fc.oneof(fc.integer({ min: -20, max: 20 }), fc.maxSafeInteger());

/** Valid problems of up to 10 buffers; fixed offsets are stacked, so that they cannot collide. */
export const problem: fc.Arbitrary<Problem> = fc
  .record({
    ids: fc.uniqueArray(id, { maxLength: 10 }),
    rows: fc.array(
      fc.record({
        times: fc.tuple(time, time).filter(([a, b]) => a !== b),
        size: fc.oneof(fc.integer({ min: 1, max: 99 }), fc.integer({ min: 1, max: 2 ** 48 })),
        alignment: fc.option(fc.integer({ min: 1, max: 4096 }), { nil: undefined }),
        hint: fc.option(fc.maxSafeNat(), { nil: undefined }),
        isFixed: fc.boolean(),
      }),
      { minLength: 10, maxLength: 10 },
    ),
    slack: fc.option(fc.integer({ min: 0, max: 99 }), { nil: undefined }),
  })
  .map(({ ids, rows, slack }) => {
    let top = 0;
    const buffers = ids.map((id, i): Buffer => {
      const { times, size, alignment, hint, isFixed } = rows[i]!;
      const offset = Math.ceil(top / (alignment ?? 1)) * (alignment ?? 1);
      top = offset + size;
      return {
        id,
        lower: Math.min(...times),
        upper: Math.max(...times),
        size,
        ...(alignment !== undefined && { alignment }),
        ...(isFixed && { offset }),
        ...(hint !== undefined && { hint }),
      };
    });
    return { buffers, ...(slack !== undefined && { capacity: top + slack }) };
  });

/** An offset for each buffer. */
export function offsetsFor({ buffers }: Problem): fc.Arbitrary<number[]> {
  return fc.array(fc.maxSafeNat(), { minLength: buffers.length, maxLength: buffers.length });
}
