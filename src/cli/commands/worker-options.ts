import { availableParallelism, hostname } from "node:os";
import { type Command, Option } from "commander";
import { bytes, MOST_THREADS, seconds, wholeNumber } from "../input/options.js";
import { addQueueOptions, type QueueOptions } from "../input/queue.js";

export interface WorkerCommand extends QueueOptions {
  readonly concurrency: number;
  /** Milliseconds. */
  readonly lease: number;
  readonly jobLimit: number;
  readonly backOff: number;
  readonly drainTime: number;
  /** Bytes. */
  readonly heap: number;
  readonly maxMemory: number;
  readonly deaths: number;
  readonly name?: string;
  readonly json?: boolean;
  /** HOST:PORT. */
  readonly metrics?: string;
  readonly metricsInsecure?: boolean;
  /** URL. */
  readonly otlp?: string;
}

const MIB = 2 ** 20;
export const DEFAULT_HEAP_MIB = 1_024;
export const DEFAULT_BACK_OFF_MS = 1_000;

export const toMib = (size: number): number => size / MIB;

export function coreCount(): number {
  return availableParallelism();
}

export function hostName(): string {
  return hostname();
}

/** How many threads plan. */
export function concurrencyOption(): Option {
  return new Option("--concurrency <n>", "threads that plan (default: as many as there are cores)")
    .argParser(wholeNumber("--concurrency", 1, MOST_THREADS))
    .default(coreCount(), "cores");
}

export function addWorkerFlags(command: Command): Command {
  const time = (flag: string, what: string, ms: number, shown: string): Option =>
    new Option(`${flag} <s>`, what).argParser(seconds(flag)).default(ms, shown);
  return addQueueOptions(command)
    .addOption(concurrencyOption())
    .addOption(time("--job-limit", "seconds that one job may take; then its thread is ended", Infinity, "none"))
    .addOption(
      new Option("--heap <bytes>", "JavaScript's heap of each thread")
        .argParser(bytes("--heap"))
        .default(DEFAULT_HEAP_MIB * MIB, "1GiB"),
    )
    .addOption(
      new Option("--max-memory <bytes>", "of the process; above it, the largest job's thread is ended")
        .argParser(bytes("--max-memory", "none"))
        .default(Number.POSITIVE_INFINITY, "none"),
    )
    .addOption(time("--back-off", "seconds until a job is tried again whose thread died", DEFAULT_BACK_OFF_MS, "1"))
    .option("--deaths <n>", "so many, and a job is set aside", wholeNumber("--deaths", 1, 100), 2)
    .addOption(time("--lease", "seconds until the jobs of a lost worker go to another", 15_000, "15"))
    .addOption(time("--drain-time", "seconds after SIGTERM until jobs go back to the queue", 1_000, "1"))
    .option("--name <name>", "what the queue calls it (default: host and process)")
    .option("--metrics <host:port>", "where Prometheus reads /metrics, and probes /livez and /readyz")
    .option("--metrics-insecure", "allow that where others than this machine can read it")
    .option("--otlp <url>", "OpenTelemetry collector that takes spans of each job, as in http://127.0.0.1:4318")
    .option("--json", "log lines as JSON");
}
