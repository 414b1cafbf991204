/** The worker, as promises: one answer for each thing that is asked, and news on the way. */
import type { Answers, Ask, Standing, Told } from "../worker/messages.js";

/** What the worker says that it will not do, in words for people. */
export class Failure extends Error {
  override readonly name = "Failure";
}

export interface News {
  readonly standing?: (standing: Standing) => void;
  readonly warning?: (message: string) => void;
}

interface Waiting extends News {
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

export function startWorker(): Worker {
  return new Worker(new URL("../worker/worker.ts", import.meta.url), { type: "module" });
}

export class Session {
  #worker: Worker | null = null;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;

  ask<Kind extends Ask["kind"]>(
    ask: Extract<Ask, { kind: Kind }>,
    news: News = {},
    transfer: Transferable[] = [],
  ): Promise<Answers[Kind]> {
    const number = this.#next++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { ...news, resolve: resolve as (answer: never) => void, reject });
      this.#started().postMessage({ ...ask, number }, transfer);
    });
  }

  /** What is under way ends with what it has. */
  cancel(): void {
    this.#worker?.postMessage({ kind: "cancel" });
  }

  /** Ends the worker at once; the next thing that is asked has a new one. */
  end(): void {
    this.#worker?.terminate();
    this.#worker = null;
    for (const { reject } of this.#waiting.values()) reject(new Failure("ended"));
    this.#waiting.clear();
  }

  #started(): Worker {
    if (this.#worker !== null) return this.#worker;
    const worker = startWorker();
    worker.onmessage = ({ data }: MessageEvent<Told>) => this.#hear(data);
    worker.onerror = (event) => {
      const message = event.message || "the planner could not be loaded";
      for (const { reject } of this.#waiting.values()) reject(new Failure(message));
      this.#waiting.clear();
    };
    this.#worker = worker;
    return worker;
  }

  #hear(told: Told): void {
    const waiting = this.#waiting.get(told.number);
    if (waiting === undefined) return;
    if (told.kind === "standing") waiting.standing?.(told.standing);
    else if (told.kind === "warning") waiting.warning?.(told.message);
    else {
      this.#waiting.delete(told.number);
      if (told.kind === "answer") waiting.resolve(told.answer as never);
      else waiting.reject(new Failure(told.isFault ? `internal fault: ${told.message}` : told.message));
    }
  }
}
