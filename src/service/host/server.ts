import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type ServiceDefinition, status, type UntypedServiceImplementation } from "@grpc/grpc-js";
import { loadSync, type PackageDefinition } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import type { Logger } from "pino";
import { encode, enumValues, fileDescriptors, PROTO_FILE, PROTO_FOLDER, SERVICE } from "../../proto/index.js";
import { Admission } from "../calls/admission.js";
import type { ServiceContext } from "../calls/context.js";
import type { CallFacts } from "../calls/facts.js";
import { type ManyStream, planManyHandler } from "../calls/plan-many.js";
import { planStreamHandler } from "../calls/plan-stream.js";
import { SharedRuns } from "../calls/shared-runs.js";
import { capabilitiesHandler, planHandler, verifyHandler } from "../calls/unary.js";
import { Sessions } from "../sessions/sessions.js";
import { MAX_CONSTRAINTS } from "../wire/constraints.js";
import { policiesFor } from "../workers/policies.js";
import { WorkerPool } from "../workers/pool.js";
import { serveAdmin } from "./admin.js";
import { TlsCredentials, Tokens } from "./credentials.js";
import { Health } from "./health.js";
import { listen } from "./listen.js";
import { Metrics, serveMetrics } from "./metrics.js";
import { type CallEnd, codeOf, observer } from "./observe.js";
import { type OnSpans, spansTo } from "./otlp.js";
import { type PolicySet, policiesAgain } from "./policy-reload.js";
import { Recorder } from "./record.js";
import { checkSettings, type ServiceSettings } from "./settings.js";
import { logTransport } from "./transport-log.js";
import { type TransportEvents, watchTransport } from "./transport-watch.js";

/** How often memory is looked at. */
const MEMORY_MS = 250;

/** Milliseconds that answers have to leave when the last run has ended, and that idle connections have to go. */
const FAREWELL_MS = 250;

/**
 * Streams of one connection at one time. More than requests in flight by far: those above are to be refused, not kept
 * waiting.
 */
const MOST_STREAMS = 20_000;

/**
 * A connection that is silent is asked for a sign of life after so many milliseconds, and given up after so many more.
 */
const KEEPALIVE = { "grpc.keepalive_time_ms": 60_000, "grpc.keepalive_timeout_ms": 20_000 };

/** A server that listens. */
export interface RunningService {
  readonly port: number;
  /** Null where metrics are off. */
  readonly metricsPort: number | null;
  /** Null where there is no admin port. */
  readonly adminPort: number | null;
  /**
   * Reads certificates, tokens and policies again; what cannot be read is logged, and the old ones stay.
   *
   * @returns whether all could be read
   */
  reload(): boolean;
  /** Takes no more calls, lets those under way end or ends them with the best plan so far, and stops. */
  drain(): Promise<void>;
}

/** What the program around the server can tell it. */
export interface Surroundings {
  /** Lines of the log that were lost since the start. */
  readonly lostLines?: () => number;
}

/**
 * Starts a server and resolves when it listens.
 *
 * @param version of telaplan, for answers and capabilities.
 * @throws SettingsError, CredentialsError, or ListenError where a port cannot be had.
 */
