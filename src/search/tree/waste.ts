import type { Floors } from "../state/floors.js";
import type { Levels } from "../state/model.js";

/**
 * The last child of a node: *nothing covers this floor here*. What lies on it then is waste, up to the lowest level at
 * which any open buffer of the section could come to rest.
 */
export class Waste {
  readonly #floors: Floors;
  readonly #restLevels: boolean;
  /** By buffer: its least offset at the root. */
  readonly rootLeast: Levels;
  /** By buffer: one more than the section that it was marked as living in last; 0 where none. */
  readonly #livesIn: Int32Array;
  #marked = 0;

  /** @param restLevels off: a floor rises by one unit */
  constructor(floors: Floors, restLevels: boolean) {
    this.#floors = floors;
    this.#restLevels = restLevels;
    this.rootLeast = floors.least.slice();
    this.#livesIn = new Int32Array(floors.model.count);
  }

  /** The state is that of an attempt's root. */
  begin(): void {
    this.rootLeast.set(this.#floors.least);
  }

  /**
   * The level to which the floor of s rises, one above the highest that fits if it does not fit; −1 where s has no
   * slack for any waste.
   */
  levelOf(s: number): number {
    const { floor, total, least, members, open, capacity, never, model } = this.#floors;
    const { sectionStart, neighbourStart, neighbours, size } = model;
    const level = floor[s]!;
    const highest = capacity - total[s]!;
    if (highest <= level) return -1;
    const livesIn = this.#livesIn;
    const mark = this.#markWhoLivesIn(s);
    let to = this.#restLevels ? never : level + 1;
    for (let i = sectionStart[s]!, stop = i + open[s]!; i < stop && to > level + 1; i++) {
      const b = members[i]!;
      if (least[b]! > level) {
        if (least[b]! < to) to = least[b]!;
        continue;
      }
      for (let j = neighbourStart[b]!, end = neighbourStart[b + 1]!; j < end; j++) {
        const c = neighbours[j]!;
        if (least[c] === never || livesIn[c] === mark) continue;
        const top = least[c]! + size[c]!;
        if (top >= to) continue;
        const rest = this.#floors.restAt(b, top);
        if (rest >= 0 && rest < to) to = rest;
      }
    }
    return Math.min(to, highest + 1);
  }

  /** Adds to the conflict why b, which could rest on the floor of s, cannot come to rest between it and `level`. */
  explain(s: number, level: number, b: number): void {
    const { conflict, least, never, why, placedDepth, model } = this.#floors;
    const { neighbourStart, neighbours, size, fixed } = model;
    const livesIn = this.#livesIn;
    const mark = this.#markWhoLivesIn(s);
    for (let j = neighbourStart[b]!; j < neighbourStart[b + 1]!; j++) {
      const c = neighbours[j]!;
      if (livesIn[c] === mark || fixed[c]! >= 0) continue;
      // At its lowest it would already carry b as high as that: no decision is behind it.
      if (this.rootLeast[c]! + size[c]! >= level) continue;
      if (least[c] === never) conflict[placedDepth[c]! >> 5]! |= 1 << (placedDepth[c]! & 31);
      else this.#floors.addReason(why[c]!, conflict, 0);
    }
  }

  /** Marks the buffers of section s, placed or not; returns the mark that they have in `#livesIn`. */
  #markWhoLivesIn(s: number): number {
    const mark = s + 1;
    if (this.#marked === mark) return mark;
    const { sectionStart, sectionBuffers } = this.#floors.model;
    const livesIn = this.#livesIn;
    for (let i = sectionStart[s]!, end = sectionStart[s + 1]!; i < end; i++) livesIn[sectionBuffers[i]!] = mark;
    this.#marked = mark;
    return mark;
  }
}
