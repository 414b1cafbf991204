import { join } from "node:path";
import { formatCount } from "../../draw/units.js";
import type { BatchState, SetAside, WorkerInfo } from "../../fleet/index.js";
import { serialize } from "../../formats/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { ExitCode } from "../exit-codes.js";
import type { QueueOptions } from "../input/queue.js";
import { makeFolder, writeOutput } from "../output/write-output.js";
import { withQueue } from "./batch-options.js";

export interface StateCommand extends QueueOptions {
  readonly json?: boolean;
}

export interface PoisonCommand extends StateCommand {
  readonly output?: string;
  /** Id of a job, or the beginning of it. */
  readonly retry?: string;
}

/** Jobs that are told at one time. */
const PAGE = 50;

/** Tells how a batch stands. @throws UsageError, Unavailable */
export async function status(id: string, command: StateCommand, version: string): Promise<ExitCode> {
  return withQueue(command, version, async (fleet) => {
    const [state, waiting, workers] = await Promise.all([
      fleet.state(id),
      fleet.queue.waiting(),
      fleet.store.workers(),
    ]);
    const text =
      command.json === true ? JSON.stringify({ ...state, waiting, workers }) : words(state, waiting, workers);
    process.stdout.write(`${text}\n`);
    return ExitCode.ok;
  });
}

/** Cancels a batch. @throws UsageError, Unavailable */
export async function cancel(id: string, command: StateCommand, version: string): Promise<ExitCode> {
  return withQueue(command, version, async (fleet) => {
    const state = await fleet.cancel(id);
    const text = `batch ${id} is cancelled: ${answeredOf(state)}`;
    process.stdout.write(`${command.json === true ? JSON.stringify(state) : text}\n`);
    return ExitCode.ok;
  });
}

/** Tells of the jobs that were set aside, or takes one back in. @throws UsageError, Unavailable */
export async function poison(command: PoisonCommand, version: string): Promise<ExitCode> {
  return withQueue(command, version, async (fleet) => {
    if (command.output !== undefined) makeFolder(command.output);
    let count = 0;
    for (let from = 0; ; from += PAGE) {
      const page = await fleet.asides(from, PAGE);
      for (const aside of page) {
        if (command.retry !== undefined && !aside.jobId.startsWith(command.retry)) continue;
        count++;
        if (command.retry !== undefined) {
          await fleet.readmit(aside.jobId);
          complain(`job ${aside.jobId.slice(0, 12)} is planned again for the next batch that has its problem`);
          return ExitCode.ok;
        }
        const problem = fleet.problemOf(aside);
        if (command.output !== undefined && problem !== null) {
          await writeOutput(join(command.output, `${aside.jobId.slice(0, 16)}.json`), serialize(problem, "json"));
        }
        process.stdout.write(`${command.json === true ? JSON.stringify(rowOf(aside)) : line(aside)}\n`);
      }
      if (page.length < PAGE) break;
    }
    if (command.retry !== undefined)
      throw new UsageError(`--retry: no job that was set aside begins with ${command.retry}`);
    if (count === 0) complain("no job was set aside");
    return ExitCode.ok;
  });
}

function words(state: BatchState, waiting: number, workers: readonly WorkerInfo[]): string {
  const { id, counts, isSealed, isCancelled } = state;
  const kinds = Object.entries(counts).filter(([, count]) => count > 0);
  const found = kinds.map(([kind, count]) => `${formatCount(count)} ${kind}`).join(", ");
  const end = isCancelled ? "cancelled" : isSealed ? "all submitted" : "not all submitted";
  const threads = workers.reduce((sum, { concurrency }) => sum + concurrency, 0);
  return [
    `batch ${id}: ${answeredOf(state)}, ${end}`,
    ...(found === "" ? [] : [`  ${found}`]),
    `  ${formatCount(waiting)} jobs wait in the queue for ${workers.length} workers with ${threads} threads`,
  ].join("\n");
}

function answeredOf({ answered, submitted }: BatchState): string {
  return `${formatCount(answered)} of ${formatCount(submitted)} problems answered`;
}

function rowOf({ jobId, reason, atMs, batch, name }: SetAside): object {
  return { job: jobId, reason, at: new Date(atMs).toISOString(), batch, name };
}

function line({ jobId, reason, batch, name }: SetAside): string {
  return `${jobId.slice(0, 16)}  ${name ?? "–"} of ${batch ?? "no batch that is left"}: ${reason}`;
}
