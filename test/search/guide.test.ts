import { describe, expect, it } from "vitest";
import { generate } from "../../src/instances/index.js";
import { planSync } from "../../src/planner/index.js";
import { toArrays } from "../../src/problem/index.js";
import {
  buildModel,
  CHILD_FEATURES,
  ChildFeatures,
  Experience,
  Floors,
  Guide,
  Portfolio,
  RULE_POLICY,
  type SearchPolicy,
  SectionSearch,
  TARGET_FEATURES,
  TargetFeatures,
} from "../../src/search/index.js";
import { bruteForceOptimum, faultsOf } from "../support/brute-force.js";
import { ADVERSARIAL_SCALES, randomModel, randomPolicy } from "../support/guided-policies.js";
import { hardSmallProblem } from "../support/small-problems.js";

const GUIDED = { ...RULE_POLICY.members[0]!, guided: true };

function instance(family: string, seed: number, buffers = 60) {
  const { problem } = generate(family, { buffers, seed });
  const model = buildModel(toArrays(problem));
  return { problem, model };
}

describe("whatever the weights", () => {
  it("plans are valid and proofs true, against brute force", () => {
    let refuted = 0;
    for (let seed = 0, policy = 0; policy < 400; policy++) {
      const { problem, seed: found } = hardSmallProblem(seed);
      seed = found + 1;
      const optimum = bruteForceOptimum(problem);
      const scale = ADVERSARIAL_SCALES[policy % 8] ?? 1 + (policy % 7);
      const guided = randomPolicy(policy, scale);
      const model = buildModel(toArrays(problem));
      const portfolio = new Portfolio(model, { seed: policy, policy: guided });
      const at = Math.floor(optimum / model.unit);
      portfolio.begin(at);
      expect(portfolio.run(1e6), `problem ${found}, policy ${policy}`).toBe("placed");
      const offsets = Array.from(portfolio.offsets, (units) => units * model.unit);
      expect(faultsOf(problem, offsets, optimum)).toEqual([]);
      const below = Math.floor((optimum - 1) / model.unit);
      portfolio.begin(below);
      expect(portfolio.run(1e6), `problem ${found} below, policy ${policy}`).toBe("exhausted");
      refuted++;
    }
    expect(refuted).toBe(400);
  });

  it("the planner's answers stay optimal, verified and the same for the same seed", () => {
    for (let seed = 0; seed < 12; seed++) {
      const { problem } = generate(["guillotine", "long-spans"][seed % 2]!, { buffers: 30, seed });
      const policy = randomPolicy(seed, 3);
      const first = planSync(problem, { policy, stepLimit: 200_000 });
      expect(first.status, `seed ${seed}`).toBe("optimal");
      expect(first.verification?.ok).toBe(true);
      const again = planSync(problem, { policy: structuredClone(policy), stepLimit: 200_000 });
      expect(again.steps).toBe(first.steps);
      expect(again.offsets).toEqual(first.offsets);
    }
  });
});

describe("the order of children", () => {
  /** Puts the widest child first, whatever else. */
  const widest: SearchPolicy["guidance"] = {
    children: {
      model: { kind: "linear", weights: CHILD_FEATURES.map((name) => (name === "span, of the longest child" ? 1 : 0)) },
      temperature: 0,
      confidence: 0,
    },
  };

  function firstNode(guide: Guide | null, guided: boolean) {
    const { model } = instance("guillotine", 3);
    const experience = new Experience(model, { ...GUIDED, guided });
    const search = new SectionSearch(new Floors(model, true), experience, { fullReasons: false, guide });
    search.begin(model.loadBound);
    const spans = search.options().flatMap(({ what }) => (what < 0 ? [] : [model.last[what]! - model.first[what]!]));
    return { spans, lead: search.nodes.lead[0]! };
  }

  it("follows the scores for guided members, and the branching for others", () => {
    const { model } = instance("guillotine", 3);
    const guide = new Guide(model, widest!, 0);
    const { spans, lead } = firstNode(guide, true);
    expect(spans.length).toBeGreaterThan(2);
    expect(spans).toEqual([...spans].sort((a, b) => b - a));
    expect(lead).toBeGreaterThan(0);
    const byBranching = firstNode(null, true);
    expect(byBranching.spans).not.toEqual(spans);
    expect(firstNode(guide, false)).toEqual({ ...byBranching, lead: 0 });
  });

  it("stays the branching's where the model is not confident enough", () => {
    const { model } = instance("guillotine", 3);
    const children = { ...widest!.children!, confidence: 2 };
    expect(firstNode(new Guide(model, { children }, 0), true)).toEqual(firstNode(null, true));
  });
});

