import { changesSince, checkPrevious, type PreviousPlan, withHints, withPins } from "../changes/index.js";
import type { Clock, Limits, PlanResult } from "../planner/index.js";
import { InputError, type Problem, type Term } from "../problem/index.js";
import { termsFor } from "./objective.js";
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

/** A problem that a run wants planned. */
export interface NearRequest {
  readonly problem: Problem;
  /** Any plan will do: that there is one is all that is asked. */
  readonly isCheck: boolean;
}

/** An answer, or the fault that was found in the problem. */
export type NearAnswer = PlanResult | InputError;

/**
 * Plans a problem near an earlier plan; who drives it plans what it asks for.
 *
 * @throws InputError for a problem or a previous plan that is malformed
 */
export function* nearSteps(
  problem: Problem,
  previous: PreviousPlan,
  { minimize = false, pinUnchanged = false }: { readonly minimize?: boolean; readonly pinUnchanged?: boolean },
): Generator<NearRequest, PlanResult, NearAnswer> {
  const known = checkPrevious(previous);
  const wished = near(withHints(problem, known), minimize);
  const pins = pinUnchanged ? withPins(wished, known) : { problem: wished, pinned: [] };
  const answer = yield { problem: pins.problem, isCheck: false };
  const isRefused = answer instanceof InputError || answer.status === "infeasible";
  if (!isRefused) return withChanges(answer, problem, known);
  if (pins.pinned.length === 0) {
    if (answer instanceof InputError) throw answer;
    return answer;
  }
  const free = yield { problem: wished, isCheck: true };
  if (free instanceof InputError) throw free;
  if (free.status === "infeasible") return free;
  const { infeasibility } = answer instanceof InputError ? { infeasibility: null } : answer;
  const why = answer instanceof InputError ? answer.message : infeasibility!.message;
  const count = pins.pinned.length;
  const who = count === 1 ? `the one pinned buffer (${JSON.stringify(pins.pinned[0])})` : `the ${count} pinned buffers`;
  const otherwise =
    free.peak === null
      ? "whether there is a plan without the pins is not known"
      : `without the pins there is a plan with a peak of ${free.peak}`;
  const pinned = new Set(pins.pinned);
  const buffers = [...problem.buffers.keys()].filter((b) => pinned.has(problem.buffers[b]!.id));
  return {
    ...(answer instanceof InputError ? free : answer),
    status: "infeasible",
    offsets: null,
    memories: null,
    peak: null,
    terms: [],
    verification: null,
    infeasibility: {
      cause: infeasibility?.cause ?? "fixed",
      buffers: infeasibility?.buffers ?? buffers,
      message: `the pins leave no plan that keeps ${who} at the old offsets: ${why}; ${otherwise}`,
    },
  };
}

/** The problem with the terms that it is planned for. */
function near(problem: Problem, minimize: boolean): Problem {
  if (!problem.buffers.some(({ hint = -1 }) => hint >= 0)) return problem;
  return { ...problem, minimize: nearTerms(problem, minimize) };
}

/** What a run near an earlier plan minimises: movement comes before the peak where the problem does not say. */
function nearTerms(problem: Problem, minimize: boolean): readonly Term[] {
  const terms = termsFor(problem, minimize);
  if (terms.includes("moved")) return terms;
  const at = terms.includes("peak") ? terms.indexOf("peak") : terms.length;
  return [...terms.slice(0, at), "moved", ...terms.slice(at)];
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

function withChanges(result: PlanResult, problem: Problem, known: ReturnType<typeof checkPrevious>): PlanResult {
  const { offsets, memories } = result;
  return offsets === null ? result : { ...result, changes: changesSince(known, { problem, offsets, memories }) };
}
