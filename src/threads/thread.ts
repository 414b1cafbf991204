import { existsSync } from "node:fs";
import { isMainThread, type ResourceLimits, resourceLimits, Worker } from "node:worker_threads";
import type { Entry } from "./entry.js";

/**
 * The entry of a thread. Where the sources themselves run (tests), it is the one that the build has made of it. It is
 * missing where a bundler has put this module into a file of its own.
 *
 * @param entry its file below the folder of all sources, as in "planner/worker.js"
 */
export function entryOf(entry: string): Entry {
  const fault = `the file of its threads, ${entry}, is missing: a bundler keeps it where telaplan is external`;
  // A bundle in CommonJS has no address.
  const here: string | undefined = import.meta.url;
  if (here === undefined) return { url: null, fault };
  // A thread runs what the build has put beside the sources, or this folder itself where that is what runs.
  const url = new URL(entry, new URL("../", here).href.replace(/\/src\/$/, "/dist/"));
  return existsSync(url) ? { url, fault: null } : { url: null, fault };
}

export interface ThreadOptions<Message> {
  /** What is said of a thread that ends with this code and has told of no error. */
  readonly silent: (code: number) => string;
  /** What the entry reads as `workerData`. */
  readonly data?: unknown;
  /** Absent: those of the thread that starts it. Node itself hands none down. */
  readonly limits?: ResourceLimits;
  readonly on?: ThreadEvents<Message>;
}

/** What a thread tells of itself. */
export interface ThreadEvents<Message> {
  readonly message?: (message: Message) => void;
  /**
   * Told once, at the first sign that it is over: what it died of; or, where it told nothing (`silently`), that it has
   * ended. Messages that it had sent by then may still come.
   */
  readonly failed?: (error: Error, silently: boolean) => void;
  /** Told once, after the last message, with the same error. */
  readonly gone?: (error: Error) => void;
}

/**
 * A worker thread, and what everyone who has one needs: it tells of its end once, as an Error, whatever it was.
 *
 * It may be kept for one task after the other: `listen` says who hears of it from now on.
 */
export class Thread<Message> {
  readonly #worker: Worker;
  #events: ThreadEvents<Message>;
  #failure: Error | null = null;

  constructor({ url, fault }: Entry, { silent, data, limits, on = {} }: ThreadOptions<Message>) {
    if (url === null) throw new Error(fault ?? "the file of a thread is missing");
    this.#events = on;
    const inherited = isMainThread ? {} : { resourceLimits };
    this.#worker = new Worker(url, {
      workerData: data,
      ...(limits === undefined ? inherited : { resourceLimits: limits }),
    });
    this.#worker.on("message", (message: Message) => this.#events.message?.(message));
    this.#worker.on("messageerror", (error) => this.#fail(error, false));
    this.#worker.on("error", (error: unknown) => this.#fail(error, false));
    // A thread may end without any error: by `process.exit`, or because somebody ended it.
    this.#worker.once("exit", (code) => {
      this.#fail(new Error(silent(code)), true);
      this.#events.gone?.(this.#failure!);
    });
  }

  /** What it died of; null while it lives. One that is dead takes messages and never answers. */
  get failure(): Error | null {
    return this.#failure;
  }

  /** From now on these are told, and no others. Whoever listens to a dead thread hears nothing: see `failure`. */
  listen(events: ThreadEvents<Message>): void {
    this.#events = events;
  }

  post(message: unknown): void {
    this.#worker.postMessage(message);
  }

  /** Whether it keeps the process alive. A new one does. */
  keepProcessAlive(yes: boolean): void {
    if (yes) this.#worker.ref();
    else this.#worker.unref();
  }

  /** Ends it at once, whatever it is at. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #fail(error: unknown, silently: boolean): void {
    if (this.#failure !== null) return;
    this.#failure = error instanceof Error ? error : new Error(String(error));
    this.#events.failed?.(this.#failure, silently);
  }
}
