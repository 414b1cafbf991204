import { entryOf, Thread } from "../../threads/index.js";
import type { ThreadData, Told } from "./messages.js";

/** What a job in the pool came to. */
export type Outcome =
  | Exclude<Told, { readonly kind: "ready" }>
  /** Its thread died, or was ended because it took too long or too much. */
  | { readonly kind: "died"; readonly reason: string }
  /** No thread took it: all were busy for too long, or the pool was ended. */
  | { readonly kind: "untried" };

export interface PoolOptions extends ThreadData {
  readonly threads: number;
  /** MiB of JavaScript's heap in each thread. */
  readonly heapMib: number;
}

interface Asked {
  readonly id: string;
  readonly text: string;
  /** Milliseconds; Infinity is no limit. */
  readonly limitMs: number;
  /** Called when a thread begins with it. */
  readonly onStart: () => void;
  readonly settle: (outcome: Outcome) => void;
  patience?: ReturnType<typeof setTimeout>;
}

/** A thread and the job that it has. */
interface Seat {
  thread: Thread<Told> | null;
  job: Asked | null;
  /** Whether the thread has loaded what it needs: until then, the job's time does not run. */
  isReady: boolean;
  limit?: ReturnType<typeof setTimeout>;
  /** Why it was ended; null where it was not. */
  verdict: string | null;
}

/** Milliseconds that a job waits for a thread before somebody else may have it. */
const PATIENCE_MS = 1_000;

/** Threads that plan, and the jobs that wait for one. */
export class Pool {
  readonly #options: PoolOptions;
  readonly #seats: Seat[];
  readonly #waiting: Asked[] = [];
  #isOpen = true;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#seats = Array.from({ length: options.threads }, () => ({
      thread: null,
      job: null,
      isReady: false,
      verdict: null,
    }));
    for (const seat of this.#seats) this.#occupy(seat);
  }

  /** Jobs that threads have now. */
  get running(): number {
    return this.#seats.filter(({ job }) => job !== null).length;
  }

  /** Never rejects. */
  plan(id: string, text: string, limitMs: number, onStart: () => void): Promise<Outcome> {
    return new Promise((settle) => {
      if (!this.#isOpen) return settle({ kind: "untried" });
      const asked: Asked = { id, text, limitMs, onStart, settle };
      const seat = this.#seats.find(({ job }) => job === null);
      if (seat !== undefined) return this.#begin(seat, asked);
      asked.patience = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(asked), 1);
        settle({ kind: "untried" });
      }, PATIENCE_MS);
      this.#waiting.push(asked);
    });
  }

  /** Ends the thread of the largest job. @returns false where none runs */
  endLargest(reason: string): boolean {
    const busy = this.#seats.filter(({ job, verdict }) => job !== null && verdict === null);
    if (busy.length === 0) return false;
    busy.sort((a, b) => b.job!.text.length - a.job!.text.length);
    this.#end(busy[0]!, reason);
    return true;
  }

  /** Takes no more jobs, and hands back what waits. */
  close(): void {
    this.#isOpen = false;
    for (const { settle, patience } of this.#waiting.splice(0)) {
      clearTimeout(patience);
      settle({ kind: "untried" });
    }
  }

  /** Ends all threads; what they had was not tried. */
  async end(): Promise<void> {
    this.close();
    await Promise.all(
      this.#seats.map(async (seat) => {
        const { thread, job } = seat;
        clearTimeout(seat.limit);
        seat.thread = null;
        seat.job = null;
        thread?.listen({});
        await thread?.end();
        job?.settle({ kind: "untried" });
      }),
    );
  }

  #begin(seat: Seat, asked: Asked): void {
    clearTimeout(asked.patience);
    seat.job = asked;
    seat.verdict = null;
    if (seat.thread === null) this.#occupy(seat);
    if (seat.isReady) this.#limit(seat);
    asked.onStart();
    seat.thread!.post({ id: asked.id, text: asked.text });
  }

  #limit(seat: Seat): void {
    const limitMs = seat.job?.limitMs ?? Number.POSITIVE_INFINITY;
    if (!Number.isFinite(limitMs)) return;
    seat.limit = setTimeout(() => this.#end(seat, `it took more than ${limitMs / 1000} s`), limitMs);
  }

  #occupy(seat: Seat): void {
    const { version, heapMib } = this.#options;
    const thread: Thread<Told> = new Thread<Told>(entryOf("fleet/work/thread.js"), {
      silent: (code) => `its thread ended with code ${code}`,
      data: { version } satisfies ThreadData,
      limits: { maxOldGenerationSizeMb: heapMib },
      on: {
        message: (told) => {
          if (seat.thread !== thread) return;
          if (told.kind !== "ready") return this.#settle(seat, told);
          seat.isReady = true;
          this.#limit(seat);
        },
        failed: (error) => {
          if (seat.thread !== thread) return;
          seat.thread = null;
          const { code } = error as NodeJS.ErrnoException;
          const died =
            code === "ERR_WORKER_OUT_OF_MEMORY" ? `it needs more than ${heapMib} MiB of heap` : error.message;
          if (seat.job !== null) this.#settle(seat, { kind: "died", reason: seat.verdict ?? died });
        },
      },
    });
    seat.thread = thread;
    seat.isReady = false;
  }

  #settle(seat: Seat, outcome: Outcome): void {
    clearTimeout(seat.limit);
    const { job } = seat;
    seat.job = null;
    const next = this.#isOpen ? this.#waiting.shift() : undefined;
    if (next !== undefined) this.#begin(seat, next);
    job?.settle(outcome);
  }

  #end(seat: Seat, reason: string): void {
    seat.verdict = reason;
    void seat.thread?.end();
  }
}
