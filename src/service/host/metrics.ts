import { createServer, type Server } from "node:http";
import { status } from "@grpc/grpc-js";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Admission } from "../calls/admission.js";
import type { SharedRuns } from "../calls/shared-runs.js";
import type { RunFacts } from "../workers/jobs.js";
import type { WorkerPool } from "../workers/pool.js";
import { ListenError } from "./listen.js";
import { parseAddress } from "./settings.js";

const CALL_BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const SOLVE_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60];

/** Counts what happens, in a registry of its own. */
export class Metrics {
  readonly registry = new Registry();
  readonly #calls = this.#counter("telaplan_calls_total", "Calls that have ended.", ["method", "code"]);
  readonly #callSeconds = new Histogram({
    name: "telaplan_call_seconds",
    help: "Seconds from the arrival of a call to its end.",
    labelNames: ["method"],
    buckets: CALL_BUCKETS,
    registers: [this.registry],
  });
  readonly #many = this.#counter("telaplan_plan_many_requests_total", "Requests of PlanMany that were answered.", [
    "code",
  ]);
  readonly #sessionMessages = this.#counter(
    "telaplan_session_messages_total",
    "Messages of PlanSession that were answered.",
    ["code"],
  );
  readonly #solveSeconds = new Histogram({
    name: "telaplan_solve_seconds",
    help: "Seconds that a run of the planner took.",
    buckets: SOLVE_BUCKETS,
    registers: [this.registry],
  });
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

  constructor() {
    collectDefaultMetrics({ register: this.registry });
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

  watchSessions(count: () => number): void {
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

  death(): void {
    this.#deaths.inc();
  }

  shed(): void {
    this.#shed.inc();
  }
}

/** Serves `/metrics` to Prometheus. Resolves when it listens. @throws ListenError */
export function serveMetrics({ registry }: Metrics, address: string): Promise<Server> {
  const { host, port } = parseAddress(address, "--metrics");
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url?.split("?")[0] !== "/metrics") {
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
