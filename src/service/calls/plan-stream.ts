import type { ServerWritableStream } from "@grpc/grpc-js";
import { wrapped } from "../../proto/index.js";
import { toStatus } from "../faults.js";
import type { PlanTask } from "../wire/task.js";
import { faultOf, type Pending, read, type ServiceContext, seat } from "./context.js";
import type { Seat } from "./flights.js";

type Call = ServerWritableStream<Buffer, Uint8Array>;

/**
 * PlanStream. One message is on its way at a time: an incumbent that the reader has not taken yet gives way to a better
 * one, so that a slow reader costs one message of memory.
 */
export function planStreamHandler(context: ServiceContext): (call: Call) => void {
  return (call) => {
    let leave = (): void => {};
    let cancel = (): void => {};
    let ended = false;
    const end = (): boolean => {
      if (ended) return false;
      ended = true;
      leave();
      return true;
    };
    const fail = (error: unknown): void => {
      if (end()) call.emit("error", toStatus(faultOf(error, context)));
    };
    call.on("cancelled", () => {
      if (end()) cancel();
    });
    try {
      leave = context.admission.enter(call.request.length);
      const reading = read(call.request, "PlanStreamRequest", context);
      const begin = (task: PlanTask): void => {
        if (ended) return;
        const taken = stream(task, call, context);
        cancel = taken.leave;
        taken.answer.then((answer) => {
          if (end()) call.write(wrapped([RESULT_FIELD, answer]), () => call.end());
        }, fail);
      };
      if (!("result" in reading)) return begin(reading);
      cancel = (reading as Pending<PlanTask>).cancel;
      reading.result.then(begin).catch(fail);
    } catch (error) {
      fail(error);
    }
  };
}

function stream(task: PlanTask, call: Call, context: ServiceContext): Seat {
  let sending = false;
  let waiting: Uint8Array | null = null;
  let answered = false;
  const send = (event: Uint8Array): void => {
    if (answered) return;
    if (sending) {
      waiting = event;
      return;
    }
    sending = true;
    call.write(wrapped([INCUMBENT_FIELD, event]), () => {
      sending = false;
      const next = waiting;
      waiting = null;
      if (next !== null) send(next);
    });
  };
  const request = { bytes: call.request, method: "PlanStreamRequest", deadline: call.getDeadline() } as const;
  const taken = seat(task, request, context, send);
  const answer = taken.answer.finally(() => {
    answered = true;
  });
  return { answer, leave: taken.leave };
}

// The fields of PlanStreamResponse.
const INCUMBENT_FIELD = 1;
const RESULT_FIELD = 2;
