import type { PlanChanges } from "../../changes/index.js";
import type { Suggestion } from "../../explain/index.js";
import type { CapacitySource, Document } from "../../formats/index.js";
import type { Infeasibility } from "../../planner/infeasibility.js";
import type { Status, StoppedBy, TermResult } from "../../planner/types.js";
import { bufferCount, columnsBehind, idOf, type Problem, type Term } from "../../problem/index.js";
import type { SimulationReport, TimingReport } from "../../sim/index.js";
import type { SolverName } from "../input/solvers.js";
import type { WhyRow } from "./why-row.js";

/** What every command says of a file that it could read. Field names are those of the JSON lines. */
export interface ReadingRow {
  readonly buffers: number;
  /** Bytes; null where the memory is unbounded. */
  readonly capacity: number | null;
  /** Where the capacity was found; null where there is none. */
  readonly capacitySource: CapacitySource;
  /** First address of the memory, in bytes; absent where that is 0. */
  readonly base?: number;
  /** Columns and keys that were passed over; absent where there are none. */
  readonly ignored?: readonly string[];
}

/** What `pack` says of one file that it could read. */
export interface PackRow extends ReadingRow {
  readonly file: string;
  /** Buffers whose offset the file fixes. */
  readonly fixed: number;
  /** True where the least peak was asked for, and not only a plan that fits. */
  readonly minimized: boolean;
  readonly status: Status;
  /** Bytes; null where there is no plan. */
  readonly peak: number | null;
  readonly lowerBound: number;
  /** What was minimised, with bounds; absent for a problem without constraints. */
  readonly terms?: readonly TermResult[];
  /** What became of the buffers of the previous plan; absent without `--previous`. */
  readonly changes?: PlanChanges;
  /** Each memory of the plan; absent where the problem lists none. */
  readonly memories?: readonly MemoryRow[];
  /** As of `verify`. */
  readonly timing?: TimingRow;
  /** What presolve did, a sentence each; absent for a problem without constraints. */
  readonly presolve?: readonly string[];
  /** Why no plan exists; null unless the status is `infeasible`, and where a solver does not say. */
  readonly infeasibility: InfeasibilityRow | null;
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
  /** Plans of the same buffers by others, which the file has or implies; absent where there are none. */
  readonly otherPlans?: readonly OtherPlanRow[];
  /** Name of the policy that guided the search; absent where another solver was asked. */
  readonly policy?: string;
  /** Present where another solver than the search was asked. */
  readonly solver?: SolverName;
  /** Why the result is what it is; absent where it was not asked for. */
  readonly why?: WhyRow;
  /** Changes with which it would fit, the best first; absent where they were not asked for. */
  readonly suggestions?: readonly SuggestionRow[];
  /** Whether all was tried, and no limit may have kept better ones away; absent where they were not asked for. */
  readonly suggestionsComplete?: boolean;
  /** Where the file with its offsets was written; absent where it was not. */
  readonly output?: string;
  /** Where the picture was written; absent where it was not. */
  readonly svg?: string;
  /** Where the picture was written in pixels; absent where it was not. */
  readonly png?: string;
  /** Path of the report, where one was written. */
  readonly html?: string;
  /** Where the proof was written. */
  readonly proof?: string;
  /** Present where there is a plan that could not be written. */
  readonly error?: string;
}

/** As `Suggestion`, with its rank from 1. */
export interface SuggestionRow extends Omit<Suggestion, "offsets"> {
  readonly rank: number;
  readonly offsets: readonly number[];
}

/** A plan that is not ours. */
export interface OtherPlanRow {
  readonly planner: string;
  /** Bytes, as the planner or the file says. */
  readonly peak: number;
  /**
   * Whether the simulator found nothing wrong with it, the capacity left aside; null where its offsets are not known.
   */
  readonly verified: boolean | null;
  /** The first thing that is wrong with it; absent where nothing is. */
  readonly violation?: string;
}

/** A replay in time without its operators. */
export type TimingRow = Omit<TimingReport, "operators" | "ps">;

