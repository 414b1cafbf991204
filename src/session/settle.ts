import { alignUp, MAX_BYTES } from "../problem/index.js";
import { Random } from "../problem/random.js";
import type { Layout } from "./layout.js";

/** Buffers that are laid anew at most: with more, planning anew is as fast and knows better. */
const MOST_LOOSE = 32;

/** Neighbours that are looked at in all tries, at least, and for each buffer of the problem. */
const WORK = { least: 4_000, timesBuffers: 6 };

/** Buffers laid in one try, for each loose one; a chain that is longer has lost its way. */
const CHAIN = 8;

/**
 * Lays the buffers that lie nowhere, and those that reach above a limit, with as little change as comes easily: in a
 * gap if there is one, where they lay before if they can; else the others are shoved up, or whoever is in the way is
 * sent elsewhere (ejection chains; who was sent away is less willing to go again). What it comes to depends on the
 * layout alone.
 */
export class Settler {
  readonly #layout: Layout;
  /** Rows that were moved, and where they lay before, in the order of the moves. */
  readonly #trail: { readonly row: number; readonly offset: number }[] = [];
  readonly #reluctance = new Map<number, number>();
  #work = 0;
  #limit = 0;
  #near = new Int32Array(64);
  #nearCount = 0;
  #from = new Float64Array(128);

  constructor(layout: Layout) {
    this.#layout = layout;
  }

  /**
   * @param limit the address that no buffer may reach above
   * @returns whether all lie within the limit; if not, everything is as it was
   */
  settle(limit: number): boolean {
    const loose = this.#looseAbove(limit);
    if (loose === null) return false;
    if (loose.length === 0) return true;
    const { rows } = this.#layout;
    this.#limit = Math.min(limit, MAX_BYTES);
    this.#work = Math.max(WORK.least, WORK.timesBuffers * rows.count);
    this.#trail.length = 0;
    for (const row of loose) this.#put(row, -1);
    const mark = this.#trail.length;
    const { size } = rows;
    const first = loose.toSorted((a, b) => size[b]! - size[a]! || a - b);
    if (this.#chain(first)) return true;
    this.#undo(mark);
    if (this.#shove(first)) return true;
    this.#undo(mark);
    const random = new Random(loose.length);
    while (this.#work > 0) {
      const weights = new Map(first.map((row) => [row, size[row]! * (0.5 + random.next())]));
      if (
        this.#chain(
          first.toSorted((a, b) => weights.get(b)! - weights.get(a)! || a - b),
          random,
        )
      )
        return true;
      this.#undo(mark);
    }
    this.#undo(0);
    return false;
  }

  /** Null where there are too many, or one that cannot lie lower. */
  #looseAbove(limit: number): number[] | null {
    const { rows } = this.#layout;
    const { high, present, offset, size } = rows;
    const loose: number[] = [];
    for (let row = 0; row < high; row++) {
      if (present[row] === 0 || (offset[row]! >= 0 && offset[row]! + size[row]! <= limit)) continue;
      if (rows.lowest(row) + size[row]! > limit || loose.length === MOST_LOOSE) return null;
      loose.push(row);
    }
    return loose;
  }

  #chain(first: readonly number[], random?: Random): boolean {
    const { rows } = this.#layout;
    const queue = [...first];
    this.#reluctance.clear();
    for (let left = CHAIN * (first.length + 4); queue.length > 0; left--) {
      if (left === 0 || this.#work <= 0) return false;
      const row = queue.shift()!;
      this.#look(row);
      const wish = this.#wished(row);
      const at = wish >= 0 ? wish : this.#cheapest(row, random);
      if (at < 0) return false;
      const top = at + rows.size[row]!;
      for (let i = 0; i < this.#nearCount; i++) {
        const other = this.#near[i]!;
        if (rows.offset[other]! >= top || rows.offset[other]! + rows.size[other]! <= at) continue;
        this.#reluctance.set(other, 2 * (this.#reluctance.get(other) ?? 1));
        this.#put(other, -1);
        queue.push(other);
      }
      this.#put(row, at);
    }
    return true;
  }

  /** Where the buffer lay before, if nothing is in its way there; else −1. */
  #wished(row: number): number {
    const { wish, size, fixed, offset } = this.#layout.rows;
    const at = fixed[row]! >= 0 ? fixed[row]! : wish[row]!;
    const top = at + size[row]!;
    if (at < this.#layout.rows.base || top > this.#limit) return -1;
    for (let i = 0; i < this.#nearCount; i++) {
      const other = this.#near[i]!;
      if (offset[other]! < top && at < offset[other]! + size[other]!) return -1;
    }
    return at;
  }

