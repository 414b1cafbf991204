import type { Plan } from "../heuristics/index.js";
import type { SharedPlan } from "./shared-plan.js";

export interface Counters {
  readonly steps: number;
  readonly backtracks: number;
  readonly restarts: number;
}

/**
 * What looks for better plans of a part, for as long as it is let: the ladder of exact searches, or the methods for
 * large parts.
 */
export interface Searcher extends Counters {
  /** Bytes that bounds and peaks here are counted in. */
  readonly unit: number;
  /** Units: proved, no plan peaks below. */
  readonly low: number;
  /** Units: the peak of the best plan known, or one more than the capacity. */
  readonly high: number;
  /** The best plan that this one found, in bytes; null while `high` is another's or the capacity. */
  readonly best: Plan | null;
  /** Nothing is left to find. */
  readonly settled: boolean;
  /** Goes on for some `budget` steps, or until settled. What is found does not depend on the budgets. */
  run(budget: number): void;
  /** Takes over bounds that others found. */
  tighten(low: number, high: number): void;
  /** Hands on the best plan to other lanes, or takes over theirs, where that is of use. */
  share?(plans: SharedPlan): void;
}
