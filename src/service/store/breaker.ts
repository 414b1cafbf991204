/** Attempts that are remembered, and failures among them after which nothing is attempted any more. */
const WINDOW = 20;
const MOST_FAILURES = 3;

/** How long nothing is attempted: so long at first, and twice as long after each failed probe, up to the second. */
const PAUSE_MS = { first: 1_000, most: 30_000 };

/** What becomes of a breaker. */
export interface BreakerWatch {
  /** Nothing is attempted for so many milliseconds. */
  opened(forMs: number, why: string): void;
  /** All is as before. */
  closed(): void;
}

/**
 * A circuit breaker (Nygard, Release It!, 2007): whoever failed often of late is left alone for a while. Then one probe
 * goes out, for which nobody waits; if it succeeds, all goes on as before.
 *
 * ```text
 *   closed ── 3 of the last 20 attempts failed ──► open ── pause is over ──► probing
 *      ▲                                            ▲                          │  │
 *      │                                            └─── failed: twice as long ┘  │
 *      └───────────────────────────── succeeded ──────────────────────────────────┘
 * ```
 */
export class Breaker {
  readonly #probe: () => Promise<void>;
  readonly #watch: BreakerWatch;
  readonly #now: () => number;
  /** The latest attempts, true for those that failed. */
  #latest: boolean[] = [];
  #state: "closed" | "open" | "probing" = "closed";
  #until = 0;
  #pauseMs = PAUSE_MS.first;

  /**
   * @param probe resolves where an attempt would succeed; rejects in bounded time where not
   * @param now milliseconds on any clock
   */
  constructor(probe: () => Promise<void>, watch: BreakerWatch, now: () => number = () => performance.now()) {
    this.#probe = probe;
    this.#watch = watch;
    this.#now = now;
  }

  get isOpen(): boolean {
    return this.#state !== "closed";
  }

  /** Whether to attempt it. Where the pause is over, a probe is sent, and the answer is still no. */
  allows(): boolean {
    if (this.#state === "closed") return true;
    if (this.#state === "open" && this.#now() >= this.#until) void this.#tryAgain();
    return false;
  }

  succeeded(): void {
    if (this.#state === "closed") this.#note(false);
  }

  failed(why: string): void {
    if (this.#state !== "closed") return;
    this.#note(true);
    if (this.#latest.filter(Boolean).length >= MOST_FAILURES) this.#open(PAUSE_MS.first, why);
  }

  async #tryAgain(): Promise<void> {
    this.#state = "probing";
    try {
      await this.#probe();
      this.#latest = [];
      this.#state = "closed";
      this.#watch.closed();
    } catch (error) {
      this.#open(Math.min(PAUSE_MS.most, 2 * this.#pauseMs), (error as Error).message);
    }
  }

  #open(pauseMs: number, why: string): void {
    this.#state = "open";
    this.#pauseMs = pauseMs;
    this.#until = this.#now() + pauseMs;
    this.#watch.opened(pauseMs, why);
  }

  #note(failed: boolean): void {
    this.#latest.push(failed);
    if (this.#latest.length > WINDOW) this.#latest.shift();
  }
}
