import { type Command, Option } from "commander";
import { bytes, oneOf, wholeNumber } from "../input/options.js";
import { BATCH_FLAGS } from "./serve-batches.js";
import type { ServeFlag } from "./serve-flag.js";
import { count, milliseconds, onOff, path, positiveBytes, span, text } from "./serve-parsers.js";
import { SHARED_CACHE_FLAGS } from "./serve-shared-cache.js";

const LEVELS = ["fatal", "error", "warn", "info", "debug", "silent"] as const;

/** Every flag, in the order of the help. */
export const SERVE_FLAGS: readonly ServeFlag[] = [
  {
    name: "listen",
    key: "listen",
    value: "<host:port>",
    parse: text,
    description: "where to take calls; port 0 takes a free one, unix:PATH a socket",
  },
  {
    name: "metrics",
    key: "metrics",
    value: "<host:port>",
    parse: () => (value) => (value === "none" ? null : value),
    description: 'where Prometheus reads /metrics; "auto" is 127.0.0.1:9464 or, if taken, a free port; or "none"',
  },
  {
    name: "workers",
    key: "workers",
    value: "<n>",
    parse: (s) => wholeNumber(s, 1, 1024),
    description: "searches at one time",
  },
  {
    name: "spare-workers",
    key: "spareWorkers",
    value: "<n>",
    parse: (s) => wholeNumber(s, 0, 1024),
    description: "warm threads beyond these, for callers of whom nothing runs and for large quick jobs",
  },
  {
    name: "max-in-flight",
    key: "maxInFlight",
    value: "<n>",
    parse: count,
    description: "requests that may wait for a search or run one, and as many quick ones; above it, RESOURCE_EXHAUSTED",
  },
  {
    name: "max-in-flight-per-caller",
    key: "maxInFlightPerCaller",
    value: "<n>",
    parse: count,
    description: "the same of one caller",
  },
  {
    name: "max-wait",
    key: "maxWaitMs",
    value: "<s>",
    parse: milliseconds,
    description: "how long a request waits for its search; then it gets the plan that the heuristics found",
  },
  {
    name: "max-in-flight-bytes",
    key: "maxInFlightBytes",
    value: "<bytes>",
    parse: positiveBytes,
    description: "the same in bytes of requests",
  },
  {
    name: "plan-many-window",
    key: "planManyWindow",
    value: "<n>",
    parse: count,
    description: "unanswered requests of one PlanMany stream",
  },
  {
    name: "max-sessions",
    key: "maxSessions",
    value: "<n>",
    parse: (s) => wholeNumber(s, 0, 10_000),
    description: "sessions at one time, a thread each; 0 turns them off",
  },
  {
    name: "environment",
    key: "environment",
    parse: onOff,
    description: "play episodes of the search with agents (EnvironmentService)",
  },
  {
    name: "max-environments",
    key: "maxEnvironments",
    value: "<n>",
    parse: (s) => wholeNumber(s, 1, 1_000),
    description: "connections that play at one time, a thread each",
  },
  {
    name: "session-idle",
    key: "sessionIdleMs",
    value: "<s>",
    parse: milliseconds,
    description: "how long a session may wait for its client",
  },
  {
    name: "max-message",
    key: "maxMessageBytes",
    value: "<bytes>",
    parse: positiveBytes,
    description: "size of a request",
  },
  { name: "max-buffers", key: "maxBuffers", value: "<n>", parse: count, description: "buffers of a problem" },
  {
    name: "max-time-limit",
    key: "maxTimeLimitMs",
    value: "<s>",
    parse: milliseconds,
    description: "greatest time limit of a request",
  },
  {
    name: "max-proof",
    key: "maxProofBytes",
    value: "<bytes>",
    parse: bytes,
    description: "size of a proof that a request may ask for; 0 turns proofs off",
  },
  {
    name: "default-time-limit",
    key: "defaultTimeLimitMs",
    value: "<s>",
    parse: milliseconds,
    description: "time limit where a request has none",
  },
  {
    name: "worker-heap",
    key: "workerHeapMib",
    value: "<MiB>",
    parse: (s) => wholeNumber(s, 16, 1_000_000),
    description: "JavaScript heap of a worker",
  },
  {
    name: "max-memory",
    key: "maxMemoryBytes",
    value: "<bytes>",
    parse: positiveBytes,
    description: "memory of the process above which the largest search is ended",
  },
  { name: "cache", key: "cacheBytes", value: "<bytes>", parse: bytes, description: "stored answers; 0 turns it off" },
  { name: "tls-cert", key: "tlsCert", value: "<file>", parse: path, description: "certificate chain, PEM" },
  { name: "tls-key", key: "tlsKey", value: "<file>", parse: path, description: "its private key, PEM" },
  {
    name: "tls-client-ca",
    key: "tlsClientCa",
    value: "<file>",
    parse: path,
    description: "authorities of client certificates, PEM; clients then need one",
  },
  {
    name: "tokens",
    key: "tokens",
    value: "<file>",
    parse: path,
    description: "bearer tokens, one a line; callers then need one",
  },
  {
    name: "insecure",
    key: "insecure",
    parse: onOff,
    description: "allow plaintext where others than this machine can connect",
  },
  {
    name: "metrics-insecure",
    key: "metricsInsecure",
    parse: onOff,
    description: "allow metrics where others than this machine can read them",
  },
  {
    name: "tls-ciphers",
    key: "tlsCiphers",
    value: "<list>",
    parse: path,
    description: "cipher suites in OpenSSL's words, joined by colons",
  },
  {
    name: "reflection",
    key: "reflection",
    value: "<on|off>",
    parse: onOff,
    description: "tell clients the API (grpc.reflection)",
  },
  {
    name: "otlp",
    key: "otlp",
    value: "<url>",
    parse: path,
    description: "OpenTelemetry collector that takes a span for each call, as in http://127.0.0.1:4318",
  },
  {
    name: "admin",
    key: "admin",
    value: "<host:port>",
    parse: path,
    description: "where operators see running calls, set the log level and take CPU profiles",
  },
  {
    name: "admin-tokens",
    key: "adminTokens",
    value: "<file>",
    parse: path,
    description: "bearer tokens of the admin port, one a line; without, it is for this machine alone",
  },
  {
    name: "policy",
    key: "policy",
    value: "<policy>",
    parse: path,
    description: "what guides searches: learned, rules, or a policy file",
  },
  {
    name: "profile",
    key: "profile",
    value: "<file>",
    parse: path,
    description: "how searches are set where a request names no other policy: what telaplan tune wrote",
  },
  {
    name: "drain-time",
    key: "drainMs",
    value: "<s>",
    parse: milliseconds,
    description: "how long calls may go on after SIGTERM",
  },
  {
    name: "log-level",
    key: "logLevel",
    value: "<level>",
    parse: (s) => oneOf(s, LEVELS),
    description: LEVELS.join(", "),
  },
  {
    name: "json",
    key: "json",
    parse: onOff,
    description: "log lines as JSON on a terminal too; elsewhere they always are",
  },
  {
    name: "problem-log",
    key: "problemLog",
    value: "<folder>",
    parse: path,
    description: "keep the problems that were planned here, without names, to train a policy on",
  },
  {
    name: "problem-log-bytes",
    key: "problemLogBytes",
    value: "<bytes>",
    parse: positiveBytes,
    description: "bytes of the problem log at most; the oldest problems are dropped",
  },
  {
    name: "problem-log-count",
    key: "problemLogCount",
    value: "<n>",
    parse: count,
    description: "problems in the problem log at most",
  },
  {
    name: "until-eof",
    key: "untilEof",
    parse: onOff,
    description: "stop when standard input ends, as it does with whoever started this",
  },
  {
    name: "max-transfer-bytes",
    key: "maxTransferBytes",
    value: "<bytes>",
    parse: positiveBytes,
    description: "messages that arrive, or are answered and not yet taken; a connection has a quarter",
  },
  {
    name: "max-streams",
    key: "maxStreams",
    value: "<n>",
    parse: count,
    description: "calls of one connection at one time; more wait at the client",
  },
  {
    name: "max-connections",
    key: "maxConnections",
    value: "<n>",
    parse: count,
    description: "connections at one time",
  },
  {
    name: "max-peer-connections",
    key: "maxPeerConnections",
    value: "<n>",
    parse: count,
    description: "connections from one address",
  },
  {
    name: "message-timeout",
    key: "messageTimeoutMs",
    value: "<s>",
    parse: milliseconds,
    description: "how long a message may take to arrive, or an answer to leave",
  },
  {
    name: "max-resets",
    key: "maxResets",
    value: "<n>",
    parse: (s) => wholeNumber(s, 1, 1_000_000),
    description: "cancelled calls a second, above which a connection takes no more calls",
  },
  {
    name: "max-connection-age",
    key: "maxConnectionAgeMs",
    value: "<s>",
    parse: span,
    description: 'when a connection takes no more calls, so that clients spread anew; "none" for never',
  },
  {
    name: "max-connection-age-grace",
    key: "maxConnectionAgeGraceMs",
    value: "<s>",
    parse: span,
    description: 'how long its calls may go on from then; "none" for as long as they like',
  },
  {
    name: "keepalive",
    key: "keepaliveMs",
    value: "<s>",
    parse: milliseconds,
    description: "silence after which a client is asked for a sign of life, and 20 s later given up",
  },
  {
    name: "min-ping",
    key: "minPingMs",
    value: "<s>",
    parse: (s) => (value) => (value === "0" ? 0 : milliseconds(s)(value)),
    description: "time between pings of a client without calls; 0 for any",
  },
  {
    name: "socket-mode",
    key: "socketMode",
    value: "<octal>",
    parse: text,
    description: "who may call a socket: bits of its file's mode",
  },
  {
    name: "socket-owner",
    key: "socketOwner",
    value: "<user:group>",
    parse: path,
    description: "whom a socket belongs to, by name or number",
  },
  ...SHARED_CACHE_FLAGS,
  ...BATCH_FLAGS,
];

/** The environment variable of a flag. */
export function variableOf(name: string): string {
  return `TELAPLAN_${name.toUpperCase().replaceAll("-", "_")}`;
}

/** Gives the command its flags. Their values stay text: `serveSettings` parses them, wherever they come from. */
export function addServeFlags(command: Command): Command {
  // Each description names its variable already.
  command.configureHelp({ optionDescription: ({ description }) => description });
  command.addOption(
    new Option("--config <file>", 'JSON with any of these, as in { "workers": 4 } (TELAPLAN_CONFIG)').env(
      variableOf("config"),
    ),
  );
  for (const flag of SERVE_FLAGS) command.addOption(optionOf(flag));
  return command;
}

/** The flag for commander, which reads its variable too. */
export function optionOf({ name, value, description }: ServeFlag): Option {
  const variable = variableOf(name);
  return new Option(value === undefined ? `--${name}` : `--${name} ${value}`, `${description} (${variable})`).env(
    variable,
  );
}
