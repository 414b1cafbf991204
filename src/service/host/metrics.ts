import { createServer, type Server } from "node:http";
import { status } from "@grpc/grpc-js";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Admission } from "../calls/admission.js";
import type { RequestFacts } from "../calls/facts.js";
import type { SharedRuns } from "../calls/shared-runs.js";
import type { Keeping, LookUp } from "../store/shared-cache.js";
import type { RunFacts } from "../workers/jobs.js";
import type { WorkerPool } from "../workers/pool.js";
import { parseAddress } from "./addresses.js";
import { ListenError } from "./listen.js";
import { USUAL_METRICS } from "./settings.js";

const CALL_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const QUEUE_BUCKETS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60];
const SIZE_BUCKETS = [10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000];
const BYTE_BUCKETS = [1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216];
const SHARED_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 1];
const SOLVE_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60];

/** Counts what happens, in a registry of its own. */
export class Metrics {
  readonly registry = new Registry();
  readonly #calls = this.#counter("telaplan_calls_total", "Calls that have ended.", ["method", "code"]);
  readonly #callSeconds = this.#histogram(
    "telaplan_call_seconds",
    "Seconds from the arrival of a call to its end.",
    ["method"],
    CALL_BUCKETS,
  );
  readonly #deadlineMisses = this.#counter(
    "telaplan_deadline_misses_total",
    "Calls whose deadline came before there was an answer.",
    ["method"],
  );
  readonly #refusals = this.#counter(
    "telaplan_refusals_total",
    "Requests and calls that were refused, by the setting whose limit was reached.",
    ["limit"],
  );
  readonly #queueSeconds = this.#histogram(
    "telaplan_queue_seconds",
    "Seconds that a job waited for a worker.",
    ["queue"],
    QUEUE_BUCKETS,
  );
  readonly #buffers = this.#histogram("telaplan_problem_buffers", "Buffers of problems.", ["method"], SIZE_BUCKETS);
  readonly #bytes = this.#histogram("telaplan_request_bytes", "Bytes of requests.", ["method"], BYTE_BUCKETS);
  readonly #spans = this.#counter("telaplan_spans_total", "Spans for OpenTelemetry: exported, or lost.", ["outcome"]);
  readonly #refusedConnections = this.#counter(
    "telaplan_connections_refused_total",
    "Connections that came to nothing: no agreement on TLS (handshake), or no HTTP/2 (protocol).",
    ["why"],
  );
  readonly #many = this.#counter("telaplan_plan_many_requests_total", "Requests of PlanMany that were answered.", [
    "code",
  ]);
  readonly #sessionMessages = this.#counter(
    "telaplan_session_messages_total",
    "Messages of PlanSession that were answered.",
    ["code"],
  );
  readonly #solveSeconds = this.#histogram(
    "telaplan_solve_seconds",
    "Seconds that a run of the planner took.",
    [],
    SOLVE_BUCKETS,
  );
  readonly #steps = this.#counter("telaplan_steps_total", "Decisions of the search, over all runs.", []);
  readonly #runs = this.#counter("telaplan_runs_total", "Runs of the planner, by the status of their answer.", [
    "status",
  ]);
  readonly #cache = this.#counter(
    "telaplan_cache_requests_total",
    "Problems by where their answer came from: stored (hit), an equal run under way (shared), a run of their own " +
      "(miss).",
    ["outcome"],
  );
  readonly #sharedLookUps = this.#counter(
    "telaplan_shared_cache_requests_total",
    "Questions to the shared cache: hit, miss, bad (an entry that was dropped), timeout, error, or skipped.",
    ["outcome"],
  );
  readonly #sharedSeconds = this.#histogram(
    "telaplan_shared_cache_seconds",
    "Seconds that a question to the shared cache took, with the replay of what was found.",
    [],
    SHARED_BUCKETS,
  );
  readonly #sharedKept = this.#counter(
    "telaplan_shared_cache_writes_total",
    "Answers for the shared cache: stored, dropped (too many on their way), failed, or too-large.",
    ["outcome"],
  );
  readonly #deaths = this.#counter(
    "telaplan_worker_deaths_total",
    "Workers that died and were not ended on purpose.",
    [],
  );
  readonly #shed = this.#counter(
    "telaplan_memory_shed_total",
    "Searches that were ended because memory was short.",
    [],
  );

  /** @param version of telaplan */
  constructor(version: string) {
    collectDefaultMetrics({ register: this.registry });
    const build = { name: "telaplan_build_info", help: "1, with the versions of telaplan and of Node." };
    const info = new Gauge({ ...build, labelNames: ["version", "node"], registers: [this.registry] });
    info.set({ version, node: process.version }, 1);
  }

  #histogram<T extends string>(name: string, help: string, labelNames: T[], buckets: number[]): Histogram<T> {
    return new Histogram({ name, help, labelNames, buckets, registers: [this.registry] });
  }

  #counter<T extends string>(name: string, help: string, labelNames: T[]): Counter<T> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  /** A number that is read when it is asked for. */
  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }

  /** A count that somebody else keeps. */
  #total(name: string, help: string, read: () => number): void {
    new Counter({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  }

  watchLog(lost: () => number): void {
    this.#total("telaplan_log_lines_dropped_total", "Lines of the log that could not be written.", lost);
  }

  /** @param counts by what became of them: read anew whenever somebody asks */
  watchProblems(counts: Readonly<Record<string, number>>): void {
    const name = "telaplan_problems_logged_total";
    new Counter({
      name,
      help: "Problems for the log of problems: kept, equal to one in it, dropped as the oldest, lost (not written).",
      labelNames: ["outcome"],
      registers: [this.registry],
      collect() {
        this.reset();
        for (const [outcome, count] of Object.entries(counts)) this.inc({ outcome }, count);
      },
    });
  }

  watchCertificate(expiresAt: () => number): void {
    const help = "When the server's certificate is valid no more, in seconds since the epoch.";
    this.#gauge("telaplan_certificate_expiry_seconds", help, () => expiresAt() / 1000);
  }

  /** @param standing null where the queue cannot be asked just now: the last that was known is told */
  watchQueue(standing: () => Promise<{ readonly waiting: number; readonly workers: number } | null>): void {
    const registers = [this.registry];
    const waits = "Jobs of batches that wait for a worker, those that are tried again included.";
    const waiting = new Gauge({ name: "telaplan_queue_jobs_waiting", help: waits, registers });
    const lives = "Workers of batches that are heard of, on all machines.";
    new Gauge({
      name: "telaplan_queue_workers",
      help: lives,
      registers,
      async collect() {
        const found = await standing();
        if (found === null) return;
        this.set(found.workers);
        waiting.set(found.waiting);
      },
    });
  }

  watchSharedCache(isOpen: () => boolean): void {
    const help = "1 while the shared cache is left alone, as it failed (the circuit breaker is open).";
    this.#gauge("telaplan_shared_cache_open", help, () => Number(isOpen()));
  }

  watchSessions(count: () => number, environments: () => number): void {
    this.#gauge("telaplan_environments", "Connections that play episodes, each with a thread.", environments);
    this.#gauge("telaplan_sessions", "Sessions that are open, each with a thread.", count);
  }

  watch(pool: WorkerPool, admission: Admission, runs: SharedRuns): void {
    const gauge = this.#gauge.bind(this);
    gauge("telaplan_in_flight", "Requests that wait or run.", () => admission.inFlight);
    gauge("telaplan_in_flight_bytes", "Bytes of requests that wait or run.", () => admission.inFlightBytes);
    gauge("telaplan_queue_quick", "Quick jobs that wait for a worker.", () => pool.state.quick);
    gauge("telaplan_queue_search", "Searches that wait for a worker.", () => pool.state.searches);
    gauge("telaplan_workers", "Worker threads.", () => pool.state.workers);
    gauge("telaplan_workers_busy", "Worker threads that are at a job.", () => pool.state.busy);
    this.#total("telaplan_workers_replaced_total", "Workers that were made anew.", () => pool.replaced);
    gauge("telaplan_cache_entries", "Stored answers.", () => runs.cached.entries);
    gauge("telaplan_cache_bytes", "Bytes of stored answers.", () => runs.cached.bytes);
  }

  call(method: string, code: status, seconds: number): void {
    this.#calls.inc({ method, code: status[code] });
    this.#callSeconds.observe({ method }, seconds);
    if (code === status.DEADLINE_EXCEEDED) this.#deadlineMisses.inc({ method });
  }

  /** A request has ended, of a call with one or with many. */
  request(method: string, { bytes, buffers }: RequestFacts): void {
    if (bytes > 0) this.#bytes.observe({ method }, bytes);
    if (buffers !== undefined) this.#buffers.observe({ method }, buffers);
  }

  /** @param limit the name of the setting, as in max-in-flight */
  refused(limit: string): void {
    this.#refusals.inc({ limit });
  }

  connectionRefused(why: "handshake" | "protocol"): void {
    this.#refusedConnections.inc({ why });
  }

  spans(outcome: "exported" | "lost", count: number): void {
    this.#spans.inc({ outcome }, count);
  }

  waited(queue: "quick" | "search", ms: number): void {
    this.#queueSeconds.observe({ queue }, ms / 1000);
  }

  answered(code: status): void {
    this.#many.inc({ code: status[code] });
  }

  sessionAnswered(code: status): void {
    this.#sessionMessages.inc({ code: status[code] });
  }

  run({ status: outcome, steps, solveMs }: RunFacts): void {
    this.#runs.inc({ status: outcome });
    this.#steps.inc(steps);
    this.#solveSeconds.observe(solveMs / 1000);
  }

  cache(outcome: "hit" | "miss" | "shared"): void {
    this.#cache.inc({ outcome });
  }

  sharedLookUp(outcome: LookUp, ms: number): void {
    this.#sharedLookUps.inc({ outcome });
    if (outcome !== "skipped") this.#sharedSeconds.observe(ms / 1000);
  }

  sharedKept(outcome: Keeping): void {
    this.#sharedKept.inc({ outcome });
  }

  death(): void {
    this.#deaths.inc();
  }

  shed(): void {
    this.#shed.inc();
  }
}

