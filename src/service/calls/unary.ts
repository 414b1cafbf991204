import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import { toStatus } from "../faults.js";
import { type PlanTask, readEmpty } from "../wire/task.js";
import { faultOf, type Pending, read, respond, type ServiceContext, seat } from "./context.js";

type Call = ServerUnaryCall<Buffer, Uint8Array>;
type Handler = (call: Call, callback: sendUnaryData<Uint8Array>) => void;

/** Plan. */
export function planHandler(context: ServiceContext): Handler {
  return unary(context, (call) => {
    const reading = read(call.request, "PlanRequest", context);
    return "result" in reading ? chain(reading, (task) => take(task, call, context)) : take(reading, call, context);
  });
}

function take(task: PlanTask, call: Call, context: ServiceContext): Pending<Uint8Array> {
  const request = { bytes: call.request, method: "PlanRequest", deadline: call.getDeadline() } as const;
  const { answer, leave } = seat(task, request, context);
  return { result: answer, cancel: leave };
}

/** Verify. */
export function verifyHandler(context: ServiceContext): Handler {
  return unary(context, ({ request: bytes }) => {
    return respond(context.pool.quick(() => ({ kind: "verify", bytes }), bytes.length >> 3));
  });
}

/** GetCapabilities: needs nothing and always answers, however busy the server is. */
export function capabilitiesHandler(context: ServiceContext): Handler {
  return (call, callback) => {
    try {
      readEmpty(call.request, "GetCapabilitiesRequest");
      callback(null, context.capabilities);
    } catch (error) {
      callback(toStatus(faultOf(error, context)));
    }
  };
}

/** Work after work; cancelling ends whichever is under way. */
export function chain<A, B>(first: Pending<A>, next: (value: A) => Pending<B>): Pending<B> {
  let current: Pending<unknown> = first;
  const result = first.result.then((value) => {
    const second = next(value);
    current = second;
    return second.result;
  });
  return { result, cancel: () => current.cancel() };
}

/** Lets a call in, does its work, answers it exactly once, and ends the work if the caller goes. */
function unary(context: ServiceContext, work: (call: Call) => Pending<Uint8Array>): Handler {
  return (call, callback) => {
    let leave = (): void => {};
    let settled = false;
    const settle = (reply: () => void): void => {
      if (settled) return;
      settled = true;
      leave();
      reply();
    };
    const fail = (error: unknown): void => settle(() => callback(toStatus(faultOf(error, context))));
    try {
      leave = context.admission.enter(call.request.length);
      const pending = work(call);
      // The event also comes after every answer that was sent: then there is nothing left to end.
      call.on("cancelled", () => settle(() => pending.cancel()));
      pending.result.then((bytes) => settle(() => callback(null, bytes)), fail);
    } catch (error) {
      fail(error);
    }
  };
}
