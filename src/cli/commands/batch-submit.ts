import { formatCount } from "../../draw/units.js";
import type { BatchState, Fleet } from "../../fleet/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { ExitCode } from "../exit-codes.js";
import { lookAtSources, problemsIn } from "../input/problems.js";
import { queueUrl } from "../input/queue.js";
import type { ReadCommand } from "../input/read.js";
import { listenForInterrupt } from "../interrupt.js";
import { BatchLine } from "../output/batch-line.js";
import { batchId, jobOptions, type SubmitCommand, withQueue } from "./batch-options.js";
import { toComplaint } from "./complaints.js";

/**
 * Puts problems into a batch on a queue. Ctrl-C leaves it open, and says how to go on.
 *
 * @throws UsageError, Unavailable
 */
export async function submit(
  sources: readonly string[],
  command: SubmitCommand & ReadCommand,
  version: string,
): Promise<ExitCode> {
  const id = batchId(command.id);
  lookAtSources(sources);
  const interrupt = listenForInterrupt();
  return withQueue(command, version, async (fleet) => {
    complain(`batch ${id}`);
    const state = await submitTo(fleet, id, sources, command, interrupt.signal);
    interrupt.release();
    if (!state.isSealed) {
      complain(`interrupted: ${formatCount(state.submitted)} problems of batch ${id} are in, and are planned`);
      complain(`  telaplan batch submit --id ${id} …   with the same files and options submits the rest`);
      complain(`  telaplan batch cancel ${id}          gives it up`);
      return ExitCode.undecided;
    }
    process.stdout.write(`${id}\n`);
    complain(`${formatCount(state.submitted)} problems, ${formatCount(state.answered)} of them answered already`);
    complain(`  telaplan batch results ${id}         has the answers as they come`);
    return ExitCode.ok;
  });
}

/** The submitting alone, with a line on the terminal. */
export async function submitTo(
  fleet: Fleet,
  id: string,
  sources: readonly string[],
  command: SubmitCommand & ReadCommand,
  signal: AbortSignal,
): Promise<BatchState> {
  const line = new BatchLine(process.stderr);
  const told = new Set<string>();
  const tell = (message: string): void => {
    if (told.has(message)) return;
    told.add(message);
    line.clear();
    complain(message);
  };
  const explain = (error: unknown, file: string): string => {
    const { message } = toComplaint(error, file);
    tell(message);
    return message;
  };
  const { capacity, base, ends, ignore, strict, ignoreOffsets, pairs, views, inPlace, dim, module, align, log } =
    command;
  const read = { capacity, base, ends, ignore, strict, ignoreOffsets, pairs, views, inPlace, dim, module, align, log };
  try {
    return await fleet.submit(problemsIn(sources, read as ReadCommand, tell, explain), {
      id,
      options: jobOptions(command),
      maxQueue: command.maxQueue,
      signal,
      onProgress: ({ submitted, isWaiting }) =>
        line.update(`${id} submitted`, submitted, null, isWaiting ? "waits for the workers" : ""),
    });
  } finally {
    line.clear();
  }
}

/** @throws UsageError where a queue is asked for and none is named */
export function hasQueue(command: SubmitCommand): boolean {
  if (queueUrl(command) !== undefined) return true;
  if (command.queuePasswordFile !== undefined || command.queueCa !== undefined) {
    throw new UsageError("--queue-password-file and --queue-ca are for a queue, and none is named");
  }
  return false;
}
