import { checkPrevious, type PreviousPlan, previousOf, withPins } from "../../changes/index.js";
import { InputError, type Problem } from "../../problem/index.js";
import { UsageError } from "../errors.js";
import { type ReadCommand, readDocument } from "../input/read.js";
import { toComplaint } from "./complaints.js";

/**
 * The plan in a placed file of an earlier version. The memory, and what holds between pairs, are those of the files
 * that are planned.
 *
 * @throws UsageError where it cannot be read or has no offsets
 */
export async function readPrevious(file: string, command: ReadCommand): Promise<PreviousPlan> {
  const { capacity: _, base: __, pairs: ___, ignoreOffsets: ____, ...how } = command;
  try {
    const { problem, offsets, memories } = await readDocument(file, how, { placed: true });
    const { buffers } = previousOf({ problem, offsets: offsets!, memories });
    // A file that says no alignments is not compared in these.
    if (problem.buffers.some(({ alignment }) => alignment !== undefined)) return { buffers };
    return { buffers: buffers.map(({ alignment: _____, ...rest }) => rest) };
  } catch (error) {
    throw new UsageError(`--previous: ${toComplaint(error, file).message}`);
  }
}

/** The problem that pins make, whose reasons are told; null where it is none, as an old offset breaks an alignment. */
export async function pinnedProblem(problem: Problem, previous: PreviousPlan): Promise<Problem | null> {
  const { problem: pinned } = withPins(problem, checkPrevious(previous));
  const { explainPeak } = await import("../../explain/index.js");
  try {
    explainPeak(pinned);
    return pinned;
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}
