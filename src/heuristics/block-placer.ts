import { alignUp, type ProblemArrays } from "../problem/index.js";
import { IntervalSets } from "./interval-sets.js";
import { alignsByItself, type Fit, fixedBuffers, type Placer, paddedSizes, STOP_INTERVAL } from "./placer.js";

/**
 * Placement without looking at every neighbour: a buffer takes some √(events in a lifetime) steps in place of one for
 * each buffer that overlaps it.
 *
 * Time is cut into blocks of slots, and a binary tree stands over the blocks. Each node of the tree keeps the addresses
 * that any buffer occupies at any time of the node, as a set of maximal intervals. In a tight packing these are few,
 * however many buffers there are: thousands of neighbours melt into a handful of intervals. A lifetime is a few whole
 * nodes, whose sets are walked upwards together, and up to two blocks of which it covers a part only. For those, a
 * block keeps two things apart: the addresses of buffers that live through all of it, again as a set, and a row of the
 * buffers that begin or end inside it, by offset, which are tested one by one.
 *
 * Blocks are cut so that no row gets longer than a limit, even where thousands of buffers begin at the same time: then
 * there is a cut. The limit makes the two costs, walking rows and entering a buffer into each of its nodes, about
 * level.
 */
export class BlockPlacer implements Placer {
  placed = 0;
  /** Intervals and rows passed, and sets changed, since it was made: a measure of work, some nanoseconds each. */
  work = 0;
  /** The block of each slot, and the first slot of each block. */
  readonly #blockOf: Int32Array;
  readonly #blockStart: Int32Array;
  /**
   * Set i is node i of the tree (1 is the root, `leaves + k` is block k); set `2 · leaves + k` is what lives through
   * block k.
   */
  readonly #leaves: number;
  readonly #sets: IntervalSets;
  /**
   * The row of block k begins at `rowStart[k]` and has `rowLength[k]` entries: bottom and top in bytes, first slot,
   * slot after the last.
   */
  readonly #rowStart: Int32Array;
  readonly #rowLength: Int32Array;
  readonly #rowRange: Float64Array;
  readonly #rowTime: Int32Array;
  readonly #fixed: Int32Array;
  readonly #padded: Float64Array;
  readonly #aligns: boolean;

  // What the buffer in hand has to respect: the unread parts of some sets, in the pool, and of two rows.
  readonly #cursor = new Int32Array(80);
  readonly #finish = new Int32Array(80);
  #cursors = 0;
  #leftRow = 0;
  #leftRowEnd = 0;
  #rightRow = 0;
  #rightRowEnd = 0;
  readonly #arrays: ProblemArrays;

