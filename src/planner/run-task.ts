import { Clock } from "./clock.js";
import { drive } from "./drive.js";
import { verifyPlan } from "./result.js";
import { Run } from "./run.js";
import { type RunTask, runSearch, type WorkerReport, type WorkerTask } from "./tasks.js";

/** Does what the task asks, and reports on the way and at the end. */
export async function runTask(task: WorkerTask, report: (message: WorkerReport) => void): Promise<void> {
  if (task.kind === "search") runSearch(task, report);
  else await runWhole(task, report);
}

async function runWhole(
  { columns, arrays, opening, limits: sent, sentAtMs, stop }: RunTask,
  report: (message: WorkerReport) => void,
): Promise<void> {
  const flag = new Int32Array(stop);
  const signal = {
    get aborted() {
      return Atomics.load(flag, 0) !== 0;
    },
  };
  const waitedMs = Math.max(0, Clock.machineMs() - sentAtMs);
  const limits = { ...sent, timeLimitMs: Math.max(0, sent.timeLimitMs - waitedMs) };
  let told: Float64Array | null = null;
  const outcome = await drive(new Run(arrays, limits, new Clock(), opening), limits, {
    signal,
    tell: (progress) => {
      // Offsets are as long as the problem: they go once.
      const offsets = progress.offsets === told ? null : progress.offsets;
      told = progress.offsets;
      report({ kind: "progress", progress: { ...progress, offsets } });
    },
    warn: (message) => report({ kind: "warning", message }),
  });
  report({ kind: "verifying" });
  report({ kind: "outcome", settled: true, outcome, verification: verifyPlan(columns, outcome) });
}
