import { describe, expect, it } from "vitest";
import { diffPlans, type PlacedPlan, type Problem } from "../../src/index.js";

const before: PlacedPlan = {
  problem: {
    buffers: [
      { id: "kept", lower: 0, upper: 4, size: 4 },
      { id: "moved", lower: 2, upper: 6, size: 3 },
      { id: "grown", lower: 4, upper: 8, size: 2 },
      { id: "gone", lower: 8, upper: 9, size: 10 },
    ],
  },
  offsets: [0, 4, 0, 0],
};
const after: PlacedPlan = {
  problem: {
    buffers: [
      { id: "new", lower: 0, upper: 1, size: 1 },
      { id: "moved", lower: 2, upper: 7, size: 3 },
      { id: "kept", lower: 0, upper: 4, size: 4 },
      { id: "grown", lower: 4, upper: 8, size: 5 },
    ],
  },
  offsets: [4, 8, 0, 0],
};

describe("diffPlans", () => {
  it("matches buffers by id, and tells every change with its bytes", () => {
    const diff = diffPlans(before, after);
    expect(diff.peak).toEqual({ before: 10, after: 11 });
    expect(diff.growth).toBeCloseTo(0.1, 12);
    expect(diff.sums).toEqual({
      kept: { buffers: 2, bytes: 9 },
      moved: { buffers: 1, bytes: 3 },
      grown: { buffers: 1, bytes: 3 },
      shrunk: { buffers: 0, bytes: 0 },
      retimed: { buffers: 1, bytes: 3 },
      new: { buffers: 1, bytes: 1 },
      gone: { buffers: 1, bytes: 10 },
    });
    expect(diff.buffers.map(({ id, changes }) => [id, ...changes])).toEqual([
      ["new", "new"],
      ["moved", "moved", "retimed"],
      ["grown", "grown"],
      ["gone", "gone"],
    ]);
    expect(diff.violations).toEqual({ before: 0, after: 0 });
  });

  it("told backwards, has news for gone and growth for shrinking", () => {
    const [there, back] = [diffPlans(before, after), diffPlans(after, before)];
    expect(back.sums.gone).toEqual(there.sums.new);
    expect(back.sums.new).toEqual(there.sums.gone);
    expect(back.sums.shrunk).toEqual(there.sums.grown);
    expect(back.sums.moved).toEqual(there.sums.moved);
  });

  it("says nothing changed of a plan and itself", () => {
    const { buffers, growth, sums } = diffPlans(before, before);
    expect([buffers, growth, sums.kept.buffers]).toEqual([[], 0, 4]);
  });

  it("counts another memory at the same offset as moved, and tells each memory's peak", () => {
    const problem: Problem = {
      memories: [{ id: "sram", capacity: 8 }, { id: "dram" }],
      buffers: [
        { id: "a", lower: 0, upper: 2, size: 4, memories: [{ id: "sram" }, { id: "dram" }] },
        { id: "b", lower: 0, upper: 2, size: 2, memory: "sram" },
      ],
    };
    const diff = diffPlans(
      { problem, offsets: [2, 0], memories: ["sram", "sram"] },
      { problem, offsets: [2, 0], memories: ["dram", "sram"] },
    );
    expect(diff.sums.moved).toEqual({ buffers: 1, bytes: 4 });
    expect(diff.memories).toEqual([
      { id: "sram", before: 6, after: 2 },
      { id: "dram", before: 0, after: 6 },
    ]);
  });

  it("counts the rules that either plan breaks", () => {
    const overlapping = { ...after, offsets: [4, 4, 0, 0] };
    expect(diffPlans(before, overlapping).violations.after).toBeGreaterThan(0);
    expect(diffPlans(before, overlapping).violations.before).toBe(0);
  });

  it("tells no share of growth where there were no bytes", () => {
    expect(diffPlans({ problem: { buffers: [] }, offsets: [] }, after).growth).toBeNull();
  });
});
