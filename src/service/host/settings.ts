import { availableParallelism, totalmem } from "node:os";
import { isLoopback, parseAddress, SettingsError } from "./addresses.js";
import { type BatchSettings, checkBatches, defaultBatches } from "./batch-settings.js";
import { checkSharedCache, defaultSharedCache, type SharedCacheSettings } from "./shared-cache-settings.js";

export { isLoopback, parseAddress, SettingsError } from "./addresses.js";

/** Everything that can be set about a server. `telaplan serve --help` says it for people. */
export interface ServiceSettings extends SharedCacheSettings, BatchSettings {
  /** HOST:PORT, where port 0 takes a free one; or `unix:PATH`, a socket that only this user can call. */
  readonly listen: string;
  /** HOST:PORT of the metrics; null for none; `AUTO_METRICS` for the usual port, or a free one where that is taken. */
  readonly metrics: string | null;
  /** Searches that run at one time; there is one worker thread more, for quick jobs. */
  readonly workers: number;
  /** Warm workers beyond these, for large quick jobs and for callers of whom nothing runs. */
  readonly spareWorkers: number;
  /** Requests that may wait for a search or run one, and as many quick ones. */
  readonly maxInFlight: number;
  /** The same of one caller. */
  readonly maxInFlightPerCaller: number;
  /** Milliseconds that a request waits for its search at most; then it gets the plan in hand. */
  readonly maxWaitMs: number;
  readonly maxInFlightBytes: number;
  readonly planManyWindow: number;
  /** Sessions at one time, each with a thread of its own; 0 for none at all. */
  readonly maxSessions: number;
  /** Episodes of the environment are played here. */
  readonly environment: boolean;
  /** Connections that may play at one time, each with a thread of its own. */
  readonly maxEnvironments: number;
  /** Milliseconds that a session may wait for its next message, or for its answer to be taken. */
  readonly sessionIdleMs: number;
  readonly maxMessageBytes: number;
  readonly maxBuffers: number;
  readonly maxTimeLimitMs: number;
  /** Bytes of a proof that a request may ask for; 0 for no proofs. */
  readonly maxProofBytes: number;
  readonly defaultTimeLimitMs: number;
  /** MiB of JavaScript heap of one worker. */
  readonly workerHeapMib: number;
  /** Resident bytes of the process above which the largest search is ended. */
  readonly maxMemoryBytes: number;
  /** Bytes of stored answers; 0 for none. */
  readonly cacheBytes: number;
  /** Paths of PEM files; null for plaintext. */
  readonly tlsCert: string | null;
  readonly tlsKey: string | null;
  /** Path of the PEM file with the authorities of client certificates; with it, clients have to show one. */
  readonly tlsClientCa: string | null;
  /** Plaintext is allowed on an address that others can reach. */
  readonly insecure: boolean;
  /** Metrics are allowed on an address that others can reach; they are always plaintext and ask for no token. */
  readonly metricsInsecure: boolean;
  /** Cipher suites in OpenSSL's words. Those of TLS 1.3 begin with TLS_; without any, there is no TLS 1.3. */
  readonly tlsCiphers: string;
  /** Path of a file with a bearer token a line; null for no tokens. */
  readonly tokens: string | null;
  readonly reflection: boolean;
  /** URL of an OpenTelemetry collector that takes spans (OTLP over HTTP); null for none. */
  readonly otlp: string | null;
  /** HOST:PORT of the admin port; null for none. */
  readonly admin: string | null;
  /** Path of a file with a bearer token a line for the admin port; null for none, and then it is for loopback alone. */
  readonly adminTokens: string | null;
  /** Name or path of the policy that guides searches where a request names none. */
  readonly policy: string;
  /** Path of a profile that sets the search where a request names no policy; null for none. */
  readonly profile: string | null;
  /** Milliseconds that calls have to end by themselves when the server goes down. */
  readonly drainMs: number;
  /** Bytes of messages that arrive, or that are answered and not yet taken, over all connections. */
  readonly maxTransferBytes: number;
  /** Calls of one connection at one time. */
  readonly maxStreams: number;
  /** Connections at one time. */
  readonly maxConnections: number;
  /** Connections of one address at one time; sockets of this machine are one address. */
  readonly maxPeerConnections: number;
  /** Milliseconds that a message may take to arrive. */
  readonly messageTimeoutMs: number;
  /** Cancelled calls a second, above which a connection takes no more calls. */
  readonly maxResets: number;
  /** Milliseconds after which a connection takes no more calls; Infinity for never. */
  readonly maxConnectionAgeMs: number;
  /** Milliseconds that its calls may go on from then; Infinity for as long as they like. */
  readonly maxConnectionAgeGraceMs: number;
  /** Milliseconds of silence after which a client is asked for a sign of life. */
  readonly keepaliveMs: number;
  /** Milliseconds between pings of a client. */
  readonly minPingMs: number;
  /** Bits of the socket's mode, in octal. */
  readonly socketMode: string;
  /** USER, USER:GROUP or :GROUP of the socket; null for those of the process. */
  readonly socketOwner: string | null;
}

