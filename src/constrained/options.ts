import type { PlannerOptions } from "../planner/index.js";
import type { PresolveSteps } from "../presolve/index.js";
import { InputError } from "../problem/index.js";
import type { NearOptions } from "./near.js";

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

/** @throws InputError where a run without a promise is asked for a signal or threads */
export function refuseThreads({ signal, threads = 1 }: PlannerOptions): void {
  if (signal === undefined && threads === 1) return;
  throw new InputError("planSync takes no signal and no threads: use plan", { field: signal ? "signal" : "threads" });
}

/** The steps of presolve, and what the planner of plain problems takes. */
export function apart(options: ConstrainedOptions): {
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
