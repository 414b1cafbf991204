import { compile } from "../model/compile.js";
import {
  Clock,
  checkOptions,
  type Limits,
  type PlannerOptions,
  type PlanResult,
  plan as planPlain,
  planSync as planPlainSync,
  type SyncOptions,
  withCores,
} from "../planner/index.js";
import type { PresolveSteps } from "../presolve/index.js";
import { InputError, ignoredKeys, isConstrained, type Problem } from "../problem/index.js";
import { drive, driveSync } from "./drive.js";
import { isHard, planHard } from "./hard.js";
import { termsFor } from "./objective.js";
import type { Work } from "./request.js";
import { toResult } from "./result.js";
import { planSoft } from "./soft.js";
import { ConstrainedState } from "./state.js";

export interface ConstrainedOptions extends PlannerOptions {
  /** Steps of presolve to switch off, for tests and ablations. A problem without constraints has none. */
  readonly presolve?: PresolveSteps;
}

/**
 * Plans a problem with or without constraints: an offset, and where there are several a memory, for every buffer.
 * Anytime: whatever stops it, the best verified plan so far is returned.
 *
 * @throws InputError for a malformed problem or option. Infeasible and unknown are answers, not errors.
 */
export async function plan(problem: Problem, options: ConstrainedOptions = {}): Promise<PlanResult> {
  const { presolve, ...others } = options ?? {};
  if (!isConstrained(problem)) return planPlain(problem, options === null ? options : others);
  const clock = new Clock();
  const limits = withCores(checkOptions(others), others.onWarning);
  const { state, work } = begin(problem, limits, clock, { ...others, ...(presolve && { presolve }) });
  const { signal, onProgress: tell, onWarning: warn } = others;
  await drive(work, state, { signal, tell, warn });
  return toResult(state);
}

/** The same without a promise, in the calling thread. Takes no signal and one thread. */
export function planSync(problem: Problem, options: Omit<ConstrainedOptions, "signal" | "threads"> = {}): PlanResult {
  const { presolve, ...others } = options ?? {};
  if (!isConstrained(problem)) return planPlainSync(problem, options === null ? options : (others as SyncOptions));
  const clock = new Clock();
  const limits = checkOptions(others);
  const { signal, threads } = others as PlannerOptions;
  if (signal !== undefined || (threads ?? 1) !== 1) {
    throw new InputError("planSync takes no signal and no threads: use plan", { field: signal ? "signal" : "threads" });
  }
  const { state, work } = begin(problem, limits, clock, { ...others, ...(presolve && { presolve }) });
  driveSync(work, state, others.onProgress);
  return toResult(state);
}

interface Begun {
  readonly state: ConstrainedState;
  readonly work: Work<void>;
}

function begin(
  problem: Problem,
  limits: Limits,
  clock: Clock,
  { presolve = {}, onWarning }: ConstrainedOptions,
): Begun {
  const model = compile({ ...problem, minimize: termsFor(problem, limits.minimize) });
  const ignored = onWarning === undefined ? null : ignoredKeys(problem);
  if (ignored !== null) onWarning?.(ignored);
  const state = new ConstrainedState(model, limits, clock);
  return { state, work: isHard(model) ? planHard(state, presolve) : planSoft(state, presolve) };
}
