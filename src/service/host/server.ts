import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type ServiceDefinition, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { loadSync, type PackageDefinition } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import { HealthImplementation } from "grpc-health-check";
import type { Logger } from "pino";
import { encode, enumValues, fileDescriptors, PROTO_FILE, PROTO_FOLDER, SERVICE } from "../../proto/index.js";
import { Admission } from "../calls/admission.js";
import type { ServiceContext } from "../calls/context.js";
import { Outlook } from "../calls/outlook.js";
import { partyOf } from "../calls/party.js";
import { Places } from "../calls/places.js";
import { type ManyStream, planManyHandler } from "../calls/plan-many.js";
import { planStreamHandler } from "../calls/plan-stream.js";
import { SharedRuns } from "../calls/shared-runs.js";
import { capabilitiesHandler, planHandler, verifyHandler } from "../calls/unary.js";
import { Sessions } from "../sessions/sessions.js";
import { SMALL_MESSAGE_BYTES, Transport } from "../transport/index.js";
import { MAX_CONSTRAINTS } from "../wire/constraints.js";
import { policiesFor } from "../workers/policies.js";
import { WorkerPool } from "../workers/pool.js";
import { TlsCredentials, Tokens } from "./credentials.js";
import { listen } from "./listen.js";
import { MemoryGuard } from "./memory-guard.js";
import { Metrics, serveMetrics, serveMetricsSomewhere } from "./metrics.js";
import { codeOf, observer } from "./observe.js";
import { AUTO_METRICS, checkSettings, type ServiceSettings, USUAL_METRICS } from "./settings.js";
import { logTransport } from "./transport-log.js";
import { watchTransport } from "./transport-watch.js";

/** Bytes of messages with which a server is still at rest: open calls that wait. */
const QUIET_BYTES = 2 ** 20;

/** Milliseconds that answers have to leave when the last run has ended, and that idle connections have to go. */
const FAREWELL_MS = 250;

/** Milliseconds that a silent connection has to give the sign of life that it is asked for. */
const SIGN_MS = 20_000;

/** The server was told to stop before it had started. */
export class StartAborted extends Error {
  override readonly name = "StartAborted";
}

/** A server that listens. */
export interface RunningService {
  readonly port: number;
  /** Null where metrics are off. */
  readonly metricsPort: number | null;
  /** Reads certificates and tokens again; what cannot be read is logged, and the old ones stay. */
  reload(): void;
  /** Takes no more calls, lets those under way end or ends them with the best plan so far, and stops. */
  drain(): Promise<void>;
}

/**
 * Starts a server and resolves when it listens.
 *
 * @param version of telaplan, for answers and capabilities.
 * @param stop ends the start; once it listens, `drain` does
 * @throws SettingsError, CredentialsError, ListenError where a port cannot be had, or StartAborted.
 */
