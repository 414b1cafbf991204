import { type NearAnswer, type NearRequest, nearSteps, type PreviousPlan } from "../changes/index.js";
import { Clock, checkOptions, type PlannerOptions, type PlanResult, withCores } from "../planner/index.js";
import { InputError, type Problem } from "../problem/index.js";
import { drive, driveSync } from "./drive.js";
import { nearRun } from "./near.js";
import { type ConstrainedOptions, refuseThreads } from "./options.js";
import { snapshotOf } from "./snapshot.js";

type NearPlanOptions = ConstrainedOptions & { readonly previous: PreviousPlan };

/**
 * Plans a problem near an earlier plan.
 *
 * @param plan what plans problems with hints and pins
 * @throws InputError for a malformed problem, option or previous plan
 */
export async function planNear(
  given: Problem,
  options: NearPlanOptions,
  plan: (problem: Problem, options: ConstrainedOptions) => Promise<PlanResult>,
): Promise<PlanResult> {
  const { asked, others, plain } = apart(given, options);
  const problem = snapshotOf(given);
  const clock = new Clock();
  const limits = withCores(checkOptions(plain), undefined);
  const near = nearRun(problem, { previous: options.previous, ...asked }, limits, clock);
  if (near !== null) {
    const { signal, onProgress, onWarning } = plain;
    await drive(near.stay.run(), near.stay, { signal, tell: onProgress, warn: onWarning });
    if (near.stay.isEnough(others.quick ?? true)) return near.finish();
  }
  const steps = nearSteps<PlanResult>(problem, options.previous, asked);
  let turn = steps.next();
  while (turn.done !== true) {
    turn = steps.next(await plan(turn.value.problem, optionsFor(turn.value, others, clock)).catch(faultOf));
  }
  return turn.value;
}

/** The same without a promise. */
export function planNearSync(
  problem: Problem,
  options: NearPlanOptions,
  planSync: (problem: Problem, options: Omit<ConstrainedOptions, "signal" | "threads">) => PlanResult,
): PlanResult {
  const { asked, others, plain } = apart(problem, options);
  refuseThreads(plain);
  const clock = new Clock();
  const near = nearRun(problem, { previous: options.previous, ...asked }, checkOptions(plain), clock);
  if (near !== null) {
    driveSync(near.stay.run(), near.stay, plain.onProgress);
    if (near.stay.isEnough(others.quick ?? true)) return near.finish();
  }
  const answer = (request: NearRequest): NearAnswer<PlanResult> => {
    try {
      return planSync(request.problem, optionsFor(request, others, clock));
    } catch (error) {
      return faultOf(error);
    }
  };
  const steps = nearSteps<PlanResult>(problem, options.previous, asked);
  let turn = steps.next();
  while (turn.done !== true) turn = steps.next(answer(turn.value));
  return turn.value;
}

/**
 * What is asked of the earlier plan, what other runs are given, and what the planner of plain problems takes of it.
 *
 * @throws InputError for what is no option, or a problem without buffers
 */
function apart({ buffers }: Problem, options: NearPlanOptions) {
  const { previous: _, pinUnchanged, ...others } = options;
  const { quick: __, presolve: ___, ...plain } = others;
  if (pinUnchanged !== undefined && typeof pinUnchanged !== "boolean") {
    throw new InputError("option pinUnchanged must be true or false", { field: "pinUnchanged" });
  }
  // `compile` and the planner say what is wrong with a problem; here its buffers are looked at before.
  if (!Array.isArray(buffers) || buffers.some((buffer) => buffer === null || typeof buffer !== "object")) {
    throw new InputError("buffers must be a list of objects", { field: "buffers" });
  }
  const { minimize } = others;
  const asked = { ...(minimize !== undefined && { minimize }), ...(pinUnchanged !== undefined && { pinUnchanged }) };
  return { asked, others, plain: plain as PlannerOptions };
}

/** All runs together have the time of one. */
function optionsFor({ isCheck }: NearRequest, options: ConstrainedOptions, clock: Clock): ConstrainedOptions {
  const { timeLimitMs = Number.POSITIVE_INFINITY } = options;
  const left = Number.isFinite(timeLimitMs) && { timeLimitMs: Math.max(0, timeLimitMs - clock.elapsedMs) };
  return { quick: true, ...options, ...left, ...(isCheck && { quick: true, minimize: false }) };
}

function faultOf(error: unknown): InputError {
  if (error instanceof InputError) return error;
  throw error;
}
