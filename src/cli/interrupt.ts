/** Ctrl-C and SIGTERM, as a signal that a run can end at. */
export interface Interrupt {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** Gives the signals back. */
  release(): void;
  /**
   * Does work that never lets go of the thread, so that a signal would not be heard before its end: meanwhile the
   * system's own handling is back, and the first signal ends the process.
   */
  during<Result>(work: () => Result): Result;
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

/**
 * Listens for the first signal only: from then on the system's own handling is back, so that a second one ends the
 * process at once, whatever it is doing.
 */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  const release = () => {
    for (const name of SIGNALS) process.removeListener(name, stop);
  };
  const stop = () => {
    release();
    controller.abort();
  };
  const listen = () => {
    for (const name of SIGNALS) process.on(name, stop);
  };
  const during = <Result>(work: () => Result): Result => {
    if (controller.signal.aborted) return work();
    release();
    try {
      return work();
    } finally {
      listen();
    }
  };
  listen();
  return { signal: controller.signal, release, during };
}
