import type { Opening, PlannerOptions, PlanResult, Progress, SyncOptions, TermResult } from "../../planner/index.js";
import type { SimulationReport } from "../../sim/index.js";

/** What a task is about, as the thread that plans it has it: a problem with constraints, or one without. */
export interface Subject {
  /** Buffers. */
  readonly count: number;
  /** Plans in this thread by heuristics alone; what takes long pauses, and heeds the signal then. */
  planNow(options: SyncOptions, signal: AbortSignal): Opened | Promise<Opened>;
  /** @param opening where an earlier run of the heuristics ended; null where there was none */
  plan(options: PlannerOptions, opening: Opening | null): Promise<PlanResult>;
  /** The simulator's report on a plan that is an answer, or is said to be one. */
  replay(plan: Placed, timeline: boolean): SimulationReport;
  /**
   * Checks a plan on the way, which may be above the capacity but breaks no other rule.
   *
   * @throws Error where it does: that is a fault of telaplan.
   */
  check(plan: Seen, timeline: boolean): Checked;
  /** What tells whether a plan is better: the first number that differs decides, and the lower one wins. */
  rank(plan: Seen): readonly number[];
  /** Whether a plan on the way is the one that came out, which has been verified. */
  isAnswer(plan: Seen, result: PlanResult): boolean;
  /** Positions of operators in the order in which they run; null where the problem lists none. */
  readonly operatorOrder: ArrayLike<number> | null;
  /** Memories as positions in the problem's list. */
  memoryIndex(memories: readonly string[] | null | undefined): ArrayLike<number> | null;
}

/** What heuristics came to, and where a search may go on. */
export interface Opened {
  readonly result: PlanResult;
  readonly opening: Opening | null;
}

/** A plan: offsets, and where the problem lists memories that of each buffer. */
export interface Placed {
  readonly offsets: Float64Array;
  readonly memories?: readonly string[] | null;
}

/** Progress that has a plan. */
export type Seen = Progress &
  Placed & {
    readonly peak: number;
    readonly terms?: readonly TermResult[];
  };

export interface Checked {
  readonly report: SimulationReport;
  /** The plan is within the capacity, and within whatever else is limited. */
  readonly fits: boolean;
}
