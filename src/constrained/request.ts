import type { Opening, PlanResult } from "../planner/index.js";
import type { ProblemColumns } from "../problem/index.js";

/** A plain problem that a run wants planned: who drives it may use other threads. */
export interface PlainRequest {
  readonly columns: ProblemColumns;
  readonly minimize: boolean;
  readonly timeLimitMs: number;
  readonly stepLimit: number;
  /** What an earlier run of the same problem came to. */
  readonly opening: Opening | null;
}

export interface PlainAnswer {
  readonly result: PlanResult;
  readonly opening: Opening | null;
}

/** Work that pauses every few milliseconds, and now and then has a plain problem to be planned. */
export type Work<Result> = Generator<PlainRequest | undefined, Result, PlainAnswer | undefined>;
