import { describe, expect, expectTypeOf, it } from "vitest";
import { type Infeasibility, type PlanResult, planSync, type SimulationReport } from "../../src/index.js";
import { generate } from "../../src/instances/index.js";

/** What TypeScript knows of a result is what there is: each branch is compiled, and run. */
function seen(result: PlanResult): string {
  if (result.status === "optimal" || result.status === "feasible") {
    expectTypeOf(result.offsets).toEqualTypeOf<Float64Array>();
    expectTypeOf(result.peak).toEqualTypeOf<number>();
    expectTypeOf(result.verification).toEqualTypeOf<SimulationReport>();
    return `${result.offsets.length} at ${result.peak}, ${result.verification.ok}`;
  }
  expectTypeOf(result.offsets).toBeNull();
  if (result.status === "infeasible") {
    expectTypeOf(result.infeasibility).toEqualTypeOf<Infeasibility>();
    return result.infeasibility.cause;
  }
  expectTypeOf(result.status).toEqualTypeOf<"unknown">();
  expectTypeOf(result.infeasibility).toBeNull();
  return `${result.status} ${result.peak} ${result.verification}`;
}

describe("the type of a result", () => {
  const buffers = [
    { id: "a", lower: 0, upper: 4, size: 8 },
    { id: "b", lower: 2, upper: 6, size: 8 },
  ];

  it("is told by its status, with and without constraints", () => {
    const windows = [{ id: "c", lower: 0, upper: 9, size: 8, gaps: [{ lower: 2, upper: 6 }] }];
    expect(seen(planSync({ buffers, capacity: 16 }))).toBe("2 at 16, true");
    expect(seen(planSync({ buffers: [...buffers, ...windows] }))).toMatch(/^3 at \d+, true$/);
    expect(seen(planSync({ buffers, capacity: 12 }))).toBe("load");
    expect(seen(planSync({ buffers: [...buffers, ...windows], capacity: 12 }))).toBe("load");
    const { problem } = generate("guillotine", { buffers: 120, seed: 7 });
    expect(seen(planSync(problem, { stepLimit: 0 }))).toBe("unknown null null");
  });

  it("is told by its offsets too", () => {
    const result = planSync({ buffers });
    if (result.offsets !== null) expectTypeOf(result.peak).toEqualTypeOf<number>();
    expect(result.offsets).not.toBeNull();
  });
});
