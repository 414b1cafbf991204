import { isMainThread, resourceLimits, Worker } from "node:worker_threads";
import type { EndReport, WorkerReport, WorkerTask } from "./tasks.js";

/** The compiled worker; when the sources themselves run (tests), the one that the build put beside them. */
const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "../../dist/planner/worker.js" : "./worker.js",
  import.meta.url,
);

/** Milliseconds that a worker has to end by itself once it is told to; most look every few. Then it is terminated. */
export const GRACE_MS = 10;

/** Workers that are kept for the next task at most; each holds some ten megabytes. */
const MAX_IDLE = 8;

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

/** Runs the task in a worker thread; what it reports on the way is passed to `onReport` as it arrives. */
export function runInWorker(task: WorkerTask, onReport: (report: Passing) => void): WorkerRun {
  const worker = idle.pop() ?? startWorker();
  worker.ref();
  let running = true;
  let terminated = false;
  const terminate = (): void => {
    if (!running || terminated) return;
    terminated = true;
    void worker.terminate();
  };
  let settle!: () => void;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const ended = new Promise<EndReport | null>((resolve, reject) => {
    const release = (): void => {
      running = false;
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
    };
    const onMessage = (report: WorkerReport): void => {
      // What was said before it was terminated may still arrive.
      if (terminated) return;
      if (report.kind === "end" || report.kind === "outcome") {
        release();
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
    const onError = (error: unknown): void => {
      release();
      reject(error);
    };
    const onExit = (code: number): void => {
      release();
      if (terminated) resolve(null);
      else reject(new Error(`a planning thread ended with code ${code} before its answer`));
    };
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
  });
  worker.postMessage(task);
  return { settled, ended, terminate };
}

function startWorker(): Worker {
  // In a thread that may have only so much memory, another one gets no more: Node itself does not hand limits down.
  const worker = new Worker(WORKER, isMainThread ? {} : { resourceLimits });
  worker.once("exit", () => {
    const at = idle.indexOf(worker);
    if (at >= 0) idle.splice(at, 1);
  });
  // One that dies while idle is gone with its exit; that is no fault of anybody's task.
  worker.on("error", () => {});
  return worker;
}

function keep(worker: Worker): void {
  if (idle.length >= MAX_IDLE) void worker.terminate();
  else {
    worker.unref();
    idle.push(worker);
  }
}
