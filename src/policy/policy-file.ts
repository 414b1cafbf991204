import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { InputError } from "../problem/index.js";
import { buildScorer, type ScorerData } from "../scoring/index.js";
import {
  BUFFER_FEATURES,
  CHILD_FEATURES,
  type Guidance,
  RULE_POLICY,
  type SearchPolicy,
  TARGET_FEATURES,
} from "../search/index.js";
import type { ModelCard } from "./card.js";

/**
 * Changes whenever a feature is computed in another way: older weights would answer questions that nobody asks any
 * more.
 */
export const POLICY_SCHEMA = 1;

/** Bytes. */
export const MAX_POLICY_BYTES = 262_144;

/** A policy with how it came about, as it lies in a file. */
export interface PolicyFile {
  readonly schema: typeof POLICY_SCHEMA;
  /** The names of the rows that the models score, in order. */
  readonly features: { readonly children: string[]; readonly targets: string[]; readonly preorder: string[] };
  readonly policy: SearchPolicy;
  readonly card: ModelCard;
}

export const FEATURES: PolicyFile["features"] = {
  children: [...CHILD_FEATURES],
  targets: [...TARGET_FEATURES],
  preorder: [...BUFFER_FEATURES],
};

/** The policy that comes with telaplan. */
export const SHIPPED_POLICY = fileURLToPath(new URL("../../policy/learned.json", import.meta.url));

/**
 * Reads a policy file.
 *
 * @throws InputError that names the file and what is wrong: missing, no JSON, too large, of another schema, made for
 * other features, weights that are no finite numbers, members that are none.
 */
export function readPolicyFile(path: string): PolicyFile {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new InputError(`cannot read policy ${path}: ${code === "ENOENT" ? "there is no such file" : code}`);
  }
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES) {
    throw new InputError(`policy ${path} has ${Buffer.byteLength(text)} bytes, at most ${MAX_POLICY_BYTES} are read`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError(`policy ${path} is no JSON: ${(cause as Error).message}`);
  }
  try {
    return checkPolicyFile(value);
  } catch (cause) {
    throw new InputError(`policy ${path}: ${(cause as Error).message}`);
  }
}

/** Throws an Error that says what is wrong with a value read from a file. */
export function checkPolicyFile(value: unknown): PolicyFile {
  const file = asObject(value, "the file") as unknown as PolicyFile;
  if (file.schema !== POLICY_SCHEMA)
    throw new Error(`has schema ${String(file.schema)}, this telaplan reads ${POLICY_SCHEMA}`);
  const features = asObject(file.features, "features") as unknown as Record<string, unknown>;
  for (const [role, names] of Object.entries(FEATURES)) {
    const given = features[role];
    const same = Array.isArray(given) && given.length === names.length && names.every((name, i) => name === given[i]);
    if (!same) throw new Error(`was made for other features of ${role}: train it anew`);
  }
  checkPolicy(asObject(file.policy, "policy") as unknown as SearchPolicy);
  if (file.policy.name === RULE_POLICY.name) throw new Error(`calls itself "${RULE_POLICY.name}", which needs no file`);
  asObject(file.card, "card");
  return file;
}

/** Throws an Error that says what is wrong with a policy. */
export function checkPolicy(policy: SearchPolicy): void {
  const { name, members, provers, guidance = {}, opening } = policy;
  if (typeof name !== "string" || name === "") throw new Error("policy.name must be a text");
  for (const [list, rules] of Object.entries({ members, provers })) {
    if (!Array.isArray(rules) || rules.length === 0) throw new Error(`policy.${list} must be a list with an entry`);
    for (const [i, rule] of rules.entries()) checkRule(rule, `policy.${list}[${i}]`);
  }
  checkGuidance(asObject(guidance, "policy.guidance") as Guidance);
  if (opening === undefined) return;
  const { rule, failures } = asObject(opening, "policy.opening");
  checkRule(rule, "policy.opening.rule");
  checkNumber(failures, "policy.opening.failures", 0, 1e9);
}

function checkRule(rule: unknown, where: string): void {
  const { buffers, slackFactor, countWaste, weights, guided = false } = asObject(rule, where);
  const flags = [countWaste, weights, guided].every((flag) => typeof flag === "boolean");
  const named = buffers === "area" || buffers === "lifetime" || buffers === "size";
  if (!flags || !named || !(typeof slackFactor === "number" && slackFactor >= 0 && slackFactor < Infinity)) {
    throw new Error(`${where} is no rule of branching`);
  }
}

function checkGuidance({ children, targets, preorder, turns }: Guidance): void {
  for (const [role, chooser] of Object.entries({ children, targets })) {
    if (chooser === undefined) continue;
    const { temperature, confidence } = asObject(chooser, `policy.guidance.${role}`);
    checkNumber(temperature, `policy.guidance.${role}.temperature`, 0, 1000);
    checkNumber(confidence, `policy.guidance.${role}.confidence`, 0, 1000);
  }
  if (targets !== undefined) checkNumber(targets.fullSections, "policy.guidance.targets.fullSections", 0, 1);
  for (const [role, part] of Object.entries({ children, targets, preorder })) {
    if (part === undefined) continue;
    const { model } = asObject(part, `policy.guidance.${role}`);
    try {
      buildScorer(model as ScorerData, FEATURES[role as keyof typeof FEATURES].length);
    } catch (cause) {
      throw new Error(`policy.guidance.${role}: ${(cause as Error).message}`);
    }
  }
  if (turns !== undefined) {
    checkNumber(asObject(turns, "policy.guidance.turns").explore, "policy.guidance.turns.explore", 0, 1);
  }
}

function checkNumber(value: unknown, where: string, least: number, most: number): void {
  if (typeof value === "number" && value >= least && value <= most) return;
  throw new Error(`${where} must be a number from ${least} to ${most}, got ${String(value)}`);
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${what} is no object`);
  return value as Record<string, unknown>;
}

/** The name of the policy that comes with telaplan, for whoever asks by name. */
export const LEARNED = "learned";

/** The file of a policy that is given by name or path. */
export function pathOfPolicy(nameOrPath: string): string {
  return nameOrPath === LEARNED ? SHIPPED_POLICY : nameOrPath;
}

/**
 * The policy of that name or file: `learned` is the one that comes with telaplan, `rules` needs no file. Throws as
 * `readPolicyFile`.
 */
export function loadPolicy(nameOrPath: string): SearchPolicy {
  if (nameOrPath === RULE_POLICY.name) return RULE_POLICY;
  return readPolicyFile(pathOfPolicy(nameOrPath)).policy;
}

/** The same, but a file that cannot be used is a warning, and the rules. */
export function loadPolicyOrRules(nameOrPath: string, warn: (message: string) => void): SearchPolicy {
  try {
    return loadPolicy(nameOrPath);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    warn(`${error.message}; the rules decide instead`);
    return RULE_POLICY;
  }
}
