import type { Server as HttpServer } from "node:http";
import type { Server } from "@grpc/grpc-js";
import type { Batches } from "../batches/batches.js";
import type { Admission } from "../calls/admission.js";
import type { ManyStream } from "../calls/plan-many.js";
import type { SharedRuns } from "../calls/shared-runs.js";
import type { Sessions } from "../sessions/sessions.js";
import type { SharedCache } from "../store/shared-cache.js";
import type { Transport } from "../transport/index.js";
import type { WorkerPool } from "../workers/pool.js";
import type { MemoryGuard } from "./memory-guard.js";
import type { SpanExport } from "./otlp.js";

/** Milliseconds that answers have to leave when the last run has ended, and that idle connections have to go. */
const FAREWELL_MS = 250;

/** What of a server has to end. */
export interface Draining {
  readonly admission: Admission;
  readonly transport: Transport;
  readonly server: Server;
  readonly streams: Iterable<ManyStream>;
  /** Of all kinds. */
  readonly sessions: readonly Sessions[];
  readonly batches: Batches;
  readonly runs: SharedRuns;
  readonly elsewhere: SharedCache | null;
  readonly memory: MemoryGuard;
  readonly spans: SpanExport | null;
  readonly pool: WorkerPool;
  /** Metrics and admin. */
  readonly https: readonly (HttpServer | null)[];
}

/**
 * Takes no more calls, lets those under way end, and ends what is left after some milliseconds with the best plan so
 * far. Resolves when nothing is left.
 */
export async function drained(parts: Draining, drainMs: number): Promise<void> {
  const { admission, transport, server, streams, sessions, batches, runs, elsewhere, memory, spans, pool, https } =
    parts;
  admission.closed = true;
  transport.close();
  const closed = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  for (const stream of streams) stream.drain();
  for (const each of sessions) each.drain();
  batches.drain();
  await quiet(admission, drainMs);
  runs.shutdown();
  for (const each of sessions) each.stop();
  await quiet(admission, FAREWELL_MS);
  // A client that only watches would keep the server for ever.
  await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, FAREWELL_MS))]);
  for (const each of sessions) each.close();
  server.forceShutdown();
  transport.destroy();
  memory.stop();
  for (const http of https) endHttp(http);
  elsewhere?.close();
  await batches.close();
  await spans?.close(FAREWELL_MS);
  await pool.close();
}

/** Ends a server of HTTP/1 with its connections. */
export function endHttp(server: HttpServer | null): void {
  server?.close();
  server?.closeAllConnections();
}

/** Resolves when nothing is in flight, or after so many milliseconds. */
async function quiet(admission: Admission, mostMs: number): Promise<void> {
  const until = Date.now() + mostMs;
  while (admission.inFlight > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
}
