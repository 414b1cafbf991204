/** What `heed` throws. */
const STOPPED = new Error("a heuristic was stopped while it was prepared");

/**
 * Ends what prepares a heuristic, sorting and building, if it is to stop: with a million buffers each piece of that
 * takes some tenths of a second. To be called from within `unlessStopped`, every few milliseconds.
 */
export function heed(shouldStop: (() => boolean) | undefined): void {
  if (shouldStop?.() === true) throw STOPPED;
}

/** What `work` comes to; Infinity, the peak of no plan, where `heed` ended it. */
export function unlessStopped(work: () => number): number {
  try {
    return work();
  } catch (error) {
    if (error === STOPPED) return Infinity;
    throw error;
  }
}
