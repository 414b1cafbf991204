import { createHash, randomUUID } from "node:crypto";
import { BatchError, type BatchState, type Fleet } from "../../fleet/index.js";
import { type Fault, refuse, ServiceError } from "../faults.js";
import { batchAnswerBytes, batchBytes, readBatchQuestion, readSubmit } from "../wire/batch.js";
import type { RequestLimits } from "../wire/task.js";
import { isOver, Quota, type QuotaLimits } from "./quota.js";
import { Upload } from "./upload.js";

/** What the thread of batches is asked. `upload` is a number of a call of SubmitBatch. */
export type BatchAsk =
  | {
      readonly kind: "submit";
      readonly upload: number;
      readonly caller: string;
      readonly bytes: Uint8Array;
      /** W3C `traceparent` of the call. */
      readonly trace?: string;
    }
  | { readonly kind: "seal"; readonly upload: number }
  | { readonly kind: "drop"; readonly upload: number }
  | { readonly kind: "get" | "cancel"; readonly caller: string; readonly bytes: Uint8Array }
  /** `cursor` is absent at first: the request has it. */
  | { readonly kind: "watch"; readonly caller: string; readonly bytes: Uint8Array; readonly cursor?: number }
  | { readonly kind: "standing" };

/** What comes of it. */
export type BatchEnding =
  | { readonly kind: "answer"; readonly bytes: Uint8Array }
  /** Encoded messages, and where to go on; null where there is no more. */
  | { readonly kind: "page"; readonly messages: readonly Uint8Array[]; readonly cursor: number | null }
  | { readonly kind: "standing"; readonly waiting: number; readonly workers: number }
  | { readonly kind: "refused"; readonly fault: Fault }
  /** A fault of ours, for the log. */
  | { readonly kind: "broken"; readonly message: string };

export interface BatchSetting {
  readonly limits: RequestLimits;
  readonly defaultTimeLimitMs: number;
  readonly quota: QuotaLimits;
}

/** Answers that a page has at most, and their bytes after which the next page is one answer. */
const PAGE = 32;
const PAGE_BYTES = 2 ** 20;

/** Milliseconds that a question may take while the queue is away, and to cancel a batch of many problems. */
const PATIENCE_MS = 5_000;
const CANCEL_MS = 120_000;

const AWAY: Fault = {
  reason: "QUEUE_UNAVAILABLE",
  message: "the queue does not answer; batches are safe there, try again later",
  retryAfterMs: 2_000,
};

interface Open {
  readonly upload: Upload;
  readonly batchId: string;
}

/** Where questions about batches are worked on: everything is decoded, checked, replayed and encoded here. */
export class BatchDesk {
  readonly #fleet: Fleet;
  readonly #setting: BatchSetting;
  readonly #quota: Quota;
  readonly #uploads = new Map<number, Open>();
  /** Calls of SubmitBatch of which a message is worked on, and those of them whose callers are gone. */
  readonly #busy = new Set<number>();
  readonly #dropped = new Set<number>();
  /** Answers that the next page may have: one, where those of the last were large. */
  #page = PAGE;

  constructor(fleet: Fleet, setting: BatchSetting) {
    this.#fleet = fleet;
    this.#setting = setting;
    this.#quota = new Quota(setting.quota, (id) => fleet.store.state(id));
  }

