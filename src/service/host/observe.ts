import { randomBytes, randomUUID } from "node:crypto";
import { Metadata, ServerInterceptingCall, type ServerInterceptor, status } from "@grpc/grpc-js";
import type { Logger } from "pino";
import { REASONS, toStatus } from "../faults.js";
import type { Tokens } from "./credentials.js";
import type { Metrics } from "./metrics.js";

/** The caller's position in a trace, from W3C trace context. */
interface Trace {
  readonly traceId: string;
  readonly parentId: string;
  readonly spanId: string;
  readonly flags: string;
}

/** Version 00 ends with the flags; a later one may have more behind another dash. Version ff is none. */
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(.*)$/;

export function traceOf(header: string | undefined): Trace | null {
  const [text, traceId, parentId, flags, more] = TRACEPARENT.exec(header ?? "") ?? [];
  if (more !== "" && (text?.startsWith("00") || !more?.startsWith("-"))) return null;
  if (traceId === undefined || /^0+$/.test(traceId) || /^0+$/.test(parentId!)) return null;
  return { traceId, parentId: parentId!, flags: flags!, spanId: randomBytes(8).toString("hex") };
}

/** Health is asked by machinery that has no token, and tells nothing. */
const OPEN = "/grpc.health.v1.Health/";

/** Calls that are logged only where details are wanted: they come every few seconds. */
const FREQUENT = /^\/grpc\.(health|reflection)\./;

/**
 * What happens to every call, whatever its method: a token is asked for, a request id is given, the trace is taken up
 * and passed on, the end is counted and logged.
 */
export function observer(log: Logger, metrics: Metrics, tokens: Tokens | null): ServerInterceptor {
  return ({ path }, call) => {
    const since = performance.now();
    const method = path.slice(path.lastIndexOf("/") + 1);
    let requestId = "";
    let trace: Trace | null = null;
    let tracestate: string | undefined;
    let over = false;
    const end = (code: status, details: string): void => {
      if (over) return;
      over = true;
      const peer = call.getPeer();
      const ms = performance.now() - since;
      // Writing a line to a pipe takes longer than all else that is done for a small answer: the answer goes first.
      setImmediate(() => {
        metrics.call(FREQUENT.test(path) ? path.slice(1) : method, code, ms / 1000);
        const level = code === status.INTERNAL ? "error" : FREQUENT.test(path) ? "debug" : "info";
        log[level](
          {
            requestId,
            method: path.slice(1),
            code: status[code],
            ms: Math.round(1000 * ms) / 1000,
            peer,
            ...(code !== status.OK && { details }),
            ...(trace !== null && { traceId: trace.traceId, spanId: trace.spanId, parentId: trace.parentId }),
          },
          "call",
        );
      });
    };
    const trailers = (given: Metadata | null | undefined): Metadata => {
      const metadata = given ?? new Metadata();
      if (requestId !== "") metadata.set("x-request-id", requestId);
      if (trace !== null) metadata.set("traceparent", `00-${trace.traceId}-${trace.spanId}-${trace.flags}`);
      if (trace !== null && tracestate !== undefined) metadata.set("tracestate", tracestate);
      return metadata;
    };
    const intercepting = new ServerInterceptingCall(call, {
      start(next) {
        next({
          onReceiveMetadata(metadata, pass) {
            const first = (name: string): string | undefined => metadata.get(name)[0]?.toString();
            const given = first("x-request-id");
            requestId = given !== undefined && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID();
            trace = traceOf(first("traceparent"));
            tracestate = first("tracestate");
            if (tokens !== null && !path.startsWith(OPEN) && !tokens.accept(first("authorization"))) {
              const message = "a bearer token is needed that this server knows";
              intercepting.sendStatus(toStatus({ reason: "UNAUTHENTICATED", message }));
              return;
            }
            pass(metadata);
          },
          onCancel() {
            // Also after every end that was sent: that one was counted already. What the transport ends by itself comes
            // only here.
            const deadline = call.getDeadline();
            const late = Number(deadline) <= Date.now();
            if (late) end(status.DEADLINE_EXCEEDED, "the deadline came first");
            else end(status.CANCELLED, "the caller is gone, or its message was refused");
          },
        });
      },
      sendStatus(ended, next) {
        end(ended.code as status, ended.details ?? "");
        next({ ...ended, metadata: trailers(ended.metadata) });
      },
    });
    return intercepting;
  };
}

/** The code that a request of PlanMany ended with. */
export function codeOf(reason: keyof typeof REASONS | null): status {
  return reason === null ? status.OK : REASONS[reason];
}
