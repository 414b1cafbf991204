import { describe, expect, test } from "vitest";
import { ranks } from "../../src/problem/ranks.js";

/** Enough values that digits are sorted by. */
const MANY = 60_000;

/** Integers spread over a range, many of them twice, by a seed (an LCG; the high bits alone are used). */
function spread(seed: number, range: number, from: number, count = MANY): Float64Array {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  return Float64Array.from(
    { length: count },
    () => from + Math.floor((Math.floor(next() * (count / 2)) * (2 * range)) / count),
  );
}

/** By the definition. */
function expected(values: Float64Array): { rank: number[]; distinct: number } {
  const cuts = [...new Set(values)].sort((a, b) => a - b);
  const rankOf = new Map(cuts.map((value, i) => [value, i]));
  return { rank: Array.from(values, (value) => rankOf.get(value)!), distinct: cuts.length };
}

describe("ranks", () => {
  test("are the numbers of distinct values below, whatever the range and the sign", () => {
    for (const [range, from] of [
      [50_000, 0],
      [2 ** 22 - 1, 5],
      [2 ** 22, -7],
      [2 ** 31, -(2 ** 30)],
      [2 ** 33 + 1, 0],
      [2 ** 44, -1],
      [Number.MAX_SAFE_INTEGER, 0],
      [Number.MAX_SAFE_INTEGER, -(2 ** 52)],
    ] as const) {
      const values = spread(range % 1_000, range, from);
      values[7] = from + range;
      values[8] = from;
      const { rank, distinct } = ranks(values);
      const { rank: right, distinct: many } = expected(values);
      expect(distinct, `range ${range}`).toBe(many);
      expect(Array.from(rank), `range ${range}`).toEqual(right);
    }
  });

  test("are right where the range is beyond what differences can tell, and where values are few or none", () => {
    const wide = spread(1, 2 ** 52, -Number.MAX_SAFE_INTEGER);
    wide[0] = Number.MAX_SAFE_INTEGER;
    wide[1] = Number.MAX_SAFE_INTEGER - 1;
    for (const values of [wide, spread(2, 1e12, -5, 1_000), new Float64Array(0), Float64Array.of(3)]) {
      const { rank, distinct } = ranks(values);
      const right = expected(values);
      // Of nothing there is no rank, and `distinct` is not asked for.
      expect(Array.from(rank)).toEqual(right.rank);
      if (values.length > 0) expect(distinct).toBe(right.distinct);
    }
  });
});
