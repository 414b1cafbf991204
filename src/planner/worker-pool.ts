import { Thread } from "../threads/index.js";
import { ENTRY } from "./entry.js";
import type { EndReport, WorkerReport, WorkerTask } from "./tasks.js";

/** Milliseconds that a worker has to end by itself once it is told to; most look every few. Then it is terminated. */
export const GRACE_MS = 10;

/** Workers that are kept for the next task at most; each holds some ten megabytes. */
const MAX_IDLE = 8;

type Worker = Thread<WorkerReport>;

const silent = (code: number): string => `a planning thread ended with code ${code} before its answer`;

/**
 * Workers that wait for a task. A new one takes 50 ms to start and some more until its code is compiled, which is as
 * long as many searches: so they are kept. They do not keep the process alive.
 */
const idle: Worker[] = [];

export interface WorkerRun {
  /** Fulfils when the worker has settled the question; never otherwise. */
  readonly settled: Promise<void>;
  /** Its last report, null if it was terminated; rejects if it died, ended without a word, or `onReport` threw. */
  readonly ended: Promise<EndReport | null>;
  /** Ends the worker if it still runs the task. Only the first call does anything. */
  terminate(): void;
}

type Passing = Exclude<WorkerReport, EndReport>;

/** Starts a worker for the next task if none waits, while the caller still prepares it. */
export function warmWorker(): void {
  if (idle.length === 0) keep(newWorker());
}

function newWorker(): Worker {
  return new Thread<WorkerReport>(ENTRY, { silent });
}

/** Runs the task in a worker thread; what it reports on the way is passed to `onReport` as it arrives. */
export function runInWorker(task: WorkerTask, onReport: (report: Passing) => void): WorkerRun {
  const worker = idle.pop() ?? newWorker();
  worker.keepProcessAlive(true);
  let running = true;
  let terminated = false;
  const terminate = (): void => {
    if (!running || terminated) return;
    terminated = true;
    void worker.end();
  };
  let settle!: () => void;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const ended = new Promise<EndReport | null>((resolve, reject) => {
    const message = (report: WorkerReport): void => {
      // What was said before it was terminated may still arrive.
      if (terminated) return;
      if (report.kind === "end" || report.kind === "outcome") {
        running = false;
        keep(worker);
        if (report.settled) settle();
        resolve(report);
        return;
      }
      try {
        onReport(report);
      } catch (error) {
        reject(error);
        terminate();
      }
    };
    const failed = (error: Error, silently: boolean): void => {
      running = false;
      if (terminated && silently) resolve(null);
      else reject(error);
    };
    worker.listen({ message, failed });
  });
  worker.post(task);
  return { settled, ended, terminate };
}

/** Keeps a worker for the next task. One that dies meanwhile is gone; that is no fault of anybody's task. */
function keep(worker: Worker): void {
  if (idle.length >= MAX_IDLE) {
    void worker.end();
    return;
  }
  worker.keepProcessAlive(false);
  worker.listen({
    failed: () => {
      const at = idle.indexOf(worker);
      if (at >= 0) idle.splice(at, 1);
    },
  });
  idle.push(worker);
}
