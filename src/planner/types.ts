import type { PlanChanges } from "../changes/previous.js";
import type { Term } from "../problem/index.js";
import type { Pruning, SearchPolicy } from "../search/index.js";
import type { SimulationReport } from "../sim/index.js";
import type { Infeasibility } from "./infeasibility.js";

/**
 * - `optimal`: a plan, and a proof that none has a lower peak;
 * - `feasible`: a plan within the capacity;
 * - `infeasible`: a proof that no plan fits the capacity;
 * - `unknown`: neither: a limit stopped the run, or the problem is too large for the search and no heuristic fits.
 */
export type Status = "optimal" | "feasible" | "infeasible" | "unknown";

/** What ended a run early; null when it ended by itself. */
export type StoppedBy = "steps" | "deadline" | "cancel" | null;

export interface PlannerOptions {
  /** Look for the least peak instead of stopping at the first plan that fits. Implied by a problem without capacity. */
  readonly minimize?: boolean;
  /** Wall-clock limit in milliseconds; none if absent. */
  readonly timeLimitMs?: number;
  /** Limit on search steps (placements or wastes tried), summed over all members; none if absent. */
  readonly stepLimit?: number;
  /** Stops the run; the best plan so far is returned with `stoppedBy: "cancel"`. */
  readonly signal?: AbortSignal;
  /**
   * Breaks ties in the search; a whole number ≥ 0, default 0. With one thread, the same seed and step limit give the
   * same answer.
   */
  readonly seed?: number;
  /**
   * Threads that search at one time, at least 1, the default; those above the machine's cores are left out with a
   * warning. A problem of 10,000 buffers, or of some thousand that mostly live together, is planned in another thread
   * in any case.
   */
  readonly threads?: number;
  /** What guides the search; default `RULE_POLICY`. */
  readonly policy?: SearchPolicy;
  /** Pruning rules to switch off, for tests and ablations. */
  readonly rules?: Partial<Pruning>;
  /**
   * Called at most every 100 ms or so, and at every better incumbent or bound. What it throws ends the run and rejects.
   */
  readonly onProgress?: (progress: Progress) => void;
  /**
   * Told what the run does otherwise than asked: keys of the problem and of buffers that are ignored, threads that were
   * left out, or that died.
   */
  readonly onWarning?: (message: string) => void;
}

export interface Progress {
  /** Peak of the best plan so far in bytes, whether or not it is within the capacity; null before the first. */
  readonly peak: number | null;
  /** @deprecated The same as `peak`. */
  readonly incumbent: number | null;
  /**
   * That plan in bytes, in the order of `problem.buffers`; not simulated yet, and not to be changed. Null before the
   * first.
   */
  readonly offsets: Float64Array | null;
  /** Its memories, as those of `PlanResult`; null for a problem without a list of them. */
  readonly memories: readonly string[] | null;
  /** What is minimised in a problem with constraints, with what is proved so far; else empty. */
  readonly terms: readonly TermResult[];
  /** Proved lower bound on the peak in bytes. */
  readonly lowerBound: number;
  readonly steps: number;
  readonly elapsedMs: number;
}

/** A term of a plan, and what is proved of it. */
export interface TermResult {
  readonly term: Term;
  readonly value: number;
  readonly bound: number;
}

/** What became of a proof that was asked for. */
export type ProofNote =
  | {
      readonly written: true;
      readonly claim: "peak" | "optimal" | "infeasible";
      /** Bytes: the least peak that a plan can have, or the capacity that nothing fits. */
      readonly value: number;
      readonly lines: number;
      readonly bytes: number;
    }
  | { readonly written: false; readonly reason: string };

export interface PlanResult {
  readonly status: Status;
  /** Bytes, in the order of `problem.buffers`; null unless the status is `optimal` or `feasible`. */
  readonly offsets: Float64Array | null;
  /**
   * The id of the memory that each buffer lies in, in the order of `problem.buffers`; null where the problem lists no
   * memories, or there is no plan.
   */
  readonly memories: readonly string[] | null;
  /**
   * Greatest offset + size of the plan in bytes, counted from the base; the sum over the memories where there are
   * several. Null where there is no plan.
   */
  readonly peak: number | null;
  /** Proved: no plan peaks lower. Bytes. */
  readonly lowerBound: number;
  /**
   * What was minimised, in order, each with its bound: no plan that is as good in all terms before it is below.
   * Empty for a problem without constraints, whose only term is the peak, and where there is no plan.
   */
  readonly terms: readonly TermResult[];
  /** What was done to a problem with constraints before it was planned, a sentence each; else empty. */
  readonly presolve: readonly string[];
  /** Why no plan exists; null unless the status is `infeasible`. */
  readonly infeasibility: Infeasibility | null;
  /**
   * Decisions tried by the search (a placement or a waste each), and in parts of more than 1,000 buffers placements of
   * the other methods too; 0 where the heuristics or the bound settled it.
   */
  readonly steps: number;
  /** Decisions undone. */
  readonly backtracks: number;
  /** Times that the search began anew from the root. */
  readonly restarts: number;
  readonly stoppedBy: StoppedBy;
  /** Wall-clock time inside `plan` in milliseconds. */
  readonly solveMs: number;
  readonly seed: number;
  /** Threads that searched at one time, at most: 1 where a search ended before others joined. */
  readonly threads: number;
  /** The simulator's report on the plan; null where there is no plan. */
  readonly verification: SimulationReport | null;
  /** What became of the buffers of the previous plan; absent where none was given, and where there is no plan. */
  readonly changes?: PlanChanges;
  /** What became of the proof; absent where none was asked for. */
  readonly proof?: ProofNote;
}
