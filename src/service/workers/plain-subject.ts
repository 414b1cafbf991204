import {
  type Opening,
  type PlannerOptions,
  type PlanResult,
  planColumns,
  planColumnsSync,
  type SyncOptions,
} from "../../planner/index.js";
import { type PackedColumns, type ProblemColumns, unpackColumns } from "../../problem/index.js";
import { type SimulationReport, simulateColumns } from "../../sim/index.js";
import type { Checked, Opened, Placed, Seen, Subject } from "./subject.js";

/** A problem without constraints: columns from the request to the answer. */
export class PlainSubject implements Subject {
  readonly operatorOrder = null;
  readonly #problem: ProblemColumns;

  constructor(packed: PackedColumns) {
    this.#problem = unpackColumns(packed);
  }

  get count(): number {
    return this.#problem.count;
  }

  planNow(options: SyncOptions): Opened {
    return planColumnsSync(this.#problem, options);
  }

  plan(options: PlannerOptions, opening: Opening | null): Promise<PlanResult> {
    return planColumns(this.#problem, options, opening);
  }

  replay({ offsets }: Placed, timeline: boolean): SimulationReport {
    return simulateColumns(this.#problem, offsets, { timeline });
  }

  check({ offsets, peak }: Seen, timeline: boolean): Checked {
    const problem = this.#problem;
    const fits = peak <= problem.capacity;
    const capacity = Math.max(peak, fits ? problem.capacity : 0);
    const report = simulateColumns(problem, offsets, { capacity, timeline });
    if (!report.ok) throw new Error("internal fault: an incumbent failed its simulation");
    return { report, fits };
  }

  rank({ peak }: Seen): readonly number[] {
    return [peak];
  }

  isAnswer({ peak }: Seen, result: PlanResult): boolean {
    return peak === result.peak;
  }

  memoryIndex(): null {
    return null;
  }
}
