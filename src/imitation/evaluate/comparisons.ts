import type { GeneratedInstance } from "../../instances/index.js";
import { planSync } from "../../planner/index.js";
import type { Problem } from "../../problem/index.js";
import { RULE_POLICY, type SearchPolicy } from "../../search/index.js";
import { drawInstance, type Split } from "../collect/samples.js";
import { pause } from "../pause.js";

/** One run of one policy on one problem. */
export interface PolicyRun {
  readonly placed: boolean;
  /** Search steps; the limit where nothing was found within it. */
  readonly steps: number;
  readonly ms: number;
}

export interface Comparison {
  readonly name: string;
  readonly family: string;
  readonly buffers: number;
  /** The rules need more than `HARD_STEPS` steps. */
  readonly hard: boolean;
  readonly rules: PolicyRun;
  /**
   * The rules with other random numbers: how much of a difference is luck, and the return to the mean of what was
   * chosen as hard.
   */
  readonly again: PolicyRun;
  /** In the order of the policies that were asked for. */
  readonly policies: readonly PolicyRun[];
}

/** Above so many steps of the rules an instance is hard. */
export const HARD_STEPS = 1000;

export interface EvaluateOptions {
  readonly split: Split;
  readonly families: readonly string[];
  /** Hard instances a family; easy ones are measured as they come. */
  readonly hardPerFamily: number;
  /** Instances a family that are drawn at most. */
  readonly mostPerFamily: number;
  readonly stepLimit: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((hard: number, of: number) => void) | undefined;
  /** Told of each comparison as it is made: what there is where a signal ends it. */
  readonly onComparison?: (comparison: Comparison) => void;
}

/**
 * Runs the rules and each policy on the same instances, one after the other, within the same number of steps. Throws
 * the signal's reason.
 */
export function comparePolicies(policies: readonly SearchPolicy[], options: EvaluateOptions): Comparison[] {
  return [...comparisons(policies, options)];
}

/** The same, with a turn of the event loop after each instance, so that signals arrive. */
export async function comparePoliciesInTurns(
  policies: readonly SearchPolicy[],
  options: EvaluateOptions,
): Promise<Comparison[]> {
  const made: Comparison[] = [];
  await pause();
  for (const comparison of comparisons(policies, options)) {
    made.push(comparison);
    await pause();
  }
  return made;
}

function* comparisons(policies: readonly SearchPolicy[], options: EvaluateOptions): Generator<Comparison> {
  const { split, families, hardPerFamily, mostPerFamily, stepLimit, seed, signal } = options;
  warmUp(policies, options);
  let hard = 0;
  for (const family of families) {
    let found = 0;
    for (let i = 0; i < mostPerFamily && found < hardPerFamily; i++) {
      signal?.throwIfAborted();
      const comparison = compare(drawInstance(split, [family], seed, i), policies, stepLimit);
      if (comparison.hard) {
        found++;
        options.onProgress?.(++hard, hardPerFamily * families.length);
      }
      options.onComparison?.(comparison);
      yield comparison;
    }
  }
}

function compare(instance: GeneratedInstance, policies: readonly SearchPolicy[], stepLimit: number): Comparison {
  const { name, family, problem } = instance;
  const rules = runPolicy(problem, RULE_POLICY, stepLimit, 0);
  return {
    name,
    family,
    buffers: problem.buffers.length,
    hard: rules.steps > HARD_STEPS,
    rules,
    again: runPolicy(problem, RULE_POLICY, stepLimit, 1),
    policies: policies.map((policy) => runPolicy(problem, policy, stepLimit, 0)),
  };
}

/** One run on a problem that has a plan. */
export function runPolicy(problem: Problem, policy: SearchPolicy, stepLimit: number, seed: number): PolicyRun {
  const { status, steps, solveMs } = planSync(problem, { policy, stepLimit, seed });
  if (status === "infeasible") throw new Error(`internal fault: ${policy.name} refuted a problem that has a plan`);
  const placed = status === "optimal" || status === "feasible";
  return { placed, steps: placed ? steps : stepLimit, ms: solveMs };
}

/** Compiles the code of rules and policies on other instances than those measured. */
function warmUp(policies: readonly SearchPolicy[], { split, families, stepLimit, seed }: EvaluateOptions): void {
  for (let i = 0; i < 2 * families.length; i++) {
    compare(drawInstance(split, families, seed + 500, i), policies, Math.min(2000, stepLimit));
  }
}