  /**
   * The place of a buffer from which the fewest bytes have to leave, −1 where there is none; of equal ones the
   * tightest. Exact over all places within the limit.
   */
  #cheapest(row: number, random?: Random): number {
    const { rows } = this.#layout;
    const { base, offset, size, fixed } = rows;
    const bytes = size[row]!;
    const step = rows.alignment[row]!;
    const highest = this.#limit - bytes;
    if (fixed[row]! >= 0) return this.#fixedPlace(row);
    if (this.#from.length < 2 * this.#nearCount) this.#from = new Float64Array(4 * this.#nearCount);
    const at = this.#from;
    const order = new Int32Array(2 * this.#nearCount);
    for (let i = 0; i < this.#nearCount; i++) {
      const other = this.#near[i]!;
      // From here on it is in the way of a buffer that begins here, and from there on no more.
      at[2 * i] = offset[other]! - bytes + 1;
      at[2 * i + 1] = offset[other]! + size[other]!;
      order[2 * i] = 2 * i;
      order[2 * i + 1] = 2 * i + 1;
    }
    order.sort((a, b) => at[a]! - at[b]!);
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    let tightest = Number.POSITIVE_INFINITY;
    let due = 0;
    let inWay = 0;
    let walls = 0;
    for (let from = base, next = 0; from <= highest; ) {
      for (; next < order.length && at[order[next]!]! <= from; next++) {
        const isBegin = (order[next]! & 1) === 0;
        const other = this.#near[order[next]! >> 1]!;
        const sign = isBegin ? 1 : -1;
        inWay += sign;
        if (fixed[other]! >= 0) walls += sign;
        else due += sign * size[other]! * (this.#reluctance.get(other) ?? 1);
      }
      const until = next < order.length ? Math.min(at[order[next]!]!, highest + 1) : highest + 1;
      const place = alignUp(from, step);
      if (walls === 0 && place < until) {
        const cost = inWay === 0 ? 0 : due * (random === undefined ? 1 : 0.5 + random.next());
        if (cost < least || (cost === least && until - from < tightest)) {
          best = place;
          least = cost;
          tightest = until - from;
        }
      }
      from = until;
    }
    return best;
  }

  /** Where a fixed buffer lies, unless another fixed one does; −1 then. */
  #fixedPlace(row: number): number {
    const { base, offset, size, fixed } = this.#layout.rows;
    const at = fixed[row]!;
    if (at < base || at + size[row]! > this.#limit) return -1;
    for (let i = 0; i < this.#nearCount; i++) {
      const other = this.#near[i]!;
      if (fixed[other]! >= 0 && offset[other]! < at + size[row]! && at < offset[other]! + size[other]!) return -1;
    }
    return at;
  }

  /**
   * Lays buffers where they lay before, and shoves up whoever is in their way, the lowest first: the order stays. What
   * grows in the middle of a stack lifts what lies above it, as far as there is no gap that takes it up.
   */
  #shove(first: readonly number[]): boolean {
    const { rows } = this.#layout;
    const { offset, size, alignment, fixed, wish } = rows;
    const queue = new Set<number>();
    for (const row of first) {
      const at = fixed[row]! >= 0 ? fixed[row]! : wish[row]!;
      if (at < rows.base || at + size[row]! > this.#limit || fixed[row]! >= 0) return false;
      this.#put(row, at);
      queue.add(row);
    }
    while (queue.size > 0) {
      if (this.#work <= 0) return false;
      let row = -1;
      for (const each of queue) if (row < 0 || offset[each]! < offset[row]!) row = each;
      queue.delete(row);
      this.#look(row);
      const top = offset[row]! + size[row]!;
      let lifted = offset[row]!;
      const above: number[] = [];
      for (let i = 0; i < this.#nearCount; i++) {
        const other = this.#near[i]!;
        if (offset[other]! >= top || offset[other]! + size[other]! <= offset[row]!) continue;
        const isBelow = offset[other]! < offset[row]! || fixed[other]! >= 0;
        if (isBelow) lifted = Math.max(lifted, alignUp(offset[other]! + size[other]!, alignment[row]!));
        else above.push(other);
      }
      if (lifted > offset[row]!) {
        if (lifted + size[row]! > this.#limit) return false;
        this.#put(row, lifted);
        queue.add(row);
        continue;
      }
      for (const other of above) {
        const at = alignUp(top, alignment[other]!);
        if (at + size[other]! > this.#limit) return false;
        this.#put(other, at);
        queue.add(other);
      }
    }
    return true;
  }

  /** Finds the buffers that lie somewhere and live together with one. */
  #look(row: number): void {
    const { lower, upper, offset } = this.#layout.rows;
    const found = this.#layout.within(lower[row]!, upper[row]!);
    if (this.#near.length < found.length) this.#near = new Int32Array(2 * found.length);
    let count = 0;
    for (const other of found) if (other !== row && offset[other]! >= 0) this.#near[count++] = other;
    this.#nearCount = count;
    this.#work -= found.length;
  }

  #put(row: number, offset: number): void {
    const { rows } = this.#layout;
    this.#trail.push({ row, offset: rows.offset[row]! });
    rows.offset[row] = offset;
  }

  #undo(mark: number): void {
    const { rows } = this.#layout;
    while (this.#trail.length > mark) {
      const { row, offset } = this.#trail.pop()!;
      rows.offset[row] = offset;
    }
  }
}