/** The timing of a report; absent where nothing is said of time. */
export function timingRow(report: SimulationReport | null): TimingRow | undefined {
  if (report === null || report.timing === null) return undefined;
  const { operators: _, ps: __, ...row } = report.timing;
  return row;
}

/** What a memory came to. */
export interface MemoryRow {
  readonly id: string;
  /** Bytes; null where it has no end. */
  readonly capacity: number | null;
  readonly peak: number;
}

/** The memories of a report; absent where the problem lists none. */
export function memoryRows({ memories }: Problem, report: SimulationReport | null): readonly MemoryRow[] | undefined {
  if (memories === undefined || report === null) return undefined;
  return report.memories.map(({ id, capacity, peak }) => {
    return { id, capacity: capacity === Number.POSITIVE_INFINITY ? null : capacity, peak };
  });
}

/** As `Infeasibility`, with the buffers by their ids. */
export interface InfeasibilityRow extends Pick<Infeasibility, "cause" | "message"> {
  readonly buffers: readonly string[];
}

/** What `compare` says of one file that it could read and one solver. */
export interface CompareRow
  extends ReadingRow,
    Pick<PackRow, "file" | "status" | "peak" | "lowerBound" | "terms" | "infeasibility" | "solveMs" | "stoppedBy"> {
  readonly solver: SolverName;
  /** Why the solver has no better answer, in its words or ours; null where there is nothing to say. */
  readonly note: string | null;
}

/** What `verify` says of one file that it could read: the simulator's report, as `SimulationReport` tells it. */
export interface VerifyRow
  extends ReadingRow,
    Pick<
      SimulationReport,
      "peak" | "maxLiveBytes" | "utilization" | "fragmentation" | "violationCount" | "counts" | "violations"
    > {
  /** What the plan costs, term by term, and each memory; absent for a problem without constraints. */
  readonly terms?: Readonly<Record<Term, number>>;
  readonly memories?: readonly MemoryRow[];
  /** How long the plan takes, and waits for which memory; absent where the problem says nothing of time. */
  readonly timing?: TimingRow;
  readonly file: string;
  readonly verified: boolean;
  /** How the file differs from the problem that it is a plan for; absent where there was nothing to compare with. */
  readonly differences?: readonly Difference[];
}

/** A field that a placed file has other than the problem. */
export interface Difference {
  /** Absent where it is the memory that differs. */
  readonly buffer?: string;
  /** `id` where the buffer is only in one of the two. */
  readonly field: "id" | "lower" | "upper" | "size" | "alignment" | "capacity" | "base" | "constraints";
  readonly message: string;
}

/** A file that could not be read, understood or worked on. */
export interface FailureRow {
  readonly file: string;
  /** Without the place, which stands in its own fields. */
  readonly error: string;
  /** Counted from 1; absent where the file as a whole is at fault. */
  readonly line?: number;
  readonly column?: number;
  /** Counted from 0; absent where the file is text. */
  readonly byte?: number;
}

export function readingRow({ problem, capacitySource, ignored }: Document): ReadingRow {
  const { base } = problem;
  const capacity = capacityOf(problem);
  return {
    buffers: bufferCount(problem),
    capacity: capacity ?? null,
    capacitySource,
    ...(base !== undefined && { base }),
    ...(ignored.length > 0 && { ignored }),
  };
}

/** The bytes of all memories; undefined where one has no end. */
function capacityOf({ capacity, memories }: Problem): number | undefined {
  if (memories === undefined) return capacity;
  const sum = memories.reduce((bytes, memory) => bytes + (memory.capacity ?? Number.POSITIVE_INFINITY), 0);
  return sum === Number.POSITIVE_INFINITY ? undefined : sum;
}

export function infeasibilityRow(problem: Problem, found: Infeasibility | null): InfeasibilityRow | null {
  if (found === null) return null;
  const { cause, message } = found;
  const columns = columnsBehind(problem);
  const calledAt = (b: number): string => (columns === null ? problem.buffers[b]!.id : idOf(columns, b));
  return { cause, buffers: found.buffers.map(calledAt), message };
}
