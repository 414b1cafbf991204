import { randomBytes } from "node:crypto";
import { FleetWorker, type WorkerEvent } from "../../fleet/index.js";
import { complain } from "../complain.js";
import { ExitCode } from "../exit-codes.js";
import { listenForInterrupt } from "../interrupt.js";
import { withQueue } from "./batch-options.js";
import { hostName, toMib, type WorkerCommand } from "./worker-options.js";

/**
 * Takes jobs from a queue and plans them until SIGTERM or Ctrl-C; what is not finished by then goes back.
 *
 * @throws UsageError, Unavailable
 */
export async function work(command: WorkerCommand, version: string): Promise<ExitCode> {
  const interrupt = listenForInterrupt();
  const name = command.name ?? `${hostName()}-${process.pid}-${randomBytes(3).toString("hex")}`;
  const say = (message: string, facts: object): void => {
    if (command.json === true) process.stdout.write(`${JSON.stringify({ worker: name, ...facts, msg: message })}\n`);
    else complain(message);
  };
  return withQueue(command, version, async (fleet) => {
    const worker = new FleetWorker(fleet, {
      name,
      version,
      concurrency: command.concurrency,
      leaseMs: command.lease,
      heapMib: toMib(command.heap),
      memoryMib: toMib(command.maxMemory),
      jobLimitMs: command.jobLimit,
      backOffMs: command.backOff,
      mostDeaths: command.deaths,
      onError: ({ message }) => complain(`worker ${name}: ${message}`),
      onEvent: (event) => tellOf(event, say),
    });
    await worker.start();
    say(`worker ${name} plans with ${command.concurrency} threads`, { threads: command.concurrency });
    if (!interrupt.signal.aborted) {
      await new Promise<void>((resolve) => interrupt.signal.addEventListener("abort", () => resolve()));
    }
    await worker.close(command.drainTime);
    say(`worker ${name} ends: ${worker.info.finished} jobs answered`, { finished: worker.info.finished });
    return ExitCode.ok;
  });
}

function tellOf({ kind, jobId, reason }: WorkerEvent, say: (message: string, facts: object) => void): void {
  if (kind === "answered") return;
  say(`job ${jobId.slice(0, 12)} ${kind}${reason === undefined ? "" : `: ${reason}`}`, { job: jobId, kind, reason });
}
