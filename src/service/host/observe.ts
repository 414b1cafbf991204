import { randomUUID } from "node:crypto";
import { Metadata, ServerInterceptingCall, type ServerInterceptor, status } from "@grpc/grpc-js";
import { CallFacts, keepFacts } from "../calls/facts.js";
import { type Fault, faultOf, REASONS, toStatus } from "../faults.js";
import { callerOf } from "./caller.js";
import type { Tokens } from "./credentials.js";
import { headerOf, newTrace, type Trace, traceOf } from "./trace.js";

/** How a call ended. */
export interface CallEnd {
  readonly facts: CallFacts;
  readonly code: status;
  /** Why, where it is an error. */
  readonly details: string;
  /** The reason of an error of telaplan's; null where there is none. */
  readonly fault: Fault | null;
  /** Milliseconds from its arrival. */
  readonly ms: number;
  /** Address and port. */
  readonly peer: string;
  readonly trace: Trace | null;
}

export interface ObserverOptions {
  readonly tokens: Tokens | null;
  /** Calls that belong to no trace begin one. */
  readonly traceAll: boolean;
  /** Calls under way, each from its beginning to its end. */
  readonly underWay: Set<CallFacts>;
  /** Told of every end, once its answer is on its way. */
  readonly onEnd: (end: CallEnd) => void;
}

/** Health is asked by machinery that has no token, and tells nothing. */
const OPEN = "/grpc.health.v1.Health/";

const UNAUTHENTICATED: Fault = {
  reason: "UNAUTHENTICATED",
  message: "a bearer token is needed that this server knows",
};

/**
 * What happens to every call, whatever its method: a token is asked for, a request id is given, the trace is taken up
 * and passed on, and its end is told.
 */
export function observer({ tokens, traceAll, underWay, onEnd }: ObserverOptions): ServerInterceptor {
  return ({ path }, call) => {
    const since = performance.now();
    const facts = new CallFacts(path.slice(1));
    let trace: Trace | null = null;
    let tracestate: string | undefined;
    let over = false;
    const end = (code: status, details: string, fault: Fault | null): void => {
      if (over) return;
      over = true;
      underWay.delete(facts);
      const told = { facts, code, details, fault, ms: performance.now() - since, peer: call.getPeer(), trace };
      // Counting and logging take longer than all else that is done for a small answer: the answer goes first.
      setImmediate(onEnd, told);
    };
    underWay.add(facts);
    watchTransport(call, end);
    const trailers = (given: Metadata | null | undefined): Metadata => {
      const metadata = given ?? new Metadata();
      if (facts.requestId !== "") metadata.set("x-request-id", facts.requestId);
      if (trace !== null) metadata.set("traceparent", headerOf(trace));
      if (trace !== null && tracestate !== undefined) metadata.set("tracestate", tracestate);
      return metadata;
    };
    const intercepting = new ServerInterceptingCall(call, {
      start(next) {
        next({
          onReceiveMetadata(metadata, pass) {
            const first = (name: string): string | undefined => metadata.get(name)[0]?.toString();
            const given = first("x-request-id");
            facts.requestId = given !== undefined && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID();
            trace = traceOf(first("traceparent")) ?? (traceAll ? newTrace() : null);
            tracestate = first("tracestate");
            if (trace !== null) facts.traceparent = headerOf(trace);
            const mark = tokens?.markOf(first("authorization")) ?? null;
            facts.caller = callerOf(mark, call);
            if (tokens !== null && mark === null && !path.startsWith(OPEN)) {
              intercepting.sendStatus(toStatus(UNAUTHENTICATED));
              return;
            }
            keepFacts(metadata, facts);
            pass(metadata);
          },
          onReceiveMessage(message: unknown, pass) {
            facts.request.bytes += message instanceof Uint8Array ? message.length : 0;
            pass(message);
          },
          onCancel() {
            // Also after every end that was sent: that one was counted already.
            if (isLate(Number(call.getDeadline()), facts.since))
              end(status.DEADLINE_EXCEEDED, "the deadline came first", null);
            else end(status.CANCELLED, "the caller is gone", null);
          },
        });
      },
      sendStatus(ended, next) {
        end(ended.code as status, ended.details ?? "", faultOf(ended.metadata));
        next({ ...ended, metadata: trailers(ended.metadata) });
      },
    });
    return intercepting;
  };
}

/** The share of a call's time, and at least so many milliseconds, that its way here may have taken. */
const ON_THE_WAY = { share: 0.05, ms: 10 };

/** Whether somebody who is gone went because his time was over: his clock began before the call arrived. */
function isLate(deadline: number, since: number): boolean {
  return deadline - Date.now() <= Math.max(ON_THE_WAY.ms, ON_THE_WAY.share * (deadline - since));
}

/**
 * Hears how the transport ends a call by itself: a message that is too large or cannot be unpacked, a deadline. It does
 * so below all interceptors, which are only told that the call is cancelled.
 */
function watchTransport(
  call: Parameters<ServerInterceptor>[1],
  end: (code: status, details: string, fault: Fault | null) => void,
): void {
  const send = call.sendStatus.bind(call);
  call.sendStatus = (ended) => {
    const details = ended.details ?? "";
    const isTooLarge = ended.code === status.RESOURCE_EXHAUSTED;
    end(ended.code as status, details, isTooLarge ? { reason: "MESSAGE_TOO_LARGE", message: details } : null);
    send(ended);
  };
}

/** The code that a request of PlanMany ended with. */
export function codeOf(reason: keyof typeof REASONS | null): status {
  return reason === null ? status.OK : REASONS[reason];
}
