import type { Status, StoppedBy } from "../planner/types.js";
import type { SimulationReport } from "../sim/index.js";
import type { SolverName } from "./solvers.js";

/** What `pack` says of one file that it could read. Field names are those of the JSON lines. */
export interface PackRow {
  readonly file: string;
  readonly buffers: number;
  /** Bytes; null where the memory is unbounded. */
  readonly capacity: number | null;
  readonly status: Status;
  /** Bytes; null where there is no plan. */
  readonly peak: number | null;
  readonly lowerBound: number;
  readonly steps: number;
  readonly backtracks: number;
  readonly restarts: number;
  /** Milliseconds inside `plan`, to the microsecond. */
  readonly solveMs: number;
  readonly stoppedBy: StoppedBy;
  readonly seed: number;
  readonly threads: number;
  /** True where there is a plan and the simulator found nothing wrong with it. */
  readonly verified: boolean;
  /** Name of the policy that guided the search; absent where another solver was asked. */
  readonly policy?: string;
  /** Present where another solver than the search was asked. */
  readonly solver?: SolverName;
  /** Present where there is a plan that could not be written. */
  readonly error?: string;
}

/** What `compare` says of one file that it could read and one solver. */
export interface CompareRow
  extends Pick<PackRow, "file" | "buffers" | "capacity" | "status" | "peak" | "lowerBound" | "solveMs" | "stoppedBy"> {
  readonly solver: SolverName;
  /** Why the solver has no better answer, in its words or ours; null where there is nothing to say. */
  readonly note: string | null;
}

/** What `verify` says of one file that it could read: the simulator's report, as `SimulationReport` tells it. */
export interface VerifyRow
  extends Pick<
    SimulationReport,
    "peak" | "maxLiveBytes" | "utilization" | "fragmentation" | "violationCount" | "counts" | "violations"
  > {
  readonly file: string;
  readonly buffers: number;
  /** Bytes; null where the memory is unbounded. */
  readonly capacity: number | null;
  readonly verified: boolean;
}

/** A file that could not be read, understood or worked on. */
export interface FailureRow {
  readonly file: string;
  /** Without the place, which stands in its own fields. */
  readonly error: string;
  /** Counted from 1; absent where the file as a whole is at fault. */
  readonly line?: number;
  readonly column?: number;
}

/** Takes rows as they are found. */
export interface Reporter<Row> {
  add(row: Row | FailureRow): void;
  /** Once, after the last row. */
  end(): void;
}

/** One JSON object a line, at once, on standard output. */
export function jsonLines<Row>(): Reporter<Row> {
  return {
    add: (row) => process.stdout.write(`${JSON.stringify(row)}\n`),
    end: () => {},
  };
}
