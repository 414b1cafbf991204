import type { ScorerData } from "../scoring/index.js";
import { type Branching, type Guidance, RULE_POLICY, type SearchPolicy } from "../search/index.js";
import type { ModelRole } from "./collect/shard.js";

/** What is set by hand around the models; the values were chosen on validation instances (docs/policy.md). */
export const SETTINGS = {
  children: { temperature: 0.3, confidence: 0 },
  targets: { temperature: 1, confidence: 1, fullSections: 0.5 },
  turns: { explore: 0.25 },
  opening: { rule: RULE_POLICY.members[0]!, failures: 16 },
} as const;

/** What a policy may be guided in. */
export type GuidanceRole = ModelRole | "turns";

/**
 * The members of a guided policy: the rules' six, guided, and one of them without guidance, so that no model can cost
 * everything.
 */
export function guidedMembers(): Branching[] {
  const [first, second, ...others] = RULE_POLICY.members.map((rule) => ({ ...rule, guided: true }));
  return [second!, ...others, first!, RULE_POLICY.members[1]!];
}

/** A policy that is guided by these models, in these roles only. Roles without a model are left to the rules. */
export function assemblePolicy(
  name: string,
  models: Partial<Record<ModelRole, ScorerData>>,
  roles: readonly GuidanceRole[],
): SearchPolicy {
  const { children, targets, preorder } = models;
  const has = (role: GuidanceRole): boolean => roles.includes(role);
  const guidance: Guidance = {
    ...(has("children") && children && { children: { model: children, ...SETTINGS.children } }),
    ...(has("targets") && targets && { targets: { model: targets, ...SETTINGS.targets } }),
    ...(has("preorder") && preorder && { preorder: { model: preorder } }),
    ...(has("turns") && { turns: SETTINGS.turns }),
  };
  return { ...RULE_POLICY, name, members: guidedMembers(), guidance, opening: SETTINGS.opening };
}