  /** `rowLimit` is for tests: by default it follows from the lifetimes. */
  constructor(arrays: ProblemArrays, rowLimit = suitableRow(arrays)) {
    this.#arrays = arrays;

    const { slotCount } = arrays;
    const events = countEvents(arrays);
    this.#blockOf = new Int32Array(slotCount + 1);
    this.#blockStart = new Int32Array(slotCount + 2);
    const blocks = this.#cut(events, rowLimit);
    let leaves = 1;
    while (leaves < blocks) leaves *= 2;
    this.#leaves = leaves;
    this.#sets = new IntervalSets(2 * leaves + blocks);
    this.#rowLength = new Int32Array(blocks);
    this.#rowStart = new Int32Array(blocks + 1);
    for (let block = 0; block < blocks; block++) {
      let row = 0;
      for (let slot = this.#blockStart[block]! + 1; slot < this.#blockStart[block + 1]!; slot++) row += events[slot]!;
      this.#rowStart[block + 1] = this.#rowStart[block]! + row;
    }
    this.#rowRange = new Float64Array(2 * this.#rowStart[blocks]!);
    this.#rowTime = new Int32Array(2 * this.#rowStart[blocks]!);
    this.#fixed = fixedBuffers(arrays);
    this.#padded = paddedSizes(arrays);
    this.#aligns = !alignsByItself(arrays, this.#padded);
  }

  place(order: Int32Array, fit: Fit, limit: number, offsets: Float64Array, shouldStop?: () => boolean): number {
    const { size, alignment, start, end, fixedOffset } = this.#arrays;
    const padded = this.#padded;
    const aligns = this.#aligns;
    const fixed = this.#fixed;
    const bestFit = fit === "best";
    this.placed = 0;
    this.#sets.clear();
    this.#rowLength.fill(0);
    let peak = 0;
    let asked = this.work;
    for (let i = 0; i < fixed.length; i++) {
      if (this.work - asked >= STOP_WORK) {
        if (shouldStop?.() === true) return Infinity;
        asked = this.work;
      }
      const b = fixed[i]!;
      const y = fixedOffset[b]!;
      offsets[b] = y;
      peak = Math.max(peak, y + size[b]!);
      this.#enter(start[b]!, end[b]!, y, y + padded[b]!);
    }
    for (let i = 0; i < order.length; i++) {
      const b = order[i]!;
      const s = start[b]!;
      const e = end[b]!;
      const bytes = padded[b]!;
      const highest = limit - size[b]!;
      const step = aligns ? alignment[b]! : 1;
      this.#gather(s, e);
      const y = bestFit ? this.#tightestGap(s, e, bytes, step, highest) : this.#lowestGap(0, s, e, bytes, step);
      if ((i + 1) % STOP_INTERVAL === 0 || this.work - asked >= STOP_WORK) {
        asked = this.work;
        if (shouldStop?.() === true) {
          this.placed = i;
          return Infinity;
        }
      }
      if (y >= highest) {
        this.placed = i;
        return Infinity;
      }
      if (y + size[b]! > peak) peak = y + size[b]!;
      offsets[b] = y;
      this.#enter(s, e, y, y + bytes);
    }
    this.placed = order.length;
    return peak < limit ? peak : Infinity;
  }

  /** Sets the cursors to the beginning of all sets and rows that a buffer live in [s, e) has to respect. */
  #gather(s: number, e: number): void {
    const blockOf = this.#blockOf;
    const leaves = this.#leaves;
    const rowStart = this.#rowStart;
    const rowLength = this.#rowLength;
    const firstBlock = blockOf[s]!;
    const lastBlock = blockOf[e - 1]!;
    const partOfFirst = this.#beginsInside(s);
    const partOfLast = this.#endsInside(e) && (lastBlock > firstBlock || !partOfFirst);
    this.#cursors = 0;
    this.#leftRow = this.#leftRowEnd = this.#rightRow = this.#rightRowEnd = 0;
    let left = leaves + firstBlock;
    let right = leaves + lastBlock + 1;
    if (partOfFirst) {
      left++;
      this.#addCursor(2 * leaves + firstBlock);
      this.#leftRow = 2 * rowStart[firstBlock]!;
      this.#leftRowEnd = this.#leftRow + 2 * rowLength[firstBlock]!;
    }
    if (partOfLast) {
      right--;
      this.#addCursor(2 * leaves + lastBlock);
      this.#rightRow = 2 * rowStart[lastBlock]!;
      this.#rightRowEnd = this.#rightRow + 2 * rowLength[lastBlock]!;
    }
    for (; left < right; left >>= 1, right >>= 1) {
      if (left & 1) this.#addCursor(left++);
      if (right & 1) this.#addCursor(--right);
    }
  }

