import { checkPrevious, nearTerms, type PreviousPlan, withChanges } from "../changes/index.js";
import type { Clock, Limits, PlanResult } from "../planner/index.js";
import type { Problem } from "../problem/index.js";
import { StayRun, stayingTerms } from "./stay.js";

/** What a run near an earlier plan is asked for. */
export interface NearOptions {
  /**
   * A plan of an earlier problem. Buffers are matched by id, and as few bytes as can be move: the term `moved` comes
   * before the peak where `minimize` does not name it, and after the costs. The result has `changes`.
   */
  readonly previous?: PreviousPlan;
  /** Buffers of the previous plan whose size, lifetime and alignment are as they were keep their offsets. */
  readonly pinUnchanged?: boolean;
}

/**
 * The run near an earlier plan of a plain problem without pins, whose buffers need no copies with hints; null for any
 * other problem. Copies take as long as planning a small problem.
 *
 * @throws InputError for a problem or a previous plan that is malformed
 */
export function nearRun(
  problem: Problem,
  { previous, pinUnchanged = false, minimize = false }: NearOptions & { readonly minimize?: boolean },
  limits: Limits,
  clock: Clock,
): { readonly stay: StayRun; readonly finish: () => PlanResult } | null {
  if (pinUnchanged || problem.memories !== undefined) return null;
  const known = checkPrevious(previous!);
  const hints = Float64Array.from(problem.buffers, ({ id, hint = -1 }) => known.get(id)?.offset ?? hint);
  const terms = stayingTerms(problem, nearTerms(problem, minimize), hints);
  if (terms === null) return null;
  const stay = new StayRun(problem, terms, limits, clock, hints);
  return { stay, finish: () => withChanges(stay.result(), problem, known) };
}
