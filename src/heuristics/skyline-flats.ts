/**
 * A skyline over the slots as flats: maximal runs of slots at one level. The lowest flat, the leftmost of equal ones,
 * is always known.
 *
 * A flat goes by its first slot. The flats form a list in time, and a binary heap by (level, first slot).
 */
export class SkylineFlats {
  /** Slot after the last of the flat that begins here, which is the next flat. */
  readonly end: Int32Array;
  /** First slot of the flat before this one; −1 for the first. */
  readonly before: Int32Array;
  /** Bytes. */
  readonly level: Float64Array;
  readonly #heap: Int32Array;
  /** Where a flat is in the heap. */
  readonly #place: Int32Array;
  #size = 0;

  constructor(readonly slotCount: number) {
    this.end = new Int32Array(slotCount + 1);
    this.before = new Int32Array(slotCount + 1);
    this.level = new Float64Array(slotCount + 1);
    this.#heap = new Int32Array(slotCount + 1);
    this.#place = new Int32Array(slotCount + 1);
  }

  /** One flat at level 0. */
  reset(): void {
    this.end[0] = this.slotCount;
    this.before[0] = -1;
    this.level[0] = 0;
    this.#heap[0] = 0;
    this.#place[0] = 0;
    this.#size = 1;
  }

  get lowest(): number {
    return this.#heap[0]!;
  }

  /** Level of the flat before; Infinity at the left end of time. */
  levelBefore(flat: number): number {
    const before = this.before[flat]!;
    return before < 0 ? Infinity : this.level[before]!;
  }

  /** Level of the flat after; Infinity at the right end of time. */
  levelAfter(flat: number): number {
    const after = this.end[flat]!;
    return after === this.slotCount ? Infinity : this.level[after]!;
  }

  /** Raises slots [from, to) of the lowest flat to `level`, and joins what is then level with its neighbours. */
  raise(from: number, to: number, level: number): void {
    const { end, before, slotCount } = this;
    const flat = this.#heap[0]!;
    const flatEnd = end[flat]!;
    const rest = this.level[flat]!;
    if (to < flatEnd) {
      // What stays low on the right is a flat of its own.
      end[to] = flatEnd;
      before[to] = from;
      if (flatEnd < slotCount) before[flatEnd] = to;
      this.#push(to, rest);
    }
    end[from] = to;
    if (from > flat) {
      end[flat] = from;
      before[from] = flat;
      if (to === flatEnd && to < slotCount) before[to] = from;
      this.#push(from, level);
    } else {
      this.level[flat] = level;
      this.#sink(0);
    }
    if (to === flatEnd && to < slotCount && this.level[to] === level) this.#join(from);
    const left = before[from]!;
    if (from === flat && left >= 0 && this.level[left] === level) this.#join(left);
  }

  /** Joins a flat with the next one. */
  #join(flat: number): void {
    const heap = this.#heap;
    const place = this.#place;
    const { end, before } = this;
    const gone = end[flat]!;
    end[flat] = end[gone]!;
    if (end[gone]! < this.slotCount) before[end[gone]!] = flat;
    const hole = place[gone]!;
    const last = heap[--this.#size]!;
    if (last === gone) return;
    heap[hole] = last;
    place[last] = hole;
    this.#sink(hole);
    this.#swim(place[last]!);
  }

  #push(flat: number, level: number): void {
    this.level[flat] = level;
    this.#heap[this.#size] = flat;
    this.#place[flat] = this.#size;
    this.#swim(this.#size++);
  }

  #sink(at: number): void {
    const heap = this.#heap;
    const place = this.#place;
    const size = this.#size;
    const { level } = this;
    const flat = heap[at]!;
    const own = level[flat]!;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      let low = heap[child]!;
      if (child + 1 < size) {
        const other = heap[child + 1]!;
        if (level[other]! < level[low]! || (level[other] === level[low] && other < low)) {
          low = other;
          child++;
        }
      }
      if (level[low]! > own || (level[low] === own && low > flat)) break;
      heap[at] = low;
      place[low] = at;
      at = child;
    }
    heap[at] = flat;
    place[flat] = at;
  }

  #swim(at: number): void {
    const heap = this.#heap;
    const place = this.#place;
    const { level } = this;
    const flat = heap[at]!;
    const own = level[flat]!;
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = heap[up]!;
      if (level[parent]! < own || (level[parent] === own && parent < flat)) break;
      heap[at] = parent;
      place[parent] = at;
      at = up;
    }
    heap[at] = flat;
    place[flat] = at;
  }
}
