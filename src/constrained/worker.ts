import { parentPort } from "node:worker_threads";
import { Clock } from "../planner/index.js";
import { InputError } from "../problem/index.js";
import { begin } from "./begin.js";
import { drive } from "./drive.js";
import { toResult } from "./result.js";
import type { ConstrainedReport, ConstrainedTask } from "./tasks.js";

// The entry of a thread that does one run after the other.
parentPort!.on("message", (task: ConstrainedTask) => void run(task, (report) => parentPort!.postMessage(report)));

async function run(task: ConstrainedTask, report: (message: ConstrainedReport) => void): Promise<void> {
  const { problem, presolve, sentAtMs, stop } = task;
  const waitedMs = Math.max(0, Clock.machineMs() - sentAtMs);
  const limits = { ...task.limits, timeLimitMs: Math.max(0, task.limits.timeLimitMs - waitedMs) };
  const flag = new Int32Array(stop);
  const signal = {
    get aborted() {
      return Atomics.load(flag, 0) !== 0;
    },
  };
  try {
    const { state, work } = begin(problem, limits, new Clock(), presolve, task.known);
    let told: Float64Array | null = null;
    await drive(work, state, {
      signal,
      tell: (progress) => {
        // Plans are as long as the problem: they go once.
        const isNew = progress.offsets !== told;
        told = progress.offsets;
        report({ kind: "progress", progress: isNew ? progress : { ...progress, offsets: null, memories: null } });
      },
      warn: (message) => report({ kind: "warning", message }),
    });
    report({ kind: "result", result: toResult(state) });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    report({ kind: "refused", message: error.message, culprit: error.culprit });
  }
}
