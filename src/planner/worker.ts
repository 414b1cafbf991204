import { parentPort, workerData } from "node:worker_threads";
import type { ProblemArrays } from "../problem/index.js";
import { buildModel, type SearchPolicy, type SearchRules } from "../search/index.js";
import { Ladder } from "./ladder.js";
import { SharedBounds } from "./shared-bounds.js";

/** What the calling thread hands to a lane. */
export interface LaneTask {
  readonly arrays: ProblemArrays;
  readonly minimize: boolean;
  readonly seed: number;
  readonly policy: SearchPolicy;
  readonly rules: SearchRules;
  readonly stepLimit: number;
  readonly lane: number;
  readonly lanes: number;
  readonly shared: SharedArrayBuffer;
}

/** What a lane reports: every better plan in units, and its counters when it ends. */
export type LaneReport =
  | { readonly kind: "plan"; readonly offsets: Float64Array; readonly peak: number }
  | {
      readonly kind: "end";
      readonly settled: boolean;
      readonly steps: number;
      readonly backtracks: number;
      readonly restarts: number;
    };

/** Steps between two looks at what the other lanes have found. */
const SLICE = 1024;

function runLane(task: LaneTask, report: (message: LaneReport) => void): void {
  const bounds = new SharedBounds(task.shared);
  const ladder = new Ladder(buildModel(task.arrays, task.rules), { ...task, low: bounds.low, high: bounds.high });
  while (!bounds.stopped && !ladder.settled && bounds.steps < task.stepLimit) {
    const known = ladder.best;
    ladder.run(SLICE);
    bounds.setSteps(task.lane, ladder.steps);
    bounds.raiseLow(ladder.low);
    if (ladder.best !== null && ladder.best !== known && ladder.high < bounds.high) {
      bounds.lowerHigh(ladder.high);
      report({ kind: "plan", offsets: ladder.best, peak: ladder.high });
    }
    ladder.tighten(bounds.low, bounds.high);
  }
  const { steps, backtracks, restarts, settled } = ladder;
  report({ kind: "end", settled, steps, backtracks, restarts });
}

runLane(workerData as LaneTask, (message) => parentPort!.postMessage(message));
