import { parentPort, workerData } from "node:worker_threads";
import { CELL, type Job, type PolicyChange, type Report, type WorkerSetting } from "./jobs.js";
import { stepBack } from "./priority.js";
import { runJob, warmUp } from "./work.js";

// The entry of a worker thread. Jobs come in batches, and one batch at a time; reports go back together, unless some
// wait too long.

/** Milliseconds that a report waits for others at most. */
const PATIENCE_MS = 2;

const port = parentPort!;
let setting = workerData as WorkerSetting;
const cells = new Int32Array(setting.shared);
let reports: Report[] = [];
let flushedAt = 0;

function flush(): void {
  if (reports.length > 0) port.postMessage(reports);
  reports = [];
  flushedAt = performance.now();
}

async function run(jobs: readonly Job[]): Promise<void> {
  flushedAt = performance.now();
  for (const job of jobs) {
    const { id } = job;
    Atomics.store(cells, CELL.current, id);
    const ending = await runJob(job, setting, (found) => {
      reports.push({ id, kind: "incumbent", ...found });
      flush();
    });
    reports.push({ id, ...ending });
    // What is sent is no longer this job's to lose.
    if (performance.now() - flushedAt >= PATIENCE_MS) flush();
  }
  flush();
  Atomics.store(cells, CELL.current, 0);
}

stepBack();

// The first message, with no report in it, says that the worker is ready.
await warmUp(setting);
port.postMessage([]);
port.on("message", (message: readonly Job[] | PolicyChange) => {
  // Jobs that came before have been done: their turn is over.
  if ("policies" in message) setting = { ...setting, ...message };
  else void run(message);
});
