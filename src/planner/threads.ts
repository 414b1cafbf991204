import type { Limits } from "./options.js";
import { SharedBounds } from "./shared-bounds.js";
import type { Solve } from "./solve.js";
import { type EndReport, exchange, type WorkerTask } from "./tasks.js";
import type { Progress } from "./types.js";
import { runInWorker } from "./worker-pool.js";

/** How often the calling thread looks at clock, signal and shared counters. */
const TICK_MS = 20;

/**
 * A worker looks at the stop flag every few milliseconds; one that has not ended by then is terminated. At a deadline the very first
 * plan is waited for, however long it takes: a late plan is worth more than none.
 */
const GRACE_MS = 200;

export interface Watch {
  readonly signal: AbortSignal | undefined;
  readonly tell: ((progress: Progress) => void) | undefined;
}

/**
 * Goes on with the open search of `solve` in `limits.threads` threads and ends when one of them has settled it or a limit is
 * reached. The calling thread is the first lane and keeps its state; each worker is another, with members and random
 * numbers of its own. Which lane wins depends on the machine, so counters and offsets may differ between runs; status and optimum
 * may only differ where a limit was reached.
 */
export async function searchInThreads(solve: Solve, limits: Limits, watch: Watch): Promise<void> {
  const ladder = solve.ladder!;
  const { seed, policy, rules, stepLimit, threads } = limits;
  const bounds = new SharedBounds({ low: ladder.low, high: ladder.high, lanes: threads });
  const { arrays, minimize, incumbent } = solve;
  const tasks: WorkerTask[] = Array.from({ length: threads - 1 }, (_, worker) => {
    const place = { lane: worker + 1, lanes: threads, shared: bounds.buffer };
    return { kind: "search", arrays, start: incumbent!, minimize, seed, policy, rules, stepLimit, ...place };
  });
  const ends = await runWorkers(solve, tasks, limits, bounds, watch, () => searchOwnLane(solve, limits, bounds));
  for (const end of ends) if (end !== null) solve.count(end);
  ladder.tighten(bounds.low, bounds.high);
  solve.finishSearch();
}

/** Searches in the calling thread, slice by slice, so that messages and timers get through. Fulfils when settled, or when told to stop. */
async function searchOwnLane(solve: Solve, limits: Limits, bounds: SharedBounds): Promise<void> {
  const ladder = solve.ladder!;
  while (!bounds.stopped && !ladder.settled && bounds.steps < limits.stepLimit) {
    solve.searchSlice();
    exchange(ladder, bounds, 0);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/**
 * Runs the heuristics in a worker thread, for problems on which they take long: the calling thread stays free for signals and
 * timers. Incumbents arrive as they are found.
 */
export async function heuristicsInThread(solve: Solve, limits: Limits, watch: Watch): Promise<void> {
  const bounds = new SharedBounds({ low: 0, high: 0, lanes: 1 });
  const { arrays, target, improveRounds: rounds } = solve;
  const task: WorkerTask = { kind: "heuristics", arrays, target, rounds, seed: limits.seed, shared: bounds.buffer };
  await runWorkers(solve, [task], limits, bounds, watch);
  solve.finishHeuristics();
}

/**
 * Runs a worker for each task until one of them, or `own`, has settled the question, all have ended, or a limit is reached. Returns their last
 * reports, null for a worker that died or had to be terminated; rejects if all died.
 */
async function runWorkers(
  solve: Solve,
  tasks: readonly WorkerTask[],
  limits: Limits,
  bounds: SharedBounds,
  watch: Watch,
  own: (() => Promise<void>) | null = null,
): Promise<(EndReport | null)[]> {
  const runs = tasks.map((task) => runInWorker(task, (plan) => solve.adopt(plan)));
  const ended = Promise.allSettled(runs.map((run) => run.ended));
  const watched = watchLimits(solve, limits, bounds, watch);
  const mine = own?.();
  try {
    await Promise.race([...runs.map((run) => run.settled), mine ?? ended, watched.stopped]);
  } finally {
    watched.end();
    bounds.stop();
  }
  await mine;
  const stoppedAt = solve.elapsedMs;
  const grace = setInterval(() => {
    if (solve.elapsedMs - stoppedAt < GRACE_MS || !(solve.incumbent !== null || watch.signal?.aborted)) return;
    for (const run of runs) run.terminate();
  }, TICK_MS);
  const ends = await ended;
  clearInterval(grace);
  const failed = ends.find((end) => end.status === "rejected");
  if (failed !== undefined && own === null && ends.every((end) => end.status === "rejected")) throw failed.reason;
  return ends.map((end) => (end.status === "fulfilled" ? end.value : null));
}

/** Fulfils `stopped` when a limit is reached or the caller cancels, and tells progress meanwhile. */
function watchLimits(solve: Solve, limits: Limits, bounds: SharedBounds, { signal, tell }: Watch) {
  let timer: NodeJS.Timeout | undefined;
  const stopped = new Promise<void>((resolve) => {
    const look = (): void => {
      if (signal?.aborted) solve.stop("cancel");
      else if (solve.elapsedMs >= limits.timeLimitMs) solve.stop("deadline");
      else if (bounds.steps >= limits.stepLimit) solve.stop("steps");
      if (solve.done) resolve();
      else tell?.(solve.progressWith(bounds));
    };
    timer = setInterval(look, TICK_MS);
    look();
  });
  return { stopped, end: () => clearInterval(timer) };
}
