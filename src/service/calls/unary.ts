import type { ServerUnaryCall, sendUnaryData } from "@grpc/grpc-js";
import { ServiceError, toStatus } from "../faults.js";
import { refusalOf } from "../transport/arrivals.js";
import { readEmpty } from "../wire/task.js";
import { errorOf } from "../workers/jobs.js";
import { type Caller, type CallWork, faultFor, live } from "./call-life.js";
import type { ServiceContext } from "./context.js";
import { factsOf, type RequestFacts } from "./facts.js";
import { answerTo, callFacts } from "./planning.js";
import { Seat } from "./seat.js";

type Call = ServerUnaryCall<Buffer, Uint8Array>;
type Callback = sendUnaryData<Uint8Array>;
type Handler = (call: Call, callback: Callback) => void;

/** Plan. */
export function planHandler(context: ServiceContext): Handler {
  return (call, callback) => {
    const plan = {
      bytes: call.request,
      method: "PlanRequest",
      facts: factsIn(call),
      ...callFacts(call, context),
    } as const;
    void live(callerOf(call, callback), (signal) => answerTo({ ...plan, signal }, context), context);
  };
}

/** Verify. */
export function verifyHandler(context: ServiceContext): Handler {
  return (call, callback) => {
    void live(callerOf(call, callback), verification(call, context), context);
  };
}

function verification(call: Call, { pool, room, partyOf }: ServiceContext): CallWork {
  const { request: bytes } = call;
  const facts = factsIn(call);
  return async (signal) => {
    const since = performance.now();
    const work = () => {
      facts.queueMs = performance.now() - since;
      return { kind: "verify", bytes } as const;
    };
    const party = partyOf(call);
    const seat = Seat.of(room, party);
    try {
      const ending = await pool.quick(work, bytes.length >> 3, { party, priority: "normal", signal });
      if (ending.kind === "done") return ending.bytes;
      throw errorOf(ending);
    } finally {
      seat.leave();
    }
  };
}

/** GetCapabilities: needs nothing and always answers, however busy the server is. */
export function capabilitiesHandler(context: ServiceContext): Handler {
  return describingHandler(context, "GetCapabilitiesRequest", () => context.capabilities);
}

/** A method whose request has no fields, and that tells what the server is. */
export function describingHandler(context: ServiceContext, request: string, answer: () => Uint8Array): Handler {
  return (call, callback) => {
    try {
      const refusal = refusalOf(call.request);
      if (refusal !== null) throw new ServiceError(refusal);
      readEmpty(call.request, request);
      callback(null, answer());
    } catch (error) {
      callback(toStatus(faultFor(error, context)));
    }
  };
}

/** Of the one request. */
function factsIn(call: Call): RequestFacts {
  return factsOf(call).request;
}

function callerOf(call: Call, callback: Callback): Caller {
  return {
    bytes: call.request,
    onGone: (cancel) => void call.on("cancelled", cancel),
    answer: (response) => callback(null, response),
    fail: (fault) => callback(toStatus(fault)),
  };
}
