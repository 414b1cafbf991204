import type { ProblemArrays, ProblemColumns } from "../problem/index.js";
import type { SimulationReport } from "../sim/index.js";
import { Clock } from "./clock.js";
import type { Limits } from "./options.js";
import { dropMs, overtimeMs } from "./price.js";
import type { Opening, Outcome } from "./state.js";
import type { Progress } from "./types.js";
import { untilTrue, type Watch } from "./watch.js";
import { GRACE_MS, runInWorker } from "./worker-pool.js";

/** What is left when a run in another thread had to be ended. */
export type Remains = Progress | null;

/** What a run in another thread has come to, its plan verified there. */
export interface Verified {
  readonly outcome: Outcome;
  readonly verification: SimulationReport | null;
}

/** Milliseconds more that a worker has to end by itself for each buffer: what it does between two looks is longer. */
const GRACE_MS_A_BUFFER = 0.1e-3;

/** A run that is handed to another thread. */
export interface WholeRun {
  readonly columns: ProblemColumns;
  readonly arrays: ProblemArrays;
  readonly opening: Opening | null;
}

/**
 * Drives a whole run in a worker thread: the calling thread stays free for signals and timers. At a limit the worker is
 * told to stop, and ended if it does not in time. The worker gets the numbers without ids.
 *
 * @returns the outcome; or the last progress where the worker had to be ended, null if it had told none.
 * @throws whatever the worker died of
 */
export async function runInThread(
  { columns, arrays, opening }: WholeRun,
  limits: Limits,
  clock: Clock,
  watch: Watch,
): Promise<Verified | { readonly remains: Remains }> {
  const stop = new SharedArrayBuffer(4);
  const spentMs = clock.elapsedMs;
  const left = { ...limits, timeLimitMs: Math.max(0, limits.timeLimitMs - spentMs) };
  let last: Remains = null;
  let isOver = false;
  const numbers = { ...columns, ids: null };
  const sentAtMs = Clock.machineMs();
  const task = { kind: "run", columns: numbers, arrays, opening, limits: left, sentAtMs, stop } as const;
  const worker = runInWorker(task, (report) => {
    if (report.kind === "verifying") isOver = true;
    if (report.kind === "warning") watch.warn?.(report.message);
    if (report.kind !== "progress") return;
    const { progress } = report;
    last = { ...progress, offsets: progress.offsets ?? last?.offsets ?? null, elapsedMs: progress.elapsedMs + spentMs };
    watch.tell?.(last);
  });
  const aborted = (): boolean => watch.signal?.aborted === true;
  // Progress is told before there is a plan, too.
  const hasPlan = (): boolean => (last?.offsets ?? null) !== null;
  const limitReached = (): boolean => aborted() || clock.elapsedMs >= limits.timeLimitMs;
  try {
    await untilTrue(limitReached, [worker.ended]);
    const endMs = limits.timeLimitMs + overtimeMs(arrays.count);
    const hasWaited = (): boolean => hasPlan() || aborted() || clock.elapsedMs >= endMs;
    if (!hasWaited()) await untilTrue(hasWaited, [worker.ended]);
  } finally {
    Atomics.store(new Int32Array(stop), 0, 1);
  }
  // One that verifies its plan by then is let be: it would only be verified again here.
  const endUnlessOver = (): void => {
    if (!isOver) worker.terminate();
  };
  // Of a plan that is due sooner, one is told by now, dropped if need be, unless the worker began too late.
  const isHuge = overtimeMs(arrays.count) > 0;
  if (!hasPlan() && limitReached() && !isHuge) worker.terminate();
  // What the first rule of a huge problem has placed already is kept while the rest is dropped.
  const droppedMs = hasPlan() ? 0 : dropMs(arrays);
  const timer = setTimeout(endUnlessOver, GRACE_MS + arrays.count * GRACE_MS_A_BUFFER + droppedMs);
  const end = await worker.ended;
  clearTimeout(timer);
  if (end?.kind !== "outcome") return { remains: last };
  const { outcome, verification } = end;
  // The worker is told to stop, but not why.
  const late = outcome.stoppedBy === "cancel" && watch.signal?.aborted !== true;
  return { outcome: late ? { ...outcome, stoppedBy: "deadline" } : outcome, verification };
}
