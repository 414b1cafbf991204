import type { Server as HttpServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Server, type UntypedServiceImplementation } from "@grpc/grpc-js";
import type { PackageDefinition } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import type { Logger } from "pino";
import { InputError } from "../../problem/index.js";
import { BATCH_SERVICE, ENVIRONMENT_FILE, ENVIRONMENT_SERVICE, fileDescriptors, SERVICE } from "../../proto/index.js";
import type { SearchPolicy } from "../../search/index.js";
import { Batches } from "../batches/batches.js";
import { Admission } from "../calls/admission.js";
import type { ServiceContext } from "../calls/context.js";
import type { CallFacts } from "../calls/facts.js";
import { Outlook } from "../calls/outlook.js";
import { partyOf } from "../calls/party.js";
import { Places } from "../calls/places.js";
import { type ManyStream, planManyHandler } from "../calls/plan-many.js";
import { planStreamHandler } from "../calls/plan-stream.js";
import type { RunWatch } from "../calls/shared-run.js";
import { SharedRuns } from "../calls/shared-runs.js";
import { capabilitiesHandler, describingHandler, planHandler, verifyHandler } from "../calls/unary.js";
import type { Fault } from "../faults.js";
import { PLANNING, type SessionTrade } from "../sessions/session-stream.js";
import { ENVIRONMENT_ENTRY } from "../sessions/session-thread.js";
import { Sessions } from "../sessions/sessions.js";
import { SMALL_MESSAGE_BYTES, Transport } from "../transport/index.js";
import { descriptionBytes } from "../wire/environment.js";
import { policiesFor } from "../workers/policies.js";
import { WorkerPool } from "../workers/pool.js";
import { serveAdmin } from "./admin.js";
import { openBatches } from "./batches.js";
import { TlsCredentials, Tokens } from "./credentials.js";
import { capabilitiesOf, rawService } from "./definition.js";
import { drained, endHttp } from "./drain.js";
import { Health } from "./health.js";
import { listen } from "./listen.js";
import { MemoryGuard } from "./memory-guard.js";
import { Metrics, serveMetrics, serveMetricsSomewhere } from "./metrics.js";
import { type CallEnd, codeOf, observer } from "./observe.js";
import { type OnSpans, spansTo } from "./otlp.js";
import { type PolicySet, policiesAgain } from "./policy-reload.js";
import { type ProblemRecord, recordOf } from "./problem-record.js";
import { Recorder } from "./record.js";
import { AUTO_METRICS, checkSettings, type ServiceSettings, SettingsError, USUAL_METRICS } from "./settings.js";
import { openSharedCache } from "./shared-cache.js";
import { logTransport } from "./transport-log.js";
import { watchTransport } from "./transport-watch.js";

/** Bytes of messages with which a server is still at rest: open calls that wait. */
const QUIET_BYTES = 2 ** 20;

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
  /** Null where there is no admin port. */
  readonly adminPort: number | null;
  /** Where the shared cache and the queue of batches are, without passwords; null where there are none. */
  readonly sharedCache: string | null;
  readonly queue: string | null;
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
  /** Ends the start; once it listens, `drain` does. */
  readonly stop?: AbortSignal;
  /** Lines of the log that were lost since the start. */
  readonly lostLines?: () => number;
  /** Is given every problem that was planned and may be kept; absent: none is. */
  readonly problems?: ProblemKeeper;
}

/** Keeps problems to be learned from. */
export interface ProblemKeeper {
  keep(record: ProblemRecord): void;
  /** Since the start. */
  readonly counts: Readonly<Record<"kept" | "equal" | "dropped" | "lost", number>>;
}

/**
 * Starts a server and resolves when it listens.
 *
 * @param version of telaplan, for answers and capabilities.
 * @throws SettingsError, CredentialsError, ListenError where a port cannot be had, or StartAborted.
 */
