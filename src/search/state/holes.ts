import type { Levels, SearchModel } from "./model.js";
import type { RestLevels } from "./rest.js";

/** What is looked at: by section, the floor, where the waste right under it begins, and the unplaced buffers. */
export interface Wasted {
  readonly floor: Levels;
  readonly hole: Levels;
  readonly members: Int32Array;
  readonly open: Int32Array;
}

/**
 * Waste that an unplaced buffer would fit into. Every plan can be brought to one in which no buffer can be moved to any
 * lower place (each move lowers the sum of offsets), so a search that looks for such plans may refuse the waste.
 */
export class Holes {
  readonly #model: SearchModel;
  readonly #rest: RestLevels | null;
  /** The question in which a buffer was looked at last: what becomes of it does not depend on the section. */
  readonly #askedIn: Int32Array;
  #questions = 0;

  constructor(model: SearchModel, rest: RestLevels | null) {
    this.#model = model;
    this.#rest = rest;
    this.#askedIn = new Int32Array(model.count);
  }

  /**
   * An unplaced buffer that fits under the floors of all its sections without touching anything placed; −1 if none
   * does.
   *
   * @param wasted the sections whose floor has risen over waste; the first `wastedCount` entries count
   */
  fitting(wasted: Int32Array, wastedCount: number, state: Wasted): number {
    this.#questions++;
    for (let i = 0; i < wastedCount; i++) {
      const b = this.#fittingIn(wasted[i]!, state);
      if (b >= 0) return b;
    }
    return -1;
  }

  #fittingIn(s: number, { floor, hole, members, open }: Wasted): number {
    const { sectionStart, bufferStart, bufferSections, size } = this.#model;
    const askedIn = this.#askedIn;
    const question = this.#questions;
    for (let i = sectionStart[s]!, stop = i + open[s]!; i < stop; i++) {
      const b = members[i]!;
      if (askedIn[b] === question) continue;
      askedIn[b] = question;
      let bottom = hole[s]!;
      let top = floor[s]!;
      for (let e = bufferStart[b]!, end = bufferStart[b + 1]!; e < end && top - bottom >= size[b]!; e++) {
        const t = bufferSections[e]!;
        bottom = Math.max(bottom, hole[t]!);
        top = Math.min(top, floor[t]!);
      }
      // A fixed buffer never fits: the floor of its sections is not above its offset while it is unplaced.
      const rest = this.#rest === null ? bottom : this.#rest.at(b, bottom);
      if (rest + size[b]! <= top) return b;
    }
    return -1;
  }
}