export async function startService(
  settings: ServiceSettings,
  log: Logger,
  version: string,
  stop?: AbortSignal,
): Promise<RunningService> {
  checkSettings(settings);
  logTransport(log);
  const { maxBuffers, maxTimeLimitMs, workers, workerHeapMib } = settings;
  const tokens = settings.tokens === null ? null : new Tokens(settings.tokens);
  const tls = settings.tlsCert === null ? null : new TlsCredentials(settings);
  const metrics = new Metrics();
  const policies = policiesFor(settings.policy, (warning) => log.warn({ warning }, "policy"));
  const limits = { maxBuffers, maxTimeLimitMs, policies: policies.map(({ name }) => name) };
  const pool = new WorkerPool({
    limits,
    policies,
    version,
    searches: workers,
    spares: settings.spareWorkers,
    workerHeapMib,
    onWarning: (warning) => log.warn({ warning }, "worker"),
    onDeath: (error, job) => {
      metrics.death();
      log.error({ job, error: error.message }, "worker died");
    },
  });
  const onBroken = (error: unknown): void => {
    log.error({ error: error instanceof Error ? error.stack : String(error) }, "fault");
  };
  const watch = {
    cache: (outcome: "hit" | "miss" | "shared") => metrics.cache(outcome),
    run: (facts: Parameters<Metrics["run"]>[0]) => metrics.run(facts),
    broken: onBroken,
  };
  const outlook = new Outlook(workers);
  const { cacheBytes, maxWaitMs } = settings;
  const runs = new SharedRuns({ pool, cacheBytes, maxWaitMs, outlook, watch });
  const admission = new Admission(settings);
  metrics.watch(pool, admission, runs);
  const context: ServiceContext = {
    limits,
    defaultTimeLimitMs: settings.defaultTimeLimitMs,
    pool,
    runs,
    admission,
    room: roomOf(settings, outlook),
    partyOf: (call) => partyOf(call, { tokens: tokens !== null, certificates: settings.tlsClientCa !== null }),
    planManyWindow: settings.planManyWindow,
    capabilities: capabilitiesOf(settings, limits.policies, version),
    onBroken,
    onAnswered: (fault) => metrics.answered(codeOf(fault?.reason ?? null)),
  };
  const streams = new Set<ManyStream>();
  const { defaultTimeLimitMs, sessionIdleMs, maxSessions } = settings;
  const sessions = new Sessions(
    {
      context,
      setting: { limits, policies, version, defaultTimeLimitMs, workerHeapMib },
      idleMs: sessionIdleMs,
      watch: {
        answered: (fault) => metrics.sessionAnswered(codeOf(fault?.reason ?? null)),
        run: watch.run,
        died: (error) => {
          metrics.death();
          log.error({ job: "session", error: error.message }, "worker died");
        },
      },
    },
    maxSessions,
  );
  metrics.watchSessions(() => sessions.count);
  const health = new HealthImplementation({ "": "SERVING", [SERVICE]: "SERVING" });
  const setHealth = (status: "SERVING" | "NOT_SERVING"): void => {
    for (const name of ["", SERVICE]) health.setStatus(name, status);
  };
  const transport: Transport = new Transport(
    settings,
    watchTransport(log, metrics, (): Transport => transport),
  );
  const server = new Server({
    // Our own messages come by ticket.
    "grpc.max_receive_message_length": SMALL_MESSAGE_BYTES,
    "grpc.max_send_message_length": -1,
    "grpc.enable_channelz": 0,
    "grpc.keepalive_time_ms": settings.keepaliveMs,
    "grpc.keepalive_timeout_ms": SIGN_MS,
    interceptors: [observer(log, metrics, tokens)],
  });
  const definition = rawService(transport);
  transport.addMethods(Object.values(definition));
  server.addService(definition, {
    Plan: planHandler(context),
    PlanStream: planStreamHandler(context),
    PlanMany: planManyHandler(context, streams),
    PlanSession: sessions.handler,
    Verify: verifyHandler(context),
    GetCapabilities: capabilitiesHandler(context),
  } as UntypedServiceImplementation);
  health.addToServer(server);
  if (settings.reflection) {
    const described = { all: { fileDescriptorProtos: fileDescriptors() } };
    new ReflectionService(described as unknown as PackageDefinition).addToServer(server);
  }
  let metricsServer: HttpServer | null = null;
  let port: number;
  try {
    await Promise.race([pool.ready, ...(stop === undefined ? [] : [refusedBy(stop)])]);
    port = await listen(transport, server, settings, tls);
    if (settings.metrics === AUTO_METRICS) {
      const taken = { taken: USUAL_METRICS };
      metricsServer = await serveMetricsSomewhere(metrics, () => log.warn(taken, "metrics on another port"));
    } else if (settings.metrics !== null) metricsServer = await serveMetrics(metrics, settings.metrics);
  } catch (error) {
    server.forceShutdown();
    transport.destroy();
    await pool.close();
    throw error;
  }
  const memory = new MemoryGuard({
    maxBytes: settings.maxMemoryBytes,
    residentBytes: () => process.memoryUsage.rss(),
    isBusy: () => admission.inFlight > 0 || transport.heldBytes > QUIET_BYTES,
    isSearching: () => pool.searching + sessions.count > 0,
    shed: () => {
      const isShed = pool.shed() || sessions.shed();
      if (isShed) metrics.shed();
      return isShed;
    },
    collectElsewhere: () => pool.collect(),
    onRoom: (hasRoom) => {
      if (!hasRoom) log.warn({ limit: settings.maxMemoryBytes }, "memory is short");
      if (!admission.closed) setHealth(hasRoom ? "SERVING" : "NOT_SERVING");
    },
  });
  memory.start();

  const drain = async (): Promise<void> => {
    setHealth("NOT_SERVING");
    admission.closed = true;
    transport.close();
    const closed = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
    for (const stream of streams) stream.drain();
    sessions.drain();
    await quiet(admission, settings.drainMs);
    runs.shutdown();
    sessions.stop();
    await quiet(admission, FAREWELL_MS);
    // A client that only watches would keep the server for ever.
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, FAREWELL_MS))]);
    sessions.close();
    server.forceShutdown();
    transport.destroy();
    memory.stop();
    metricsServer?.close();
    metricsServer?.closeAllConnections();
    await pool.close();
  };
  let draining: Promise<void> | undefined;
  return {
    port,
    metricsPort: metricsServer === null ? null : (metricsServer.address() as AddressInfo).port,
    reload: () => {
      for (const part of [tls, tokens]) {
        try {
          part?.reload();
        } catch (error) {
          log.error({ error: (error as Error).message }, "reload failed");
        }
      }
    },
    drain: () => (draining ??= drain()),
  };
}

