import type { Plan } from "../heuristics/index.js";
import type { ProblemArrays, ProblemColumns } from "../problem/index.js";
import { buildModel } from "../search/index.js";
import type { SimulationReport } from "../sim/index.js";
import { Ladder, type LadderOptions } from "./ladder.js";
import { LargeSearch } from "./large-search.js";
import type { Limits } from "./options.js";
import type { Counters, Searcher } from "./searcher.js";
import { SharedBounds } from "./shared-bounds.js";
import { SharedPlan } from "./shared-plan.js";
import type { Opening, Outcome } from "./state.js";
import type { Progress } from "./types.js";

/**
 * What the calling thread hands to a worker: a lane of the search, or the whole run of a problem too large to block on.
 */
export type WorkerTask = SearchTask | RunTask;

export interface SearchTask extends Omit<LadderOptions, "low" | "high" | "shouldStop"> {
  readonly kind: "search";
  readonly arrays: ProblemArrays;
  readonly stepLimit: number;
  readonly lane: number;
  readonly lanes: number;
  /** As in `Limits`, and `LargeOptions`. */
  readonly largeFrom: number;
  readonly ends: boolean;
  readonly shared: SharedArrayBuffer;
  /** The best plan of all lanes. */
  readonly plans: SharedArrayBuffer;
}

export interface RunTask {
  readonly kind: "run";
  readonly columns: ProblemColumns;
  readonly arrays: ProblemArrays;
  readonly opening: Opening | null;
  /** The time limit is what was left of it when the task was sent. */
  readonly limits: Limits;
  /** By `Clock.machineMs`: what the task then waits for its thread is time of the run, too. */
  readonly sentAtMs: number;
  /** An Int32; anything but 0 is the wish that the run ends. */
  readonly stop: SharedArrayBuffer;
}

/**
 * What a worker reports: better plans of a lane, in bytes; progress of a run, and that it is over and its plan
 * verified; something to warn of; and how the task
 * ended.
 */
export type WorkerReport =
  | { readonly kind: "plan"; readonly plan: Plan }
  | { readonly kind: "progress"; readonly progress: Progress }
  | { readonly kind: "warning"; readonly message: string }
  | { readonly kind: "verifying" }
  | EndReport;

/** `settled`: nothing is left to find, whatever other lanes do. */
export type EndReport =
  | ({ readonly kind: "end"; readonly settled: boolean } & Counters)
  | {
      readonly kind: "outcome";
      readonly settled: true;
      readonly outcome: Outcome;
      /** The simulator's report on the plan; null where it is not within the capacity. */
      readonly verification: SimulationReport | null;
    };

/** Steps between two looks at what the other lanes have found. */
export const SLICE = 1024;

/** Tells the other lanes what this one has found and takes over what they have. */
export function exchange(searcher: Searcher, bounds: SharedBounds, lane: number, plans: SharedPlan): void {
  bounds.setCounters(lane, searcher);
  bounds.raiseLow(searcher.low);
  bounds.lowerHigh(searcher.high);
  searcher.tighten(bounds.low, bounds.high);
  searcher.share?.(plans);
}

/** Searches in a lane, and reports better plans on the way and counters at the end. */
export function runSearch(task: SearchTask, report: (message: WorkerReport) => void): void {
  const bounds = new SharedBounds(task.shared);
  const plans = new SharedPlan(task.plans);
  const shouldStop = (): boolean => bounds.stopped;
  const options = { ...task, low: bounds.low, high: bounds.high, shouldStop };
  const isLarge = task.arrays.count > task.largeFrom;
  const searcher: Searcher = isLarge
    ? new LargeSearch(options)
    : new Ladder(buildModel(task.arrays, task.pruning), options);
  while (!bounds.stopped && !searcher.settled && bounds.steps < task.stepLimit) {
    const known = searcher.best;
    searcher.run(SLICE);
    const better = searcher.best !== known && searcher.high < bounds.high;
    const { best } = searcher;
    exchange(searcher, bounds, task.lane, plans);
    if (better && best !== null) report({ kind: "plan", plan: best });
  }
  const { steps, backtracks, restarts, settled } = searcher;
  report({ kind: "end", settled, steps, backtracks, restarts });
}
