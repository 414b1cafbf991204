/**
 * Many sets of addresses, each kept as its maximal intervals in ascending order: intervals that overlap or touch are
 * one.
 *
 * All lie in one pool of numbers; a set that outgrows its chunk moves to one of twice the size, and the chunk left
 * behind is used again. Clearing keeps the chunks, so a second run over the same problem allocates next to nothing.
 */
export class IntervalSets {
  /** Interval i of a set: `pool[first + 2i] ≤ address < pool[first + 2i + 1]`. Replaced when it grows. */
  pool: Float64Array;
  /** Where a set begins in the pool. */
  readonly first: Int32Array;
  /** Numbers in use, two an interval. */
  readonly length: Int32Array;
  readonly #room: Int32Array;
  #used = 0;
  /**
   * By log2 of the room: the first of the free chunks, which are linked through their first number; −1 ends the chain.
   */
  readonly #free = new Int32Array(32).fill(-1);

  constructor(count: number) {
    this.first = new Int32Array(count);
    this.length = new Int32Array(count);
    this.#room = new Int32Array(count);
    this.pool = new Float64Array(Math.max(64, 16 * count));
  }

  clear(): void {
    this.length.fill(0);
  }

  /** Adds the addresses `lo ≤ a < hi`; false if the set had them all. */
  add(set: number, lo: number, hi: number): boolean {
    let pool = this.pool;
    let from = this.first[set]!;
    const length = this.length[set]!;
    const end = from + length;
    // The first interval that reaches lo or beyond.
    let at = from;
    if (length > 16) {
      let high = length >> 1;
      let low = 0;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (pool[from + 2 * middle + 1]! < lo) low = middle + 1;
        else high = middle;
      }
      at = from + 2 * low;
    } else while (at < end && pool[at + 1]! < lo) at += 2;
    if (at === end || pool[at]! > hi) {
      if (length === this.#room[set]!) {
        at -= from;
        this.#grow(set);
        pool = this.pool;
        from = this.first[set]!;
        at += from;
      }
      const last = from + length;
      if (last - at > 64) pool.copyWithin(at + 2, at, last);
      else for (let i = last - 1; i >= at; i--) pool[i + 2] = pool[i]!;
      pool[at] = lo;
      pool[at + 1] = hi;
      this.length[set] = length + 2;
      return true;
    }
    // It touches this one, and maybe some after it: they become one.
    if (pool[at]! <= lo && pool[at + 1]! >= hi) return false;
    let next = at + 2;
    while (next < end && pool[next]! <= hi) next += 2;
    if (lo < pool[at]!) pool[at] = lo;
    const reach = pool[next - 1]!;
    pool[at + 1] = Math.max(hi, reach);
    const gone = next - at - 2;
    if (gone > 0) {
      if (end - next > 64) pool.copyWithin(at + 2, next, end);
      else for (let i = next; i < end; i++) pool[i - gone] = pool[i]!;
      this.length[set] = length - gone;
    }
    return true;
  }

  #grow(set: number): void {
    const old = this.#room[set]!;
    const room = old === 0 ? 4 : old * 2;
    const to = this.#chunk(room);
    const from = this.first[set]!;
    this.pool.copyWithin(to, from, from + old);
    if (old > 0) {
      const kind = 31 - Math.clz32(old);
      this.pool[from] = this.#free[kind]!;
      this.#free[kind] = from;
    }
    this.first[set] = to;
    this.#room[set] = room;
  }

  #chunk(room: number): number {
    const kind = 31 - Math.clz32(room);
    const free = this.#free[kind]!;
    if (free >= 0) {
      this.#free[kind] = this.pool[free]!;
      return free;
    }
    const at = this.#used;
    this.#used = at + room;
    if (this.#used > this.pool.length) {
      const larger = new Float64Array(Math.max(this.#used, this.pool.length * 2));
      larger.set(this.pool);
      this.pool = larger;
    }
    return at;
  }
}
