import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Fleet, FleetWorker, JobRun, WorkerEvent } from "../../fleet/index.js";
import { serveMetrics } from "./metrics.js";
import { type OnSpans, type SpanExport, spansTo } from "./otlp.js";
import { checkMetrics } from "./settings.js";
import { newTrace, traceOf } from "./trace.js";

const BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 60, 600, 3_600, 36_000];

/** What a worker of batches is watched with. */
export interface WorkerWatchOptions {
  /** Where Prometheus reads; null for nowhere. */
  readonly metrics: string | null;
  /** Allow it where others than this machine can read. */
  readonly metricsInsecure: boolean;
  /** URL of an OpenTelemetry collector; null for none. */
  readonly otlp: string | null;
  /** Of telaplan. */
  readonly version: string;
  /** Told of spans that were lost. */
  readonly onLost: (spans: number, error: string | null) => void;
}

/** Metrics and traces of a worker of batches, as `telaplan serve` has them of itself. */
export class WorkerWatch {
  readonly registry = new Registry();
  readonly #options: WorkerWatchOptions;
  readonly #jobs: Counter<"outcome">;
  readonly #waited: Histogram;
  readonly #took: Histogram;
  readonly #spansTold: Counter<"outcome">;
  #spans: SpanExport | null = null;
  #server: Awaited<ReturnType<typeof serveMetrics>> | null = null;
  #isReady = false;

  constructor(options: WorkerWatchOptions) {
    this.#options = options;
    const registers = [this.registry];
    collectDefaultMetrics({ register: this.registry });
    const build = { name: "telaplan_build_info", help: "1, with the versions of telaplan and of Node." };
    new Gauge({ ...build, labelNames: ["version", "node"], registers }).set(
      { version: options.version, node: process.version },
      1,
    );
    this.#jobs = new Counter({
      name: "telaplan_worker_jobs_total",
      help: "Jobs by what became of them: answered, retried, set-aside or handed-back.",
      labelNames: ["outcome"],
      registers,
    });
    const waited = "Seconds from the queue to this worker, those that are tried again from their first time on.";
    this.#waited = new Histogram({ name: "telaplan_worker_wait_seconds", help: waited, buckets: BUCKETS, registers });
    const took = "Seconds that a job was here.";
    this.#took = new Histogram({ name: "telaplan_worker_job_seconds", help: took, buckets: BUCKETS, registers });
    const spans = { name: "telaplan_spans_total", help: "Spans for OpenTelemetry: exported, or lost." };
    this.#spansTold = new Counter({ ...spans, labelNames: ["outcome"], registers });
  }

  /** Begins to serve metrics, and makes ready for spans. @throws SettingsError, ListenError */
  async start(): Promise<void> {
    const { metrics, metricsInsecure, otlp, version, onLost } = this.#options;
    const onSpans: OnSpans = (outcome, count, error) => {
      this.#spansTold.inc({ outcome }, count);
      if (outcome === "lost") onLost(count, error);
    };
    if (otlp !== null) this.#spans = await spansTo(otlp, version, onSpans);
    if (metrics === null) return;
    checkMetrics({ metrics, metricsInsecure, insecure: false });
    this.#server = await serveMetrics(this, () => this.#isReady, metrics);
  }

  /** The port of the metrics; null where there are none. */
  get port(): number | null {
    const address = this.#server?.address();
    return typeof address === "object" && address !== null ? address.port : null;
  }

  /** From now on it is ready, and tells how worker and queue stand. */
  watch(worker: FleetWorker, { queue, store }: Fleet): void {
    this.#isReady = true;
    const gauge = (name: string, help: string, read: () => number | Promise<number>): void => {
      const registers = [this.registry];
      new Gauge({
        name,
        help,
        registers,
        async collect() {
          // Where the queue does not answer, the last that was known is told.
          await Promise.race([
            Promise.resolve(read()).then((value) => this.set(value)),
            new Promise((resolve) => setTimeout(resolve, QUEUE_MS)),
          ]).catch(() => {});
        },
      });
    };
    gauge("telaplan_worker_jobs_active", "Jobs that are here.", () => worker.info.active);
    gauge("telaplan_worker_threads", "Threads that plan.", () => worker.info.concurrency);
    gauge("telaplan_queue_jobs_waiting", "Jobs of batches that wait for a worker.", () => queue.waiting());
    gauge("telaplan_queue_workers", "Workers of batches that are heard of, on all machines.", async () => {
      return (await store.workers()).length;
    });
    gauge("telaplan_queue_jobs_set_aside", "Jobs that were set aside (1,000 at most are counted).", async () => {
      return (await store.asides(0, MOST_ASIDES)).length;
    });
  }

  /** SIGTERM has come: probes say that it takes no more. */
  unready(): void {
    this.#isReady = false;
  }

  event({ kind }: WorkerEvent): void {
    this.#jobs.inc({ outcome: kind.replace(" ", "-") });
  }

  run({ job, takenMs, endedMs, isBack }: JobRun): void {
    this.#waited.observe(Math.max(0, takenMs - job.sinceMs) / 1000);
    this.#took.observe(Math.max(0, endedMs - takenMs) / 1000);
    if (this.#spans === null) return;
    // What comes out of the queue is input: what is no trace begins one.
    const waiting = traceOf(job.trace) ?? newTrace();
    const facts = { "telaplan.job": job.id, "telaplan.losses": job.losses };
    this.#spans.span("telaplan.queue", waiting, { startMs: Math.min(job.sinceMs, takenMs), endMs: takenMs }, facts);
    const planning = { ...waiting, parentId: waiting.spanId, spanId: newTrace().spanId };
    const outcome = { ...facts, "telaplan.outcome": isBack ? "back" : "done" };
    this.#spans.span("telaplan.plan", planning, { startMs: takenMs, endMs: endedMs }, outcome);
  }

  async close(): Promise<void> {
    this.#server?.close();
    this.#server?.closeAllConnections();
    await this.#spans?.close(FAREWELL_MS);
  }
}

/** Milliseconds that a scrape waits for the queue, and that the last spans have. */
const QUEUE_MS = 1_000;
const FAREWELL_MS = 1_000;

const MOST_ASIDES = 1_000;
