import type { Counters } from "./searcher.js";

/**
 * What the lanes of a threaded search share: the proved lower bound, the best peak, whether to stop, and each lane's
 * steps. Bounds are in units and below 2^53, so a 64-bit integer holds them; they only ever tighten.
 */
export class SharedBounds {
  readonly buffer: SharedArrayBuffer;
  readonly #cells: BigInt64Array;

  constructor(source: { low: number; high: number; lanes: number } | SharedArrayBuffer) {
    if (source instanceof SharedArrayBuffer) {
      this.buffer = source;
      this.#cells = new BigInt64Array(source);
      return;
    }
    this.buffer = new SharedArrayBuffer(8 * (COUNTERS + COUNTED.length * source.lanes));
    this.#cells = new BigInt64Array(this.buffer);
    this.#cells[LOW] = BigInt(source.low);
    this.#cells[HIGH] = BigInt(source.high);
  }

  get low(): number {
    return Number(Atomics.load(this.#cells, LOW));
  }

  get high(): number {
    return Number(Atomics.load(this.#cells, HIGH));
  }

  get stopped(): boolean {
    return Atomics.load(this.#cells, STOP) !== 0n;
  }

  /** Steps of all lanes together. */
  get steps(): number {
    let sum = 0;
    for (let i = COUNTERS; i < this.#cells.length; i += COUNTED.length) sum += Number(Atomics.load(this.#cells, i));
    return sum;
  }

  /** What a lane has tried so far; it stays known when the lane's thread is ended. */
  counters(lane: number): Counters {
    const cell = (counter: number): number =>
      Number(Atomics.load(this.#cells, COUNTERS + COUNTED.length * lane + counter));
    return { steps: cell(0), backtracks: cell(1), restarts: cell(2) };
  }

  stop(): void {
    Atomics.store(this.#cells, STOP, 1n);
  }

  setCounters(lane: number, counters: Counters): void {
    for (const [i, name] of COUNTED.entries()) {
      Atomics.store(this.#cells, COUNTERS + COUNTED.length * lane + i, BigInt(counters[name]));
    }
  }

  raiseLow(low: number): void {
    this.#replaceWhile(LOW, BigInt(low), (held, wanted) => held < wanted);
  }

  lowerHigh(high: number): void {
    this.#replaceWhile(HIGH, BigInt(high), (held, wanted) => held > wanted);
  }

  #replaceWhile(cell: number, wanted: bigint, worse: (held: bigint, wanted: bigint) => boolean): void {
    let held = Atomics.load(this.#cells, cell);
    while (worse(held, wanted)) {
      const found = Atomics.compareExchange(this.#cells, cell, held, wanted);
      if (found === held) return;
      held = found;
    }
  }
}

const LOW = 0;
const HIGH = 1;
const STOP = 2;
/** From here on the counters of each lane, in the order of `COUNTED`. */
const COUNTERS = 3;
const COUNTED = ["steps", "backtracks", "restarts"] as const;
