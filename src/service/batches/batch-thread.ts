import { entryOf, Thread } from "../../threads/index.js";
import type { BatchAsk, BatchEnding } from "./batch-desk.js";
import type { BatchData, BatchQuestion, BatchTold } from "./thread.js";

const ENTRY = entryOf("service/batches/thread.js");

/** Milliseconds after which a thread that died is made anew. */
const REBIRTH_MS = 1_000;

/** Who wants to know what happens. */
export interface BatchWatch {
  /** The thread has died, and is made anew. */
  died(error: Error): void;
  /** Something is wrong between here and the queue; it is tried again. */
  trouble(message: string): void;
}

/** The queue cannot be used at all: at the start, the server says so and ends. */
export class NoQueue extends Error {
  override readonly name = "NoQueue";
}

/** The thread in which questions about batches are worked on. */
export class BatchThread {
  readonly #data: BatchData;
  readonly #heapMib: number;
  readonly #watch: BatchWatch;
  #thread!: Thread<BatchTold>;
  readonly #waiting = new Map<number, (ending: BatchEnding) => void>();
  #lastId = 0;
  #isClosed = false;
  #settle: { readonly ready: () => void; readonly failed: (error: Error) => void } | null = null;
  #rebirth: NodeJS.Timeout | undefined;

  constructor(data: BatchData, heapMib: number, watch: BatchWatch) {
    this.#data = data;
    this.#heapMib = heapMib;
    this.#watch = watch;
  }

  /** Where the queue is, without a password. */
  get place(): string {
    return this.#data.address.shown;
  }

  /** Resolves when it is connected to the queue. @throws NoQueue where it cannot be used */
  start(): Promise<void> {
    return new Promise((ready, failed) => {
      this.#settle = { ready, failed };
      this.#begin();
    });
  }

  /** Never rejects: the thread's death is an ending too. */
  ask(ask: BatchAsk): Promise<BatchEnding> {
    if (this.#isClosed || this.#thread.failure !== null) return Promise.resolve(LOST);
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#thread.post({ id, ...ask } satisfies BatchQuestion);
    });
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#rebirth);
    await this.#thread.end();
  }

  #begin(): void {
    this.#thread = new Thread<BatchTold>(ENTRY, {
      data: this.#data,
      limits: { maxOldGenerationSizeMb: this.#heapMib },
      silent: (code) => `the thread of batches exited with code ${code}`,
      on: { message: (told) => this.#hear(told), gone: (error) => this.#bury(error) },
    });
  }

  #hear(told: BatchTold): void {
    if (told.kind === "trouble") this.#watch.trouble(told.message);
    else if (told.kind === "ready") {
      this.#settle?.ready();
      this.#settle = null;
    } else if (told.kind === "unready") {
      const error = new NoQueue(told.message);
      if (this.#settle === null) this.#watch.trouble(told.message);
      else this.#settle.failed(error);
      this.#settle = null;
      void this.#thread.end();
    } else {
      const { id, ...ending } = told;
      this.#waiting.get(id)?.(ending);
      this.#waiting.delete(id);
    }
  }

  #bury(error: Error): void {
    for (const resolve of this.#waiting.values()) resolve(LOST);
    this.#waiting.clear();
    if (this.#settle !== null) this.#settle.failed(error);
    if (this.#isClosed || this.#settle !== null) return;
    this.#watch.died(error);
    this.#rebirth = setTimeout(() => this.#begin(), REBIRTH_MS);
  }
}

/** What is asked of a thread that is no more. What came into a batch before is in it. */
const LOST: BatchEnding = {
  kind: "refused",
  fault: {
    reason: "QUEUE_UNAVAILABLE",
    message: "the server lost its way to the queue; try again",
    retryAfterMs: 2_000,
  },
};