  #addCursor(set: number): void {
    const { first, length } = this.#sets;
    if (length[set] === 0) return;
    const at = first[set]!;
    this.#cursor[this.#cursors] = at;
    this.#finish[this.#cursors++] = at + length[set]!;
  }

  /**
   * The lowest offset ≥ y, a multiple of `step` (y must be one), at which `bytes` bytes are free. Cursors are left at
   * the first interval that ends above it, so the next search may go on from there, upwards.
   */
  #lowestGap(y: number, s: number, e: number, bytes: number, step: number): number {
    const cursor = this.#cursor;
    const finish = this.#finish;
    const cursors = this.#cursors;
    const pool = this.#sets.pool;
    let passed = 0;
    for (;;) {
      // The last gathered are the largest nodes and lead highest: begin with them.
      let j = cursors;
      for (let quiet = 0; quiet < cursors; ) {
        j = j === 0 ? cursors - 1 : j - 1;
        let at = cursor[j]!;
        const end = finish[j]!;
        quiet++;
        for (;;) {
          if (at < end && pool[at + 1]! <= y) at = firstEndAbove(pool, at + 2, end, y);
          if (at >= end || pool[at]! - y >= bytes) break;
          y = step === 1 ? pool[at + 1]! : alignUp(pool[at + 1]!, step);
          at += 2;
          quiet = 1;
          passed++;
        }
        cursor[j] = at;
        passed++;
      }
      const before = y;
      if (this.#leftRow < this.#leftRowEnd) y = this.#climbLeftRow(y, s, e, bytes, step);
      if (this.#rightRow < this.#rightRowEnd) y = this.#climbRightRow(y, s, e, bytes, step);
      if (y === before) {
        this.work += passed;
        return y;
      }
    }
  }

  #climbLeftRow(y: number, s: number, e: number, bytes: number, step: number): number {
    const rowTime = this.#rowTime;
    const rowRange = this.#rowRange;
    const leftRowEnd = this.#leftRowEnd;
    let at = this.#leftRow;
    for (; at < leftRowEnd; at += 2) {
      const top = rowRange[at + 1]!;
      if (top <= y || rowTime[at]! >= e || rowTime[at + 1]! <= s) continue;
      if (rowRange[at]! - y >= bytes) break;
      y = step === 1 ? top : alignUp(top, step);
    }
    this.work += (at - this.#leftRow) >> 1;
    this.#leftRow = at;
    return y;
  }

  #climbRightRow(y: number, s: number, e: number, bytes: number, step: number): number {
    const rowTime = this.#rowTime;
    const rowRange = this.#rowRange;
    const rightRowEnd = this.#rightRowEnd;
    let at = this.#rightRow;
    for (; at < rightRowEnd; at += 2) {
      const top = rowRange[at + 1]!;
      if (top <= y || rowTime[at]! >= e || rowTime[at + 1]! <= s) continue;
      if (rowRange[at]! - y >= bytes) break;
      y = step === 1 ? top : alignUp(top, step);
    }
    this.work += (at - this.#rightRow) >> 1;
    this.#rightRow = at;
    return y;
  }

  /**
   * The offset, below `highest`, of the smallest bounded gap of at least `bytes` bytes; the top of all that is in the
   * way if none.
   */
  #tightestGap(s: number, e: number, bytes: number, step: number, highest: number): number {
    let tightest = Infinity;
    let offset = 0;
    for (let y = 0; ; ) {
      y = this.#lowestGap(y, s, e, bytes, step);
      const ceiling = this.#nextBottom();
      if (ceiling === Infinity || y >= highest) return tightest === Infinity ? y : offset;
      if (ceiling - y < tightest) {
        tightest = ceiling - y;
        offset = y;
        if (tightest === bytes) return y;
      }
      y = step === 1 ? ceiling : alignUp(ceiling, step);
    }
  }

  /**
   * Bottom of the lowest interval that no cursor has passed; every cursor stands at something that ends above the gap.
   */
  #nextBottom(): number {
    const cursor = this.#cursor;
    const finish = this.#finish;
    const cursors = this.#cursors;
    const rowRange = this.#rowRange;
    const pool = this.#sets.pool;
    let lowest = Infinity;
    for (let j = 0; j < cursors; j++)
      if (cursor[j]! < finish[j]! && pool[cursor[j]!]! < lowest) lowest = pool[cursor[j]!]!;
    if (this.#leftRow < this.#leftRowEnd && rowRange[this.#leftRow]! < lowest) lowest = rowRange[this.#leftRow]!;
    if (this.#rightRow < this.#rightRowEnd && rowRange[this.#rightRow]! < lowest) lowest = rowRange[this.#rightRow]!;
    return lowest;
  }

  /** Enters a buffer that occupies [lo, hi) in the slots [s, e). */
  #enter(s: number, e: number, lo: number, hi: number): void {
    const sets = this.#sets;
    const blockOf = this.#blockOf;
    const leaves = this.#leaves;
    const firstBlock = blockOf[s]!;
    const lastBlock = blockOf[e - 1]!;
    const partOfFirst = this.#beginsInside(s);
    const partOfLast = this.#endsInside(e);
    if (partOfFirst || (partOfLast && lastBlock === firstBlock)) this.#enterRow(firstBlock, s, e, lo, hi);
    if (partOfLast && lastBlock > firstBlock) this.#enterRow(lastBlock, s, e, lo, hi);
    const lastWhole = partOfLast ? lastBlock - 1 : lastBlock;
    for (let block = partOfFirst ? firstBlock + 1 : firstBlock; block <= lastWhole; block++) {
      sets.add(2 * leaves + block, lo, hi);
    }
    let left = leaves + firstBlock;
    let right = leaves + lastBlock;
    for (let news = true; news && left > 0; left >>= 1, right >>= 1) {
      // A parent has what its children have: without news at one level there is none above.
      news = false;
      this.work += right - left + 1;
      for (let node = left; node <= right; node++) if (sets.add(node, lo, hi)) news = true;
    }
  }

  #enterRow(block: number, s: number, e: number, lo: number, hi: number): void {
    const rowRange = this.#rowRange;
    const rowTime = this.#rowTime;
    const first = 2 * this.#rowStart[block]!;
    let at = first + 2 * this.#rowLength[block]!++;
    for (; at > first && rowRange[at - 2]! > lo; at -= 2) {
      rowRange[at] = rowRange[at - 2]!;
      rowRange[at + 1] = rowRange[at - 1]!;
      rowTime[at] = rowTime[at - 2]!;
      rowTime[at + 1] = rowTime[at - 1]!;
    }
    this.work += this.#rowLength[block]! - ((at - first) >> 1);
    rowRange[at] = lo;
    rowRange[at + 1] = hi;
    rowTime[at] = s;
    rowTime[at + 1] = e;
  }

  /**
   * Cuts the slots into blocks with at most `rowLimit` events between the first and the last slot, and returns their
   * number.
   */
  #cut(events: Int32Array, rowLimit: number): number {
    const blockOf = this.#blockOf;
    const blockStart = this.#blockStart;
    const { slotCount } = this.#arrays;
    let block = 0;
    let row = 0;
    for (let slot = 0; slot < slotCount; slot++) {
      row += events[slot]!;
      if (slot > 0 && row > rowLimit) {
        blockStart[++block] = slot;
        row = 0;
      } else if (slot === 0) row = 0;
      blockOf[slot] = block;
    }
    blockStart[block + 1] = slotCount;
    return block + 1;
  }

  #beginsInside(s: number): boolean {
    return this.#blockStart[this.#blockOf[s]!] !== s;
  }

  #endsInside(e: number): boolean {
    return e !== this.#arrays.slotCount && this.#blockStart[this.#blockOf[e]!] !== e;
  }
}

