import type { SearchModel } from "./model.js";

/** Buffers tried on one question at most; beyond, the answer is *perhaps*. */
const MOST_TRIES = 1_000;

/** Sections with more unplaced buffers than bits in a set are not asked. */
const MOST_BUFFERS = 30;

/** Sets that are remembered within a question; a power of two. */
const SETS = 256;

/**
 * Whether what is still to be placed in a section can be stacked on its floor within the capacity. All of it lies on top of each other
 * in some order, and alignments and fixed offsets leave gaps: a section can be too full although its sizes have room. It is what
 * `stackBound` asks at the root, at every node.
 *
 * Depth first: what leaves the least gap goes next, no gap is left that another one would fill, and no set of what is left is
 * tried again on the same level or higher.
 */
export class Stacks {
  readonly #model: SearchModel;
  readonly #size = new Float64Array(MOST_BUFFERS);
  readonly #step = new Float64Array(MOST_BUFFERS);
  readonly #fixed = new Float64Array(MOST_BUFFERS);
  /** By depth: what was tried there, what is taken there, the level below it. */
  readonly #tried = new Int32Array(MOST_BUFFERS + 1);
  readonly #taken = new Int32Array(MOST_BUFFERS + 1);
  readonly #level = new Float64Array(MOST_BUFFERS + 1);
  /** Sets of what was left when a level was too high, in the question with this number. */
  readonly #sets = new Int32Array(SETS);
  readonly #tooHigh = new Float64Array(SETS);
  readonly #askedIn = new Int32Array(SETS);
  #questions = 0;
  #count = 0;

  constructor(model: SearchModel) {
    this.#model = model;
  }

  /**
   * False: stacked from `level` up, the `open` buffers from `members[begin]` on end above the capacity in every order.
   *
   * @param total their sizes' sum.
   */
  fit(members: Int32Array, begin: number, open: number, total: number, level: number, capacity: number): boolean {
    if (open > MOST_BUFFERS) return true;
    const { size, alignment, fixed } = this.#model;
    for (let i = 0; i < open; i++) {
      const b = members[begin + i]!;
      this.#size[i] = size[b]!;
      this.#step[i] = alignment[b]!;
      this.#fixed[i] = fixed[b]!;
    }
    this.#count = open;
    this.#questions++;
    const levels = this.#level;
    levels[0] = level;
    this.#tried[0] = 0;
    let left = 2 ** open - 1;
    let rest = total;
    for (let depth = 0, tries = 0; left !== 0; ) {
      const from = levels[depth]!;
      const next = this.#next(left & ~this.#tried[depth]!, left, from, capacity - rest);
      if (next < 0) {
        this.#remember(left, from);
        if (depth === 0) return false;
        const last = this.#taken[--depth]!;
        left |= 1 << last;
        rest += this.#size[last]!;
        continue;
      }
      if (++tries > MOST_TRIES) return true;
      this.#tried[depth]! |= 1 << next;
      const top = this.#offset(next, from) + this.#size[next]!;
      if (this.#isTooHigh(left & ~(1 << next), top)) continue;
      left &= ~(1 << next);
      rest -= this.#size[next]!;
      this.#taken[depth] = next;
      levels[++depth] = top;
      this.#tried[depth] = 0;
    }
    return true;
  }

  /** Where it comes to lie on a level; below that if it is fixed and passed. */
  #offset(i: number, level: number): number {
    const step = this.#step[i]!;
    return this.#fixed[i]! >= 0 ? this.#fixed[i]! : Math.ceil(level / step) * step;
  }

  /** The one of `choices` with the least gap, of these the most aligned; −1 if none lies low enough to leave no gap to another. */
  #next(choices: number, left: number, from: number, highest: number): number {
    let best = -1;
    let lowest = highest + 1;
    let ceiling = Infinity;
    for (let i = 0; i < this.#count; i++) {
      if ((left & (1 << i)) === 0) continue;
      const offset = this.#offset(i, from);
      if (offset < from) return -1;
      // Lying lower than this one ends, any other would leave a gap that it fills.
      if (offset + this.#size[i]! < ceiling) ceiling = offset + this.#size[i]!;
      if ((choices & (1 << i)) === 0 || offset > lowest) continue;
      if (offset === lowest && (best < 0 || this.#step[i]! <= this.#step[best]!)) continue;
      best = i;
      lowest = offset;
    }
    return lowest < ceiling && lowest <= highest ? best : -1;
  }

  #remember(left: number, level: number): void {
    const at = slotOf(left);
    this.#sets[at] = left;
    this.#tooHigh[at] = level;
    this.#askedIn[at] = this.#questions;
  }

  #isTooHigh(left: number, level: number): boolean {
    const at = slotOf(left);
    return this.#askedIn[at] === this.#questions && this.#sets[at] === left && this.#tooHigh[at]! <= level;
  }
}

function slotOf(set: number): number {
  return Math.imul(set, 0x9e3779b1) >>> 24;
}
