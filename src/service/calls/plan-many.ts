import type { ServerDuplexStream } from "@grpc/grpc-js";
import { fieldNumber, textField, wrapped } from "../../proto/index.js";
import { SHUTTING_DOWN, statusBytes, toStatus } from "../faults.js";
import { type Caller, type CallWork, live } from "./call-life.js";
import type { ServiceContext } from "./context.js";
import { type CallFacts, factsOf, type RequestFacts } from "./facts.js";
import { answerTo, callFacts } from "./planning.js";

type Call = ServerDuplexStream<Buffer, Uint8Array>;

const REQUEST_ID_FIELD = fieldNumber("PlanManyRequest", "request_id");
const ID_FIELD = fieldNumber("PlanManyResponse", "request_id");
const RESULT_FIELD = fieldNumber("PlanManyResponse", "result");
const ERROR_FIELD = fieldNumber("PlanManyResponse", "error");

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

/** One stream of PlanMany: it reads requests and writes answers; what is between is each request's own life. */
export class ManyStream {
  readonly #call: Call;
  readonly #context: ServiceContext;
  readonly #onEnd: () => void;
  readonly #facts: CallFacts;
  /** Requests that were read and whose answers have not been handed to the transport. */
  #open = 0;
  #ended = false;
  /** The client has sent all; or the server reads no more. */
  #complete = false;
  #draining = false;
  /** Requests that have no place yet, and no answer. */
  #standing = 0;
  /** Cancel the requests under way. */
  readonly #cancels = new Set<() => void>();

  constructor(call: Call, context: ServiceContext, onEnd: () => void) {
    this.#call = call;
    this.#context = context;
    this.#onEnd = onEnd;
    this.#facts = factsOf(call);
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
    this.#call.pause();
    this.#endIfDone();
  }

  #receive(bytes: Buffer): void {
    if (this.#ended || this.#draining) return;
    const context = this.#context;
    this.#open++;
    this.#standing++;
    let isStanding = true;
    const id = (): readonly [number, string] => [ID_FIELD, textField(bytes, REQUEST_ID_FIELD)];
    const facts: RequestFacts = { bytes: bytes.length };
    let forget = (): void => {};
    const caller: Caller = {
      bytes,
      isPatient: true,
      onGone: (cancel) => {
        this.#cancels.add(cancel);
        forget = () => this.#cancels.delete(cancel);
      },
      answer: (response) => {
        context.onAnswered(null, facts, this.#facts);
        this.#write(wrapped(id(), [RESULT_FIELD, response]));
      },
      fail: (fault) => {
        context.onAnswered(fault, facts, this.#facts);
        this.#write(wrapped(id(), [ERROR_FIELD, statusBytes(fault)]));
      },
    };
    const onSeated = (): void => {
      if (!isStanding) return;
      isStanding = false;
      this.#standing--;
      this.#readOn();
    };
    const plan = { bytes, method: "PlanManyRequest", onSeated, facts, ...callFacts(this.#call, context) } as const;
    const work: CallWork = (signal) => answerTo({ ...plan, signal }, context);
    void live(caller, work, context).finally(() => {
      forget();
      onSeated();
    });
    this.#readOn();
  }

  #write(message: Uint8Array): void {
    this.#call.write(message, () => this.#sent());
  }

  #sent(): void {
    this.#open--;
    this.#readOn();
    this.#endIfDone();
  }

  /**
   * Reads while all that was read has its place and the window is open. Where the server is crowded, one
   * request at a time is enough.
   */
  #readOn(): void {
    if (this.#draining || this.#ended) return;
    const { planManyWindow, admission } = this.#context;
    const isOpen = this.#standing === 0 && this.#open < (admission.isCrowded ? 1 : planManyWindow);
    if (!isOpen) this.#call.pause();
    else if (this.#call.isPaused()) this.#call.resume();
  }

  #endIfDone(): void {
    if (!this.#complete || this.#open > 0 || !this.#end()) return;
    if (this.#draining) this.#call.emit("error", toStatus(SHUTTING_DOWN));
    else this.#call.end();
  }

  #end(): boolean {
    if (this.#ended) return false;
    this.#ended = true;
    this.#onEnd();
    return true;
  }
}
