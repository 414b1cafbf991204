import { describe, expect, it } from "vitest";
import { ChoiceRecorder } from "../../src/imitation/collect/choices.js";
import { explain, importances, smallSets } from "../../src/imitation/index.js";
import { generate } from "../../src/instances/index.js";
import { planSync } from "../../src/planner/index.js";
import { FEATURES, SLACK_GATE } from "../../src/policy/index.js";
import { Random } from "../../src/problem/random.js";
import { RULE_POLICY } from "../../src/search/index.js";
import { policyFile, weighing } from "../support/policies.js";

const OPTIONS = { seed: 0, stepLimit: 4_000, most: 10 };
const { policy } = policyFile();

describe("a policy's gate", () => {
  it("tells whether the policy decided, or left the problem to the rules", async () => {
    const { problem } = generate("residual", { buffers: 160, seed: 1 });
    const open = await explain(problem, policy, OPTIONS);
    const shut = await explain(problem, { ...policy, gate: SLACK_GATE }, OPTIONS);
    expect([open.followed, shut.followed]).toEqual([true, false]);
    expect(open.nodes.decided).toBeGreaterThan(0);
    expect(shut.nodes.decided).toBe(0);
  });
});

describe("importances", () => {
  /** Groups of four candidates; the first feature tells the good one, the second is noise, the third is the group's. */
  function choices() {
    const recorder = new ChoiceRecorder(3);
    const random = new Random(5);
    for (let g = 0; g < 60; g++) {
      const rows = Float64Array.from({ length: 12 }, (_, i) => (i % 3 === 2 ? g % 7 : random.next()));
      const firsts = [0, 1, 2, 3].map((i) => rows[3 * i]!);
      recorder.add(
        rows,
        firsts.map((value) => value === Math.max(...firsts)),
        1,
      );
    }
    return recorder.finish();
  }
  const names = ["useful", "noise", "of the group"];

  it("are 0 for a feature that the model does not use, and great for the one that decides", () => {
    const { metrics, features } = importances({ kind: "linear", weights: [20, 0, 0] }, names, choices(), 1);
    expect(metrics.top1).toBe(1);
    expect(features[0]!.feature).toBe("useful");
    expect(features[0]!.top1).toBeGreaterThan(0.5);
    for (const { top1, loss } of features.slice(1)) expect([Math.abs(top1), Math.abs(loss)]).toEqual([0, 0]);
  });

  it("are 0 for a feature that is the same in a whole group, which a linear model cannot use", () => {
    const { features } = importances({ kind: "linear", weights: [20, 0, 9] }, names, choices(), 1);
    const ofGroup = features.find(({ feature }) => feature === "of the group")!;
    expect(ofGroup.top1).toBeCloseTo(0, 9);
    expect(ofGroup.loss).toBeCloseTo(0, 9);
  });

  it("find such a feature where a model has use for it", () => {
    // Trees: what is good depends on the group's feature.
    const recorder = new ChoiceRecorder(2);
    const random = new Random(8);
    for (let g = 0; g < 80; g++) {
      const flag = g % 2;
      const values = [random.next(), random.next(), random.next()];
      const best = flag === 0 ? Math.max(...values) : Math.min(...values);
      recorder.add(
        Float64Array.from(values.flatMap((value) => [value, flag])),
        values.map((value) => value === best),
        1,
      );
    }
    const trees = {
      kind: "trees",
      base: 0,
      roots: [0],
      feature: [1, 0, 0, -1, -1, -1, -1],
      threshold: [0.5, 0.5, 0.5, 0, 0, 0, 0],
      left: [1, 3, 5, 0, 0, 0, 0],
      right: [2, 4, 6, 0, 0, 0, 0],
      value: [0, 0, 0, 0, 3, 3, 0],
    } as const;
    const { features } = importances(trees, ["value", "flag"], recorder.finish(), 2);
    for (const { loss } of features) expect(loss).toBeGreaterThan(0.1);
  });
});

describe("smallSets", () => {
  it("collects the same labelled choices for the same seed, and stops at a signal", async () => {
    const [once, again] = [
      await smallSets(policy, { problems: 2, seed: 3 }),
      await smallSets(policy, { problems: 2, seed: 3 }),
    ];
    expect(once).toEqual(again);
    expect(once.children.featureCount).toBe(FEATURES.children.length);
    expect(once.preorder.weight.length + once.targets.weight.length + once.children.weight.length).toBeGreaterThan(0);
    await expect(
      smallSets(policy, { problems: 2, seed: 3, signal: AbortSignal.abort(new Error("stop")) }),
    ).rejects.toThrow("stop");
  });
});

