import {
  type Limits,
  type Opening,
  type PlannerOptions,
  type Progress,
  planColumns,
  planColumnsSteps,
  throttled,
  type Watch,
} from "../planner/index.js";
import { finish } from "../problem/index.js";
import { nextTurn } from "../threads/index.js";
import type { PlainAnswer, PlainRequest, Work } from "./request.js";

/** A run that is driven. */
export interface Driven {
  readonly limits: Limits;
  readonly elapsedMs: number;
  readonly progress: Progress;
  stop(by: "cancel"): void;
}

/** How long the event loop waits at most between two looks at signals and timers. */
const YIELD_MS = 5;

/** What all plain problems of a run are planned with. */
function optionsFor({ limits }: Driven, { minimize, timeLimitMs, stepLimit }: PlainRequest): PlannerOptions {
  const { seed, policy, pruning } = limits;
  return {
    minimize,
    seed,
    policy,
    rules: pruning,
    ...(Number.isFinite(timeLimitMs) && { timeLimitMs }),
    ...(Number.isFinite(stepLimit) && { stepLimit }),
  };
}

/** Runs the work to its end in the calling thread. */
export function driveSync(work: Work<void>, state: Driven, tell: Watch["tell"]): void {
  const told = throttled(tell);
  for (let answer: PlainAnswer | undefined; ; ) {
    const { done, value: request } = work.next(answer);
    told?.(state.progress);
    if (done === true) return;
    answer =
      request === undefined
        ? undefined
        : finish(planColumnsSteps(request.columns, optionsFor(state, request), request.opening));
  }
}

/** Runs the work piece by piece, so that signals and timers are heard; a plain search may take more threads. */
export async function drive(work: Work<void>, state: Driven, { signal, tell, warn }: Watch): Promise<void> {
  const told = throttled(tell);
  let yieldedMs = 0;
  for (let answer: PlainAnswer | undefined; ; ) {
    if (state.elapsedMs - yieldedMs >= YIELD_MS) {
      await nextTurn();
      yieldedMs = state.elapsedMs;
    }
    if (signal?.aborted) state.stop("cancel");
    const { done, value: request } = work.next(answer);
    told?.(state.progress);
    if (done === true) return;
    answer = request === undefined ? undefined : await planned(request, state, { signal, tell: told, warn });
  }
}

async function planned(request: PlainRequest, state: Driven, { signal, tell, warn }: Watch): Promise<PlainAnswer> {
  const options = optionsFor(state, request);
  if (request.stepLimit === 0) {
    // No search, so no other threads: it ends soon, and can be gone on with.
    return finish(planColumnsSteps(request.columns, options, request.opening));
  }
  // A part's own peaks are not the problem's: its progress only says that time passes.
  const onProgress = (_: Progress): void => tell?.(state.progress);
  const result = await planColumns(
    request.columns,
    {
      ...options,
      threads: state.limits.threads,
      onProgress,
      ...(signal && { signal: signal as AbortSignal }),
      ...(warn && { onWarning: warn }),
    },
    request.opening,
  );
  const opening: Opening | null = null;
  return { result, opening };
}
