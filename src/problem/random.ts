/** Mulberry32 by Tommy Ettinger: a small generator whose sequence depends on nothing but the seed, on every machine. */
export class Random {
  #state: number;

  constructor(readonly seed: number) {
    // Seeds beyond 32 bits fold, so that neighbours still differ.
    this.#state = (seed ^ Math.floor(seed / 2 ** 32)) | 0;
  }

  /** Uniform in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}
