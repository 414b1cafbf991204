import { status } from "@grpc/grpc-js";
import type { Logger } from "pino";
import { Counter, Gauge } from "prom-client";
import type { Transport, TransportWatch } from "../transport/index.js";
import type { Metrics } from "./metrics.js";

/** Lines a second at most: what a client can do without a call must not fill the log. */
const LINE_MS = 1_000;

/** Counts what the transport refuses, and logs the first of each second. */
export function watchTransport(log: Logger, metrics: Metrics, transport: () => Transport): TransportWatch {
  const { registry } = metrics;
  const refusals = new Counter({
    name: "telaplan_transport_refusals_total",
    help: "Connections and messages that were refused or ended before a method saw them, by the limit.",
    labelNames: ["limit"],
    registers: [registry],
  });
  gauge(registry, "telaplan_connections", "Connections that are open.", () => transport().connections);
  gauge(
    registry,
    "telaplan_transfer_bytes",
    "Bytes of messages that arrive, or that are answered and not yet taken.",
    () => transport().heldBytes,
  );
  let lastAt = Number.NEGATIVE_INFINITY;
  let untold = 0;
  const tell = (limit: string, facts: object): void => {
    refusals.inc({ limit });
    const now = performance.now();
    if (now - lastAt < LINE_MS) {
      untold++;
      return;
    }
    lastAt = now;
    log.warn({ limit, ...facts, ...(untold > 0 && { untold }) }, "refused by the transport");
    untold = 0;
  };
  return {
    refused: (peer, limit) => tell(limit, { peer }),
    dismissed: (peer, why) => {
      // That a connection has had its time is no refusal.
      if (why !== "age") tell(why, { peer });
    },
    untaken: () => tell("message timeout", {}),
    shed: (what) => tell(`transfer bytes: ${what}`, {}),
    unspoken: (why, peer, error) => {
      metrics.connectionRefused(why);
      log.warn({ why, peer, error: (error as NodeJS.ErrnoException).code ?? error.message }, "connection refused");
    },
    // The name of a method is the caller's invention: the metrics have one word for all of them.
    unknownMethod: (path, peer) => {
      metrics.call("unknown", status.UNIMPLEMENTED, 0);
      log.info({ method: path, code: status[status.UNIMPLEMENTED], peer, details: "there is no such method" }, "call");
    },
  };
}

function gauge(registry: Metrics["registry"], name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
}
