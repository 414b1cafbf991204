import type { ServerWritableStream } from "@grpc/grpc-js";
import { fieldNumber, wrapped } from "../../proto/index.js";
import { toStatus } from "../faults.js";
import { type Caller, live } from "./call-life.js";
import type { ServiceContext } from "./context.js";
import { factsOf } from "./facts.js";
import { answerTo } from "./planning.js";

type Call = ServerWritableStream<Buffer, Uint8Array>;

const INCUMBENT_FIELD = fieldNumber("PlanStreamResponse", "incumbent");
const RESULT_FIELD = fieldNumber("PlanStreamResponse", "result");

/** PlanStream. */
export function planStreamHandler(context: ServiceContext): (call: Call) => void {
  return (call) => {
    const bytes = call.request;
    const events = new LatestOnly(call);
    const { request: facts } = factsOf(call);
    const plan = { bytes, method: "PlanStreamRequest", callDeadline: call.getDeadline(), facts } as const;
    const caller: Caller = {
      bytes,
      onGone: (cancel) => void call.on("cancelled", cancel),
      answer: (response) => {
        events.close();
        call.write(wrapped([RESULT_FIELD, response]), () => call.end());
      },
      fail: (fault) => {
        events.close();
        call.emit("error", toStatus(fault));
      },
    };
    void live(caller, (signal) => answerTo({ ...plan, signal }, context, (event) => events.send(event)), context);
  };
}

/**
 * Sends incumbents. One message is on its way at a time: an incumbent that the reader has not taken yet gives way to a
 * better one, so that a slow reader costs one message of memory.
 */
class LatestOnly {
  readonly #call: Call;
  #sending = false;
  #waiting: Uint8Array | null = null;
  #closed = false;

  constructor(call: Call) {
    this.#call = call;
  }

  send(event: Uint8Array): void {
    if (this.#closed) return;
    if (this.#sending) {
      this.#waiting = event;
      return;
    }
    this.#sending = true;
    this.#call.write(wrapped([INCUMBENT_FIELD, event]), () => {
      this.#sending = false;
      const next = this.#waiting;
      this.#waiting = null;
      if (next !== null) this.send(next);
    });
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#closed = true;
  }
}
