import type { ServerReadableStream, ServerUnaryCall, ServerWritableStream, sendUnaryData } from "@grpc/grpc-js";
import { type Caller, faultFor, live } from "../calls/call-life.js";
import type { ServiceContext } from "../calls/context.js";
import { factsOf } from "../calls/facts.js";
import { type Fault, ServiceError, SHUTTING_DOWN, toStatus } from "../faults.js";
import { refusalOf, release } from "../transport/arrivals.js";
import type { BatchAsk, BatchEnding } from "./batch-desk.js";
import type { BatchThread } from "./batch-thread.js";

type UnaryCall = ServerUnaryCall<Buffer, Uint8Array>;
type Upload = ServerReadableStream<Buffer, Uint8Array>;
type Watch = ServerWritableStream<Buffer, Uint8Array>;
type Callback = sendUnaryData<Uint8Array>;

/** Milliseconds between two looks for answers: so many at first, and twice as many each time, up to the second. */
const LOOK_MS = { first: 20, most: 500 };

const OFF: Fault = { reason: "BATCHES_OFF", message: "this server has no queue for batches (--queue)" };

/** BatchService: what comes goes to the thread of batches, and what that answers goes back. */
export class Batches {
  readonly #context: ServiceContext;
  readonly #thread: BatchThread | null;
  /** Ends calls that are under way. */
  readonly #open = new Set<(fault: Fault) => void>();
  #lastUpload = 0;

  /** @param thread null where there is no queue */
  constructor(context: ServiceContext, thread: BatchThread | null) {
    this.#context = context;
    this.#thread = thread;
  }

  get handlers(): object {
    return {
      SubmitBatch: (call: Upload, callback: Callback) => this.#submit(call, callback),
      WatchBatch: (call: Watch) => this.#watch(call),
      GetBatch: (call: UnaryCall, callback: Callback) => this.#unary(call, callback, "get"),
      CancelBatch: (call: UnaryCall, callback: Callback) => this.#unary(call, callback, "cancel"),
    };
  }

  /** The server is going down: long calls end, and go on elsewhere. */
  drain(): void {
    for (const end of this.#open) end(SHUTTING_DOWN);
  }

  async close(): Promise<void> {
    await this.#thread?.close();
  }

  #unary(call: UnaryCall, callback: Callback, kind: "get" | "cancel"): void {
    const bytes = call.request;
    const caller: Caller = {
      bytes,
      onGone: (cancel) => void call.on("cancelled", cancel),
      answer: (response) => callback(null, response),
      fail: (fault) => callback(toStatus(fault)),
    };
    const { caller: who } = this.#context.partyOf(call);
    void live(caller, () => this.#answered({ kind, caller: who, bytes }), this.#context);
  }

  #submit(call: Upload, callback: Callback): void {
    const upload = ++this.#lastUpload;
    const { caller: who } = this.#context.partyOf(call);
    const facts = factsOf(call);
    const trace = facts.traceparent !== undefined && { trace: facts.traceparent };
    let isOver = false;
    let isBusy = false;
    let isComplete = false;
    const queue: Buffer[] = [];
    const end = (reply: () => void): void => {
      if (isOver) return;
      isOver = true;
      this.#open.delete(abort);
      reply();
    };
    const abort = (fault: Fault): void => {
      end(() => callback(toStatus(fault)));
      void this.#thread?.ask({ kind: "drop", upload });
    };
    this.#open.add(abort);
    const seal = (): void => {
      isBusy = true;
      this.#answered({ kind: "seal", upload }).then(
        (response) => end(() => callback(null, response)),
        (error: unknown) => abort(this.#faultFor(error)),
      );
    };
    const next = (): void => {
      if (isOver || isBusy) return;
      const bytes = queue.shift();
      if (bytes === undefined) {
        if (isComplete) seal();
        else call.resume();
        return;
      }
      isBusy = true;
      const caller: Caller = {
        bytes,
        isPatient: true,
        onGone: () => {},
        answer: () => {
          facts.count("OK");
          isBusy = false;
          next();
        },
        fail: (fault) => abort(fault),
      };
      void live(caller, () => this.#answered({ kind: "submit", upload, caller: who, bytes, ...trace }), this.#context);
    };
    call.on("data", (bytes: Buffer) => {
      call.pause();
      queue.push(bytes);
      next();
    });
    call.on("end", () => {
      isComplete = true;
      next();
    });
    call.on("cancelled", () => {
      end(() => {});
      void this.#thread?.ask({ kind: "drop", upload });
    });
    if (this.#thread === null) abort(OFF);
    else if (this.#context.admission.closed) abort(SHUTTING_DOWN);
  }

  #watch(call: Watch): void {
    const gone = new AbortController();
    const abort = (fault: Fault): void => {
      if (!this.#open.delete(abort)) return;
      gone.abort();
      call.emit("error", toStatus(fault));
    };
    this.#open.add(abort);
    call.on("cancelled", () => {
      this.#open.delete(abort);
      gone.abort();
    });
    if (this.#thread === null) abort(OFF);
    else if (this.#context.admission.closed) abort(SHUTTING_DOWN);
    else {
      this.#follow(call, gone.signal).then(
        () => {
          if (this.#open.delete(abort)) call.end();
        },
        (error: unknown) => abort(this.#faultFor(error)),
      );
    }
  }

  /** Writes pages until there is no more. A page is asked for when the one before has left. */
  async #follow(call: Watch, signal: AbortSignal): Promise<void> {
    const { caller } = this.#context.partyOf(call);
    const bytes = call.request;
    const refusal = refusalOf(bytes);
    if (refusal !== null) throw new ServiceError(refusal);
    // The request is some bytes long, and the call may last for hours.
    release(bytes);
    let cursor: number | undefined;
    let waitMs = LOOK_MS.first;
    while (!signal.aborted) {
      const ending = await this.#ask({ kind: "watch", caller, bytes, ...(cursor !== undefined && { cursor }) });
      if (ending.kind !== "page") throw new Error(`the thread of batches answered with ${ending.kind}`);
      for (const message of ending.messages) {
        if (signal.aborted) return;
        await new Promise<void>((resolve) => {
          const done = (): void => {
            signal.removeEventListener("abort", done);
            resolve();
          };
          signal.addEventListener("abort", done, { once: true });
          call.write(message, done);
        });
      }
      if (ending.cursor === null) return;
      cursor = ending.cursor;
      waitMs = ending.messages.length > 0 ? LOOK_MS.first : Math.min(LOOK_MS.most, 2 * waitMs);
      if (ending.messages.length === 0) await pause(waitMs, signal);
    }
  }

  async #answered(ask: BatchAsk): Promise<Uint8Array> {
    const ending = await this.#ask(ask);
    if (ending.kind === "answer") return ending.bytes;
    throw new Error(`the thread of batches answered with ${ending.kind}`);
  }

  /** @throws ServiceError, or Error for a fault of ours */
  async #ask(ask: BatchAsk): Promise<BatchEnding> {
    if (this.#thread === null) throw new ServiceError(OFF);
    const ending = await this.#thread.ask(ask);
    if (ending.kind === "refused") throw new ServiceError(ending.fault);
    if (ending.kind === "broken") throw new Error(ending.message);
    return ending;
  }

  #faultFor(error: unknown): Fault {
    return faultFor(error, this.#context);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done, { once: true });
  });
}
