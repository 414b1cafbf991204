import { type NearAnswer, nearSteps, type PlanChanges, type PreviousPlan } from "../changes/index.js";
import { InputError, type Problem } from "../problem/index.js";
import { wireFlag } from "./checks.js";
import type { RemoteOptions, RemoteResult } from "./convert.js";
import { invalidArgument, PlannerError } from "./errors.js";

/** An earlier plan to stay near, as in the library: a server sees it as hints and fixed offsets. */
export interface RemoteNear {
  /** Buffers are matched by id, and as few bytes as can be move. The result has `changes`. */
  readonly previous?: PreviousPlan;
  /** Buffers of the previous plan that are as they were keep their offsets. */
  readonly pinUnchanged?: boolean;
}

export const NEAR_OPTIONS: readonly (keyof RemoteNear)[] = ["previous", "pinUnchanged"];

/**
 * Plans near an earlier plan, by as many calls as that takes: one, and where pins leave no plan another without them.
 *
 * @param plan a call
 * @throws PlannerError for a previous plan that is malformed, and for what a call ends with
 */
export async function planNear<Options extends RemoteOptions>(
  problem: Problem,
  { previous, pinUnchanged = false, ...options }: Options & RemoteNear,
  plan: (problem: Problem, options: RemoteOptions) => Promise<RemoteResult>,
): Promise<RemoteResult & { readonly changes?: PlanChanges }> {
  const { minimize = false } = options;
  const asked = { minimize: wireFlag("minimize", minimize), pinUnchanged: wireFlag("pinUnchanged", pinUnchanged) };
  try {
    const steps = nearSteps<RemoteResult>(problem, previous!, asked);
    let turn = steps.next();
    while (turn.done !== true) {
      const how = { quick: true, ...options, ...(turn.value.isCheck && { minimize: false }) };
      turn = steps.next(await plan(turn.value.problem, how).catch(faultOf));
    }
    return turn.value;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (error.cause instanceof PlannerError) throw error.cause;
    throw invalidArgument(error.culprit.field ?? "previous", error.message);
  }
}

/** Pins may be what is wrong with a problem. */
function faultOf(error: unknown): NearAnswer<never> {
  if (!(error instanceof PlannerError) || error.reason !== "INVALID_PROBLEM") throw error;
  const fault = new InputError(error.message, {});
  fault.cause = error;
  return fault;
}