describe("the target of a failure", () => {
  it("is a decision of the conflict set, and the search goes on from there", () => {
    let further = 0;
    let asked = 0;
    for (let seed = 0; seed < 8; seed++) {
      const { model } = instance("guillotine", seed, 220);
      const weights = randomModel(TARGET_FEATURES.length, 2);
      const guide = new Guide(
        model,
        { targets: { model: weights, temperature: 1, confidence: 0, fullSections: 0 } },
        1,
      );
      const search: SectionSearch = new SectionSearch(new Floors(model, true), new Experience(model, GUIDED), {
        fullReasons: false,
        guide,
        onFailure: () => {
          const { conflict, depth } = search.floors;
          const target = guide.chooseTarget(search);
          if (target === depth) return false;
          asked++;
          expect((conflict[target >> 5]! >>> (target & 31)) & 1).toBe(1);
          for (let d = target + 1; d < depth; d++) if (((conflict[d >> 5]! >>> (d & 31)) & 1) === 1) further++;
          return false;
        },
      });
      search.begin(model.loadBound);
      search.run(2000);
    }
    expect(asked).toBeGreaterThan(100);
    expect(further).toBeGreaterThan(asked);
  });

  it("is the branching's where too few sections are full", () => {
    const { model } = instance("thinned", 8, 220);
    const targets = { model: randomModel(TARGET_FEATURES.length, 2), temperature: 1, confidence: 0, fullSections: 1 };
    const guide = new Guide(model, { targets }, 1);
    const search: SectionSearch = new SectionSearch(new Floors(model, true), new Experience(model, GUIDED), {
      fullReasons: false,
      onFailure: () => {
        expect(guide.chooseTarget(search)).toBe(search.floors.depth);
        return false;
      },
    });
    search.begin(model.loadBound);
    search.run(500);
    expect(search.backtracks).toBeGreaterThan(0);
  });
});

describe("features", () => {
  it("are finite and of moderate size on every node of a search", () => {
    for (const family of ["guillotine", "thinned", "long-spans", "residual"]) {
      const { model } = instance(family, 7, 90);
      const children = new ChildFeatures(model);
      const targets = new TargetFeatures(model);
      const experience = new Experience(model, GUIDED);
      let rows = 0;
      const search: SectionSearch = new SectionSearch(new Floors(model, true), experience, {
        fullReasons: false,
        onFailure: () => {
          const count = targets.fill(search);
          for (const value of targets.rows.subarray(0, count < 2 ? 0 : count * TARGET_FEATURES.length)) {
            expect(Math.abs(value)).toBeLessThan(50);
            rows++;
          }
          return false;
        },
      });
      search.begin(model.loadBound);
      for (let step = 0; step < 60 && search.floors.unplaced > 1; step++) {
        const options = search.options();
        const depth = search.floors.depth;
        const buffers = search.childrenAt(depth);
        children.fill(search.floors, experience, search.nodes.section[depth]!, buffers, 0, buffers.length);
        for (const value of children.rows.subarray(0, buffers.length * CHILD_FEATURES.length)) {
          expect(value).toBeGreaterThanOrEqual(-1);
          expect(value).toBeLessThan(50);
          rows++;
        }
        if (!search.take(options[0]!)) break;
      }
      search.begin(model.loadBound);
      search.run(300);
      expect(rows, family).toBeGreaterThan(1000);
    }
  });
});
