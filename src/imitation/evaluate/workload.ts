import { planSync } from "../../planner/index.js";
import type { Problem } from "../../problem/index.js";
import type { SearchPolicy } from "../../search/index.js";
import { pause } from "../pause.js";

/** A problem of somebody's own, and what is asked about it. */
export interface WorkProblem {
  /** Of whoever keeps it; equal problems have equal ones. */
  readonly id: string;
  readonly problem: Problem;
  /** The least peak is asked for; else a plan within the capacity. */
  readonly minimize: boolean;
}

export interface WorkloadOptions {
  /** Search steps for each run. */
  readonly stepLimit: number;
  /** Seeds of the search; each problem is searched once with each. */
  readonly seeds: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
}

/** What one policy took on one problem, over all seeds. */
export interface WorkRun {
  /** Mean of the natural logarithms of steps, at least 1 each; a run that did not end counts the limit. */
  readonly logSteps: number;
  /** Runs that ended within the limit. */
  readonly ended: number;
}

/** By problem, by policy. */
export type WorkloadRuns = readonly (readonly WorkRun[])[];

/**
 * Runs each policy on each problem, one after the other, with every seed. What each takes is counted in steps, so that
 * the same call gives the same figures on every machine. Throws the signal's reason.
 */
export async function runWorkload(
  problems: readonly WorkProblem[],
  policies: readonly SearchPolicy[],
  { stepLimit, seeds, signal, onProgress }: WorkloadOptions,
): Promise<WorkloadRuns> {
  const made: WorkRun[][] = [];
  for (const { problem, minimize } of problems) {
    await pause();
    signal?.throwIfAborted();
    made.push(policies.map((policy) => runOn(problem, policy, minimize, stepLimit, seeds)));
    onProgress?.(made.length, problems.length);
  }
  return made;
}

function runOn(problem: Problem, policy: SearchPolicy, minimize: boolean, stepLimit: number, seeds: number): WorkRun {
  let logSteps = 0;
  let ended = 0;
  for (let seed = 0; seed < seeds; seed++) {
    const { steps, stoppedBy } = planSync(problem, { policy, stepLimit, seed, minimize });
    if (stoppedBy === null) ended++;
    logSteps += Math.log(stoppedBy === null ? Math.max(1, steps) : stepLimit) / seeds;
  }
  return { logSteps, ended };
}

/** Geometric mean, over all problems, of one policy's steps over another's; 1 of no problems. */
export function stepRatio(runs: WorkloadRuns, policy: number, other: number): number {
  if (runs.length === 0) return 1;
  return Math.exp(runs.reduce((sum, of) => sum + of[policy]!.logSteps - of[other]!.logSteps, 0) / runs.length);
}
