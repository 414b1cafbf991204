import type { Plan } from "../heuristics/index.js";

/** The best plan of the lanes of a search, which any may take over: they hold its memory in common. */
export class SharedPlan {
  readonly buffer: SharedArrayBuffer;
  readonly #lock: Int32Array;
  /** The peak, then the offsets, in bytes. */
  readonly #bytes: Float64Array;

  /** @param source a plan, or the memory that another holds */
  constructor(source: Plan | SharedArrayBuffer) {
    this.buffer = source instanceof SharedArrayBuffer ? source : new SharedArrayBuffer(16 + 8 * source.offsets.length);
    this.#lock = new Int32Array(this.buffer, 0, 1);
    this.#bytes = new Float64Array(this.buffer, 8);
    if (source instanceof SharedArrayBuffer) return;
    this.#bytes[0] = source.peak;
    this.#bytes.set(source.offsets, 1);
  }

  /** Leaves a plan for the others if it is better than what is there. */
  put({ peak, offsets }: Plan): void {
    this.#locked(() => {
      if (peak >= this.#bytes[0]!) return;
      this.#bytes[0] = peak;
      this.#bytes.set(offsets, 1);
    });
  }

  /** The plan that is there, if it peaks below so many bytes. */
  takeBelow(limit: number): Plan | null {
    return this.#locked(() => {
      const peak = this.#bytes[0]!;
      return peak < limit ? { peak, offsets: this.#bytes.slice(1), foundBy: "another thread" } : null;
    });
  }

  /** Copying takes some microseconds, so that whoever finds it locked tries again. */
  #locked<T>(act: () => T): T {
    while (Atomics.compareExchange(this.#lock, 0, 0, 1) !== 0);
    try {
      return act();
    } finally {
      Atomics.store(this.#lock, 0, 0);
    }
  }
}
