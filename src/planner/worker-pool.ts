import { Worker } from "node:worker_threads";
import type { GreedyPlan } from "../heuristics/index.js";
import type { EndReport, WorkerReport, WorkerTask } from "./tasks.js";

/** The compiled worker; when the sources themselves run (tests), the one that the build put beside them. */
const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "../../dist/planner/worker.js" : "./worker.js",
  import.meta.url,
);

/** Workers that are kept for the next task at most; each holds some ten megabytes. */
const MAX_IDLE = 8;

/**
 * Workers that wait for a task. A new one takes 50 ms to start and some more until its code is compiled, which is as long as many
 * searches: so they are kept. They do not keep the process alive.
 */
const idle: Worker[] = [];

export interface WorkerRun {
  /** Fulfils when the worker has settled the question; never otherwise. */
  readonly settled: Promise<void>;
  /** Its last report, null if it was terminated; rejects if it died. */
  readonly ended: Promise<EndReport | null>;
  /** Kills the worker if it still runs the task. */
  terminate(): void;
}

/** Runs the task in a worker thread; each better plan is passed to `onPlan` as it arrives. */
export function runInWorker(task: WorkerTask, onPlan: (plan: GreedyPlan) => void): WorkerRun {
  const worker = idle.pop() ?? startWorker();
  worker.ref();
  let running = true;
  let settle!: () => void;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const ended = new Promise<EndReport | null>((resolve, reject) => {
    const release = (): void => {
      running = false;
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
    };
    const onMessage = (message: WorkerReport): void => {
      if (message.kind === "plan") {
        onPlan(message.plan);
        return;
      }
      release();
      keep(worker);
      if (message.settled) settle();
      resolve(message);
    };
    const onError = (error: Error): void => {
      release();
      reject(error);
    };
    const onExit = (): void => {
      release();
      resolve(null);
    };
    worker.on("message", onMessage).on("error", onError).on("exit", onExit);
  });
  worker.postMessage(task);
  return {
    settled,
    ended,
    terminate: () => {
      if (running) void worker.terminate();
    },
  };
}

function startWorker(): Worker {
  const worker = new Worker(WORKER);
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
