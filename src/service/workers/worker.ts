import { parentPort, workerData } from "node:worker_threads";
import { collectGarbage } from "../garbage.js";
import { CELL, type Job, type PolicyChange, type Report, type WorkerData } from "./jobs.js";
import { stepBack } from "./priority.js";
import { runJob, warmUp } from "./work.js";

// The entry of a worker thread. Jobs come in batches, and one batch at a time; reports go back together, unless some
// wait too long.

/** Milliseconds that a report waits for others at most. */
const PATIENCE_MS = 2;

/** Milliseconds after which the rest of a batch is given back: what has come before it was slower than it looked. */
const BATCH_MS = 10;

const port = parentPort!;
let setting = workerData as WorkerData;
const cells = new Int32Array(setting.shared);
let reports: Report[] = [];
let flushedAt = 0;

function flush(): void {
  if (reports.length > 0) port.postMessage(reports);
  reports = [];
  flushedAt = performance.now();
}

/** No jobs at all: it is time to collect the garbage of the last ones. */
async function run(jobs: readonly Job[]): Promise<void> {
  if (jobs.length === 0) {
    collectGarbage();
    return;
  }
  const begunAt = performance.now();
  flushedAt = begunAt;
  for (const job of jobs) {
    const { id } = job;
    if (job !== jobs[0] && performance.now() - begunAt >= BATCH_MS) {
      reports.push({ id, kind: "returned" });
      continue;
    }
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

const warning = stepBack(setting.nice);

// The first message says that the worker is ready.
await warmUp(setting);
port.postMessage(warning === null ? [] : ([{ id: 0, kind: "warning", message: warning }] satisfies Report[]));
port.on("message", (message: readonly Job[] | PolicyChange) => {
  // Jobs that came before have been done: their turn is over.
  if ("policies" in message) setting = { ...setting, ...message };
  else void run(message);
});
