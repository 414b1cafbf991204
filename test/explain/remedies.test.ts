import { expect, it } from "vitest";
import { infeasibleCoreSync } from "../../src/explain/index.js";
import type { Problem } from "../../src/problem/index.js";

const TWO: Problem = {
  capacity: 8,
  buffers: ["a", "b"].map((id) => ({ id, lower: 0, upper: 1, size: 6 })),
};
const MOVE = /another memory/;

it("offers to move a buffer only where there is a memory that it may not lie in yet", () => {
  const { capacity, buffers } = TWO;
  const near = { id: "near", capacity };
  const both = buffers.map((buffer) => ({ ...buffer, memories: [{ id: "near" }, { id: "far" }] }));
  const placed = buffers.map((buffer) => ({ ...buffer, memory: "near" }));
  const remedies = (problem: Problem): string => infeasibleCoreSync(problem)!.remedies.join("\n");
  expect(remedies(TWO)).not.toMatch(MOVE);
  expect(remedies({ buffers: placed, memories: [near] })).not.toMatch(MOVE);
  expect(remedies({ buffers: placed, memories: [near, { id: "far", capacity: 8 }] })).toMatch(MOVE);
  const tight = { id: "far", capacity: 1 };
  expect(remedies({ buffers: both, memories: [near, tight] })).not.toMatch(MOVE);
});

it("tells a time at which all of a core need bytes, and not one in the gap of a buffer", () => {
  const problem: Problem = {
    capacity: 100,
    buffers: [
      { id: "a", lower: 0, upper: 10, size: 90, gaps: [{ lower: 3, upper: 6, from: 0, to: 30 }] },
      { id: "b", lower: 3, upper: 7, size: 60 },
    ],
  };
  expect(infeasibleCoreSync(problem)).toMatchObject({ buffers: [0, 1], time: 6, neededBytes: 150 });
});