export async function startService(
  settings: ServiceSettings,
  log: Logger,
  version: string,
  { stop, lostLines = () => 0, problems }: Surroundings = {},
): Promise<RunningService> {
  checkSettings(settings);
  logTransport(log);
  const { maxBuffers, maxTimeLimitMs, maxProofBytes, workers, workerHeapMib } = settings;
  const tokens = settings.tokens === null ? null : new Tokens(settings.tokens);
  const adminTokens = settings.adminTokens === null ? null : new Tokens(settings.adminTokens, "--admin-tokens");
  const tls = settings.tlsCert === null ? null : new TlsCredentials(settings);
  const metrics = new Metrics(version);
  const recorder = new Recorder(log, metrics);
  const spans = settings.otlp === null ? null : await spansTo(settings.otlp, version, onSpansOf(log, metrics));
  if (tls !== null) metrics.watchCertificate(() => tls.expiresAt);
  metrics.watchLog(lostLines);
  if (problems !== undefined) metrics.watchProblems(problems.counts);
  const policies = policiesOf(settings, log);
  const limits = { maxBuffers, maxTimeLimitMs, maxProofBytes, policies: policies.map(({ name }) => name) };
  let policySet: PolicySet = { policies, limits };
  const elsewhere = await openSharedCache(settings, { log, metrics, version, policies });
  const pool = new WorkerPool({
    limits,
    policies,
    version,
    searches: workers,
    spares: settings.spareWorkers,
    workerHeapMib,
    onWarning: (warning) => log.warn({ warning }, "worker"),
    onHanded: (lane, ms) => metrics.waited(lane === "search" ? "search" : "quick", ms),
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
    ...(problems !== undefined && { planned: keeping(problems) }),
    broken: onBroken,
  };
  const outlook = new Outlook(workers);
  const { cacheBytes, maxWaitMs } = settings;
  const runs = new SharedRuns({ pool, cacheBytes, maxWaitMs, outlook, elsewhere, watch });
  const admission = new Admission(settings);
  metrics.watch(pool, admission, runs);
  const context: { -readonly [K in keyof ServiceContext]: ServiceContext[K] } = {
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
  const house = {
    context,
    setting: sessionSetting,
    idleMs: sessionIdleMs,
    watch: {
      answered: (fault: Fault | null) => {
        metrics.sessionAnswered(codeOf(fault?.reason ?? null));
        recorder.message(fault);
      },
      run: watch.run,
      died: (error: Error) => {
        metrics.death();
        log.error({ job: "session", error: error.message }, "worker died");
      },
    },
  };
  const sessions = new Sessions({ ...house, trade: PLANNING }, maxSessions);
  const environments = new Sessions({ ...house, trade: ENVIRONMENT }, settings.maxEnvironments);
  metrics.watchSessions(
    () => sessions.count,
    () => environments.count,
  );
  const health = new Health({ "": "SERVING", [SERVICE]: "SERVING", [BATCH_SERVICE]: "SERVING" });
  const setHealth = (status: "SERVING" | "NOT_SERVING"): void => {
    for (const name of ["", SERVICE, BATCH_SERVICE]) health.setStatus(name, status);
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
    interceptors: [observer({ tokens, traceAll: spans !== null, underWay, onEnd })],
  });
  const batchThread = await openBatches(settings, { log, metrics, version, limits }).catch(async (error: unknown) => {
    elsewhere?.close();
    await pool.close();
    throw error;
  });
  const batches = new Batches(context, batchThread);
  const definition = rawService(transport, SERVICE);
  const batchDefinition = rawService(transport, BATCH_SERVICE);
  transport.addMethods([...Object.values(definition), ...Object.values(batchDefinition)]);
  server.addService(batchDefinition, batches.handlers as UntypedServiceImplementation);
  server.addService(definition, {
    Plan: planHandler(context),
    PlanStream: planStreamHandler(context),
    PlanMany: planManyHandler(context, streams),
    PlanSession: sessions.handler,
    Verify: verifyHandler(context),
    GetCapabilities: capabilitiesHandler(context),
  } as UntypedServiceImplementation);
  if (settings.environment) addEnvironment(server, transport, environments, context, settings.maxEnvironments);
  health.addToServer(server);
  if (settings.reflection) {
    const described = {
      all: { fileDescriptorProtos: fileDescriptors(settings.environment ? [] : [ENVIRONMENT_FILE]) },
    };
    new ReflectionService(described as unknown as PackageDefinition).addToServer(server);
  }
  let metricsServer: HttpServer | null = null;
  let adminServer: HttpServer | null = null;
  let port: number;
  try {
    await Promise.race([pool.ready, ...(stop === undefined ? [] : [refusedBy(stop)])]);
    port = await listen(transport, server, settings, tls);
    const isReady = (): boolean => health.isServing;
    if (settings.metrics === AUTO_METRICS) {
      const taken = { taken: USUAL_METRICS };
      const onTaken = (): void => log.warn(taken, "metrics on another port");
      metricsServer = await serveMetricsSomewhere(metrics, isReady, onTaken);
    } else if (settings.metrics !== null) metricsServer = await serveMetrics(metrics, isReady, settings.metrics);
    if (settings.admin !== null) {
      const state = () => ({ inFlight: admission.inFlight, sessions: sessions.count, queues: pool.state });
      const admin = { log, tokens: adminTokens, underWay, state };
      adminServer = await serveAdmin(admin, settings.admin);
    }
  } catch (error) {
    server.forceShutdown();
    transport.destroy();
    endHttp(metricsServer);
    endHttp(adminServer);
    elsewhere?.close();
    await batches.close();
    await pool.close();
    throw error;
  }
  const memory = new MemoryGuard({
    maxBytes: settings.maxMemoryBytes,
    residentBytes: () => process.memoryUsage.rss(),
    isBusy: () => admission.inFlight > 0 || transport.heldBytes > QUIET_BYTES,
    isSearching: () => pool.searching + sessions.count + environments.count > 0,
    shed: () => {
      const isShed = pool.shed() || sessions.shed() || environments.shed();
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

  const drain = () => {
    setHealth("NOT_SERVING");
    const parts = { admission, transport, server, streams, batches, runs, elsewhere, memory, spans, pool };
    return drained(
      { ...parts, sessions: [sessions, environments], https: [metricsServer, adminServer] },
      settings.drainMs,
    );
  };
  const reloadPolicies = (): void => {
    const change = policiesAgain(settings.policy, settings.profile, policySet);
    if (change === null) return;
    policySet = change;
    pool.change(change);
    Object.assign(sessionSetting, change);
    context.limits = change.limits;
    context.capabilities = capabilitiesOf(settings, change.limits.policies, version);
    runs.forget(change.policies);
    log.info({ policies: change.limits.policies }, "policies read again");
  };
  const parts = [tls, tokens, adminTokens, { reload: reloadPolicies }];
  let draining: Promise<void> | undefined;
  return {
    port,
    metricsPort: portOf(metricsServer),
    adminPort: portOf(adminServer),
    sharedCache: elsewhere?.place ?? null,
    queue: batchThread?.place ?? null,
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

/** @throws SettingsError for a profile that cannot be used */
function policiesOf({ policy, profile }: ServiceSettings, log: Logger): SearchPolicy[] {
  try {
    return policiesFor(policy, profile, (warning) => log.warn({ warning }, "policy"));
  } catch (error) {
    if (error instanceof InputError) throw new SettingsError(`--profile: ${error.message}`);
    throw error;
  }
}

/** Playing episodes. */
const ENVIRONMENT: SessionTrade = {
  noun: "environment",
  flag: "--max-environments",
  entry: ENVIRONMENT_ENTRY,
  refusal: null,
};

function addEnvironment(
  server: Server,
  transport: Transport,
  environments: Sessions,
  context: ServiceContext,
  most: number,
): void {
  const definition = rawService(transport, ENVIRONMENT_SERVICE);
  transport.addMethods(Object.values(definition));
  server.addService(definition, {
    PlayEpisodes: environments.handler,
    DescribeEnvironment: describingHandler(context, "DescribeEnvironmentRequest", () => descriptionBytes(most)),
  } as UntypedServiceImplementation);
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

function keeping(problems: ProblemKeeper): NonNullable<RunWatch["planned"]> {
  return (task, facts) => {
    const record = recordOf(task, facts);
    if (record !== null) problems.keep(record);
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