export async function startService(
  settings: ServiceSettings,
  log: Logger,
  version: string,
  { lostLines = () => 0 }: Surroundings = {},
): Promise<RunningService> {
  checkSettings(settings);
  logTransport(log);
  const { maxBuffers, maxTimeLimitMs, workers, workerHeapMib } = settings;
  const tokens = settings.tokens === null ? null : new Tokens(settings.tokens);
  const adminTokens = settings.adminTokens === null ? null : new Tokens(settings.adminTokens, "--admin-tokens");
  const tls = settings.tlsCert === null ? null : new TlsCredentials(settings);
  const metrics = new Metrics(version);
  const recorder = new Recorder(log, metrics);
  const spans = settings.otlp === null ? null : await spansTo(settings.otlp, version, onSpansOf(log, metrics));
  if (tls !== null) metrics.watchCertificate(() => tls.expiresAt);
  metrics.watchLog(lostLines);
  const policies = policiesFor(settings.policy, (warning) => log.warn({ warning }, "policy"));
  const limits = { maxBuffers, maxTimeLimitMs, policies: policies.map(({ name }) => name) };
  let policySet: PolicySet = { policies, limits };
  const pool = new WorkerPool({
    limits,
    policies,
    version,
    searches: workers,
    workerHeapMib,
    onHanded: (searching, ms) => metrics.waited(searching ? "search" : "quick", ms),
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
  const runs = new SharedRuns({ pool, cacheBytes: settings.cacheBytes, watch });
  const admission = new Admission(settings);
  metrics.watch(pool, admission, runs);
  const context: { -readonly [K in keyof ServiceContext]: ServiceContext[K] } = {
    limits,
    defaultTimeLimitMs: settings.defaultTimeLimitMs,
    pool,
    runs,
    admission,
    planManyWindow: settings.planManyWindow,
    capabilities: capabilitiesOf(settings, limits.policies, version),
    onBroken,
    onAnswered: (fault, request, call) => {
      metrics.answered(codeOf(fault?.reason ?? null));
      recorder.request(fault, request, call);
    },
  };
  const underWay = new Set<CallFacts>();
  const onEnd = (end: CallEnd): void => {
    recorder.call(end);
    spans?.record(end);
  };
  const streams = new Set<ManyStream>();
  const { defaultTimeLimitMs, sessionIdleMs, maxSessions } = settings;
  const sessionSetting = { ...policySet, version, defaultTimeLimitMs, workerHeapMib };
  const sessions = new Sessions(
    {
      context,
      setting: sessionSetting,
      idleMs: sessionIdleMs,
      watch: {
        answered: (fault) => {
          metrics.sessionAnswered(codeOf(fault?.reason ?? null));
          recorder.message(fault);
        },
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
  const health = new Health({ "": "SERVING", [SERVICE]: "SERVING" });
  const server = new Server({
    "grpc.max_receive_message_length": settings.maxMessageBytes,
    "grpc.max_send_message_length": -1,
    "grpc.max_concurrent_streams": MOST_STREAMS,
    "grpc.enable_channelz": 0,
    ...KEEPALIVE,
    interceptors: [observer({ tokens, traceAll: spans !== null, underWay, onEnd })],
  });
  server.addService(rawService(), {
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
  let adminServer: HttpServer | null = null;
  let port: number;
  try {
    await pool.ready;
    port = await listen(server, settings.listen, tls);
    watchTransport(server, transportEvents(log, metrics));
    if (settings.metrics !== null)
      metricsServer = await serveMetrics(metrics, () => health.isServing, settings.metrics);
    if (settings.admin !== null) {
      const state = () => ({ inFlight: admission.inFlight, sessions: sessions.count, queues: pool.state });
      const admin = { log, tokens: adminTokens, underWay, state };
      adminServer = await serveAdmin(admin, settings.admin);
    }
  } catch (error) {
    server.forceShutdown();
    await pool.close();
    throw error;
  }
  const memory = setInterval(() => {
    const isShort = process.memoryUsage.rss() > settings.maxMemoryBytes;
    if (isShort && (pool.shed() || sessions.shed())) metrics.shed();
  }, MEMORY_MS);
  memory.unref();

  const drain = async (): Promise<void> => {
    health.setStatus("", "NOT_SERVING");
    health.setStatus(SERVICE, "NOT_SERVING");
    admission.closed = true;
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
    clearInterval(memory);
    metricsServer?.close();
    metricsServer?.closeAllConnections();
    adminServer?.close();
    adminServer?.closeAllConnections();
    await spans?.close(FAREWELL_MS);
    await pool.close();
  };
  const reloadPolicies = (): void => {
    const change = policiesAgain(settings.policy, policySet);
    if (change === null) return;
    policySet = change;
    pool.change(change);
    Object.assign(sessionSetting, change);
    context.limits = change.limits;
    context.capabilities = capabilitiesOf(settings, change.limits.policies, version);
    runs.forget();
    log.info({ policies: change.limits.policies }, "policies read again");
  };
  const parts = [tls, tokens, adminTokens, { reload: reloadPolicies }];
  let draining: Promise<void> | undefined;
  return {
    port,
    metricsPort: portOf(metricsServer),
    adminPort: portOf(adminServer),
    reload: () => {
      let failed = 0;
      for (const part of parts) {
        try {
          part?.reload();
        } catch (error) {
          failed++;
          log.error({ error: (error as Error).message }, "reload failed");
        }
      }
      return failed === 0;
    },
    drain: () => (draining ??= drain()),
  };
}

function portOf(server: HttpServer | null): number | null {
  return server === null ? null : (server.address() as AddressInfo).port;
}

/** Counts spans, and logs those that a collector did not take. */
function onSpansOf(log: Logger, metrics: Metrics): OnSpans {
  return (outcome, count, error) => {
    metrics.spans(outcome, count);
    if (outcome === "lost") log.warn({ spans: count, error }, "spans lost");
  };
}

/** Logs and counts what never becomes a call. */
function transportEvents(log: Logger, metrics: Metrics): TransportEvents {
  return {
    refused: (why, peer, error) => {
      metrics.connectionRefused(why);
      log.warn({ why, peer, error }, "connection refused");
    },
    // The name of a method is the caller's invention: the metrics have one word for all of them.
    unknownMethod: (path, peer) => {
      metrics.call("unknown", status.UNIMPLEMENTED, 0);
      log.info({ method: path, code: status[status.UNIMPLEMENTED], peer, details: "there is no such method" }, "call");
    },
  };
}

/** Resolves when nothing is in flight, or after so many milliseconds. */
async function quiet(admission: Admission, mostMs: number): Promise<void> {
  const until = Date.now() + mostMs;
  while (admission.inFlight > 0 && Date.now() < until) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** The service with messages as bytes: requests are decoded strictly, and answers come encoded from the workers. */
function rawService(): ServiceDefinition {
  const definition = loadSync(PROTO_FILE, { includeDirs: [PROTO_FOLDER] })[SERVICE] as ServiceDefinition;
  const asIs = (bytes: Buffer): Buffer => bytes;
  // The transport wants a Buffer: it copies with a method that other arrays of bytes do not have.
  const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Object.fromEntries(
    Object.entries(definition).map(([name, method]) => {
      return [name, { ...method, requestDeserialize: asIs, responseSerialize: asBuffer }];
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
