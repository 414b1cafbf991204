import type { Infeasibility, PlanResult } from "../../planner/index.js";
import { TERMS } from "../../problem/index.js";
import { encode, enumNumbers } from "../../proto/index.js";
import { reportMessage } from "./report.js";
import type { PlanTask } from "./task.js";

export const STATUS = enumNumbers("PlanStatus", ["optimal", "feasible", "infeasible", "unknown"]);
export const CAUSE = enumNumbers("InfeasibilityCause", ["size", "fixed", "collision", "load", "stack", "search"]);
export const STOPPED_BY = enumNumbers("StoppedBy", ["nothing", "steps", "deadline", "shutdown"]);
export const TERM = enumNumbers("Term", TERMS);

/** What an answer is made from: a result of the planner, or the best so far of a run that goes on. */
export interface AnswerFacts extends ResultFacts {
  /** The memory of each buffer; null where the problem lists none, or there is no plan. */
  readonly memoryIndex: ArrayLike<number> | null;
  /** Positions of operators in the order in which they run; null where the problem lists none. */
  readonly operatorOrder: ArrayLike<number> | null;
}

type ResultFacts = Pick<
  PlanResult,
  | "status"
  | "offsets"
  | "peak"
  | "lowerBound"
  | "infeasibility"
  | "steps"
  | "backtracks"
  | "restarts"
  | "solveMs"
  | "verification"
  | "terms"
  | "presolve"
>;

/** Encodes a PlanResponse. `offsets` are copied into it; numbers that are absent stay absent. */
export function answerBytes(
  outcome: AnswerFacts,
  stoppedBy: keyof typeof STOPPED_BY,
  { seed, policy, omitOffsets }: Pick<PlanTask, "seed" | "policy" | "omitOffsets">,
  version: string,
): Uint8Array {
  const { status, offsets, peak, lowerBound, infeasibility, steps, backtracks, restarts, solveMs, verification } =
    outcome;
  const { memoryIndex, operatorOrder, terms, presolve } = outcome;
  return encode("PlanResponse", {
    status: STATUS[status],
    offsets: omitOffsets ? null : offsets,
    peak,
    lower_bound: lowerBound,
    counters: { steps, backtracks, restarts },
    stopped_by: STOPPED_BY[stoppedBy],
    verification: verification === null ? null : reportMessage(verification, { memories: [], operatorOrder }),
    solve_ms: solveMs,
    seed,
    policy,
    solver_version: version,
    infeasibility: infeasibility === null ? null : infeasibilityMessage(infeasibility),
    memory_index: omitOffsets ? null : memoryIndex,
    terms: termMessages(terms),
    presolve,
  });
}

function termMessages(terms: PlanResult["terms"]): object[] {
  return terms.map(({ term, value, bound }) => ({ term: TERM[term], value, bound }));
}

function infeasibilityMessage({ cause, buffers, message }: Infeasibility): object {
  return { cause: CAUSE[cause], buffer_index: buffers, message };
}

/** Encodes an Incumbent. */
export function incumbentBytes(incumbent: {
  readonly peak: number;
  readonly lowerBound: number;
  readonly fits: boolean;
  readonly offsets: Float64Array | null;
  readonly steps: number;
  readonly elapsedMs: number;
  readonly memoryIndex: ArrayLike<number> | null;
  readonly terms: PlanResult["terms"];
}): Uint8Array {
  const { peak, lowerBound, fits, offsets, steps, elapsedMs, memoryIndex, terms } = incumbent;
  return encode("Incumbent", {
    peak,
    lower_bound: lowerBound,
    fits,
    offsets,
    steps,
    elapsed_ms: elapsedMs,
    memory_index: memoryIndex,
    terms: termMessages(terms),
  });
}

/** What is put behind an encoded PlanResponse to say what became of a proof. */
export function proofBytes(proof: { readonly text?: string; readonly reason?: string | undefined }): Uint8Array {
  return encode("PlanResponse", { proof });
}

// A field that comes again at the end of a message counts: an answer that is stored, or kept for a deadline, is changed
// without being decoded.
const CACHED = encode("PlanResponse", { cached: true });
const SHUTDOWN = encode("PlanResponse", { stopped_by: STOPPED_BY.shutdown });

/** The PlanResponse, served from the cache. */
export function asCached(answer: Uint8Array): Uint8Array {
  return Buffer.concat([answer, CACHED]);
}

/** The PlanResponse, ended by the server's going down. */
export function asShutdown(answer: Uint8Array): Uint8Array {
  return Buffer.concat([answer, SHUTDOWN]);
}
