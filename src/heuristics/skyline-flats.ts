/**
 * A skyline over the slots as flats, maximal runs of slots at one level, that is filled valley by valley.
 *
 * In hand is a *valley*: a flat with no lower neighbour. Nothing changes its neighbours before it is raised, for they
 * are no valleys themselves. So what goes onto it does not depend on what is done elsewhere first, and no heap is
 * needed: after a raise, go to a lower neighbour until none is lower. Each pair of neighbours is crossed at most once
 * for every time that one of them rises, so all walks together take no more steps than there are raises.
 *
 * A flat goes by its first slot. The flats form a list in time.
 */
export class SkylineFlats {
  /** Slot after the last of the flat that begins here, which is the next flat. */
  readonly end: Int32Array;
  /** First slot of the flat before this one; −1 for the first. */
  readonly before: Int32Array;
  /** Bytes. */
  readonly level: Float64Array;
  /** The valley in hand. */
  current = 0;
  /** Flats passed since the reset, on the way from one valley to the next: a measure of work. */
  steps = 0;
  #ceiling = Infinity;

  constructor(readonly slotCount: number) {
    this.end = new Int32Array(slotCount + 1);
    this.before = new Int32Array(slotCount + 1);
    this.level = new Float64Array(slotCount + 1);
  }

  /** One flat at level 0. */
  reset(): void {
    this.end[0] = this.slotCount;
    this.before[0] = -1;
    this.level[0] = 0;
    this.current = 0;
    this.steps = 0;
    this.#ceiling = Infinity;
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

  /** Raises slots [from, to) of the valley to `level`, joins what is then level with its neighbours, and goes on. */
  raise(from: number, to: number, level: number): void {
    const { end, before, slotCount } = this;
    const flat = this.current;
    const flatEnd = end[flat]!;
    const low = this.level[flat]!;
    if (to < flatEnd) {
      // What stays low on the right is a flat of its own.
      end[to] = flatEnd;
      before[to] = from;
      this.level[to] = low;
      if (flatEnd < slotCount) before[flatEnd] = to;
    }
    end[from] = to;
    this.level[from] = level;
    if (from > flat) {
      end[flat] = from;
      before[from] = flat;
      if (to === flatEnd && to < slotCount) before[to] = from;
    }
    if (to === flatEnd && to < slotCount && this.level[to] === level) this.#joinNext(from);
    // What stays low beside it is a valley again.
    if (from > flat) return;
    const left = before[from]!;
    let at = from;
    if (left >= 0 && this.level[left] === level) {
      this.#joinNext(left);
      at = left;
    }
    if (level >= this.#ceiling) this.#climbOut(at);
    else if (to < flatEnd) this.current = to;
    else this.#descend(at);
  }

  /**
   * From now on flats at `ceiling` or above are left alone, the one in hand too if it is as high; `current` is −1 once
   * there are no others.
   */
  leaveFrom(ceiling: number): void {
    this.#ceiling = ceiling;
    this.#scan(0);
  }

  /** Goes on from a flat that is left alone. */
  #climbOut(from: number): void {
    // What is below the ceiling on the left is next to it, and goes first: so nothing stays behind.
    const left = this.before[from]!;
    if (left >= 0 && this.level[left]! < this.#ceiling) this.#descend(left);
    else this.#scan(this.end[from]!);
  }

  /** Goes to the first valley below the ceiling, beginning at a flat. */
  #scan(from: number): void {
    const { end, level, slotCount } = this;
    let at = from;
    for (; at < slotCount && level[at]! >= this.#ceiling; this.steps++) at = end[at]!;
    if (at < slotCount) this.#descend(at);
    else this.current = -1;
  }

  /** Goes to a lower neighbour until none is lower. */
  #descend(from: number): void {
    const { end, before, level, slotCount } = this;
    let at = from;
    for (; ; this.steps++) {
      const own = level[at]!;
      const left = before[at]!;
      const right = end[at]!;
      if (left >= 0 && level[left]! < own) at = left;
      else if (right < slotCount && level[right]! < own) at = right;
      else break;
    }
    this.current = at;
  }

  /** Joins a flat with the next one. */
  #joinNext(flat: number): void {
    const { end, before } = this;
    const next = end[flat]!;
    end[flat] = end[next]!;
    if (end[next]! < this.slotCount) before[end[next]!] = flat;
  }
}
