import {
  Clock,
  checkOptions,
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
import { toResult } from "./result.js";
import { snapshotOf } from "./snapshot.js";

export interface ConstrainedOptions extends PlannerOptions {
  /**
   * Steps of presolve to switch off, for tests and ablations. Without it presolve itself is left out where the first
   * heuristics settle a small problem; {} runs it in any case. A problem without constraints has none.
   */
  readonly presolve?: PresolveSteps;
}

/** From this many buffers on, a run goes to another thread: pieces of it take too long to be waited for. */
const LARGE = 400;

/**
 * Plans a problem with or without constraints: an offset, and where there are several a memory, for every buffer.
 * Anytime: whatever stops it, the best verified plan so far is returned.
 *
 * @throws InputError for a malformed problem or option. Infeasible and unknown are answers, not errors.
 */
export async function plan(given: Problem, options: ConstrainedOptions = {}): Promise<PlanResult> {
  const { presolve, others } = apart(options);
  if (!isConstrained(given)) return planPlain(given, others);
  const clock = new Clock();
  const { signal, onProgress: tell, onWarning: warn } = others;
  const limits = withCores(checkOptions(others), warn);
  warnOfKeys(given, warn);
  const problem = snapshotOf(given);
  const watch = { signal, tell, warn };
  if (problem.buffers?.length >= LARGE) return planElsewhere(problem, limits, clock, presolve, watch);
  const { state, work } = begin(problem, limits, clock, presolve);
  await drive(work, state, watch);
  return toResult(state);
}

/** The same without a promise, in the calling thread. Takes no signal and one thread. */
export function planSync(problem: Problem, options: Omit<ConstrainedOptions, "signal" | "threads"> = {}): PlanResult {
  const { presolve, others } = apart(options);
  if (!isConstrained(problem)) return planPlainSync(problem, others as SyncOptions);
  const clock = new Clock();
  const limits = checkOptions(others);
  const { signal, threads = 1, onProgress, onWarning } = others;
  if (signal !== undefined || threads !== 1) {
    throw new InputError("planSync takes no signal and no threads: use plan", { field: signal ? "signal" : "threads" });
  }
  warnOfKeys(problem, onWarning);
  const { state, work } = begin(problem, limits, clock, presolve);
  driveSync(work, state, onProgress);
  return toResult(state);
}

/** The steps of presolve, and what the planner of plain problems takes. */
function apart(options: ConstrainedOptions): {
  readonly presolve: PresolveSteps | undefined;
  readonly others: PlannerOptions;
} {
  // The planner says what is wrong with options that are none.
  if (options === null || typeof options !== "object") return { presolve: undefined, others: options };
  const { presolve, ...others } = options;
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
  return { presolve, others };
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
