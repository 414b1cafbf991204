import { expect, it } from "vitest";
import { stackBound } from "../../src/bounds/index.js";
import { loadBound, toArrays } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";

it("the stack bound is taken of as many sections as the work allows, and ends on twenty thousand of them", () => {
  const random = new Random(3);
  const buffers = Array.from({ length: 20_000 }, (_, i) => ({
    id: `b${i}`,
    lower: i,
    upper: i + 20,
    size: 1 + Math.floor(random.next() * 1000),
    alignment: 64,
  }));
  const arrays = toArrays({ buffers });
  const load = loadBound(arrays);
  expect(stackBound(arrays, load)).toBeGreaterThan(load);
});
