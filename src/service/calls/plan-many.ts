import type { ServerDuplexStream } from "@grpc/grpc-js";
import { textField, wrapped } from "../../proto/index.js";
import { type Fault, SHUTTING_DOWN, statusBytes, toStatus } from "../faults.js";
import type { PlanTask } from "../wire/task.js";
import { faultOf, read, type ServiceContext, seat } from "./context.js";

type Call = ServerDuplexStream<Buffer, Uint8Array>;

// The fields of PlanManyResponse.
const ID_FIELD = 1;
const RESULT_FIELD = 2;
const ERROR_FIELD = 3;

/**
 * Answers as they are ready. What has not left the server counts as unanswered, so that a slow reader is not read from
 * either.
 */
export function planManyHandler(context: ServiceContext, streams: Set<ManyStream>): (call: Call) => void {
  return (call) => {
    const stream = new ManyStream(call, context, () => streams.delete(stream));
    streams.add(stream);
  };
}

/** One stream of PlanMany. */
export class ManyStream {
  /** Requests that were read and whose answers have not been handed to the transport. */
  #open = 0;
  #ended = false;
  /** The client has sent all; or the server reads no more. */
  #complete = false;
  #draining = false;
  readonly #cancels = new Set<() => void>();

  constructor(
    readonly call: Call,
    readonly context: ServiceContext,
    readonly onEnd: () => void,
  ) {
    call.on("data", (bytes: Buffer) => this.#receive(bytes));
    call.on("end", () => {
      this.#complete = true;
      this.#endIfDone();
    });
    call.on("cancelled", () => {
      if (!this.#end()) return;
      for (const cancel of this.#cancels) cancel();
    });
    if (context.admission.closed) this.drain();
  }

  /**
   * The server is going down: no more requests are read, those under way are answered, and the call ends with
   * UNAVAILABLE.
   */
  drain(): void {
    this.#draining = true;
    this.#complete = true;
    this.call.pause();
    this.#endIfDone();
  }

  #receive(bytes: Buffer): void {
    if (this.#ended || this.#draining) return;
    const { context } = this;
    if (++this.#open >= context.planManyWindow) this.call.pause();
    let leave = (): void => {};
    let cancel = (): void => {};
    const dismiss = (): void => {
      leave();
      cancel();
    };
    this.#cancels.add(dismiss);
    const settle = (requestId: string, result: Uint8Array | Fault): void => {
      leave();
      this.#cancels.delete(dismiss);
      this.#answer(requestId, result);
    };
    const fail = (error: unknown): void => settle(textField(bytes, ID_FIELD), faultOf(error, context));
    const begin = (task: PlanTask): void => {
      if (this.#ended) return;
      const request = { bytes, method: "PlanManyRequest", deadline: this.call.getDeadline() } as const;
      const taken = seat(task, request, context);
      cancel = taken.leave;
      taken.answer.then((answer) => settle(task.requestId!, answer), fail);
    };
    try {
      leave = context.admission.enter(bytes.length);
      const reading = read(bytes, "PlanManyRequest", context);
      if ("result" in reading) {
        cancel = reading.cancel;
        reading.result.then(begin).catch(fail);
      } else begin(reading);
    } catch (error) {
      fail(error);
    }
  }

  #answer(requestId: string, result: Uint8Array | Fault): void {
    if (this.#ended) return;
    const isAnswer = result instanceof Uint8Array;
    this.context.onAnswered(isAnswer ? null : result);
    const outcome = isAnswer ? ([RESULT_FIELD, result] as const) : ([ERROR_FIELD, statusBytes(result)] as const);
    this.call.write(wrapped([ID_FIELD, requestId], outcome), () => this.#sent());
  }

  #sent(): void {
    this.#open--;
    if (this.#open < this.context.planManyWindow && !this.#draining && this.call.isPaused()) this.call.resume();
    this.#endIfDone();
  }

  #endIfDone(): void {
    if (!this.#complete || this.#open > 0 || !this.#end()) return;
    if (this.#draining) this.call.emit("error", toStatus(SHUTTING_DOWN));
    else this.call.end();
  }

  #end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.onEnd();
    return true;
  }
}
