import { status } from "@grpc/grpc-js";
import type { Logger } from "pino";
import type { Status } from "../../planner/index.js";
import { enumNumbers } from "../../proto/index.js";
import type { CallFacts, RequestFacts } from "../calls/facts.js";
import type { Fault, Reason } from "../faults.js";
import type { Metrics } from "./metrics.js";
import type { CallEnd } from "./observe.js";

/** Calls that are logged only where details are wanted: they come every few seconds. */
const FREQUENT = /^grpc\.(health|reflection)\./;

/** The setting behind a refusal whose fault does not name it. */
const LIMITS: Readonly<Partial<Record<Reason, string>>> = {
  TOO_MANY_BUFFERS: "max-buffers",
  TOO_MANY_CONSTRAINTS: "max-constraints",
  MESSAGE_TOO_LARGE: "max-message",
  OVERLOADED: "max-in-flight",
  OUT_OF_MEMORY: "max-memory",
  TOO_MANY_SESSIONS: "max-sessions",
  SESSION_IDLE: "session-idle",
};

const STATUSES = ["optimal", "feasible", "infeasible", "unknown"] as const satisfies readonly Status[];
const STATUS_NAMES: ReadonlyMap<number, string> = new Map(
  Object.entries(enumNumbers("PlanStatus", STATUSES)).map(([name, number]) => [number, name]),
);

/** Counts and logs what ends: calls, and each request of a call with many. */
export class Recorder {
  readonly #log: Logger;
  readonly #metrics: Metrics;

  constructor(log: Logger, metrics: Metrics) {
    this.#log = log;
    this.#metrics = metrics;
  }

  /** A call has ended. */
  call(end: CallEnd): void {
    const { facts, code, ms, fault } = end;
    const isFrequent = FREQUENT.test(facts.method);
    const short = facts.method.slice(facts.method.lastIndexOf("/") + 1);
    this.#metrics.call(isFrequent ? facts.method : short, code, ms / 1000);
    if (!isFrequent) this.#count(short, facts.request, fault);
    this.#log[levelOf(end, isFrequent)](lineOf(end), "call");
  }

  /** One request of PlanMany was answered. */
  request(fault: Fault | null, request: RequestFacts, { method, requestId, caller, outcomes }: CallFacts): void {
    const outcome = fault?.reason ?? "OK";
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    this.#count("PlanMany", request, fault);
    if (!this.#log.isLevelEnabled("debug")) return;
    const why = fault !== null && { reason: fault.reason, details: fault.message };
    this.#log.debug({ requestId, method, caller, ...shown(request), ...why }, "request");
  }

  /** One message of a session was answered. */
  message(fault: Fault | null): void {
    if (fault !== null) this.#refused(fault);
  }

  #count(method: string, request: RequestFacts, fault: Fault | null): void {
    this.#metrics.request(method, request);
    if (fault !== null) this.#refused(fault);
  }

  #refused({ reason, limit }: Fault): void {
    const reached = limit ?? LIMITS[reason];
    if (reached !== undefined) this.#metrics.refused(reached);
  }
}

/** A fault of ours is an error; one that the transport finds in a message, INTERNAL too, is the caller's. */
function levelOf({ code, fault }: CallEnd, isFrequent: boolean): "error" | "warn" | "info" | "debug" {
  if (code === status.INTERNAL) return fault === null ? "warn" : "error";
  return isFrequent ? "debug" : "info";
}

function lineOf({ facts, code, details, fault, ms, peer, trace }: CallEnd): object {
  const { requestId, method, caller, request, outcomes } = facts;
  return {
    requestId,
    method,
    code: status[code],
    ...(fault !== null && { reason: fault.reason }),
    ms: toMicroseconds(ms),
    caller,
    peer,
    ...shown(request),
    ...(Object.keys(outcomes).length > 0 && { requests: outcomes }),
    ...(code !== status.OK && { details }),
    ...(trace !== null && { traceId: trace.traceId, spanId: trace.spanId, parentId: trace.parentId ?? undefined }),
  };
}

/** What is known of a request. Absent where it is not. */
export function shown({ bytes, buffers, status: plan, cache, queueMs }: RequestFacts): object {
  return {
    bytes,
    buffers,
    status: plan === undefined ? undefined : STATUS_NAMES.get(plan),
    cache,
    queueMs: queueMs === undefined ? undefined : toMicroseconds(queueMs),
  };
}

function toMicroseconds(ms: number): number {
  return Math.round(1000 * ms) / 1000;
}
