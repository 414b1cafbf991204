import { InputError, shown } from "../problem/index.js";
import { ALL_PRUNING, type Pruning, RULE_POLICY, type SearchPolicy } from "../search/index.js";
import { cores } from "../threads/index.js";
import { ENTRY } from "./entry.js";
import type { PlannerOptions } from "./types.js";

/** `PlannerOptions` with every default filled in; Infinity stands for no limit. */
export interface Limits {
  readonly minimize: boolean;
  readonly timeLimitMs: number;
  readonly stepLimit: number;
  readonly seed: number;
  readonly threads: number;
  /** Steps of a part before other threads join. */
  readonly stepsAlone: number;
  /** A part of more buffers than this is planned by the methods for large ones. */
  readonly largeFrom: number;
  readonly policy: SearchPolicy;
  readonly pruning: Pruning;
}

/** More threads than this are refused: each holds its own copy of the search. */
export const MAX_THREADS = 256;

/** Some five milliseconds, in which most searches end. */
const STEPS_ALONE = 1_000;

/** Up to so many buffers the exact search is at its best. */
const LARGE_FROM = 1_000;

/**
 * Fills in the defaults. Throws InputError that names the option and its value.
 *
 * @param more names of options that the caller has taken out already: an unknown one is told of them too
 */
export function checkOptions(options: PlannerOptions, more: readonly string[] = []): Limits {
  if (options === null || typeof options !== "object")
    throw new InputError(`options must be an object, got ${shown(options)}`);
  for (const name of Object.keys(options)) {
    if (!OPTIONS.has(name)) throw new InputError(`there is no option ${name}; ${hint(name, more)}`, { field: name });
  }
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
  const pruning = { ...ALL_PRUNING, ...options.rules };
  for (const [kind, on] of Object.entries(pruning)) {
    if (!(kind in ALL_PRUNING)) refuse("rules", `made of ${Object.keys(ALL_PRUNING).join(", ")}`, kind);
    if (typeof on !== "boolean") refuse(`rules.${kind}`, "true or false", on);
  }
  const inside = { stepsAlone: STEPS_ALONE, largeFrom: LARGE_FROM };
  return { minimize, timeLimitMs, stepLimit, seed, threads, ...inside, policy, pruning };
}

function isWhole(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}

/** The limits for this machine: more threads than it has cores would only take turns. */
export function withCores(limits: Limits, warn: PlannerOptions["onWarning"]): Limits {
  const { threads } = limits;
  const most = ENTRY.fault === null ? cores() : 1;
  if (threads <= most) return limits;
  const reason = ENTRY.fault ?? `this machine has ${most === 1 ? "one core" : `${most} cores`}`;
  warn?.(`option threads: ${threads} asked for, ${most} used: ${reason}`);
  return { ...limits, threads: most };
}

/** All options, by name. */
const OPTIONS: ReadonlySet<string> = new Set<keyof PlannerOptions>([
  "minimize",
  "timeLimitMs",
  "stepLimit",
  "signal",
  "seed",
  "threads",
  "policy",
  "rules",
  "onProgress",
  "onWarning",
]);

/** Which option may be meant by a name that is none. */
function hint(name: string, more: readonly string[]): string {
  const names = [...OPTIONS, ...more];
  const plain = (text: string): string =>
    text
      .toLowerCase()
      .replace(/[^a-z]/g, "")
      .replace("minimise", "minimize");
  const near = names.find((option) => {
    const [a, b] = [plain(option), plain(name)];
    return a === b || (b.length > 3 && (a.startsWith(b) || b.startsWith(a)));
  });
  return near === undefined ? `the options are ${names.join(", ")}` : `${near} is meant?`;
}

function refuse(option: string, wanted: string, got: unknown): never {
  throw new InputError(`option ${option} must be ${wanted}, got ${shown(got)}`, { field: option });
}
