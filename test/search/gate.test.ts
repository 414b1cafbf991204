import { describe, expect, it } from "vitest";
import { generate } from "../../src/instances/index.js";
import { planSync } from "../../src/planner/index.js";
import { loadPolicy, OPEN_GATE, SLACK_GATE } from "../../src/policy/index.js";
import { toArrays } from "../../src/problem/index.js";
import { buildModel, Portfolio, ROOT_FEATURES, RULE_POLICY, rootFeatures } from "../../src/search/index.js";
import { randomPolicy } from "../support/guided-policies.js";

const SHUT_GATE = { model: { ...OPEN_GATE.model, bias: -1 } } as typeof OPEN_GATE;

function instance(family: string, seed: number, buffers = 120) {
  const { problem } = generate(family, { buffers, seed });
  const model = buildModel(toArrays(problem));
  return { problem, model, capacity: problem.capacity! / model.unit };
}

/** The root features by name. */
function featuresOf(...[model, capacity]: Parameters<typeof rootFeatures>) {
  const row = rootFeatures(model, capacity);
  return Object.fromEntries(ROOT_FEATURES.map((name, i) => [name, row[i]!]));
}

describe("the root features", () => {
  it("are what can be told of three buffers by hand", () => {
    const buffers = [
      { id: "a", lower: 0, upper: 2, size: 4 },
      { id: "b", lower: 0, upper: 1, size: 4 },
      { id: "c", lower: 1, upper: 2, size: 2 },
    ];
    const model = buildModel(toArrays({ buffers }));
    const features = featuresOf(model, 8 / model.unit);
    expect(features["mean slack"]).toBeCloseTo((0 + 0.25) / 2, 12);
    expect(features["share of full sections"]).toBe(0.5);
    expect(features["deviation of slack"]).toBeCloseTo(0.125, 12);
    expect(features["buffers, in hundreds"]).toBeCloseTo(0.03, 12);
    expect(features["sections, in hundreds"]).toBeCloseTo(0.02, 12);
    expect(features["live buffers in the mean section, in tens"]).toBeCloseTo(0.2, 12);
    expect(features["live buffers in the fullest section, in tens"]).toBeCloseTo(0.2, 12);
    expect(features["mean span"]).toBeCloseTo(4 / 3 / 2, 12);
    expect(features["mean size"]).toBeCloseTo(10 / 3 / 8, 12);
  });

  it("are of one size for all families", () => {
    for (const family of ["guillotine", "thinned", "long-spans", "residual", "random"]) {
      const { model } = instance(family, 4, 200);
      for (const value of rootFeatures(model, model.loadBound)) {
        expect(value, family).toBeGreaterThanOrEqual(0);
        expect(value, family).toBeLessThan(50);
      }
    }
  });
});

describe("a gate", () => {
  it("by slack lets the policy decide below a mean slack of 0.15, and the rules elsewhere", () => {
    const policy = { ...randomPolicy(2), gate: SLACK_GATE };
    const seen = new Set<boolean>();
    for (const family of ["guillotine", "thinned", "residual"]) {
      const { model, capacity } = instance(family, 7);
      const portfolio = new Portfolio(model, { seed: 0, policy });
      for (const at of [capacity, Math.ceil(1.05 * capacity), Math.ceil(1.3 * capacity)]) {
        portfolio.begin(at);
        expect(portfolio.followsPolicy).toBe(featuresOf(model, at)["mean slack"]! < 0.15);
        seen.add(portfolio.followsPolicy);
      }
    }
    expect(seen).toEqual(new Set([true, false]));
  });

  it("that is shut makes the search of the rules, step for step, whatever the weights", () => {
    for (let seed = 0; seed < 6; seed++) {
      const { problem } = instance("residual", seed);
      const rules = planSync(problem, { policy: RULE_POLICY, stepLimit: 8_000, seed });
      const shut = planSync(problem, { policy: { ...randomPolicy(seed), gate: SHUT_GATE }, stepLimit: 8_000, seed });
      expect([shut.status, shut.steps, shut.backtracks]).toEqual([rules.status, rules.steps, rules.backtracks]);
      expect(shut.offsets).toEqual(rules.offsets);
    }
  });

  it("that is open changes nothing", () => {
    for (let seed = 0; seed < 4; seed++) {
      const { problem } = instance("thinned", seed);
      const policy = randomPolicy(seed);
      const without = planSync(problem, { policy, stepLimit: 8_000, seed });
      const open = planSync(problem, { policy: { ...policy, gate: OPEN_GATE }, stepLimit: 8_000, seed });
      expect([open.status, open.steps, open.offsets]).toEqual([without.status, without.steps, without.offsets]);
    }
  });

  it("of the shipped policy decides alike in every run", () => {
    const policy = loadPolicy("learned");
    const { problem } = instance("residual", 11, 140);
    const [first, again] = [0, 1].map(() => planSync(problem, { policy, stepLimit: 8_000, seed: 3 }));
    expect([again!.steps, again!.offsets]).toEqual([first!.steps, first!.offsets]);
  });
});
