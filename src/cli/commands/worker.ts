import { randomBytes } from "node:crypto";
import { FleetWorker, type WorkerEvent } from "../../fleet/index.js";
import type { WorkerWatch } from "../../service/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { ExitCode } from "../exit-codes.js";
import { listenForInterrupt } from "../interrupt.js";
import { withQueue } from "./batch-options.js";
import { cannotListen } from "./listen-error.js";
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
    const watch = await watchOf(command, version);
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
      onEvent: (event) => {
        watch?.event(event);
        tellOf(event, say);
      },
      onRun: (run) => watch?.run(run),
    });
    await worker.start();
    watch?.watch(worker, fleet);
    const metricsPort = watch?.port;
    say(`worker ${name} plans with ${command.concurrency} threads`, { threads: command.concurrency, metricsPort });
    if (!interrupt.signal.aborted) {
      await new Promise<void>((resolve) => interrupt.signal.addEventListener("abort", () => resolve()));
    }
    watch?.unready();
    await worker.close(command.drainTime);
    await watch?.close();
    say(`worker ${name} ends: ${worker.info.finished} jobs answered`, { finished: worker.info.finished });
    return ExitCode.ok;
  });
}

/** Metrics and traces, where they are asked for. @throws UsageError, Unavailable */
async function watchOf(
  { metrics, metricsInsecure = false, otlp }: WorkerCommand,
  version: string,
): Promise<WorkerWatch | null> {
  if (metrics === undefined && otlp === undefined) return null;
  const service = await import("../../service/index.js");
  const onLost = (spans: number, error: string | null): void => complain(`${spans} spans lost: ${error}`);
  const watch = new service.WorkerWatch({
    metrics: metrics ?? null,
    metricsInsecure,
    otlp: otlp ?? null,
    version,
    onLost,
  });
  try {
    await watch.start();
  } catch (error) {
    if (error instanceof service.SettingsError) throw new UsageError(error.message);
    if (error instanceof service.ListenError) throw cannotListen(error) ?? error.cause;
    throw error;
  }
  return watch;
}

function tellOf({ kind, jobId, reason }: WorkerEvent, say: (message: string, facts: object) => void): void {
  if (kind === "answered") return;
  say(`job ${jobId.slice(0, 12)} ${kind}${reason === undefined ? "" : `: ${reason}`}`, { job: jobId, kind, reason });
}
