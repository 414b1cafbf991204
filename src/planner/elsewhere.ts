import type { ProblemArrays } from "../problem/index.js";
import type { Limits } from "./options.js";
import type { Outcome } from "./run.js";
import type { Progress } from "./types.js";
import { untilTrue, type Watch } from "./watch.js";
import { GRACE_MS, runInWorker } from "./worker-pool.js";

/** What is left when a run in another thread had to be ended. */
export type Remains = Progress | null;

/**
 * Drives a whole run in a worker thread: the calling thread stays free for signals and timers. At a limit the worker is
 * told to stop, and ended if it does not in time.
 *
 * @returns the outcome; or the last progress where the worker had to be ended, null if it had told none.
 * @throws whatever the worker died of
 */
export async function runInThread(
  arrays: ProblemArrays,
  limits: Limits,
  startedAt: number,
  watch: Watch,
): Promise<{ readonly outcome: Outcome } | { readonly remains: Remains }> {
  const stop = new SharedArrayBuffer(4);
  const spentMs = performance.now() - startedAt;
  const timeLimitMs = Math.max(0, limits.timeLimitMs - spentMs);
  let last: Remains = null;
  const worker = runInWorker({ kind: "run", arrays, limits: { ...limits, timeLimitMs }, stop }, (report) => {
    if (report.kind === "warning") watch.warn?.(report.message);
    if (report.kind !== "progress") return;
    const { progress } = report;
    last = { ...progress, offsets: progress.offsets ?? last?.offsets ?? null, elapsedMs: progress.elapsedMs + spentMs };
    watch.tell?.(last);
  });
  const limitReached = (): boolean =>
    watch.signal?.aborted === true || performance.now() - startedAt >= limits.timeLimitMs;
  try {
    await untilTrue(limitReached, [worker.ended]);
  } finally {
    Atomics.store(new Int32Array(stop), 0, 1);
  }
  // Where it has told of no plan yet, a poor one is made here sooner than it would make one.
  if (last === null && limitReached()) worker.terminate();
  const timer = setTimeout(() => worker.terminate(), GRACE_MS);
  const end = await worker.ended;
  clearTimeout(timer);
  if (end?.kind !== "outcome") return { remains: last };
  // The worker is told to stop, but not why.
  const late = end.outcome.stoppedBy === "cancel" && watch.signal?.aborted !== true;
  return { outcome: late ? { ...end.outcome, stoppedBy: "deadline" } : end.outcome };
}
