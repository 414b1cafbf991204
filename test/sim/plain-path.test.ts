import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { toColumns } from "../../src/problem/index.js";
import { simulate, simulateColumns } from "../../src/sim/index.js";
import { anyPlan } from "./arbitraries.js";

vi.mock("../../src/sim/constrained/simulate-constrained.js", () => ({
  simulateConstrained: () => {
    throw new Error("the way of constraints");
  },
}));

describe("a problem without constraints", () => {
  it("is simulated as ever, and never goes the way of constraints", () => {
    fc.assert(
      fc.property(anyPlan, ({ problem, offsets }) => {
        const report = simulate(problem, offsets, { timeline: true });
        expect(report).toEqual(simulateColumns(toColumns(problem), offsets, { timeline: true }));
        expect(report).toMatchObject({ memories: [], terms: null });
        const { buffers } = problem;
        const unbound = { ...problem, apart: [], buffers: buffers.map((each) => ({ ...each, gaps: [], hint: 3 })) };
        expect(simulate(unbound, offsets, { timeline: true })).toEqual(report);
      }),
    );
  });

  it("goes that way as soon as it has one", () => {
    const buffers = [{ id: "a", lower: 0, upper: 1, size: 1 }];
    expect(() => simulate({ buffers, minimize: ["peak"] }, [0])).toThrow("the way of constraints");
  });
});
