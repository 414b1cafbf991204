import { nextTurn } from "../threads/index.js";
import { searchInThreads } from "./in-threads.js";
import type { Limits } from "./options.js";
import type { Run } from "./run.js";
import type { Outcome } from "./state.js";
import { throttled, type Watch } from "./watch.js";

/** How long the event loop waits at most between two looks at signals and timers. */
const YIELD_MS = 5;

/**
 * Drives a run in this thread to its end, piece by piece, so that signals and timers are heard; where a search takes
 * long and more threads are allowed, these join.
 */
export async function drive(run: Run, limits: Limits, watch: Watch): Promise<Outcome> {
  const tell = throttled(watch.tell);
  const { state } = run;
  if (watch.signal !== undefined) state.heed(watch.signal);
  const stages = run.stages();
  let yieldedMs = 0;
  let asked = false;
  for (;;) {
    if (asked || state.elapsedMs - yieldedMs >= YIELD_MS) {
      await nextTurn();
      yieldedMs = state.elapsedMs;
    }
    if (watch.signal?.aborted) state.stop("cancel");
    const { done, value: pause } = stages.next(asked);
    // At the end too: what the last piece has found was not told yet.
    tell?.(state.progress);
    if (done === true) return state.outcome;
    asked = pause !== undefined && !watch.signal?.aborted;
    if (asked) await searchInThreads(state, pause!.lanes, limits, { ...watch, tell });
  }
}
