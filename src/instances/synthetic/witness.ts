import type { Xoshiro128 } from "../xoshiro128.js";
import type { Layout } from "./layout.js";

/**
 * A filled gap is divided into pieces of about this share of the memory, in percent: one huge buffer would be no
 * riddle.
 */
const LARGEST_FILL_PERCENT = 12;

/** A leftover gap of less than this share of the memory, in percent, is given to the tensor beside it. */
const ABSORBED_PERCENT = 1;

/**
 * The memory of a known plan, at one step after the other. Buffers are laid into its gaps and stay until their end, so
 * what is added to the layout never overlaps. Costs the number of live buffers an operation.
 */
export class Witness {
  /** The live buffers by offset, as positions in the layout. */
  readonly #live: number[] = [];

  readonly #layout: Layout;
  readonly #units: number;

  constructor(layout: Layout, units: number) {
    this.#layout = layout;
    this.#units = units;
  }

  /** Takes out what has ended at `step`. */
  free(step: number): void {
    const live = this.#live;
    const layout = this.#layout;
    let kept = 0;
    for (const buffer of live) if (layout.upper[buffer]! > step) live[kept++] = buffer;
    live.length = kept;
  }

  /** How many buffers `fill` would add if it may divide the gaps as it likes. */
  toFill(): number {
    let count = 0;
    for (let at = 0; at <= this.#live.length; at++) count += this.#pieces(this.#gapTop(at) - this.#gapBottom(at));
    return count;
  }

  /**
   * Lays a buffer into the smallest gap that takes it, or into all of the greatest gap where none does, at one of the
   * gap's ends. Nothing happens where the memory is full.
   */
  place(lower: number, upper: number, wanted: number, random: Xoshiro128): void {
    let best = -1;
    let bestLength = 0;
    for (let at = 0; at <= this.#live.length; at++) {
      const length = this.#gapTop(at) - this.#gapBottom(at);
      if (length === 0) continue;
      const better = bestLength < wanted ? length > bestLength : length >= wanted && length < bestLength;
      if (!better) continue;
      best = at;
      bestLength = length;
    }
    if (best === -1) return;
    const bottom = this.#gapBottom(best);
    const absorbs = (bestLength - wanted) * 100 < this.#units * ABSORBED_PERCENT;
    const size = absorbs ? bestLength : wanted;
    const offset = random.chance(50) ? bottom : bottom + bestLength - size;
    this.#insert(best, lower, upper, offset, size);
  }

  /** Fills every gap, with at most so many buffers each, mostly for a few steps. */
  fill(step: number, mostPieces: number, random: Xoshiro128): void {
    for (let at = 0; at <= this.#live.length; at++) {
      let bottom = this.#gapBottom(at);
      const top = this.#gapTop(at);
      for (let pieces = Math.min(mostPieces, this.#pieces(top - bottom)); pieces > 0; pieces--) {
        const fair = Math.floor((top - bottom) / pieces);
        const size = pieces === 1 ? top - bottom : random.between(fair - (fair >>> 1), fair);
        const steps = random.chance(70) ? random.between(1, 4) : random.between(5, 24);
        this.#insert(at++, step, step + steps, bottom, size);
        bottom += size;
      }
    }
  }

  /** Into how many buffers a gap of this length is divided: 0 for none. */
  #pieces(length: number): number {
    return Math.min(length, Math.ceil((length * 100) / (this.#units * LARGEST_FILL_PERCENT)));
  }

  #insert(at: number, lower: number, upper: number, offset: number, size: number): void {
    this.#live.splice(at, 0, this.#layout.count);
    this.#layout.add(lower, upper, offset, size);
  }

  /** Where the gap below the `at`-th live buffer begins. */
  #gapBottom(at: number): number {
    if (at === 0) return 0;
    const below = this.#live[at - 1]!;
    return this.#layout.offset[below]! + this.#layout.size[below]!;
  }

  /** Where it ends. */
  #gapTop(at: number): number {
    return at === this.#live.length ? this.#units : this.#layout.offset[this.#live[at]!]!;
  }
}
