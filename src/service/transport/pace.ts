/** Lets so many things happen at once, and so many a second from then on. */
export class Pace {
  #left: number;
  #at = performance.now();

  constructor(
    readonly burst: number,
    readonly perSecond: number,
  ) {
    this.#left = burst;
  }

  /** One more has happened. @returns false where that is one too many */
  take(): boolean {
    const now = performance.now();
    this.#left = Math.min(this.burst, this.#left + ((now - this.#at) / 1000) * this.perSecond);
    this.#at = now;
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }
}
