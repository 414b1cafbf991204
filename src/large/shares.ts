/** What a method gets at least, beside one that achieves all. */
const LEAST = 0.08;

/** By how much a success counts less after a slice of work. */
const FADING = 0.9;

/**
 * Deals out work to methods by what they last achieved: each has its turn when it is furthest behind its share. Shares
 * are counted in work, never in time, so that the same run deals the same turns on every machine.
 */
export class Shares {
  /** What a method has achieved lately: parts of the gap that it closed for a slice of work. */
  readonly #credit: Float64Array;
  /** Work done over the share that it was done at. */
  readonly #turn: Float64Array;
  readonly #open: Uint8Array;
  /** What is expected of a method however little it has achieved lately. */
  readonly #standing: Float64Array;
  readonly #slice: number;

  /**
   * @param credits by method, what is expected of each at first: at least one, all above 0
   * @param slice work after which a success has faded by a tenth
   */
  constructor(credits: readonly number[], slice: number) {
    this.#credit = Float64Array.from(credits);
    this.#turn = new Float64Array(credits.length);
    this.#open = new Uint8Array(credits.length).fill(1);
    this.#standing = new Float64Array(credits.length);
    this.#slice = slice;
  }

  /** Expects so much of a method from now on, besides what it has achieved lately. */
  expect(method: number, credit: number): void {
    this.#standing[method] = credit;
  }

  /** The method whose turn it is; −1 where all are closed. */
  next(): number {
    let found = -1;
    for (let i = 0; i < this.#turn.length; i++) {
      if (this.#open[i] === 1 && (found < 0 || this.#turn[i]! < this.#turn[found]!)) found = i;
    }
    return found;
  }

  /**
   * Notes what a method has done.
   *
   * @param work at least 0
   * @param gain the share of the gap, 0 to 1, that it has closed
   */
  account(method: number, work: number, gain: number): void {
    const slices = work / this.#slice;
    this.#turn[method]! += slices / this.#shareOf(method);
    this.#credit[method] = this.#credit[method]! * FADING ** slices + gain;
  }

  /** A method that is at its end has no more turns. */
  close(method: number): void {
    this.#open[method] = 0;
  }

  #shareOf(method: number): number {
    let sum = 0;
    for (let i = 0; i < this.#credit.length; i++) {
      if (this.#open[i] === 1) sum += this.#credit[i]! + this.#standing[i]!;
    }
    return LEAST + (sum > 0 ? (this.#credit[method]! + this.#standing[method]!) / sum : 0);
  }
}
