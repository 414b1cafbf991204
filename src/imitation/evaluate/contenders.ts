import { Random } from "../../problem/random.js";
import type { ScorerData } from "../../scoring/index.js";
import { CHILD_FEATURES, type Guidance, type SearchPolicy, TARGET_FEATURES } from "../../search/index.js";
import { SETTINGS } from "../assemble.js";

/** One policy, or several that differ in the seed of their training only: then means and deviations are told. */
export interface Contender {
  readonly name: string;
  readonly policies: readonly SearchPolicy[];
}

/** The policies with random weights in their models, all else as it is: what a worthless policy costs. */
export function randomWeights({ policies }: Contender, seed: number): Contender {
  const random = new Random(seed);
  // The first number is left out, as it was when the published figures were drawn.
  random.next();
  const policy = policies[0]!;
  const { guidance = {} } = policy;
  const shuffled: Guidance = {
    ...guidance,
    ...(guidance.children && {
      children: { ...guidance.children, model: randomModel(guidance.children.model, random) },
    }),
    ...(guidance.targets && { targets: { ...guidance.targets, model: randomModel(guidance.targets.model, random) } }),
    ...(guidance.preorder && { preorder: { model: randomModel(guidance.preorder.model, random) } }),
  };
  return { name: "random weights", policies: [{ ...policy, name: "random weights", guidance: shuffled }] };
}

/**
 * The policies with models that find all candidates alike: children and targets drawn by lot. What is gained so is owed
 * to chance, not to learning.
 */
export function byLot({ policies }: Contender): Contender {
  const policy = policies[0]!;
  const { children, targets, ...rest } = policy.guidance ?? {};
  const flat = (features: number): ScorerData => ({ kind: "linear", weights: new Array<number>(features).fill(0) });
  const guidance: Guidance = {
    ...rest,
    ...(children && { children: { ...children, temperature: 1, model: flat(CHILD_FEATURES.length) } }),
    ...(targets && { targets: { ...targets, temperature: 1, model: flat(TARGET_FEATURES.length) } }),
  };
  return { name: "drawn by lot", policies: [{ ...policy, name: "drawn by lot", guidance }] };
}

/** A model of the same form. Weights are as large as trained ones; of trees, the leaves take random signs. */
function randomModel(model: ScorerData, random: Random): ScorerData {
  const drawn = (scale: number) => (): number => scale * (2 * random.next() - 1);
  switch (model.kind) {
    case "linear":
      return { ...model, weights: model.weights.map(drawn(3)) };
    case "network":
      return {
        ...model,
        layers: model.layers.map((layer) => ({
          ...layer,
          weights: layer.weights.map(drawn(3 / Math.sqrt(layer.inputs))),
          biases: layer.biases.map(drawn(1)),
        })),
      };
    case "trees":
      return { ...model, value: model.value.map((value) => (random.next() < 0.5 ? -value : value)) };
  }
}

/** The policies in each of their roles alone, in all of them, and with the members' turns chosen by a bandit too. */
export function byRoles({ name, policies }: Contender): Contender[] {
  const roles = Object.keys(policies[0]!.guidance ?? {}) as (keyof Guidance)[];
  const only = (kept: readonly (keyof Guidance)[]): SearchPolicy[] =>
    policies.map((policy) => {
      const parts = { turns: SETTINGS.turns, ...policy.guidance };
      return { ...policy, guidance: Object.fromEntries(kept.map((role) => [role, parts[role]])) };
    });
  const alone = roles.includes("turns") ? roles : [...roles, "turns" as const];
  const together = [{ name: `${roles.join(" + ")} (${name})`, policies }];
  if (!roles.includes("turns")) {
    together.push({ name: `${[...roles, "turns"].join(" + ")}`, policies: only([...roles, "turns"]) });
  }
  return [...alone.map((role) => ({ name: `${role} alone`, policies: only([role]) })), ...together];
}
