import type { BatchResult } from "../../fleet/index.js";
import type { PackRow } from "./rows.js";

/** What is said of one problem of a batch: a line of JSON. */
export interface BatchRow
  extends Partial<Pick<PackRow, "peak" | "lowerBound" | "terms" | "infeasibility" | "stoppedBy" | "presolve">> {
  /** Its place in the batch, from 0. */
  readonly index: number;
  readonly name: string;
  readonly status: BatchResult["answer"]["status"];
  readonly error?: string;
  /** Bytes, in the order of its buffers; null where there is no plan. */
  readonly offsets?: readonly number[] | null;
  /** Id of each buffer's memory; absent where it lists none. */
  readonly memories?: readonly string[];
  readonly steps?: number;
  readonly solveMs?: number;
  /** True where there is a plan and the simulator has replayed it, here and now. */
  readonly verified: boolean;
  /** What the queue calls it; absent where it could not be read. */
  readonly job?: string;
}

export function batchRow({ index, name, jobId, problem, answer, memories, report }: BatchResult): BatchRow {
  const { status, error, offsets, peak, lowerBound, terms, presolve, infeasibility, steps, solveMs, stoppedBy } =
    answer;
  const job = jobId === null ? {} : { job: jobId };
  if (status === "failed") return { index, name, status, error: error ?? "", verified: false, ...job };
  const called = infeasibility === null ? null : infeasibility.buffers.map((b) => problem!.buffers[b]!.id);
  return {
    index,
    name,
    status,
    peak,
    lowerBound,
    offsets,
    ...(memories !== null && { memories }),
    ...(terms.length > 0 && { terms }),
    ...(presolve.length > 0 && { presolve }),
    infeasibility:
      infeasibility === null ? null : { cause: infeasibility.cause, buffers: called!, message: infeasibility.message },
    steps,
    solveMs,
    stoppedBy,
    verified: report?.ok ?? false,
    ...job,
  };
}
