import { InputError, type Problem, type Term, termsFor } from "../problem/index.js";
import {
  changesSince,
  checkPrevious,
  type PlanChanges,
  type PreviousBuffer,
  type PreviousPlan,
  withHints,
  withPins,
} from "./previous.js";

/** A problem that a run wants planned. */
export interface NearRequest {
  readonly problem: Problem;
  /** Any plan will do: that there is one is all that is asked. */
  readonly isCheck: boolean;
}

/** What counts of a result of the planner, here or of a server. */
export interface NearResult {
  readonly status: string;
  readonly offsets: Float64Array | null;
  readonly memories: readonly string[] | null;
  readonly peak: number | null;
  readonly infeasibility: {
    readonly cause: string;
    readonly buffers: readonly number[];
    readonly pinned?: readonly string[];
    readonly message: string;
  } | null;
}

/** An answer, or the fault that was found in the problem. */
export type NearAnswer<Result> = Result | InputError;

/**
 * Plans a problem near an earlier plan; who drives it plans what it asks for.
 *
 * @throws InputError for a problem or a previous plan that is malformed
 */
export function* nearSteps<Result extends NearResult>(
  problem: Problem,
  previous: PreviousPlan,
  { minimize = false, pinUnchanged = false }: { readonly minimize?: boolean; readonly pinUnchanged?: boolean },
): Generator<NearRequest, Result & { readonly changes?: PlanChanges }, NearAnswer<Result>> {
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
      pinned: pins.pinned,
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
export function nearTerms(problem: Problem, minimize: boolean): readonly Term[] {
  const terms = termsFor(problem, minimize);
  if (terms.includes("moved")) return terms;
  const at = terms.includes("peak") ? terms.indexOf("peak") : terms.length;
  return [...terms.slice(0, at), "moved", ...terms.slice(at)];
}

/** A result with what its plan has kept of the previous one. */
export function withChanges<Result extends NearResult>(
  result: Result,
  problem: Problem,
  known: ReadonlyMap<string, PreviousBuffer>,
): Result & { readonly changes?: PlanChanges } {
  const { offsets, memories } = result;
  return offsets === null ? result : { ...result, changes: changesSince(known, { problem, offsets, memories }) };
}
