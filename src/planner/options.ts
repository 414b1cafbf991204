import { InputError } from "../problem/index.js";
import { ALL_RULES, RULE_POLICY, type SearchPolicy, type SearchRules } from "../search/index.js";
import type { PlanOptions } from "./types.js";

/** `PlanOptions` with every default filled in; Infinity stands for no limit. */
export interface Limits {
  readonly minimize: boolean;
  readonly timeLimitMs: number;
  readonly stepLimit: number;
  readonly seed: number;
  readonly threads: number;
  readonly policy: SearchPolicy;
  readonly rules: SearchRules;
}

/** More threads than this are refused: each holds its own copy of the search. */
export const MAX_THREADS = 256;

/** Fills in the defaults. Throws InputError that names the option and its value. */
export function checkOptions(options: PlanOptions): Limits {
  if (options === null || typeof options !== "object")
    throw new InputError(`options must be an object, got ${options}`);
  const {
    minimize = false,
    timeLimitMs = Infinity,
    stepLimit = Infinity,
    seed = 0,
    threads = 1,
    policy = RULE_POLICY,
  } = options;
  if (typeof minimize !== "boolean") refuse("minimize", "true or false", minimize);
  if (typeof timeLimitMs !== "number" || !(timeLimitMs >= 0)) refuse("timeLimitMs", "a number ≥ 0", timeLimitMs);
  if (stepLimit !== Infinity && !isWhole(stepLimit, 0)) refuse("stepLimit", "a whole number ≥ 0", stepLimit);
  if (!isWhole(seed, 0)) refuse("seed", "a whole number ≥ 0", seed);
  if (!isWhole(threads, 1) || threads > MAX_THREADS)
    refuse("threads", `a whole number from 1 to ${MAX_THREADS}`, threads);
  if (!(policy.members?.length > 0 && policy.provers?.length > 0))
    refuse("policy", "a policy with members and provers", policy.name);
  const rules = { ...ALL_RULES, ...options.rules };
  for (const [rule, on] of Object.entries(rules)) {
    if (!(rule in ALL_RULES)) refuse("rules", `made of ${Object.keys(ALL_RULES).join(", ")}`, rule);
    if (typeof on !== "boolean") refuse(`rules.${rule}`, "true or false", on);
  }
  return { minimize, timeLimitMs, stepLimit, seed, threads, policy, rules };
}

function isWhole(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

function refuse(option: string, wanted: string, got: unknown): never {
  throw new InputError(`option ${option} must be ${wanted}, got ${String(got)}`, { field: option });
}
