import type { Limits } from "./options.js";
import type { Outcome, Run } from "./run.js";
import { searchInThreads } from "./threads.js";
import { throttled, type Watch } from "./watch.js";

/** How long the event loop waits at most between two looks at signals and timers. */
const YIELD_MS = 5;

/**
 * Drives a run in this thread to its end, piece by piece, so that signals and timers are heard; where a search takes
 * long and more threads are allowed, these join.
 */
export async function drive(run: Run, limits: Limits, watch: Watch): Promise<Outcome> {
  const tell = throttled(watch.tell);
  const stages = run.stages();
  let yieldedAt = performance.now() - run.elapsedMs;
  let asked = false;
  for (;;) {
    if (asked || performance.now() - yieldedAt >= YIELD_MS) {
      await new Promise((resolve) => setImmediate(resolve));
      yieldedAt = performance.now();
    }
    if (watch.signal?.aborted) run.stop("cancel");
    const { done, value: pause } = stages.next(asked);
    // At the end too: what the last piece has found was not told yet.
    tell?.(run.progress);
    if (done === true) return run.outcome;
    asked = pause !== undefined && !watch.signal?.aborted;
    if (asked) await searchInThreads(run, pause!.lanes, limits, { ...watch, tell });
  }
}
