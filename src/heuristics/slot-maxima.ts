/**
 * A number for every slot, with subtraction over a range and the greatest over a range. Slots are kept in blocks with
 * their greatest, so that a range costs its length in blocks and two times the slots of a block.
 */
export class SlotMaxima {
  readonly #value: Float64Array;
  /** What is still to be taken off every value of the block. */
  readonly #owed: Float64Array;
  /** The greatest value of the block, with what is owed taken off. */
  readonly #greatest: Float64Array;

  /** Log2 of the slots in a block: lifetimes are short where there are few slots. */
  readonly #shift: number;
  readonly #slotCount: number;

  constructor(slotCount: number) {
    this.#slotCount = slotCount;

    this.#shift = slotCount < 2048 ? 4 : 6;
    const blocks = (slotCount + (1 << this.#shift) - 1) >> this.#shift;
    this.#value = new Float64Array(slotCount);
    this.#owed = new Float64Array(blocks);
    this.#greatest = new Float64Array(blocks);
  }

  reset(values: Float64Array): void {
    this.#value.set(values);
    this.#owed.fill(0);
    for (let block = 0; block < this.#greatest.length; block++) this.#measure(block);
  }

  /** Takes `bytes` off the slots [from, to). */
  subtract(from: number, to: number, bytes: number): void {
    const value = this.#value;
    const owed = this.#owed;
    const greatest = this.#greatest;
    const shift = this.#shift;
    const first = from >> shift;
    const last = (to - 1) >> shift;
    for (let block = first; block <= last; block++) {
      const low = block << shift;
      const high = Math.min(low + (1 << shift), this.#slotCount);
      if (from <= low && to >= high) {
        owed[block]! += bytes;
        greatest[block]! -= bytes;
      } else {
        const until = Math.min(to, high);
        for (let slot = Math.max(from, low); slot < until; slot++) value[slot]! -= bytes;
        this.#measure(block);
      }
    }
  }

  /** The first slot of [from, to) with the greatest value. */
  argmax(from: number, to: number): number {
    const value = this.#value;
    const owed = this.#owed;
    const greatest = this.#greatest;
    const shift = this.#shift;
    const first = from >> shift;
    const last = (to - 1) >> shift;
    let most = -Infinity;
    let at = from;
    let whole = -1;
    for (let block = first; block <= last; block++) {
      if (greatest[block]! <= most) continue;
      const low = block << shift;
      const high = Math.min(low + (1 << shift), this.#slotCount);
      if (from <= low && to >= high) {
        most = greatest[block]!;
        whole = block;
        continue;
      }
      const until = Math.min(to, high);
      const debt = owed[block]!;
      for (let slot = Math.max(from, low); slot < until; slot++) {
        const own = value[slot]! - debt;
        if (own > most) {
          most = own;
          at = slot;
          whole = -1;
        }
      }
    }
    if (whole < 0) return at;
    const sought = most + owed[whole]!;
    at = whole << shift;
    while (value[at]! !== sought) at++;
    return at;
  }

  at(slot: number): number {
    return this.#value[slot]! - this.#owed[slot >> this.#shift]!;
  }

  #measure(block: number): void {
    const value = this.#value;
    const shift = this.#shift;
    const low = block << shift;
    const high = Math.min(low + (1 << shift), this.#slotCount);
    let most = -Infinity;
    for (let slot = low; slot < high; slot++) if (value[slot]! > most) most = value[slot]!;
    this.#greatest[block] = most - this.#owed[block]!;
  }
}
