const STOPS = ["SIGTERM", "SIGINT"] as const;

/** What a shell gives a process that SIGTERM has ended. */
const TERMINATED = 143;

/** As process 1 of a container, a signal without a handler has no effect at all. */
const FIRST_PROCESS = 1;

/** The signals that a server hears, from its first moment on. */
class StopSignals {
  readonly #controller = new AbortController();
  #onHangUp: (() => void) | null = null;
  #hasHungUp = false;

  /** Aborted at the first SIGTERM or SIGINT; the reason is its name. The second ends the process at once. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Has SIGHUP do this; one that came before does it now. */
  onHangUp(act: () => void): void {
    this.#onHangUp = act;
    if (this.#hasHungUp) act();
  }

  listen(): void {
    for (const name of STOPS) process.on(name, () => this.#stop(name));
    process.on("SIGHUP", () => {
      if (this.#onHangUp === null) this.#hasHungUp = true;
      else this.#onHangUp();
    });
  }

  #stop(name: (typeof STOPS)[number]): void {
    for (const other of STOPS) process.removeAllListeners(other);
    if (process.pid === FIRST_PROCESS) for (const other of STOPS) process.on(other, () => process.exit(TERMINATED));
    this.#controller.abort(name);
  }
}

let signals: StopSignals | undefined;

/** Listens from now on. Without it, a signal that comes while a server starts would kill it, or be lost. */
export function stopSignals(): StopSignals {
  if (signals === undefined) {
    signals = new StopSignals();
    signals.listen();
  }
  return signals;
}

// The other commands are ended by the system as usual.
if (process.argv[2] === "serve") stopSignals();