/**
 * The same at the usual place, or on a free port where another server of this machine has that one; `onTaken` is told.
 */
export async function serveMetricsSomewhere(
  metrics: Metrics,
  isReady: () => boolean,
  onTaken: () => void,
): Promise<Server> {
  try {
    return await serveMetrics(metrics, isReady, USUAL_METRICS);
  } catch (error) {
    if (!(error instanceof ListenError) || error.code !== "EADDRINUSE") throw error;
    onTaken();
    return serveMetrics(metrics, isReady, `${parseAddress(USUAL_METRICS, "--metrics").host}:0`);
  }
}

/**
 * Serves `/metrics` to Prometheus, and `/livez` and `/readyz` to probes that cannot speak gRPC over TLS. Resolves when
 * it listens. @throws ListenError
 */
export function serveMetrics(
  { registry }: Pick<Metrics, "registry">,
  isReady: () => boolean,
  address: string,
): Promise<Server> {
  const { host, port } = parseAddress(address, "--metrics");
  const server = createServer((request, response) => {
    const path = request.method === "GET" ? request.url?.split("?")[0] : undefined;
    if (path === "/livez" || path === "/readyz") {
      const isFine = path === "/livez" || isReady();
      response.writeHead(isFine ? 200 : 503).end(isFine ? "ok\n" : "not ready\n");
      return;
    }
    if (path !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { "content-type": registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new ListenError("--metrics", address, error)));
    server.listen(port, host, () => resolve(server));
  });
}
