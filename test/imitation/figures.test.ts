import { describe, expect, it } from "vitest";
import {
  byRoles,
  type Comparison,
  comparePolicies,
  comparePoliciesInTurns,
  figuresOf,
  figuresTable,
  type PolicyRun,
  randomWeights,
} from "../../src/imitation/index.js";
import { generate } from "../../src/instances/index.js";
import { planSync } from "../../src/planner/index.js";
import { checkPolicy } from "../../src/policy/index.js";
import { RULE_POLICY, type SearchPolicy } from "../../src/search/index.js";
import { policyFile } from "../support/policies.js";

const placed = (steps: number, ms = steps): PolicyRun => ({ placed: true, steps, ms });
const missed = (limit: number): PolicyRun => ({ placed: false, steps: limit, ms: limit });

function comparison(family: string, rules: PolicyRun, again: PolicyRun, policies: PolicyRun[]): Comparison {
  return { name: family, family, buffers: 1, hard: rules.steps > 1000, rules, again, policies };
}

const { policy } = policyFile();
const given = { name: "by hand", policies: [policy, policy] };

describe("figures", () => {
  const comparisons = [
    comparison("guillotine", placed(2000), placed(4000), [placed(1000), placed(500)]),
    comparison("guillotine", missed(20_000), placed(5000), [placed(5000), missed(20_000)]),
    comparison("long-spans", placed(8000), missed(20_000), [missed(20_000), placed(4000)]),
    comparison("long-spans", placed(10), placed(10), [placed(10), placed(20)]),
  ];
  const rows = figuresOf([given], comparisons, ["long-spans"]);
  const row = (instances: string, contender: string) =>
    rows.find((each) => each.instances === instances && each.contender === contender)!;

  it("are means over the training seeds of geometric means over the instances, with their deviations", () => {
    const { steps, seeds, count } = row("hard, guillotine", "by hand");
    // √(1/2 · 1/4) and √(1/4 · 1): the same twice.
    const [one, other] = [Math.sqrt(1 / 8), Math.sqrt(1 / 4)];
    expect([seeds, count]).toEqual([2, 2]);
    expect(steps.mean).toBeCloseTo((one + other) / 2, 12);
    expect(steps.deviation).toBeCloseTo(Math.abs(one - other) / Math.SQRT2, 12);
  });

  it("count misses within 10,000 steps, and what one placed and the other did not", () => {
    const all = row("hard, all", "by hand");
    expect([all.misses.mean, all.missesOfRules]).toEqual([1, 1]);
    expect([all.lost.mean, all.won.mean]).toEqual([0.5, 0.5]);
    expect(row("easy, all", "by hand").count).toBe(1);
  });

  it("name the families that were held out, and have the rules with other random numbers beside", () => {
    const control = row("hard, long-spans (held out)", "rules, other random numbers");
    expect(control).toMatchObject({ seeds: 1, count: 1, steps: { mean: 2.5, deviation: 0 }, lost: { mean: 1 } });
  });

  it("are a Markdown table, with a dash where nothing was measured", () => {
    const text = figuresTable(figuresOf([given], comparisons.slice(0, 2), []));
    const lines = text.split("\n").filter((line) => line.startsWith("|"));
    expect(lines).toHaveLength(2 + 2 * 3);
    expect(lines[2]).toMatch(/^\| hard, guillotine: 2 \| by hand, 2 seeds \| 0\.427 ± 0\.104 \|/);
    expect(lines.find((line) => line.includes("easy, all: 0"))).toContain("| – | – |");
    expect(new Set(lines.map((line) => line.split(" | ").length))).toEqual(new Set([8]));
  });
});

describe("contenders", () => {
  it("with random weights have the policy's form, pass its checks, and give valid plans and no false proofs", () => {
    const [random] = randomWeights(given, 3).policies as [SearchPolicy];
    checkPolicy(random);
    expect(random.members).toEqual(policy.members);
    expect(random.guidance!.children!.model).not.toEqual(policy.guidance!.children!.model);
    expect(randomWeights(given, 3)).toEqual(randomWeights(given, 3));
    for (let seed = 1; seed <= 6; seed++) {
      const { problem } = generate("guillotine", { buffers: 60, seed });
      const { status, verification } = planSync(problem, { policy: random, stepLimit: 5_000 });
      expect(status).not.toBe("infeasible");
      if (status !== "unknown") expect(verification?.ok).toBe(true);
    }
  });

  it("keep the form of networks and trees too", () => {
    const features =
      policy.guidance!.children!.model.kind === "linear" ? policy.guidance!.children!.model.weights.length : 0;
    const network = {
      kind: "network",
      layers: [
        { inputs: features, outputs: 2, weights: new Array<number>(2 * features).fill(1), biases: [0, 0] },
        { inputs: 2, outputs: 1, weights: [1, 1], biases: [0] },
      ],
    } as const;
    const trees = {
      kind: "trees",
      base: 0,
      roots: [0],
      feature: [-1],
      threshold: [0],
      left: [0],
      right: [0],
      value: [2],
    } as const;
    for (const model of [network, trees]) {
      const children = { ...policy.guidance!.children!, model };
      const [random] = randomWeights({ name: "x", policies: [{ ...policy, guidance: { children } }] }, 1).policies;
      checkPolicy(random!);
      expect(random!.guidance!.children!.model.kind).toBe(model.kind);
    }
  });

  it("by roles are each alone, all together as they were, and with the bandit", () => {
    const contenders = byRoles(given);
    expect(contenders.map(({ name }) => name)).toEqual([
      "children alone",
      "targets alone",
      "turns alone",
      "children + targets (by hand)",
      "children + targets + turns",
    ]);
    for (const { policies } of contenders) for (const each of policies) checkPolicy(each);
    expect(Object.keys(contenders[0]!.policies[0]!.guidance!)).toEqual(["children"]);
    expect(contenders[3]!.policies).toEqual(given.policies);
    expect(contenders.every(({ policies }) => policies.length === 2)).toBe(true);
  });
});

describe("comparing policies", () => {
  const options = {
    split: "test",
    families: ["guillotine"],
    hardPerFamily: 1,
    mostPerFamily: 6,
    stepLimit: 1_200,
    seed: 0,
  } as const;

  it("measures the same with turns of the event loop as without, and the rules as the rules", async () => {
    const steps = (comparisons: readonly Comparison[]) =>
      comparisons.map(({ name, rules, again, policies }) => [
        name,
        rules.steps,
        again.steps,
        ...policies.map((run) => run.steps),
      ]);
    const told: Comparison[] = [];
    const inTurns = await comparePoliciesInTurns([RULE_POLICY, policy], {
      ...options,
      onComparison: (each) => told.push(each),
    });
    expect(steps(inTurns)).toEqual(steps(comparePolicies([RULE_POLICY, policy], options)));
    expect(told).toEqual(inTurns);
    for (const { rules, policies } of inTurns) expect(policies[0]!.steps).toBe(rules.steps);
  });

  it("stops at a signal with its reason", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(comparePoliciesInTurns([policy], { ...options, signal })).rejects.toThrow("enough");
  });
});
