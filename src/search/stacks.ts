import type { SearchModel } from "./model.js";

/** Buffers tried on one question at most; beyond, the answer is *perhaps*. */
const MOST_TRIES = 400;

/** Sections with more buffers than bits in a set are not asked. */
const MOST_BUFFERS = 30;

/**
 * Whether what is still to be placed in a section can be stacked on its floor within the capacity. All of it lies on top of each other
 * in some order, and alignments and fixed offsets leave gaps: a section can be too full although its sizes have room. Like
 * `stackBound`, at every node.
 */
export class Stacks {
  readonly #model: SearchModel;
  readonly #left = new Int32Array(MOST_BUFFERS + 2);
  /** By depth: the next choice, the buffer taken, the level it lies on. */
  readonly #next = new Int32Array(MOST_BUFFERS + 2);
  readonly #taken = new Int32Array(MOST_BUFFERS + 2);
  readonly #level = new Float64Array(MOST_BUFFERS + 2);

  constructor(model: SearchModel) {
    this.#model = model;
  }

  /** False: no order of the `open` buffers from `members[begin]` on, the lowest at `level` or above, ends within the capacity. */
  fit(members: Int32Array, begin: number, open: number, total: number, level: number, capacity: number): boolean {
    if (open > MOST_BUFFERS) return true;
    const { size, alignment, fixed } = this.#model;
    const left = this.#left;
    const next = this.#next;
    const taken = this.#taken;
    const levels = this.#level;
    for (let i = 0; i < open; i++) left[i] = members[begin + i]!;
    // The first `open - depth` of `left` are still to be stacked.
    let rest = total;
    let tries = 0;
    let depth = 0;
    levels[0] = level;
    // −1: the best first; then all others in turn.
    next[0] = -1;
    for (;;) {
      const count = open - depth;
      if (count === 0) return true;
      const from = levels[depth]!;
      let pick = -1;
      if (next[depth]! < 0) {
        pick = this.#choose(count, from);
        next[depth] = 0;
      } else {
        // Going on: anything with room that was not tried.
        while (next[depth]! < count && pick < 0) pick = next[depth]!++;
      }
      if (pick < 0) {
        if (depth === 0) return false;
        depth--;
        // Take back: the taken one returns to its place.
        const c = open - depth;
        const at = taken[depth]!;
        const b = left[c - 1]!;
        left[c - 1] = left[at]!;
        left[at] = b;
        rest += size[b]!;
        continue;
      }
      if (++tries > MOST_TRIES) return true;
      const b = left[pick]!;
      const step = alignment[b]!;
      const offset = fixed[b]! >= 0 ? fixed[b]! : Math.ceil(from / step) * step;
      if (offset < from || offset + rest > capacity) continue;
      rest -= size[b]!;
      left[pick] = left[count - 1]!;
      left[count - 1] = b;
      taken[depth] = pick;
      levels[++depth] = offset + size[b]!;
      next[depth] = -1;
    }
  }

  /** The one with the least gap, of these the most aligned; a fixed one where nothing fits below it. */
  #choose(count: number, from: number): number {
    const { size, alignment, fixed } = this.#model;
    const left = this.#left;
    let ceiling = Infinity;
    let chosen = -1;
    for (let i = 0; i < count; i++) {
      const place = fixed[left[i]!]!;
      if (place < 0 || place >= ceiling) continue;
      ceiling = place;
      chosen = i;
    }
    let lowest = Infinity;
    for (let i = 0; i < count; i++) {
      const b = left[i]!;
      if (fixed[b]! >= 0) continue;
      const step = alignment[b]!;
      const offset = Math.ceil(from / step) * step;
      if (offset + size[b]! > ceiling || offset > lowest) continue;
      if (offset === lowest && step <= alignment[left[chosen]!]!) continue;
      chosen = i;
      lowest = offset;
    }
    return chosen;
  }
}