/** How much work there is at most between two looks at whether to stop: some tenths of a millisecond. */
const STOP_WORK = 65_536;

/** How many buffers start or end at the beginning of each slot. */
function countEvents({ count, start, end, slotCount }: ProblemArrays): Int32Array {
  const events = new Int32Array(slotCount + 1);
  for (let b = 0; b < count; b++) {
    events[start[b]!]!++;
    events[end[b]!]!++;
  }
  return events;
}

/** The first interval of `pool[at … end)` that ends above y. */
function firstEndAbove(pool: Float64Array, at: number, end: number, y: number): number {
  if (at >= end || pool[at + 1]! > y) return at;
  let low = (at >> 1) + 1;
  let high = end >> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (pool[2 * middle + 1]! <= y) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

/**
 * Entering a buffer costs two set operations for every block of its lifetime, of some 40 ns each; a search reads up to
 * two rows at about 1 ns an entry. With E events in a mean lifetime, these are about level at rows of √(100 · E).
 */
function suitableRow({ count, start, end, slotCount }: ProblemArrays): number {
  let span = 0;
  for (let b = 0; b < count; b++) span += end[b]! - start[b]!;
  const events = (span / Math.max(1, count)) * ((2 * count) / Math.max(1, slotCount));
  return Math.max(16, Math.sqrt(100 * events));
}