describe("explain", () => {
  const hard = generate("guillotine", { buffers: 120, seed: 7 }).problem;

  it("follows the same search as plan, step by step, and tells what the models decided", async () => {
    const told = await explain(hard, policy, OPTIONS);
    const planned = planSync(hard, { policy, stepLimit: OPTIONS.stepLimit });
    expect(planned.steps).toBeGreaterThan(100);
    expect(told.steps).toBe(planned.steps);
    expect(told.outcome).toBe(planned.status === "unknown" ? "limit" : "placed");
    expect(told.nodes.decided).toBeGreaterThan(told.nodes.agreed);
    expect(told.nodes.agreed).toBeGreaterThan(0);
    expect(told.jumps.decided).toBeGreaterThanOrEqual(told.jumps.agreed);
    expect(told.overruled.length).toBe(OPTIONS.most);
    const ids = new Set(hard.buffers.map(({ id }) => id));
    for (const { role, chosen, rules, level, further, step } of told.overruled) {
      expect(chosen === "waste" || ids.has(chosen)).toBe(true);
      expect(rules === "waste" || ids.has(rules)).toBe(true);
      expect(step).toBeLessThanOrEqual(told.steps);
      if (role === "children") expect(level).toBeGreaterThanOrEqual(0);
      else expect(further).toBeGreaterThan(0);
    }
  });

  it("gives as a linear model's reasons weight times difference, greatest first, together its lead", async () => {
    // Without noise whatever overrules has the greater score, and two features leave room for two reasons.
    const model = weighing(FEATURES.children, { size: 3, span: 1 });
    const plain = { ...policy, guidance: { children: { model, temperature: 0, confidence: 0 } } };
    const { overruled } = await explain(hard, plain, { ...OPTIONS, most: 50 });
    expect(overruled.length).toBeGreaterThan(20);
    for (const { lead, reasons } of overruled) {
      expect(lead).toBeGreaterThan(0);
      expect(reasons.every(({ feature }) => feature === "size" || feature === "span")).toBe(true);
      expect(reasons.map(({ gain }) => gain)).toEqual(reasons.map(({ gain }) => gain).sort((a, b) => b - a));
      expect(reasons.reduce((sum, { gain }) => sum + gain, 0)).toBeGreaterThanOrEqual(lead - 1e-9);
    }
  });

  it("never overrules with models that know only the rule's order", async () => {
    const model = weighing(FEATURES.children, { "place in the rule's order": 1 });
    const plain = { ...policy, guidance: { children: { model, temperature: 0, confidence: 0 } } };
    const { nodes, jumps, overruled } = await explain(hard, plain, OPTIONS);
    expect(nodes.decided).toBeGreaterThan(0);
    expect(nodes.agreed).toBe(nodes.decided);
    expect([overruled, jumps.decided]).toEqual([[], 0]);
  });

  it("says where the heuristics settled it, and where the rules alone decide", async () => {
    const easy = { capacity: 8, buffers: [{ id: "a", lower: 0, upper: 2, size: 8 }] };
    expect(await explain(easy, policy, OPTIONS)).toMatchObject({ outcome: "settled", steps: 0, capacity: 8 });
    const ruled = await explain(hard, RULE_POLICY, OPTIONS);
    expect(ruled.nodes.decided + ruled.jumps.decided).toBe(0);
  });

  it("does not search what the planner does not search", async () => {
    const { buffers: pieces, capacity } = generate("guillotine", { buffers: 20_500, seed: 1 }).problem;
    const times = pieces.flatMap(({ lower, upper }) => [lower, upper]);
    const [lower, upper] = [times.reduce((a, b) => Math.min(a, b)), times.reduce((a, b) => Math.max(a, b))];
    // What lives throughout makes one part of all.
    const whole = { capacity: capacity! + 1, buffers: [...pieces, { id: "throughout", lower, upper, size: 1 }] };
    expect(await explain(whole, policy, OPTIONS)).toMatchObject({ outcome: "large", steps: 0 });
  });

  it("asks for the proved bound where there is no capacity, and ends at a signal", async () => {
    const { capacity, ...unbounded } = hard;
    expect(await explain(unbounded, policy, { ...OPTIONS, stepLimit: 100 })).toMatchObject({
      capacity,
      outcome: "limit",
    });
    const stopped = await explain(hard, policy, { ...OPTIONS, signal: AbortSignal.abort() });
    expect(stopped).toMatchObject({ outcome: "limit", steps: 0 });
  });
});
