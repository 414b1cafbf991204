import { compile } from "../model/compile.js";
import type { Limits, PlanResult, Progress, Watch } from "../planner/index.js";
import { Clock, throttled } from "../planner/index.js";
import type { PresolveSteps } from "../presolve/index.js";
import { InputError, type Problem } from "../problem/index.js";
import { simulate } from "../sim/index.js";
import { entryOf, Thread } from "../threads/index.js";
import type { Known } from "./state.js";
import type { ConstrainedReport, ConstrainedTask } from "./tasks.js";

/** The code of the threads that plan with constraints. */
export const ENTRY = entryOf("constrained/worker.js");

/** Milliseconds that a thread has to end a run by itself once it is told to. */
const GRACE_MS = 60;

/** Milliseconds from the call on that a run may take to its first plan, whatever its limit. */
const FIRST_PLAN_MS = 250;

const TICK_MS = 5;

/** Milliseconds that messages and a last piece of work take: the thread's own limit comes so much earlier. */
const EARLY_MS = 10;

/** Threads that are kept for the next run at most. */
const MAX_IDLE = 4;

/** Threads that wait for a run: a new one takes some 100 ms until its code is compiled. They keep no process alive. */
const idle: Thread<ConstrainedReport>[] = [];

function takeThread(): Thread<ConstrainedReport> {
  const silent = (code: number): string => `a planning thread ended with code ${code} before its answer`;
  const thread = idle.pop() ?? new Thread<ConstrainedReport>(ENTRY, { silent });
  thread.keepProcessAlive(true);
  return thread;
}

function keepThread(thread: Thread<ConstrainedReport>): void {
  if (idle.length >= MAX_IDLE || thread.failure !== null) {
    void thread.end();
    return;
  }
  thread.keepProcessAlive(false);
  thread.listen({
    failed: () => {
      const at = idle.indexOf(thread);
      if (at >= 0) idle.splice(at, 1);
    },
  });
  idle.push(thread);
}

/**
 * Plans a problem with constraints in another thread: the calling thread stays free for signals and timers. At a limit
 * the thread is told to stop, and ended if it does not in time; the best plan that it has told of is the answer then.
 *
 * @throws InputError for constraints that contradict themselves, and whatever the thread died of
 */
export async function planElsewhere(
  problem: Problem,
  limits: Limits,
  clock: Clock,
  presolve: PresolveSteps | undefined,
  { signal, tell, warn }: Watch,
  known: Known | null = null,
): Promise<PlanResult> {
  const stop = new SharedArrayBuffer(4);
  const spentMs = clock.elapsedMs;
  const told = throttled(tell);
  let last: Progress | null = null;
  let end: Extract<ConstrainedReport, { kind: "result" | "refused" }> | null = null;
  let died: Error | null = null;
  let stoppedAtMs = Number.POSITIVE_INFINITY;
  let finished!: () => void;
  const over = new Promise<void>((resolve) => {
    finished = resolve;
  });
  const thread = takeThread();
  thread.listen({
    message: (report) => {
      if (report.kind === "warning") warn?.(report.message);
      else if (report.kind === "progress") hear(report.progress);
      else {
        end = report;
        finished();
      }
    },
    failed: (error) => {
      died ??= error;
      finished();
    },
  });
  const hear = (progress: Progress): void => {
    const { offsets, memories } = progress.offsets === null && last !== null ? last : progress;
    last = { ...progress, offsets, memories, elapsedMs: progress.elapsedMs + spentMs };
    try {
      told?.(last);
    } catch (error) {
      died = error as Error;
      finished();
    }
  };
  const look = setInterval(() => {
    const isLate = signal?.aborted === true || clock.elapsedMs >= limits.timeLimitMs;
    if (!isLate) return;
    if (signal?.aborted === true || last?.offsets != null) Atomics.store(new Int32Array(stop), 0, 1);
    if (stoppedAtMs === Number.POSITIVE_INFINITY) stoppedAtMs = clock.elapsedMs;
    const waits = last?.offsets != null || signal?.aborted === true ? 0 : FIRST_PLAN_MS;
    if (clock.elapsedMs > Math.max(stoppedAtMs + GRACE_MS, waits)) finished();
  }, TICK_MS);
  const left = { ...limits, timeLimitMs: Math.max(0, limits.timeLimitMs - clock.elapsedMs - EARLY_MS) };
  try {
    post(thread, { problem, limits: left, sentAtMs: Clock.machineMs(), presolve, stop, known });
    await over;
  } finally {
    clearInterval(look);
    if (end === null) void thread.end();
    else keepThread(thread);
  }
  return answerOf(problem, { end, died, last }, signal?.aborted === true, limits, clock);
}

/** @throws InputError where the problem cannot be sent because of what no problem may hold */
function post(thread: Thread<ConstrainedReport>, task: ConstrainedTask): void {
  try {
    thread.post(task);
  } catch (error) {
    compile(task.problem);
    throw error;
  }
}

interface Ended {
  readonly end: Extract<ConstrainedReport, { kind: "result" | "refused" }> | null;
  readonly died: Error | null;
  readonly last: Progress | null;
}

function answerOf(
  problem: Problem,
  { end, died, last }: Ended,
  isCancelled: boolean,
  { seed }: Limits,
  clock: Clock,
): PlanResult {
  if (died !== null) throw died;
  if (end?.kind === "refused") throw new InputError(end.message, end.culprit);
  if (end !== null) {
    const { result } = end;
    // The thread is told to stop, but not why.
    const stoppedBy = result.stoppedBy === "cancel" && !isCancelled ? "deadline" : result.stoppedBy;
    return { ...result, stoppedBy, solveMs: clock.elapsedMs };
  }
  const { offsets = null, memories = null } = last ?? {};
  return {
    status: offsets === null ? "unknown" : "feasible",
    offsets,
    memories,
    peak: last?.peak ?? null,
    lowerBound: last?.lowerBound ?? 0,
    terms: last?.terms ?? [],
    presolve: [],
    infeasibility: null,
    steps: last?.steps ?? 0,
    backtracks: 0,
    restarts: 0,
    stoppedBy: isCancelled ? "cancel" : "deadline",
    solveMs: clock.elapsedMs,
    seed,
    threads: 1,
    verification: offsets === null ? null : simulate(problem, offsets, memories === null ? {} : { memories }),
  };
}
