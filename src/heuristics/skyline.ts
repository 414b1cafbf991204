import { alignUp, contention, type ProblemArrays } from "../problem/index.js";
import { Candidates, type Preference } from "./candidates.js";
import { alignsByItself, STOP_INTERVAL } from "./placer.js";
import { SkylineFlats } from "./skyline-flats.js";
import { SlotMaxima } from "./slot-maxima.js";
import { unlessStopped } from "./stopped.js";

/**
 * Placement from the bottom up along the skyline: take a flat with no lower neighbour, put on it the best of the
 * buffers whose lifetimes lie within it, and if there is none, raise the flat to its lower neighbour, for no unplaced
 * buffer can use what is then wasted. It is the "lowest line" of Sekiyama et al. (Profile-guided memory optimization
 * for deep neural networks, 2018) and the best-fit heuristic of Burke et al. for strip packing (2004). Theirs take the
 * lowest flat of all; which one goes first makes no difference (`SkylineFlats`).
 *
 * What differs is the choice, and it is what makes the plans good. *Pressed* is the slot of the flat where most is
 * still to be placed: it can afford waste least, so buffers that cover it go first. And buffers that end where
 * the flat ends, better still level with its neighbour, keep the skyline from fraying. Longest lifetime or greatest
 * area decide between equals. On generated problems this beats all orders of first and best fit together.
 *
 * Fixed buffers are not known here: they are placed like others. See `Runner` for what is done about them.
 */
export class SkylinePlacer {
  /**
   * How high the latest run that ended early had filled every slot, in bytes: where it would have ended had it always
   * taken the lowest flat of all. Only where the run was to measure it, and was not stopped.
   */
  filled = 0;
  readonly #live: Float64Array;
  readonly #flats: SkylineFlats;
  /** Bytes still to be placed, by slot. */
  readonly #rest: SlotMaxima;
  readonly #candidates: Candidates;
  readonly #aligns: boolean;
  readonly #arrays: ProblemArrays;

  /** Heeds `shouldStop` while candidates are laid out. */
  constructor(arrays: ProblemArrays, shouldStop?: () => boolean) {
    this.#arrays = arrays;

    this.#candidates = new Candidates(arrays, shouldStop);
    this.#live = contention(arrays);
    this.#flats = new SkylineFlats(arrays.slotCount);
    this.#rest = new SlotMaxima(arrays.slotCount);
    this.#aligns = !alignsByItself(arrays, arrays.size);
  }

  /**
   * Places all buffers and writes their offsets, in bytes.
   *
   * @param score of each buffer: the greater goes first where the preference leaves a tie.
   * @param limit bytes: the run ends as soon as some slot cannot stay below it.
   * @param measures whether such a run goes on where it is lower, to find out what `filled` is.
   * @returns the peak in bytes, below `limit`, or Infinity where the run ended early; `offsets` is then incomplete.
   */
  place(
    score: Float64Array,
    preference: Preference,
    limit: number,
    offsets: Float64Array,
    shouldStop?: () => boolean,
    measures = false,
  ): number {
    const { count, alignment, slotCount } = this.#arrays;
    const flats = this.#flats;
    const rest = this.#rest;
    const candidates = this.#candidates;
    const aligns = this.#aligns;
    const { buffer, start, end, size } = candidates;
    flats.reset();
    rest.reset(this.#live);
    const laidOut = unlessStopped(() => {
      candidates.reset(score, shouldStop);
      return 0;
    });
    if (laidOut === Infinity) return Infinity;
    let peak = 0;
    let step = 0;
    let failed = false;
    this.filled = 0;
    if (rest.at(rest.argmax(0, slotCount)) >= limit) return Infinity;
    for (let left = count; left > 0; ) {
      const flat = flats.current;
      if (flat < 0) break;
      const flatEnd = flats.end[flat]!;
      const level = flats.level[flat]!;
      const pressed = rest.argmax(flat, flatEnd);
      if (++step % STOP_INTERVAL === 0 && shouldStop?.() === true) return Infinity;
      const stepLeft = flats.levelBefore(flat) - level;
      const stepRight = flats.levelAfter(flat) - level;
      const p = candidates.pick(flat, flatEnd, pressed, stepLeft, stepRight, preference);
      let top = level + Math.min(stepLeft, stepRight);
      // What is still to come on the pressed slot of a flat that is only raised is known, too.
      let reached = top;
      let y = level;
      if (p < 0) reached += rest.at(pressed);
      else {
        if (aligns) y = alignUp(level, alignment[buffer[p]!]!);
        reached = top = y + size[p]!;
      }
      if (reached >= limit) {
        if (!measures) return Infinity;
        failed = true;
        this.filled = level;
        flats.leaveFrom(level);
        continue;
      }
      if (p < 0) {
        flats.raise(flat, flatEnd, top);
        continue;
      }
      if (top > peak) peak = top;
      offsets[buffer[p]!] = y;
      candidates.remove(p);
      rest.subtract(start[p]!, end[p]!, size[p]!);
      flats.raise(start[p]!, end[p]!, top);
      left--;
    }
    return failed ? Infinity : peak;
  }
}
