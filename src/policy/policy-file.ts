import { buildScorer } from "../scoring/index.js";
import {
  BUFFER_FEATURES,
  CHILD_FEATURES,
  ROOT_FEATURES,
  RULE_POLICY,
  type SearchPolicy,
  TARGET_FEATURES,
} from "../search/index.js";
import type { ModelCard } from "./card.js";
import { SLACK_GATE } from "./gate.js";
import { faultInPolicy } from "./policy-schema.js";

/**
 * Changes whenever a feature is computed in another way: older weights would answer questions that nobody asks any
 * more.
 */
export const POLICY_SCHEMA = 1;

/** A policy with how it came about, as it lies in a file. */
export interface PolicyFile {
  readonly schema: typeof POLICY_SCHEMA;
  /** The names of the rows that the models score, in order; `gate` is absent from files that were made before gates. */
  readonly features: {
    readonly children: string[];
    readonly targets: string[];
    readonly preorder: string[];
    readonly gate?: string[];
  };
  readonly policy: SearchPolicy;
  readonly card: ModelCard;
}

export const FEATURES: Required<PolicyFile["features"]> = {
  children: [...CHILD_FEATURES],
  targets: [...TARGET_FEATURES],
  preorder: [...BUFFER_FEATURES],
  gate: [...ROOT_FEATURES],
};

/**
 * The policy file that a value is; one from before there were gates gets `SLACK_GATE`. Throws an Error that says what
 * is wrong with it.
 */
export function checkPolicyFile(value: unknown): PolicyFile {
  const file = asObject(value, "the file") as unknown as PolicyFile;
  if (file.schema !== POLICY_SCHEMA)
    throw new Error(`has schema ${String(file.schema)}, this telaplan reads ${POLICY_SCHEMA}`);
  const features = asObject(file.features, "features") as unknown as Record<string, unknown>;
  for (const [role, names] of Object.entries(FEATURES)) {
    if (role === "gate" && isOlderThanGates(file)) continue;
    const given = features[role];
    const same = Array.isArray(given) && given.length === names.length && names.every((name, i) => name === given[i]);
    if (!same) throw new Error(`was made for other features of ${role}: train it anew`);
  }
  checkPolicy(file.policy);
  if (file.policy.name === RULE_POLICY.name) throw new Error(`calls itself "${RULE_POLICY.name}", which needs no file`);
  asObject(file.card, "card");
  return withGate(file);
}

/** Files that were made before there were gates say nothing of them. */
function isOlderThanGates({ features, policy }: PolicyFile): boolean {
  return features.gate === undefined && policy?.gate === undefined;
}

/** The file, with the gate that an older one has not. */
function withGate(file: PolicyFile): PolicyFile {
  const { policy } = file;
  if (policy.guidance === undefined || policy.gate !== undefined) return file;
  return { ...file, policy: { ...policy, gate: SLACK_GATE } };
}

/** Throws an Error that says what is wrong with a policy. */
export function checkPolicy(policy: SearchPolicy): void {
  const fault = faultInPolicy(policy);
  if (fault !== null) throw new Error(fault);
  const { children, targets, preorder } = policy.guidance ?? {};
  const { gate } = policy;
  for (const [role, part] of Object.entries({ children, targets, preorder, gate })) {
    if (part === undefined) continue;
    try {
      buildScorer(part.model, FEATURES[role as keyof typeof FEATURES].length);
    } catch (cause) {
      const where = role === "gate" ? role : `guidance.${role}`;
      throw new Error(`policy.${where}: ${(cause as Error).message}`);
    }
  }
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${what} is no object`);
  return value as Record<string, unknown>;
}
