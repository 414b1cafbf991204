import { type GreedyPlan, greedy, improve } from "../heuristics/index.js";
import type { ProblemArrays } from "../problem/index.js";
import { buildModel } from "../search/index.js";
import { Ladder, type LadderOptions } from "./ladder.js";
import { SharedBounds } from "./shared-bounds.js";

/** What the calling thread hands to a worker: a lane of the search, or the heuristics of a problem too large to block on. */
export type WorkerTask = SearchTask | HeuristicsTask;

export interface SearchTask extends Omit<LadderOptions, "low" | "high"> {
  readonly kind: "search";
  readonly arrays: ProblemArrays;
  readonly stepLimit: number;
  readonly lane: number;
  readonly lanes: number;
  readonly shared: SharedArrayBuffer;
}

export interface HeuristicsTask {
  readonly kind: "heuristics";
  readonly arrays: ProblemArrays;
  /** Bytes: the peak that is low enough. */
  readonly target: number;
  /** Rounds of local improvement after the greedy rules; 0 where the search comes next. */
  readonly rounds: number;
  readonly seed: number;
  readonly shared: SharedArrayBuffer;
}

/** What a worker reports: every better plan, in bytes, and its counters when it ends. */
export type WorkerReport = PlanReport | EndReport;

export interface PlanReport {
  readonly kind: "plan";
  readonly plan: GreedyPlan;
}

export interface EndReport {
  readonly kind: "end";
  /** Nothing is left to find, whatever the other lanes do. */
  readonly settled: boolean;
  readonly steps: number;
  readonly backtracks: number;
  readonly restarts: number;
}

/** Steps between two looks at what the other lanes have found. */
const SLICE = 1024;

/** Tells the other lanes what this one has found and takes over what they have. */
export function exchange(ladder: Ladder, bounds: SharedBounds, lane: number): void {
  bounds.setSteps(lane, ladder.steps);
  bounds.raiseLow(ladder.low);
  bounds.lowerHigh(ladder.high);
  ladder.tighten(bounds.low, bounds.high);
}

function runSearch(task: SearchTask, report: (message: WorkerReport) => void): void {
  const bounds = new SharedBounds(task.shared);
  const ladder = new Ladder(buildModel(task.arrays, task.rules), { ...task, low: bounds.low, high: bounds.high });
  while (!bounds.stopped && !ladder.settled && bounds.steps < task.stepLimit) {
    const known = ladder.best;
    ladder.run(SLICE);
    const better = ladder.best !== known && ladder.high < bounds.high;
    exchange(ladder, bounds, task.lane);
    if (better && ladder.best !== null) report({ kind: "plan", plan: ladder.best });
  }
  const { steps, backtracks, restarts, settled } = ladder;
  report({ kind: "end", settled, steps, backtracks, restarts });
}

function runHeuristics(task: HeuristicsTask, report: (message: WorkerReport) => void): void {
  const { arrays, target, rounds, seed } = task;
  const bounds = new SharedBounds(task.shared);
  const shouldStop = (): boolean => bounds.stopped;
  const onIncumbent = (plan: GreedyPlan): void => report({ kind: "plan", plan });
  const plan = greedy(arrays, { target, shouldStop, onIncumbent });
  onIncumbent(plan);
  if (rounds > 0) onIncumbent(improve(arrays, plan, { target, shouldStop, onIncumbent, seed, rounds }));
  report({ kind: "end", settled: true, steps: 0, backtracks: 0, restarts: 0 });
}

/** Does what the task asks, and reports plans on the way and counters at the end. */
export function runTask(task: WorkerTask, report: (message: WorkerReport) => void): void {
  if (task.kind === "search") runSearch(task, report);
  else runHeuristics(task, report);
}
