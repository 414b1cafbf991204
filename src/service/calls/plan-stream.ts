import type { ServerWritableStream } from "@grpc/grpc-js";
import { fieldNumber, wrapped } from "../../proto/index.js";
import { toStatus } from "../faults.js";
import { type Caller, live } from "./call-life.js";
import type { ServiceContext } from "./context.js";
import { factsOf } from "./facts.js";
import { answerTo, callFacts } from "./planning.js";

type Call = ServerWritableStream<Buffer, Uint8Array>;

const INCUMBENT_FIELD = fieldNumber("PlanStreamResponse", "incumbent");
const RESULT_FIELD = fieldNumber("PlanStreamResponse", "result");

/** PlanStream. */
export function planStreamHandler(context: ServiceContext): (call: Call) => void {
  return (call) => {
    const bytes = call.request;
    const events = new LatestOnly(call);
    const { request: facts } = factsOf(call);
    const plan = { bytes, method: "PlanStreamRequest", facts, ...callFacts(call, context) } as const;
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
    void live(
      caller,
      (signal) => answerTo({ ...plan, signal }, context, (event, hasPlan) => events.send(event, hasPlan)),
      context,
    );
  };
}

/**
 * Sends incumbents. One message is on its way at a time: a plan that the reader has not taken yet gives way to a better
 * one, and a bound to a later one. A bound is no reason to keep back the plan before it. So a slow reader costs two
 * messages of memory.
 */
export class LatestOnly {
  readonly #call: Pick<Call, "write">;
  #sending = false;
  #plan: Uint8Array | null = null;
  /** Later than the plan that waits. */
  #bound: Uint8Array | null = null;
  #closed = false;

  constructor(call: Pick<Call, "write">) {
    this.#call = call;
  }

  /** @param hasPlan the event has a plan, and not only a bound */
  send(event: Uint8Array, hasPlan: boolean): void {
    if (hasPlan) this.#plan = event;
    this.#bound = hasPlan ? null : event;
    this.#next();
  }

  #next(): void {
    const event = this.#plan ?? this.#bound;
    if (this.#closed || this.#sending || event === null) return;
    if (this.#plan !== null) this.#plan = null;
    else this.#bound = null;
    this.#sending = true;
    this.#call.write(wrapped([INCUMBENT_FIELD, event]), () => {
      this.#sending = false;
      this.#next();
    });
  }

  /** Nothing is sent any more. */
  close(): void {
    this.#closed = true;
  }
}
