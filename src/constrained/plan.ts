import {
  Clock,
  checkOptions,
  hasThreads,
  type PlannerOptions,
  type PlanResult,
  plan as planPlain,
  planSync as planPlainSync,
  type SyncOptions,
  withCores,
} from "../planner/index.js";
import { ignoredKeys, isConstrained, isHinted, type Problem } from "../problem/index.js";
import { begin } from "./begin.js";
import { drive, driveSync } from "./drive.js";
import { ENTRY, planElsewhere } from "./elsewhere.js";
import { planNear, planNearSync } from "./near-plan.js";
import { apart, type ConstrainedOptions, refuseThreads } from "./options.js";
import { toResult } from "./result.js";
import { snapshotOf } from "./snapshot.js";
import { StayRun } from "./stay.js";

/** From this many buffers on, a run goes to another thread: pieces of it take too long to be waited for. */
const LARGE = 400;

/**
 * Plans a problem with or without constraints: an offset, and where there are several a memory, for every buffer.
 * Anytime: whatever stops it, the best verified plan so far is returned.
 *
 * @throws InputError for a malformed problem or option. Infeasible and unknown are answers, not errors.
 */
export async function plan(given: Problem, options: ConstrainedOptions = {}): Promise<PlanResult> {
  if (options?.previous !== undefined) return planNear(given, { ...options, previous: options.previous }, plan);
  const { presolve, quick, others } = apart(options);
  const hinted = isHinted(given);
  if (!hinted && !isConstrained(given)) return planPlain(given, others);
  const clock = new Clock();
  const { signal, onProgress: tell, onWarning: warn } = others;
  const limits = withCores(checkOptions(others), warn);
  warnOfKeys(given, warn);
  const problem = snapshotOf(given);
  const watch = { signal, tell, warn };
  const stay = StayRun.of(problem, limits, clock);
  if (stay !== null) {
    await drive(stay.run(), stay, watch);
    if (stay.isEnough(quick || hinted)) return stay.result();
  }
  if (problem.buffers?.length >= LARGE && hasThreads(ENTRY, warn)) {
    return planElsewhere(problem, limits, clock, presolve, watch, stay?.known ?? null);
  }
  const { state, work } = begin(problem, limits, clock, presolve, stay?.known);
  await drive(work, state, watch);
  return toResult(state);
}

/** The same without a promise, in the calling thread. Takes no signal and one thread. */
export function planSync(problem: Problem, options: Omit<ConstrainedOptions, "signal" | "threads"> = {}): PlanResult {
  if (options?.previous !== undefined) {
    return planNearSync(problem, { ...options, previous: options.previous }, planSync);
  }
  const { presolve, quick, others } = apart(options);
  const hinted = isHinted(problem);
  if (!hinted && !isConstrained(problem)) return planPlainSync(problem, others as SyncOptions);
  const clock = new Clock();
  const limits = checkOptions(others);
  const { onProgress, onWarning } = others;
  refuseThreads(others);
  warnOfKeys(problem, onWarning);
  const stay = StayRun.of(problem, limits, clock);
  if (stay !== null) {
    driveSync(stay.run(), stay, onProgress);
    if (stay.isEnough(quick || hinted)) return stay.result();
  }
  const { state, work } = begin(problem, limits, clock, presolve, stay?.known);
  driveSync(work, state, onProgress);
  return toResult(state);
}

/** Nobody who does not listen pays for it. */
function warnOfKeys(problem: Problem, warn: PlannerOptions["onWarning"]): void {
  const ignored = warn === undefined || !Array.isArray(problem.buffers) ? null : ignoredKeys(problem);
  if (ignored !== null) warn!(ignored);
}
