/** A list of 32-bit integers that grows. */
export class Ints {
  #values: Int32Array;
  #length = 0;

  constructor(capacity = 1024) {
    this.#values = new Int32Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  at(index: number): number {
    return this.#values[index]!;
  }

  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) this.reserve(1);
    this.#values[this.#length++] = value;
  }

  pop(): number {
    return this.#values[--this.#length]!;
  }

  /** Forgets what is at `length` and after it. */
  truncate(length: number): void {
    this.#length = length;
  }

  /** Pushes what `other` has from `from` on. */
  pushFrom(other: Ints, from: number): void {
    const count = other.#length - from;
    this.reserve(count);
    this.#values.set(other.#values.subarray(from, other.#length), this.#length);
    this.#length += count;
  }

  /** Makes the list longer, by entries of `value`. */
  extendTo(length: number, value: number): void {
    if (length <= this.#length) return;
    this.reserve(length - this.#length);
    this.#values.fill(value, this.#length, length);
    this.#length = length;
  }

  /** Makes room for `count` more. @throws RangeError where there is no memory for them */
  reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#values.length) return;
    const values = new Int32Array(Math.max(needed, Math.ceil(1.5 * this.#values.length)));
    values.set(this.#values.subarray(0, this.#length));
    this.#values = values;
  }
}
