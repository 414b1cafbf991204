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
import { begin } from "./begin.js";
import { drive, driveSync } from "./drive.js";
import { planElsewhere } from "./elsewhere.js";
import { type NearAnswer, type NearOptions, type NearRequest, nearRun, nearSteps } from "./near.js";
import { termsFor } from "./objective.js";
import { toResult } from "./result.js";
import { snapshotOf } from "./snapshot.js";
import { StayRun, stayingTerms } from "./stay.js";

export interface ConstrainedOptions extends PlannerOptions, NearOptions {
  /**
   * Steps of presolve to switch off, for tests and ablations. Without it presolve itself is left out where the first
   * heuristics settle a small problem; {} runs it in any case. A problem without constraints has none.
   */
  readonly presolve?: PresolveSteps;
  /**
   * Plain problems whose term is `moved`, beyond some thirty buffers: end with what the heuristics near the hints have
   * found, in about the time that planning anew takes.
   */
  readonly quick?: boolean;
}

/** Up to so many buffers the least movement is proved, whatever `quick` says. */
const MOST_EXACT = 30;

/** From this many buffers on, a run goes to another thread: pieces of it take too long to be waited for. */
const LARGE = 400;

/**
 * Plans a problem with or without constraints: an offset, and where there are several a memory, for every buffer.
 * Anytime: whatever stops it, the best verified plan so far is returned.
 *
 * @throws InputError for a malformed problem or option. Infeasible and unknown are answers, not errors.
 */
export async function plan(given: Problem, options: ConstrainedOptions = {}): Promise<PlanResult> {
  if (options?.previous !== undefined) {
    const { previous, pinUnchanged, ...others } = options;
    const asked = checkNear(given, options);
    const problem = snapshotOf(given);
    const { quick: _, presolve: __, ...rest } = others;
    const limits = withCores(checkOptions(rest), undefined);
    const near = nearRun(problem, { previous, ...asked }, limits, new Clock());
    if (near !== null) {
      await drive(near.stay.run(), near.stay, { signal: rest.signal, tell: rest.onProgress, warn: rest.onWarning });
      if (isEnough(near.stay, others.quick ?? true)) return near.finish();
    }
    const steps = nearSteps(problem, previous, asked);
    let turn = steps.next();
    while (turn.done !== true) {
      const planned = plan(turn.value.problem, optionsOf(turn.value, others));
      turn = steps.next(await planned.catch(faultOf));
    }
    return turn.value;
  }
  const { presolve, quick, others } = apart(options);
  if (!isConstrained(given)) return planPlain(given, others);
  const clock = new Clock();
  const { signal, onProgress: tell, onWarning: warn } = others;
  const limits = withCores(checkOptions(others), warn);
  warnOfKeys(given, warn);
  const problem = snapshotOf(given);
  const watch = { signal, tell, warn };
  const stay = stayFor(problem, limits, clock);
  if (stay !== null) {
    await drive(stay.run(), stay, watch);
    if (isEnough(stay, quick)) return stay.result();
  }
  if (problem.buffers?.length >= LARGE)
    return planElsewhere(problem, limits, clock, presolve, watch, stay?.known ?? null);
  const { state, work } = begin(problem, limits, clock, presolve, stay?.known);
  await drive(work, state, watch);
  return toResult(state);
}

/** The same without a promise, in the calling thread. Takes no signal and one thread. */
export function planSync(problem: Problem, options: Omit<ConstrainedOptions, "signal" | "threads"> = {}): PlanResult {
  if (options?.previous !== undefined) {
    const { previous, pinUnchanged, ...others } = options;
    const asked = checkNear(problem, options);
    const { quick: _, presolve: __, ...rest } = others;
    refuseThreads(rest);
    const near = nearRun(problem, { previous, ...asked }, checkOptions(rest), new Clock());
    if (near !== null) {
      driveSync(near.stay.run(), near.stay, rest.onProgress);
      if (isEnough(near.stay, others.quick ?? true)) return near.finish();
    }
    const steps = nearSteps(problem, previous, asked);
    let turn = steps.next();
    while (turn.done !== true) turn = steps.next(answerOf(turn.value, others));
    return turn.value;
  }
  const { presolve, quick, others } = apart(options);
  if (!isConstrained(problem)) return planPlainSync(problem, others as SyncOptions);
  const clock = new Clock();
  const limits = checkOptions(others);
  const { onProgress, onWarning } = others;
  refuseThreads(others);
  warnOfKeys(problem, onWarning);
  const stay = stayFor(problem, limits, clock);
  if (stay !== null) {
    driveSync(stay.run(), stay, onProgress);
    if (isEnough(stay, quick)) return stay.result();
  }
  const { state, work } = begin(problem, limits, clock, presolve, stay?.known);
  driveSync(work, state, onProgress);
  return toResult(state);
}

