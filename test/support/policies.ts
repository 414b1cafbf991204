import { assemblePolicy } from "../../src/imitation/index.js";
import { FEATURES, OPEN_GATE, POLICY_SCHEMA, type PolicyFile } from "../../src/policy/index.js";
import type { LinearData } from "../../src/scoring/index.js";

/** A linear model whose weights are 0 but for the named features. */
export function weighing(features: readonly string[], weights: Readonly<Record<string, number>>): LinearData {
  return { kind: "linear", weights: features.map((feature) => weights[feature] ?? 0) };
}

/** A policy with linear models in two roles, as a file that nothing is wrong with. */
export function policyFile(): PolicyFile {
  const children = weighing(FEATURES.children, {
    size: 1,
    "top meets the left floor": 2,
    "place in the rule's order": 1,
  });
  const targets = weighing(FEATURES.targets, { "rank in the conflict set": 1, "overlaps what failed": 1 });
  return {
    schema: POLICY_SCHEMA,
    features: FEATURES,
    policy: { ...assemblePolicy("by hand", { children, targets }, ["children", "targets"]), gate: OPEN_GATE },
    card: {
      trained: "2026-01-01",
      telaplan: "0.0.0",
      dataHash: "0",
      seeds: { data: 0, training: 0 },
      families: ["guillotine"],
      heldOut: ["long-spans"],
      rounds: 0,
      groups: { children: 1 },
      counts: { attempts: 1 },
      versions: { node: "v20" },
      metrics: { children: { linear: { top1: 0.5, top3: 1, loss: 0.7 } } },
      shipped: { children: "linear" },
      limits: ["Made for tests."],
    },
  };
}