const MIB = 2 ** 20;

/** Metrics where Prometheus usually finds them, unless another server of this machine has that port. */
export const AUTO_METRICS = "auto";
export const USUAL_METRICS = "127.0.0.1:9464";
/**
 * Suites with forward secrecy and authenticated encryption alone: all of TLS 1.3, and those of TLS 1.2 that Mozilla's
 * server-side TLS guidelines call intermediate, but for finite-field Diffie-Hellman.
 */
const CIPHERS = [
  "TLS_AES_128_GCM_SHA256",
  "TLS_AES_256_GCM_SHA384",
  "TLS_CHACHA20_POLY1305_SHA256",
  "ECDHE-ECDSA-AES128-GCM-SHA256",
  "ECDHE-RSA-AES128-GCM-SHA256",
  "ECDHE-ECDSA-AES256-GCM-SHA384",
  "ECDHE-RSA-AES256-GCM-SHA384",
  "ECDHE-ECDSA-CHACHA20-POLY1305",
  "ECDHE-RSA-CHACHA20-POLY1305",
].join(":");

/** The memory that this process may use: the container's limit where there is one. */
function memoryBytes(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  return limit > 0 && limit < totalmem() ? limit : totalmem();
}

export function defaultSettings(): ServiceSettings {
  return {
    listen: "127.0.0.1:50051",
    metrics: AUTO_METRICS,
    workers: availableParallelism(),
    spareWorkers: 3,
    maxInFlight: 512,
    maxInFlightPerCaller: 512,
    maxWaitMs: 300_000,
    maxInFlightBytes: 256 * MIB,
    planManyWindow: 128,
    maxSessions: 16,
    environment: false,
    maxEnvironments: 4,
    sessionIdleMs: 300_000,
    maxMessageBytes: 16 * MIB,
    maxBuffers: 200_000,
    maxTimeLimitMs: 60_000,
    maxProofBytes: 4 * MIB,
    defaultTimeLimitMs: 10_000,
    workerHeapMib: 1_024,
    maxMemoryBytes: Math.floor(0.8 * memoryBytes()),
    cacheBytes: 64 * MIB,
    tlsCert: null,
    tlsKey: null,
    tlsClientCa: null,
    insecure: false,
    metricsInsecure: false,
    tlsCiphers: CIPHERS,
    tokens: null,
    reflection: true,
    otlp: null,
    admin: null,
    adminTokens: null,
    policy: "learned",
    profile: null,
    drainMs: 10_000,
    maxTransferBytes: 128 * MIB,
    maxStreams: 512,
    maxConnections: 2_048,
    maxPeerConnections: 512,
    messageTimeoutMs: 30_000,
    maxResets: 500,
    maxConnectionAgeMs: 1_800_000,
    maxConnectionAgeGraceMs: Number.POSITIVE_INFINITY,
    keepaliveMs: 60_000,
    minPingMs: 5_000,
    socketMode: "600",
    socketOwner: null,
    ...defaultSharedCache(),
    ...defaultBatches(),
  };
}

