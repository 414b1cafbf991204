import { Random } from "../../src/problem/random.js";
import type { ScorerData } from "../../src/scoring/index.js";
import {
  BUFFER_FEATURES,
  CHILD_FEATURES,
  type Chooser,
  RULE_POLICY,
  type SearchPolicy,
  TARGET_FEATURES,
} from "../../src/search/index.js";

/** Weights drawn from a seed, as large as `scale`. */
export function randomModel(featureCount: number, seed: number, scale = 1): ScorerData {
  const random = new Random(seed);
  const draw = (): number => scale * (2 * random.next() - 1);
  const list = (length: number): number[] => Array.from({ length }, draw);
  if (seed % 2 === 0) return { kind: "linear", weights: list(featureCount) };
  return {
    kind: "network",
    layers: [
      { inputs: featureCount, outputs: 6, weights: list(6 * featureCount), biases: list(6) },
      { inputs: 6, outputs: 1, weights: list(6), biases: list(1) },
    ],
  };
}

/** A policy that is guided by random weights in every role, by all its members. */
export function randomPolicy(seed: number, scale = 1): SearchPolicy {
  const settings: Omit<Chooser, "model"> = { temperature: seed % 3, confidence: (seed % 5) / 2 };
  return {
    ...RULE_POLICY,
    name: `random ${seed}`,
    members: RULE_POLICY.members.map((rule) => ({ ...rule, guided: true })),
    guidance: {
      children: { ...settings, model: randomModel(CHILD_FEATURES.length, seed, scale) },
      targets: { ...settings, model: randomModel(TARGET_FEATURES.length, seed + 1, scale), fullSections: 0 },
      preorder: { model: randomModel(BUFFER_FEATURES.length, seed + 2, scale) },
      turns: { explore: 0.5 },
    },
    opening: { rule: RULE_POLICY.members[0]!, failures: seed % 4 },
  };
}

/** Weights that an adversary might pick: all alike, huge, tiny, and such that all scores overflow. */
export const ADVERSARIAL_SCALES = [0, 1e-300, 1e12, 1e300] as const;
