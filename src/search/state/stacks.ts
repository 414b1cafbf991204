import { ALL_PRUNING, type Pruning } from "../policy/pruning.js";
import type { SearchModel } from "./model.js";

/**
 * Buffers that may be tried on one question, and those that each question adds to what is left of them; beyond, the
 * answer is *perhaps*. Easy questions save up for hard ones, and in the mean none costs more than a step of the search.
 */
const MOST_TRIES = 3_000;
const TRIES_A_QUESTION = 64;

/** Sections with more buffers than bits in a set are not asked. */
const MOST_BUFFERS = 32;

/** Two to the power of this is the number of answers that are remembered. */
const ANSWER_BITS = 11;

/** The stacks of a model's sections, where something restricts them. */
export function stacksFor(model: SearchModel, pruning: Pruning = ALL_PRUNING): Stacks | null {
  return pruning.stacks && !model.plain ? new Stacks(model) : null;
}

/**
 * Whether what is still to be placed in a section can be stacked on its floor within the capacity. All of it lies on
 * top of each other in some order, and alignments and fixed offsets leave gaps: a section can be too full although its
 * sizes have room. It is what `stackBound` asks at the root, at every node.
 *
 * Depth first: what leaves the least gap goes next, no gap is left that another one would fill. A set of buffers that
 * cannot be stacked from some level up cannot from a higher one, and one that can, can from a lower one: both are
 * remembered, within a question and from one to the next, until the capacity is another.
 */
export class Stacks {
  /** Buffers tried so far. */
  tries = 0;
  readonly #model: SearchModel;
  /** By entry of the model's section rows. */
  readonly #size: Float64Array;
  readonly #step: Float64Array;
  readonly #fixed: Float64Array;
  /** Which bit of its section a buffer is, by entry of the model's buffer rows. */
  readonly #bitOf: Int32Array;
  /** By depth: what was tried there, what is taken there, the level below it. */
  readonly #tried = new Int32Array(MOST_BUFFERS + 1);
  readonly #taken = new Int32Array(MOST_BUFFERS + 1);
  readonly #level = new Float64Array(MOST_BUFFERS + 1);
  /** What is known, by place: of which set in which section, too high from which level on, not refuted up to which. */
  readonly #sets = new Int32Array(1 << ANSWER_BITS);
  readonly #sections = new Int32Array(1 << ANSWER_BITS);
  readonly #tooHigh = new Float64Array(1 << ANSWER_BITS);
  readonly #allowed = new Float64Array(1 << ANSWER_BITS);
  #capacity = -1;
  #credit = MOST_TRIES;

  constructor(model: SearchModel) {
    this.#model = model;
    const { sectionCount, sectionStart, sectionBuffers, sectionPairs, size, alignment, fixed } = model;
    const entries = sectionBuffers.length;
    this.#size = new Float64Array(entries);
    this.#step = new Float64Array(entries);
    this.#fixed = new Float64Array(entries);
    this.#bitOf = new Int32Array(entries);
    for (let s = 0; s < sectionCount; s++) {
      for (let i = sectionStart[s]!; i < sectionStart[s + 1]!; i++) {
        const b = sectionBuffers[i]!;
        this.#size[i] = size[b]!;
        this.#step[i] = alignment[b]!;
        this.#fixed[i] = fixed[b]!;
        this.#bitOf[sectionPairs[i]!] = i - sectionStart[s]!;
      }
    }
  }

  /**
   * False: stacked from `level` up, the `open` buffers at the beginning of the row of s end above the capacity in every
   * order.
   *
   * @param entries by entry of the model's section rows: where the pair of buffer and section stands in the buffer's
   * row
   * @param total their sizes' sum.
   * @param capacity in units; what is known of another one is forgotten.
   */
  fit(s: number, entries: Int32Array, open: number, total: number, level: number, capacity: number): boolean {
    const { sectionStart } = this.#model;
    const row = sectionStart[s]!;
    if (sectionStart[s + 1]! - row > MOST_BUFFERS) return true;
    if (capacity !== this.#capacity) {
      this.#capacity = capacity;
      this.#sections.fill(-1);
    }
    let left = 0;
    for (let i = row; i < row + open; i++) left |= 1 << this.#bitOf[entries[i]!]!;
    const known = this.#entry(s, left);
    if (level <= this.#allowed[known]!) return true;
    if (level >= this.#tooHigh[known]!) return false;
    if (!this.#search(s, row, left, total, level)) return false;
    this.#allowed[this.#entry(s, left)] = level;
    return true;
  }

  #search(s: number, row: number, all: number, total: number, level: number): boolean {
    const levels = this.#level;
    levels[0] = level;
    this.#tried[0] = 0;
    this.#credit = Math.min(MOST_TRIES, this.#credit + TRIES_A_QUESTION);
    let left = all;
    let rest = total;
    for (let depth = 0; left !== 0; ) {
      const from = levels[depth]!;
      const next = this.#next(row, left & ~this.#tried[depth]!, left, from, this.#capacity - rest);
      if (next < 0) {
        this.#tooHigh[this.#entry(s, left)] = from;
        if (depth === 0) return false;
        const last = this.#taken[--depth]!;
        left |= 1 << last;
        rest += this.#size[row + last]!;
        continue;
      }
      if (this.#credit === 0) return true;
      this.#credit--;
      this.tries++;
      this.#tried[depth]! |= 1 << next;
      const top = this.#offset(row + next, from) + this.#size[row + next]!;
      if (top >= this.#tooHigh[this.#entry(s, left & ~(1 << next))]!) continue;
      left &= ~(1 << next);
      rest -= this.#size[row + next]!;
      this.#taken[depth] = next;
      levels[++depth] = top;
      this.#tried[depth] = 0;
    }
    return true;
  }

  /** Where the buffer of a row's entry comes to lie on a level; below that if it is fixed and passed. */
  #offset(entry: number, level: number): number {
    const fixed = this.#fixed[entry]!;
    if (fixed >= 0) return fixed;
    const step = this.#step[entry]!;
    return step === 1 ? level : Math.ceil(level / step) * step;
  }

  /**
   * The one of `choices` with the least gap, of these the most aligned; −1 if none lies low enough to leave no gap to
   * another.
   */
  #next(row: number, choices: number, left: number, from: number, highest: number): number {
    let best = -1;
    let lowest = highest + 1;
    let ceiling = Infinity;
    for (let bits = left; bits !== 0; bits &= bits - 1) {
      const i = 31 - Math.clz32(bits & -bits);
      const offset = this.#offset(row + i, from);
      if (offset < from) return -1;
      // Lying lower than this one ends, any other would leave a gap that it fills.
      if (offset + this.#size[row + i]! < ceiling) ceiling = offset + this.#size[row + i]!;
      if ((choices & (1 << i)) === 0 || offset > lowest) continue;
      if (offset === lowest && (best < 0 || this.#step[row + i]! <= this.#step[row + best]!)) continue;
      best = i;
      lowest = offset;
    }
    return lowest < ceiling && lowest <= highest ? best : -1;
  }

  /** The place of what is known of a set; what was known there of another one is forgotten. */
  #entry(s: number, set: number): number {
    const at = Math.imul(Math.imul(s + 1, 0x85ebca6b) ^ set, 0x9e3779b1) >>> (32 - ANSWER_BITS);
    if (this.#sections[at] !== s || this.#sets[at] !== set) {
      this.#sections[at] = s;
      this.#sets[at] = set;
      this.#tooHigh[at] = Infinity;
      this.#allowed[at] = -1;
    }
    return at;
  }
}