function refuseThreads({ signal, threads = 1 }: PlannerOptions): void {
  if (signal === undefined && threads === 1) return;
  throw new InputError("planSync takes no signal and no threads: use plan", { field: signal ? "signal" : "threads" });
}

/** The options of a run near an earlier plan. @throws InputError for what is none, or a problem without buffers */
function checkNear({ buffers }: Problem, { minimize, pinUnchanged }: ConstrainedOptions) {
  if (pinUnchanged !== undefined && typeof pinUnchanged !== "boolean") {
    throw new InputError("option pinUnchanged must be true or false", { field: "pinUnchanged" });
  }
  // `compile` and the planner say what is wrong with a problem; here its buffers are looked at before.
  if (!Array.isArray(buffers) || buffers.some((buffer) => buffer === null || typeof buffer !== "object")) {
    throw new InputError("buffers must be a list of objects", { field: "buffers" });
  }
  return { ...(minimize !== undefined && { minimize }), ...(pinUnchanged !== undefined && { pinUnchanged }) };
}

function optionsOf({ isCheck }: NearRequest, options: ConstrainedOptions): ConstrainedOptions {
  return isCheck ? { ...options, quick: true, minimize: false } : { quick: true, ...options };
}

function answerOf({ problem, ...request }: NearRequest, options: ConstrainedOptions): NearAnswer {
  try {
    return planSync(problem, optionsOf({ problem, ...request }, options));
  } catch (error) {
    return faultOf(error);
  }
}

function faultOf(error: unknown): InputError {
  if (error instanceof InputError) return error;
  throw error;
}

/** The run near the hints, for a plain problem that wants one. */
function stayFor(problem: Problem, limits: Limits, clock: Clock): StayRun | null {
  if (!Array.isArray(problem.buffers) || problem.minimize === undefined) return null;
  const terms = stayingTerms(problem, termsFor(problem, limits.minimize));
  return terms === null ? null : new StayRun(problem, terms, limits, clock);
}

/** Whether the heuristics' plan is the answer. */
function isEnough(stay: StayRun, quick: boolean): boolean {
  if (stay.isSettled) return true;
  // Where there is no plan, the heuristics of bodies may have one, also where time is over.
  return stay.known !== null && (stay.isStopped || (quick && stay.problem.buffers.length > MOST_EXACT));
}

/** The steps of presolve, and what the planner of plain problems takes. */
function apart(options: ConstrainedOptions): {
  readonly presolve: PresolveSteps | undefined;
  readonly quick: boolean;
  readonly others: PlannerOptions;
} {
  // The planner says what is wrong with options that are none.
  if (options === null || typeof options !== "object") return { presolve: undefined, quick: false, others: options };
  const { presolve, quick = false, previous, pinUnchanged, ...others } = options;
  if (pinUnchanged === true && previous === undefined) {
    throw new InputError("option pinUnchanged needs previous: the plan that buffers are pinned to", {
      field: "pinUnchanged",
    });
  }
  for (const [step, on] of Object.entries(presolve ?? {})) {
    if (!STEPS.includes(step)) {
      throw new InputError(`option presolve: there is no step ${step}; the steps are ${STEPS.join(", ")}`, {
        field: "presolve",
      });
    }
    if (typeof on !== "boolean") {
      throw new InputError(`option presolve: ${step} must be true or false`, { field: "presolve" });
    }
  }
  return { presolve, quick, others };
}

const STEPS = Object.keys({
  drop: true,
  merge: true,
  split: true,
  loose: true,
  ground: true,
  cut: true,
  retime: true,
} satisfies Required<PresolveSteps>);

/** Nobody who does not listen pays for it. */
function warnOfKeys(problem: Problem, warn: PlannerOptions["onWarning"]): void {
  const ignored = warn === undefined || !Array.isArray(problem.buffers) ? null : ignoredKeys(problem);
  if (ignored !== null) warn!(ignored);
}
