/**
 * What stands in for `run.ts` in a browser: constraints and proofs are loaded when they are first asked for, so that a
 * page that plans begins with a third of the code.
 */
import type * as constrained from "../constrained/index.js";
import { plan as planPlain, planSync as planPlainSync, type SyncOptions } from "../planner/index.js";
import { InputError, isConstrained, isHinted, type Problem } from "../problem/index.js";
import type * as proof from "../proof/index.js";

let constraints: typeof constrained | null = null;
let proofs: typeof proof | null = null;

async function loadConstraints(): Promise<typeof constrained> {
  constraints ??= await import("../constrained/index.js");
  return constraints;
}

async function loadProofs(): Promise<typeof proof> {
  proofs ??= await import("../proof/index.js");
  return proofs;
}

/** As `plan` of `run.ts`. */
export async function plan(
  problem: Problem,
  options: constrained.ConstrainedOptions,
): ReturnType<typeof constrained.plan> {
  return isPlain(problem, options) ? planPlain(problem, options) : (await loadConstraints()).plan(problem, options);
}

/** As `planSync` of `run.ts`. @throws InputError where constraints are not loaded yet */
export function planSync(
  problem: Problem,
  options: Parameters<typeof constrained.planSync>[1] = {},
): ReturnType<typeof constrained.planSync> {
  if (isPlain(problem, options)) return planPlainSync(problem, options as SyncOptions);
  if (constraints !== null) return constraints.planSync(problem, options);
  throw new InputError("planSync: the code for constraints is not loaded; the first such problem needs await plan(…)");
}

/** As `prove` of `run.ts`. */
export async function prove(...call: Parameters<typeof proof.prove>): ReturnType<typeof proof.prove> {
  return (await loadProofs()).prove(...call);
}

/** As `proveSync` of `run.ts`. @throws InputError where proofs are not loaded yet */
export function proveSync(...call: Parameters<typeof proof.proveSync>): ReturnType<typeof proof.proveSync> {
  if (proofs !== null) return proofs.proveSync(...call);
  throw new InputError("planSync: the code for proofs is not loaded; the first proof needs await plan(…)", {
    field: "proof",
  });
}

/** Whether a call is one for the planner of problems without constraints. */
function isPlain(problem: Problem, options: constrained.ConstrainedOptions): boolean {
  const { previous, pinUnchanged, presolve, quick } = options ?? {};
  const asks = [previous, pinUnchanged, presolve, quick].some((option) => option !== undefined);
  return !asks && !isHinted(problem) && !isConstrained(problem);
}
