import { platform, setPriority } from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { CELL, type Job, type Report, type WorkerSetting } from "./jobs.js";
import { runJob, warmUp } from "./work.js";

// The entry of a worker thread. Jobs come in batches, and one batch at a time; reports go back together, unless some
// wait too long.

/** Milliseconds that a report waits for others at most. */
const PATIENCE_MS = 2;

/** Steps below the process's own priority. */
const NICE = 5;

const port = parentPort!;
const setting = workerData as WorkerSetting;
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

// On Linux this is the thread's own: where cores are short, the thread that serves the network goes first. It needs
// little, and refusals, health checks and answers at a deadline wait for it.
if (platform() === "linux") setPriority(0, NICE);

// The first message, with no report in it, says that the worker is ready.
await warmUp(setting);
port.postMessage([]);
port.on("message", (jobs: readonly Job[]) => void run(jobs));
