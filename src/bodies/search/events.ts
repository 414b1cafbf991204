/** Causes of a rise that are not a body placed before. */
export const BY_DECISION = -1;
export const BY_TWIN = -2;

/**
 * Every rise of a body's least offset, in the order in which it happened: what it was, and what made it rise. It is the
 * trail of the offsets, and the memory that explanations are read from.
 */
export class Events {
  count = 0;
  body: Int32Array;
  /** The least offset before. */
  old: Float64Array;
  /**
   * `BY_DECISION`: the decision in which it happened; `BY_TWIN`; or the body that was placed before and is above it.
   */
  cause: Int32Array;
  /**
   * The least offset that the body had to have for it to rise: −Infinity where none is needed; `BY_TWIN`: the one that
   * the earlier twin had.
   */
  premise: Float64Array;

  constructor(room: number) {
    this.body = new Int32Array(room);
    this.old = new Float64Array(room);
    this.cause = new Int32Array(room);
    this.premise = new Float64Array(room);
  }

  add(body: number, old: number, cause: number, premise: number): void {
    const e = this.count++;
    if (e === this.body.length) this.#grow();
    this.body[e] = body;
    this.old[e] = old;
    this.cause[e] = cause;
    this.premise[e] = premise;
  }

  #grow(): void {
    const room = 2 * this.body.length;
    const ints = (old: Int32Array): Int32Array => {
      const larger = new Int32Array(room);
      larger.set(old);
      return larger;
    };
    const floats = (old: Float64Array): Float64Array => {
      const larger = new Float64Array(room);
      larger.set(old);
      return larger;
    };
    this.body = ints(this.body);
    this.old = floats(this.old);
    this.cause = ints(this.cause);
    this.premise = floats(this.premise);
  }
}
