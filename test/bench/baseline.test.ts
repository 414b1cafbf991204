import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  baselineCases,
  type Counters,
  compare,
  countersOf,
  formatBaseline,
  parseBaseline,
} from "../../bench/baseline.mjs";
import { bundled, hardSuite } from "../../src/instances/index.js";
import { planSync } from "../../src/planner/index.js";

const UPDATE = "npm run bench -- --update-baseline";
const text = readFileSync(new URL("../../bench/baseline.json", import.meta.url), "utf8");
const baseline = parseBaseline(text);

describe("the baseline", () => {
  const cases = baselineCases({ bundled, hardSuite });

  it("has the instances that are counted, in their order", () => {
    expect(Object.keys(baseline.cases), `update it: ${UPDATE}`).toEqual(cases.map(({ name }) => name));
    expect(cases.length).toBe(bundled.length + 24);
  });

  it("is no better than the planner is now: no status, peak, bound or number of steps got worse", () => {
    const worse: string[] = [];
    const better: string[] = [];
    for (const subject of cases) {
      const before = baseline.cases[subject.name];
      if (before === undefined) continue;
      const found = compare(before, countersOf(planSync, subject), baseline.allow);
      if (found.worse.length > 0) worse.push(`${subject.name}: ${found.worse.join(", ")}`);
      if (found.better.length > 0) better.push(`${subject.name}: ${found.better.join(", ")}`);
    }
    if (better.length > 0) console.info(`better than the baseline, update it with ${UPDATE}\n  ${better.join("\n  ")}`);
    expect(worse, `on purpose? ${UPDATE}`).toEqual([]);
  });

  it("is written as it is read", () => {
    expect(formatBaseline(baseline.cases, baseline.allow)).toBe(text);
  });
});

describe("compare", () => {
  const before: Counters = { status: "feasible", peak: 100, lowerBound: 90, steps: 1000, backtracks: 50, restarts: 2 };
  const against = (changes: Partial<Counters>, old: Partial<Counters> = {}) =>
    compare({ ...before, ...old }, { ...before, ...changes }, { steps: 1.1 });

  it("says nothing of what is the same, or within the allowance", () => {
    for (const changes of [{}, { steps: 1100 }, { steps: 950 }, { backtracks: 5000, restarts: 90 }]) {
      expect(against(changes)).toEqual({ worse: [], better: [] });
    }
  });

  it("finds each counter that got worse", () => {
    expect(against({ status: "unknown", peak: null }).worse).toEqual(["status feasible → unknown", "peak 100 → null"]);
    expect(against({ peak: 101 }).worse).toEqual(["peak 100 → 101"]);
    expect(against({ lowerBound: 89 }).worse).toEqual(["lowerBound 90 → 89"]);
    expect(against({ steps: 1101 }).worse).toEqual(["steps 1000 → 1101"]);
    expect(against({ steps: 1 }, { steps: 0 }).worse).toEqual(["steps 0 → 1"]);
  });

  it("finds each counter that got better", () => {
    const now: Counters = { status: "optimal", peak: 95, lowerBound: 95, steps: 900, backtracks: 0, restarts: 0 };
    expect(compare(before, now, { steps: 1.1 })).toEqual({
      worse: [],
      better: ["status feasible → optimal", "peak 100 → 95", "lowerBound 90 → 95", "steps 1000 → 900"],
    });
  });

  it("takes a refutation for progress only where nothing was known", () => {
    expect(against({ status: "infeasible" }, { status: "unknown" }).better).toEqual(["status unknown → infeasible"]);
    expect(against({ status: "infeasible" }).worse).toEqual(["status feasible → infeasible"]);
    expect(against({ status: "unknown" }, { status: "infeasible" }).worse).toEqual(["status infeasible → unknown"]);
    expect(against({ status: "optimal" }, { status: "infeasible" }).worse).toEqual(["status infeasible → optimal"]);
  });
});