/** Bytes of a socket's path on every system; Linux takes a few more. */
const SOCKET_PATH_BYTES = 103;

/** The path of `unix:PATH`; null for any other address. @throws SettingsError for a path that no socket can have */
export function socketPathOf(address: string): string | null {
  if (!address.startsWith("unix:")) return null;
  const path = address.slice("unix:".length).replace(/^\/\/(?=\/)/, "");
  const length = Buffer.byteLength(path);
  if (length > 0 && length <= SOCKET_PATH_BYTES) return path;
  const rule = `unix:PATH, where the path has from 1 to ${SOCKET_PATH_BYTES} bytes`;
  throw new SettingsError(`--listen: must be HOST:PORT or ${rule}, got one of ${length}`);
}

/** The bits of an octal mode. @throws SettingsError */
export function socketModeOf(text: string): number {
  if (/^0?[0-7]{3}$/.test(text)) return Number.parseInt(text, 8);
  throw new SettingsError(`--socket-mode: must be three octal digits, as in 660, got ${JSON.stringify(text)}`);
}

type MetricsSettings = Pick<ServiceSettings, "metrics" | "metricsInsecure" | "insecure">;

/** @throws SettingsError */
export function checkMetrics({ metrics, metricsInsecure, insecure }: MetricsSettings): void {
  if (metrics === null || metrics === AUTO_METRICS) return;
  const { host } = parseAddress(metrics, "--metrics");
  if (isLoopback(host) || metricsInsecure || insecure) return;
  const why = `others can reach ${host}, and metrics are plaintext that asks for no token`;
  throw new SettingsError(`--metrics: ${why}; say --metrics-insecure if that is what you want`);
}

function checkAdmin({ admin, adminTokens }: ServiceSettings): void {
  if (admin === null) {
    if (adminTokens !== null) throw new SettingsError("--admin-tokens: needs --admin as well");
    return;
  }
  const { host } = parseAddress(admin, "--admin");
  if (isLoopback(host) || adminTokens !== null) return;
  throw new SettingsError(`--admin: others can reach ${host}, so it needs --admin-tokens`);
}

/** @throws SettingsError */
export function checkSettings(settings: ServiceSettings): void {
  const { tlsCert, tlsKey, tlsClientCa, insecure } = settings;
  const isSocket = socketPathOf(settings.listen) !== null;
  const host = isSocket ? "localhost" : parseAddress(settings.listen, "--listen").host;
  checkMetrics(settings);
  checkAdmin(settings);
  checkSharedCache(settings);
  checkBatches(settings);
  if (settings.otlp !== null && !/^https?:\/\/[^/\s]/.test(settings.otlp)) {
    throw new SettingsError(`--otlp: must be a URL as http://HOST:4318, got ${JSON.stringify(settings.otlp)}`);
  }
  if ((tlsCert === null) !== (tlsKey === null)) {
    throw new SettingsError("--tls-cert and --tls-key: both are needed, or neither");
  }
  if (tlsClientCa !== null && tlsCert === null) {
    throw new SettingsError("--tls-client-ca: needs --tls-cert and --tls-key as well");
  }
  if (tlsCert === null && !isLoopback(host) && !insecure) {
    const why = `others can reach ${host}, and without --tls-cert and --tls-key everything would be sent in plaintext`;
    throw new SettingsError(`--listen: ${why}; say --insecure if that is what you want`);
  }
  if (settings.defaultTimeLimitMs > settings.maxTimeLimitMs) {
    throw new SettingsError("--default-time-limit: must not be above --max-time-limit");
  }
  if (settings.planManyWindow > settings.maxInFlight) {
    throw new SettingsError("--plan-many-window: must not be above --max-in-flight");
  }
  if (settings.maxTransferBytes < settings.maxMessageBytes) {
    throw new SettingsError("--max-transfer-bytes: must not be below --max-message");
  }
  socketModeOf(settings.socketMode);
  if (!isSocket && settings.socketOwner !== null) {
    throw new SettingsError("--socket-owner: is for --listen unix:PATH");
  }
}
