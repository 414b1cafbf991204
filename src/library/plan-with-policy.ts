import type { ConstrainedOptions } from "../constrained/index.js";
import {
  checkPolicy,
  checkProfile,
  LEARNED,
  loadPolicyOrRules,
  loadProfile,
  type Profile,
  SHIPPED,
  withProfile,
} from "../policy/index.js";
import { InputError, type Problem } from "../problem/index.js";
import type { SearchPolicy } from "../search/index.js";
import type { PlanResult } from "./result.js";
import { prove, proveSync, plan as run, planSync as runSync } from "./run.js";

/** Milliseconds that a call takes at most where it names no limit, as in the command line and the service. */
export const DEFAULT_TIME_LIMIT_MS = 10_000;

export interface PlanOptions extends Omit<ConstrainedOptions, "policy" | "onWarning" | "timeLimitMs"> {
  /**
   * Wall-clock limit in milliseconds. Without it, 10,000; or none where there is a `stepLimit`, so that every machine
   * gives the same answer. `Infinity` and null are no limit.
   */
  readonly timeLimitMs?: number | null;
  /**
   * What guides the search: `learned` (the default), the policy that comes with telaplan; `rules`; the path of a policy
   * file, which is read at every call; or a policy that was loaded before. It can cost or save time, never a plan's
   * validity or a proof's truth.
   */
  readonly policy?: "learned" | "rules" | (string & {}) | SearchPolicy;
  /** How the search is set for a workload: a profile, or the path of one that `telaplan tune` wrote. */
  readonly profile?: Profile | (string & {});
  /**
   * Told what a run does otherwise than asked: a policy's file that cannot be used, so that the rules decide; keys of
   * the problem and of buffers that are ignored; threads that were left out, or that died. Without it nobody is told.
   */
  readonly onWarning?: (message: string) => void;
  /**
   * Takes the lines of a proof of the result, without line feeds, once a checker has accepted the whole; what became of
   * it is the result's `proof`. It is made after the plan, by one more run of the prover, and costs nothing without.
   */
  readonly proof?: (line: string) => void;
}

/**
 * Plans a problem: an offset for every buffer so that no two live ones share a byte, within the capacity or, with
 * `minimize`, at the least peak. Anytime: whatever stops it, the best verified plan so far is returned.
 *
 * @throws InputError for a malformed problem or option. Infeasible and unknown are answers, not errors.
 */
export async function plan(problem: Problem, options: PlanOptions = {}): Promise<PlanResult> {
  const { proof, ...others } = options ?? {};
  const asked = settled(proof === undefined ? options : others);
  const result = await run(problem, asked);
  return (proof === undefined ? result : await prove(problem, result, asked, proof)) as PlanResult;
}

/**
 * The same without a promise, in the calling thread: for callers that plan many small problems. Takes no signal and one
 * thread.
 */
export function planSync(problem: Problem, options: Omit<PlanOptions, "signal" | "threads"> = {}): PlanResult {
  const { proof, ...others } = options ?? {};
  const asked = settled(proof === undefined ? options : others);
  const result = runSync(problem, asked);
  return (proof === undefined ? result : proveSync(problem, result, asked, proof)) as PlanResult;
}

/** The planner's options: there a policy is a value. */
export function settled(options: PlanOptions): ConstrainedOptions {
  // The planner says what is wrong with options that are none.
  if (options === null || typeof options !== "object") return options;
  const { policy = LEARNED, profile, onWarning, timeLimitMs, ...others } = options;
  const warned = onWarning === undefined ? {} : { onWarning };
  const limited = { timeLimitMs: timeLimitOf(timeLimitMs, others.stepLimit) };
  if (typeof policy !== "string") checkOnce(policy);
  const known = typeof policy === "string" ? byName(policy, onWarning) : policy;
  if (profile === undefined) return { ...others, ...warned, ...limited, policy: known };
  const set = typeof profile === "string" ? loadProfile(profile) : checkProfile(profile);
  return { ...others, ...warned, ...limited, policy: withProfile(known, set) };
}

/** A search that nobody limits may go on for hours; one that counts steps ends by itself. */
function timeLimitOf(asked: number | null | undefined, stepLimit: number | undefined): number {
  if (asked === null) return Infinity;
  return asked ?? (stepLimit === undefined ? DEFAULT_TIME_LIMIT_MS : Infinity);
}

function byName(nameOrPath: string, onWarning: PlanOptions["onWarning"]): SearchPolicy {
  return loadPolicyOrRules(nameOrPath, (message) => onWarning?.(message));
}

/** Policies that were found to be sound: to look through the weights takes longer than to plan a small problem. */
const sound = new WeakSet<SearchPolicy>([SHIPPED]);

function checkOnce(policy: SearchPolicy): void {
  if (policy === null || typeof policy !== "object") {
    throw new InputError(`option policy must be a name, a path or a policy, got ${String(policy)}`, {
      field: "policy",
    });
  }
  if (sound.has(policy)) return;
  try {
    checkPolicy(policy);
  } catch (cause) {
    throw new InputError(`option policy: ${(cause as Error).message}`, { field: "policy" });
  }
  sound.add(policy);
}