/** What a quick request is told to wait that is refused: others like it take milliseconds. */
const QUICK_RETRY_MS = 50;

function roomOf({ maxInFlight, maxInFlightPerCaller }: ServiceSettings, outlook: Outlook): ServiceContext["room"] {
  const limits = { most: maxInFlight, mostOfCaller: maxInFlightPerCaller };
  return {
    quick: new Places(limits, "requests", () => Math.round(QUICK_RETRY_MS * (1 + Math.random()))),
    search: new Places(limits, "requests that wait for a search", () => outlook.retryAfterMs()),
  };
}

/** Rejects when the signal is aborted. */
function refusedBy(stop: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const refuse = (): void => reject(new StartAborted("told to stop"));
    if (stop.aborted) refuse();
    else stop.addEventListener("abort", refuse, { once: true });
  });
}

/** Resolves when nothing is in flight, or after so many milliseconds. */
async function quiet(admission: Admission, mostMs: number): Promise<void> {
  const until = Date.now() + mostMs;
  while (admission.inFlight > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The service with messages as bytes: requests are decoded strictly, and answers come encoded from the workers. */
function rawService({ arrivals }: Transport): ServiceDefinition {
  const definition = loadSync(PROTO_FILE, { includeDirs: [PROTO_FOLDER] })[SERVICE] as ServiceDefinition;
  const arrived = (ticket: Buffer): Buffer => arrivals.take(ticket);
  // The transport wants a Buffer: it copies with a method that other arrays of bytes do not have.
  const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Object.fromEntries(
    Object.entries(definition).map(([name, method]) => {
      return [name, { ...method, requestDeserialize: arrived, responseSerialize: asBuffer }];
    }),
  );
}

function capabilitiesOf(settings: ServiceSettings, policies: readonly string[], version: string): Uint8Array {
  return encode("GetCapabilitiesResponse", {
    version,
    constraints: enumValues("Constraint"),
    objectives: enumValues("Objective"),
    policies,
    max_message_bytes: settings.maxMessageBytes,
    max_buffers: settings.maxBuffers,
    max_time_limit_ms: settings.maxTimeLimitMs,
    default_time_limit_ms: settings.defaultTimeLimitMs,
    workers: settings.workers,
    max_in_flight: settings.maxInFlight,
    plan_many_window: settings.planManyWindow,
    terms: enumValues("Term"),
    max_constraints: MAX_CONSTRAINTS,
    max_sessions: settings.maxSessions,
    session_idle_ms: settings.sessionIdleMs,
  });
}
