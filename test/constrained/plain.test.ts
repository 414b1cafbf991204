import { describe, expect, it, vi } from "vitest";
import { plan, planSync, validate } from "../../src/index.js";
import { hardSuite } from "../../src/instances/index.js";
import * as plain from "../../src/planner/index.js";

/** Whoever enters one of the ways of constraints is found out. */
const entered = vi.hoisted((): string[] => []);

vi.mock("../../src/constrained/begin.js", () => ({
  begin: () => {
    entered.push("begin");
    throw new Error("a run with constraints");
  },
}));
vi.mock("../../src/constrained/elsewhere.js", () => ({
  planElsewhere: () => {
    entered.push("planElsewhere");
    throw new Error("a run with constraints in another thread");
  },
}));
vi.mock("../../src/model/compile.js", () => ({
  compile: () => {
    entered.push("compile");
    throw new Error("a model");
  },
}));

describe("a problem without constraints", () => {
  const problems = hardSuite(3);

  it("is planned as if there were none: no model, no bodies, the same steps and offsets", async () => {
    for (const { problem } of problems) {
      const options = { stepLimit: 3_000, policy: "rules" } as const;
      validate(problem);
      const { solveMs: _, ...own } = planSync(problem, options);
      const { solveMs: __, ...promised } = await plan(problem, options);
      const { solveMs: ___, ...direct } = plain.planSync(problem, { stepLimit: 3_000 });
      expect(own).toEqual(direct);
      expect(promised).toEqual(direct);
      expect(own).toMatchObject({ memories: null, terms: [], presolve: [] });
    }
    expect(entered).toEqual([]);
  });

  it("and one with an empty list of constraints is one without", () => {
    const buffers = [{ id: "a", lower: 0, upper: 2, size: 4, gaps: [] }];
    expect(planSync({ buffers, apart: [], aliases: [] }).peak).toBe(4);
    expect(entered).toEqual([]);
  });

  it("while one with a constraint takes the other way", () => {
    const buffers = ["a", "b"].map((id, i) => ({ id, lower: i, upper: i + 1, size: 4 }));
    const problem = { buffers, apart: [{ buffers: ["a", "b"] }] };
    expect(() => planSync(problem)).toThrow("a run with constraints");
    expect(() => validate(problem)).toThrow("a model");
    expect(entered).toEqual(["begin", "compile"]);
  });
});
