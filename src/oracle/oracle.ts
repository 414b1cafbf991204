import type { Problem, Term } from "../problem/index.js";
import type { InfeasibilityReason } from "./reasons.js";

/** The solvers that give a second opinion. */
export const ORACLE_NAMES = ["glpk", "jslp", "cpsat", "brute"] as const;
export type OracleName = (typeof ORACLE_NAMES)[number];

/** A term of a plan, and what no plan is below that is as good in all terms before it, if the solver is right. */
export interface OracleTerm {
  readonly term: Term;
  readonly value: number;
  readonly bound: number;
}

/**
 * What a solver says of the least peak, after it was checked. The four words mean what they mean for `plan`:
 *
 * - `optimal`: a plan, and the solver's proof that none peaks lower;
 * - `feasible`: a plan within the capacity, and no such proof;
 * - `infeasible`: the solver's proof that no plan fits the capacity;
 * - `unknown`: neither.
 */
export interface OracleResult {
  readonly status: "optimal" | "feasible" | "infeasible" | "unknown";
  /** Bytes, from the base; null where there is no plan within the capacity. */
  readonly peak: number | null;
  /**
   * Bytes, absolute, in the order of `problem.buffers`: rounded to integers and passed by the simulator; null where
   * `peak` is.
   */
  readonly offsets: Float64Array | null;
  /** The memory of each buffer, by id; null without a plan and where the problem lists no memories. */
  readonly memories: readonly string[] | null;
  /**
   * Of a problem with constraints, in the order in which they are minimised: those of `minimize`, or else those that it
   * states, and the peak. Empty without a plan, and for a plain problem.
   */
  readonly terms: readonly OracleTerm[];
  /**
   * Bytes, from the base: no plan peaks lower, if the solver is right. At least the load bound, which is always right.
   * With constraints: the bound of the term `peak`, 0 where there is none.
   */
  readonly bound: number;
  /** Why no plan exists; null unless the status is `infeasible`. */
  readonly infeasibility: InfeasibilityReason | null;
  /**
   * In words: why no plan exists, or what came in between (a limit, arithmetic that is too coarse for a proof, a plan
   * that failed its check).
   */
  readonly note: string | null;
}

export interface OracleOptions {
  /** Wall-clock limit in milliseconds; none if absent. A solver may overrun it, and then has no proof. */
  readonly timeLimitMs?: number;
  /** Paths of `node_modules` in which to look for a package that is not installed beside telaplan. */
  readonly packageFolders?: readonly string[];
}

/** One solver behind the one interface: it looks for the least peak, whatever the capacity. */
export interface Oracle {
  readonly name: OracleName;
  /** @throws InputError for a malformed problem, MissingPackage where what it needs is not installed. */
  solve(problem: Problem, options?: OracleOptions): Promise<OracleResult>;
}
