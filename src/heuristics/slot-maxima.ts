/** Log2 of the blocks in a region at least; more where there would be more regions than this. */
const LEAST_REGION_SHIFT = 5;
const MOST_REGIONS = 512;

/**
 * A number for every slot, with subtraction over a range and the greatest over a range. Slots are kept in blocks with
 * their greatest, and blocks in regions with theirs, so that a range costs its length in regions, and twice the blocks
 * of a region and the slots of a block.
 */
export class SlotMaxima {
  readonly #value: Float64Array;
  /** What is still to be taken off every value of the block. */
  readonly #owed: Float64Array;
  /** The greatest value of the block, with what it owes itself taken off. */
  readonly #greatest: Float64Array;
  /** The same of regions: what every block owes besides, and the greatest with all of it taken off. */
  readonly #regionOwed: Float64Array;
  readonly #regionGreatest: Float64Array;

  /** Log2 of the slots in a block: lifetimes are short where there are few slots. */
  readonly #shift: number;
  /** Log2 of the blocks in a region. */
  readonly #regionShift: number;
  readonly #slotCount: number;
  readonly #blocks: number;
  /** Then its greatest is not kept: nothing is ever asked of all of it. */
  readonly #hasOneRegion: boolean;

  constructor(slotCount: number) {
    this.#slotCount = slotCount;

    this.#shift = slotCount < 2048 ? 4 : 5;
    this.#blocks = (slotCount + (1 << this.#shift) - 1) >> this.#shift;
    let regionShift = LEAST_REGION_SHIFT;
    while (this.#blocks > MOST_REGIONS << regionShift) regionShift++;
    this.#regionShift = regionShift;
    const regions = (this.#blocks + (1 << regionShift) - 1) >> regionShift;
    this.#value = new Float64Array(slotCount);
    this.#owed = new Float64Array(this.#blocks);
    this.#greatest = new Float64Array(this.#blocks);
    this.#regionOwed = new Float64Array(regions);
    this.#regionGreatest = new Float64Array(regions).fill(Number.POSITIVE_INFINITY);
    this.#hasOneRegion = regions === 1;
  }

  reset(values: Float64Array): void {
    this.#value.set(values);
    this.#owed.fill(0);
    this.#regionOwed.fill(0);
    for (let block = 0; block < this.#blocks; block++) this.#measure(block);
    for (let region = 0; region < this.#regionOwed.length; region++) this.#measureRegion(region);
  }

  /** Takes `bytes` off the slots [from, to). */
  subtract(from: number, to: number, bytes: number): void {
    const regionShift = this.#regionShift;
    const shift = this.#shift;
    let first = from >> shift;
    const last = (to - 1) >> shift;
    const firstRegion = first >> regionShift;
    const lastRegion = last >> regionShift;
    if (firstRegion === lastRegion) {
      this.#subtractBlocks(first, last, from, to, bytes);
      this.#measureRegion(firstRegion);
      return;
    }
    // Blocks up to the end of the first region, whole regions, and blocks of the last one.
    const inner = (firstRegion + 1) << regionShift;
    this.#subtractBlocks(first, inner - 1, from, to, bytes);
    this.#measureRegion(firstRegion);
    for (let region = firstRegion + 1; region < lastRegion; region++) {
      this.#regionOwed[region]! += bytes;
      this.#regionGreatest[region]! -= bytes;
    }
    first = lastRegion << regionShift;
    this.#subtractBlocks(first, last, from, to, bytes);
    this.#measureRegion(lastRegion);
  }

  /** The first slot of [from, to) with the greatest value. */
  argmax(from: number, to: number): number {
    const regionShift = this.#regionShift;
    const shift = this.#shift;
    const last = (to - 1) >> shift;
    const regionGreatest = this.#regionGreatest;
    let most = -Infinity;
    let at = from;
    /** Where the greatest is a whole block's or region's: its slot is looked for at the end. */
    let whole = -1;
    let wholeRegion = -1;
    for (let block = from >> shift; block <= last; ) {
      const region = block >> regionShift;
      const next = (region + 1) << regionShift;
      if (regionGreatest[region]! <= most) {
        block = next;
        continue;
      }
      if ((block & ((1 << regionShift) - 1)) === 0 && from <= block << shift && next - 1 < last) {
        most = regionGreatest[region]!;
        wholeRegion = region;
        whole = -1;
        block = next;
        continue;
      }
      const until = Math.min(next - 1, last);
      const regionDebt = this.#regionOwed[region]!;
      for (; block <= until; block++) {
        const greatest = this.#greatest[block]! - regionDebt;
        if (greatest <= most) continue;
        const low = block << shift;
        const high = Math.min(low + (1 << shift), this.#slotCount);
        if (from <= low && to >= high) {
          most = greatest;
          whole = block;
          wholeRegion = -1;
          continue;
        }
        const end = Math.min(to, high);
        const debt = this.#owed[block]! + regionDebt;
        for (let slot = Math.max(from, low); slot < end; slot++) {
          const own = this.#value[slot]! - debt;
          if (own > most) {
            most = own;
            at = slot;
            whole = -1;
            wholeRegion = -1;
          }
        }
      }
    }
    if (wholeRegion >= 0) {
      whole = wholeRegion << regionShift;
      while (this.#greatest[whole]! - this.#regionOwed[wholeRegion]! !== most) whole++;
    }
    if (whole < 0) return at;
    const debt = this.#owed[whole]!;
    const sought = this.#greatest[whole]!;
    at = whole << shift;
    while (this.#value[at]! - debt !== sought) at++;
    return at;
  }

  at(slot: number): number {
    const block = slot >> this.#shift;
    return this.#value[slot]! - this.#owed[block]! - this.#regionOwed[block >> this.#regionShift]!;
  }

  /** Takes `bytes` off the slots of [from, to) that are in these blocks, which are all of one region. */
  #subtractBlocks(first: number, last: number, from: number, to: number, bytes: number): void {
    const value = this.#value;
    const shift = this.#shift;
    for (let block = first; block <= last; block++) {
      const low = block << shift;
      const high = Math.min(low + (1 << shift), this.#slotCount);
      if (from <= low && to >= high) {
        this.#owed[block]! += bytes;
        this.#greatest[block]! -= bytes;
      } else {
        const until = Math.min(to, high);
        for (let slot = Math.max(from, low); slot < until; slot++) value[slot]! -= bytes;
        this.#measure(block);
      }
    }
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

  #measureRegion(region: number): void {
    const regionShift = this.#regionShift;
    if (this.#hasOneRegion) return;
    const greatest = this.#greatest;
    const low = region << regionShift;
    const high = Math.min(low + (1 << regionShift), this.#blocks);
    let most = -Infinity;
    for (let block = low; block < high; block++) if (greatest[block]! > most) most = greatest[block]!;
    this.#regionGreatest[region] = most - this.#regionOwed[region]!;
  }
}
