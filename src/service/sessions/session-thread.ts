import { type Entry, entryOf, Thread } from "../../threads/index.js";
import { type Fault, isOutOfMemory, OUT_OF_MEMORY } from "../faults.js";
import type { SessionEnding, SessionSetting } from "./desk.js";
import type { SessionJob } from "./thread.js";

/** Where messages of PlanSession are worked on. */
export const PLANNING_ENTRY = entryOf("service/sessions/thread.js");

/** Where episodes are played. */
export const ENVIRONMENT_ENTRY = entryOf("service/sessions/environment-thread.js");

/** What the thread of a session is made with. */
export interface ThreadSetting extends Omit<SessionSetting, "shared"> {
  /** MiB of JavaScript heap that it may have. */
  readonly workerHeapMib: number;
}

/** What is told of a session whose thread has died. */
export const SESSION_LOST: Fault = {
  reason: "SESSION_LOST",
  message: "the thread of this session died: open another session with the problem as it is now",
};

/** The thread that holds one session's state. It lives as long as the session. */
export class SessionThread {
  readonly #thread: Thread<SessionEnding>;
  readonly #stop = new Int32Array(new SharedArrayBuffer(4));
  #settle: ((ending: SessionEnding) => void) | null = null;
  #isEnded = false;

  /**
   * @param entry the file that it runs
   * @param onDeath told when it dies by itself, whether or not somebody waits for an answer
   */
  constructor(
    entry: Entry,
    { workerHeapMib, ...setting }: ThreadSetting,
    onDeath: (error: Error, fault: Fault) => void,
  ) {
    this.#thread = new Thread(entry, {
      data: { ...setting, shared: this.#stop.buffer } satisfies Record<string, unknown>,
      limits: { maxOldGenerationSizeMb: workerHeapMib },
      silent: (code) => `the thread of a session exited with code ${code}`,
      on: {
        message: (ending) => this.#answer(ending),
        gone: (error) => {
          const fault = isOutOfMemory(error) ? OUT_OF_MEMORY : SESSION_LOST;
          if (!this.#isEnded) onDeath(error, fault);
          this.#answer({ kind: "over", fault, broken: null });
        },
      },
    });
  }

  /** One message at a time. Never rejects: the thread's death is an ending too. */
  ask(job: SessionJob): Promise<SessionEnding> {
    const { failure } = this.#thread;
    if (failure !== null || this.#isEnded) {
      return Promise.resolve({ kind: "over", fault: SESSION_LOST, broken: null });
    }
    return new Promise((resolve) => {
      this.#settle = resolve;
      this.#thread.post(job);
    });
  }

  /** The plan under way is to end with the best that there is. */
  stop(): void {
    Atomics.store(this.#stop, 0, 1);
  }

  /** Ends it at once, whatever it is at. */
  async end(): Promise<void> {
    this.#isEnded = true;
    await this.#thread.end();
  }

  #answer(ending: SessionEnding): void {
    this.#settle?.(ending);
    this.#settle = null;
  }
}
