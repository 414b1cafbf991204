/**
 * What the lanes of a threaded search share: the proved lower bound, the best peak, whether to stop, and each lane's steps.
 * Bounds are in units and below 2^53, so a 64-bit integer holds them; they only ever tighten.
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
    this.buffer = new SharedArrayBuffer(8 * (STEPS + source.lanes));
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
    for (let i = STEPS; i < this.#cells.length; i++) sum += Number(Atomics.load(this.#cells, i));
    return sum;
  }

  stop(): void {
    Atomics.store(this.#cells, STOP, 1n);
  }

  setSteps(lane: number, steps: number): void {
    Atomics.store(this.#cells, STEPS + lane, BigInt(steps));
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
const STEPS = 3;
