import { formatCount } from "../../draw/units.js";
import { type BatchState, Fleet, FleetWorker, MemoryQueue, MemoryStore } from "../../fleet/index.js";
import { complain } from "../complain.js";
import { ExitCode, worse } from "../exit-codes.js";
import { lookAtSources } from "../input/problems.js";
import type { ReadCommand } from "../input/read.js";
import { listenForInterrupt } from "../interrupt.js";
import { batchId, jobOptions, type ResultsCommand, type SubmitCommand, withQueue } from "./batch-options.js";
import { sayHowToComeBack, tellResults } from "./batch-results.js";
import { hasQueue, submitTo } from "./batch-submit.js";
import { DEFAULT_BACK_OFF_MS, DEFAULT_HEAP_MIB } from "./worker-options.js";

export type RunCommand = SubmitCommand & ResultsCommand & ReadCommand & { readonly concurrency: number };

/**
 * Submits problems and tells their results, at the same time. Without a queue they are planned here, by threads.
 *
 * @throws UsageError, Unavailable
 */
export async function run(sources: readonly string[], command: RunCommand, version: string): Promise<ExitCode> {
  lookAtSources(sources);
  const id = batchId(command.id);
  if (!hasQueue(command)) return runHere(sources, command, id, version);
  return withQueue(command, version, async (fleet) => {
    complain(`batch ${id}`);
    return await both(fleet, sources, command, id, true);
  });
}

async function runHere(
  sources: readonly string[],
  command: RunCommand,
  id: string,
  version: string,
): Promise<ExitCode> {
  const fleet = new Fleet(new MemoryStore({ forget: true }), new MemoryQueue(), version);
  const worker = new FleetWorker(fleet, {
    name: "here",
    version,
    concurrency: command.concurrency,
    leaseMs: 60_000,
    heapMib: DEFAULT_HEAP_MIB,
    memoryMib: Number.POSITIVE_INFINITY,
    jobLimitMs: Number.POSITIVE_INFINITY,
    backOffMs: DEFAULT_BACK_OFF_MS,
    mostDeaths: 2,
    onEvent: ({ kind, reason }) => {
      if (kind === "retried") complain(`a problem is tried again: ${reason}`);
    },
  });
  await worker.start();
  try {
    return await both(fleet, sources, command, id, false);
  } finally {
    await worker.close(0);
    await fleet.close();
  }
}

async function both(
  fleet: Fleet,
  sources: readonly string[],
  command: RunCommand,
  id: string,
  isShared: boolean,
): Promise<ExitCode> {
  const interrupt = listenForInterrupt();
  const { signal } = interrupt;
  let isSubmitting = true;
  const failed = new AbortController();
  await fleet.open(id, jobOptions(command));
  const submitted = submitTo(fleet, id, sources, command, signal).finally(() => {
    isSubmitting = false;
  });
  submitted.catch(() => failed.abort());
  const telling = { ...command, wait: true, signal: AbortSignal.any([signal, failed.signal]) };
  const [state, told] = await Promise.all([
    submitted,
    tellResults(fleet, id, { ...telling, isGoingOn: () => isSubmitting }),
  ]);
  interrupt.release();
  if (signal.aborted) {
    if (isShared) sayHowToGoOn(id, state, told.next, command);
    else complain(`interrupted: ${formatCount(told.state.answered)} problems were answered, the rest is given up`);
    return worse(told.code, ExitCode.undecided);
  }
  return told.code;
}

function sayHowToGoOn(id: string, state: BatchState, next: number, command: RunCommand): void {
  sayHowToComeBack(id, state, next, command);
  if (state.isSealed) return;
  complain(`  telaplan batch submit --id ${id} …   with the same files and options submits the rest first`);
}
