import type { Progress } from "./types.js";

/** Who looks at a run from outside. */
export interface Watch {
  /** As much of an AbortSignal as is looked at. */
  readonly signal?: { readonly aborted: boolean } | undefined;
  readonly tell?: ((progress: Progress) => void) | undefined;
  readonly warn?: ((message: string) => void) | undefined;
}

/** How often progress is told when nothing better is found. */
const PROGRESS_MS = 100;

/** Passes a report on if it has a better incumbent or bound, or if the last one was a while ago. */
export function throttled(tell: Watch["tell"]): Watch["tell"] {
  if (tell === undefined) return undefined;
  let last: Progress | null = null;
  return (progress) => {
    const same = last !== null && progress.incumbent === last.incumbent && progress.lowerBound === last.lowerBound;
    if (same && progress.elapsedMs - last!.elapsedMs < PROGRESS_MS) return;
    last = progress;
    tell(progress);
  };
}

/** How often the calling thread looks at clock, signal and shared counters. */
const TICK_MS = 5;

/**
 * Waits until the condition, looked at every few milliseconds, holds, or one of the others fulfils. Rejects with
 * whatever throws.
 */
export async function untilTrue(condition: () => boolean, others: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const held = new Promise<void>((resolve, reject) => {
    const look = (): void => {
      try {
        if (condition()) resolve();
      } catch (error) {
        reject(error);
      }
    };
    timer = setInterval(look, TICK_MS);
    look();
  });
  try {
    await Promise.race([held, ...others]);
  } finally {
    clearInterval(timer);
  }
}