  /** Never rejects. */
  async answer(ask: BatchAsk): Promise<BatchEnding> {
    try {
      // A message waits as long as the queue is long: that is what holds its caller back.
      return ask.kind === "submit" || ask.kind === "seal"
        ? await this.#do(ask)
        : await inTime(this.#do(ask), ask.kind === "cancel" ? CANCEL_MS : PATIENCE_MS);
    } catch (error) {
      if (error instanceof ServiceError) return { kind: "refused", fault: error.fault };
      if (error instanceof BatchError)
        return { kind: "refused", fault: { reason: "BATCH_CONFLICT", message: error.message } };
      return { kind: "broken", message: error instanceof Error ? `${error.stack}` : String(error) };
    }
  }

  async #do(ask: BatchAsk): Promise<BatchEnding> {
    if (ask.kind === "submit") return this.#busyWith(ask.upload, () => this.#submit(ask));
    if (ask.kind === "seal") return this.#seal(ask.upload);
    if (ask.kind === "drop") return this.#drop(ask.upload);
    if (ask.kind === "standing") {
      const [waiting, workers] = await Promise.all([this.#fleet.queue.waiting(), this.#fleet.store.workers()]);
      return { kind: "standing", waiting, workers: workers.length };
    }
    if (ask.kind === "watch") return this.#watch(ask.caller, ask.bytes, ask.cursor);
    const method = ask.kind === "get" ? "GetBatch" : "CancelBatch";
    const { batchId } = readBatchQuestion(ask.bytes, `${method}Request`);
    const id = ownId(ask.caller, batchId);
    let state = await this.#stateOf(id, batchId);
    if (ask.kind === "cancel") state = await this.#fleet.cancel(id);
    return { kind: "answer", bytes: batchBytes(`${method}Response`, batchId, state) };
  }

  async #busyWith(number: number, work: () => Promise<BatchEnding>): Promise<BatchEnding> {
    this.#busy.add(number);
    try {
      return await work();
    } finally {
      this.#busy.delete(number);
      if (this.#dropped.delete(number)) await this.#drop(number);
    }
  }

  async #submit({ upload: number, caller, bytes, trace }: BatchAsk & { kind: "submit" }): Promise<BatchEnding> {
    const { limits, defaultTimeLimitMs } = this.#setting;
    let open = this.#uploads.get(number);
    const from = open?.upload.count ?? 0;
    const { opening, problems } = readSubmit(bytes, open === undefined, from, limits, defaultTimeLimitMs);
    if (open === undefined) {
      const { batchId: given, options, priority } = opening!;
      const batchId = given === "" ? randomUUID() : given;
      const id = ownId(caller, batchId);
      await inTime(this.#quota.begin(caller, id));
      open = {
        upload: new Upload(this.#fleet, { id, options, priority, ...(trace !== undefined && { trace }) }),
        batchId,
      };
      this.#uploads.set(number, open);
    }
    await open.upload.add(problems);
    await this.#quota.room(caller, () => this.#dropped.has(number));
    return { kind: "answer", bytes: new Uint8Array() };
  }

  async #seal(number: number): Promise<BatchEnding> {
    const open = this.#uploads.get(number);
    if (open === undefined) throw refuse("INVALID_FIELD", "open is required in the first message", "open");
    this.#uploads.delete(number);
    const state = await open.upload.end();
    return { kind: "answer", bytes: batchBytes("SubmitBatchResponse", open.batchId, state) };
  }

  async #drop(number: number): Promise<BatchEnding> {
    if (this.#busy.has(number)) this.#dropped.add(number);
    this.#uploads.get(number)?.upload.drop();
    this.#uploads.delete(number);
    return { kind: "answer", bytes: new Uint8Array() };
  }

  async #watch(caller: string, bytes: Uint8Array, at: number | undefined): Promise<BatchEnding> {
    const { batchId, cursor: first } = readBatchQuestion(bytes, "WatchBatchRequest");
    const cursor = at ?? first;
    const id = ownId(caller, batchId);
    // Before the page: what is answered after it is on it, or behind it.
    const state = await this.#stateOf(id, batchId);
    if (cursor > state.answered) {
      throw refuse("INVALID_FIELD", `cursor must be ${state.answered} at most, got ${cursor}`, "cursor");
    }
    const page = await this.#fleet.results(id, cursor, this.#page);
    const messages = page.results.map((result, i) => batchAnswerBytes(result, cursor + i + 1, state));
    const size = messages.reduce((sum, message) => sum + message.length, 0);
    this.#page = size > PAGE_BYTES ? 1 : PAGE;
    if (messages.length > 0 || !isOver(state)) return { kind: "page", messages, cursor: page.cursor };
    return { kind: "page", messages: [batchBytes("WatchBatchResponse", batchId, state)], cursor: null };
  }

  async #stateOf(id: string, batchId: string): Promise<BatchState> {
    const state = await this.#fleet.store.state(id);
    if (state !== null) return state;
    const message = `there is no batch ${JSON.stringify(batchId)} of yours; perhaps it was kept long enough`;
    throw new ServiceError({ reason: "BATCH_NOT_FOUND", message });
  }
}

/** Characters of a caller's digest. */
const MARK = 20;

/** What a caller's batch is called where all batches are: no other caller's batch can be named so. */
export function ownId(caller: string, batchId: string): string {
  return `${createHash("sha256").update(caller).digest("hex").slice(0, MARK)}.${batchId}`;
}

function inTime<Result>(work: Promise<Result>, mostMs = PATIENCE_MS): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ServiceError(AWAY)), mostMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
