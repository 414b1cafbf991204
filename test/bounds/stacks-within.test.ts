import { expect, it } from "vitest";
import { stacksWithin } from "../../src/bounds/index.js";
import { toArrays } from "../../src/problem/index.js";
import { bruteForce } from "../support/brute-force.js";
import { KINDS, smallProblem } from "../support/small-problems.js";

it("buffers that live together fit if their lowest stack does, as brute force says", () => {
  const seen = { true: 0, false: 0, null: 0 };
  for (let seed = 0; seed < 1200; seed++) {
    const drawn = smallProblem(seed, KINDS[seed % KINDS.length]!);
    const buffers = drawn.buffers.slice(0, 5).map((buffer, i) => ({ ...buffer, lower: -i, upper: 1 + (seed % 3) }));
    const capacity = 3 + (seed % 20);
    const told = stacksWithin(toArrays({ buffers, capacity }));
    seen[`${told}`]++;
    if (told !== null) expect(told, `seed ${seed}`).toBe(bruteForce({ buffers }, capacity) !== null);
  }
  // Fixed ones that collide now are left to others.
  expect(seen.null).toBeLessThan(150);
  expect(Math.min(seen.true, seen.false)).toBeGreaterThan(300);
});

it("nothing is said of buffers that do not all live at one time, or from another base", () => {
  const buffers = [
    { id: "a", lower: 0, upper: 1, size: 1 },
    { id: "b", lower: 1, upper: 2, size: 1 },
  ];
  expect(stacksWithin(toArrays({ buffers, capacity: 4 }))).toBeNull();
  expect(stacksWithin(toArrays({ buffers: buffers.slice(1), capacity: 4 }))).toBe(true);
  expect(stacksWithin(toArrays({ buffers: buffers.slice(1), capacity: 4, base: 2 }))).toBeNull();
});
