import { InputError, type Problem } from "../problem/index.js";
import { checkOptions } from "./options.js";
import { Solve } from "./solve.js";
import { heuristicsInThread, searchInThreads } from "./threads.js";
import type { PlanOptions, PlanResult, Progress } from "./types.js";

/** How long the event loop waits at most between two looks at signals and timers, while a search runs in the calling thread. */
const YIELD_MS = 15;

/** How often progress is told when nothing better is found. */
const PROGRESS_MS = 100;

/**
 * Plans a problem: an offset for every buffer so that no two live ones share a byte, within the capacity or, with `minimize`,
 * at the least peak. Anytime: whatever stops it, the best verified plan so far is returned.
 *
 * @throws InputError for a malformed problem or option. Infeasible and unknown are answers, not errors.
 */
export async function plan(problem: Problem, options: PlanOptions = {}): Promise<PlanResult> {
  const limits = checkOptions(options);
  const { signal, onProgress } = options;
  const solve = new Solve(problem, limits);
  const tell = onProgress && throttled(onProgress);
  let yieldedAt = performance.now();
  while (!solve.done) {
    if (signal?.aborted) solve.stop("cancel");
    else if (solve.longHeuristics) await heuristicsInThread(solve, limits, { signal, tell });
    else if (solve.worthThreads && limits.threads > 1) await searchInThreads(solve, limits, { signal, tell });
    else solve.advance();
    tell?.(solve.progress);
    if (performance.now() - yieldedAt < YIELD_MS) continue;
    await new Promise((resolve) => setImmediate(resolve));
    yieldedAt = performance.now();
  }
  return solve.result();
}

/** The same without a promise, in the calling thread: for callers that plan many small problems. Takes no signal and one thread. */
export function planSync(problem: Problem, options: Omit<PlanOptions, "signal" | "threads"> = {}): PlanResult {
  const { signal, threads } = options as PlanOptions;
  if (signal !== undefined || (threads ?? 1) !== 1) {
    throw new InputError("planSync takes no signal and no threads: use plan", { field: signal ? "signal" : "threads" });
  }
  const limits = checkOptions(options);
  const solve = new Solve(problem, limits);
  const tell = options.onProgress && throttled(options.onProgress);
  while (!solve.done) {
    solve.advance();
    tell?.(solve.progress);
  }
  return solve.result();
}

/** Passes a report on if it has a better incumbent or bound, or if the last one was a while ago. */
function throttled(onProgress: (progress: Progress) => void): (progress: Progress) => void {
  let last: Progress | null = null;
  return (progress) => {
    const same = last !== null && progress.incumbent === last.incumbent && progress.lowerBound === last.lowerBound;
    if (same && progress.elapsedMs - last!.elapsedMs < PROGRESS_MS) return;
    last = progress;
    onProgress(progress);
  };
}
