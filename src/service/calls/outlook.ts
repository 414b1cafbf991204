/** The weight of the latest search in the average of what share of its time a search takes. */
const LATEST = 0.05;

/** Promises that are kept in mind. */
const MOST_PROMISED = 1_000;

/** The bounds of what a caller is told to wait, in milliseconds. */
const RETRY_MS = { least: 50, most: 600_000 };

interface Running {
  readonly sinceMs: number;
  readonly limitMs: number;
}

/**
 * When there will be room again: from the searches that run, what share of their time limits searches have taken so
 * far, and whoever has been told to come back before. Times are milliseconds on one clock.
 */
export class Outlook {
  readonly #workers: number;
  readonly #clock: () => number;
  readonly #running = new Set<Running>();
  /** When those come back who were refused. */
  #promised: number[] = [];
  /** Of its time limit, what a search takes. */
  #share = 1;
  /** The time limits of searches, on average. */
  #limitMs = 0;

  /** @param workers searches that run at one time */
  constructor(workers: number, clock: () => number = () => performance.now()) {
    this.#workers = workers;
    this.#clock = clock;
  }

  /** A search begins. @returns what is to be called, once, when it ends */
  begin(limitMs: number): () => void {
    const search = { sinceMs: this.#clock(), limitMs };
    this.#limitMs = this.#limitMs === 0 ? limitMs : this.#limitMs + LATEST * (limitMs - this.#limitMs);
    this.#running.add(search);
    return () => {
      if (!this.#running.delete(search)) return;
      const took = (this.#clock() - search.sinceMs) / Math.max(1, limitMs);
      this.#share += LATEST * (Math.min(1, took) - this.#share);
    };
  }

  /**
   * How long somebody is to wait who is refused: until a place is expected for him, behind all who were told to come
   * back before. Up to a quarter more, so that those who were refused together do not return so.
   *
   * @param chance from 0 to 1
   */
  retryAfterMs(chance = Math.random()): number {
    const now = this.#clock();
    this.#promised = this.#promised.filter((at) => at > now);
    const firstMs = this.#nextEndMs(now);
    const eachMs = (this.#share * this.#limitMs) / this.#workers;
    const waitMs = firstMs + this.#promised.length * eachMs;
    const told = Math.min(RETRY_MS.most, Math.max(RETRY_MS.least, waitMs)) * (1 + chance / 4);
    if (this.#promised.length < MOST_PROMISED) this.#promised.push(now + told);
    return Math.round(told);
  }

  /** When the first of the searches under way is expected to end. */
  #nextEndMs(now: number): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { sinceMs, limitMs } of this.#running) {
      const beenMs = now - sinceMs;
      const left = this.#share * limitMs - beenMs;
      // One that takes longer than most is taken for half done with what it may still take.
      next = Math.min(next, left > 0 ? left : Math.max(0, limitMs - beenMs) / 2);
    }
    return next === Number.POSITIVE_INFINITY ? 0 : next;
  }
}
