import type { BodyFloors } from "./floors.js";
import { highOf } from "./reach.js";

/**
 * Where the floor of a section rises to if nothing covers it.
 *
 * Among the plans that are left in a state, those of least sum of offsets have no body that could lie lower. In such a
 * plan each body lies at its least offset in that state, or right above the span of another: at the least offset from
 * where the other's span ends. So a body that does not rest on the floor lies, at best, at the lowest such end above
 * its least offset. Spans of bodies whose items lie below it in the section itself do not count: they would be the new
 * floor.
 *
 * This looks at what is left only. What is placed, and past, says no more than the least offsets do, and is no part of
 * an explanation: that is what makes nogoods hold elsewhere.
 */
export class WasteLevels {
  /** What `aim` has found: bodies, and where they rise to. */
  count = 0;
  readonly bodies: Int32Array;
  readonly targets: Float64Array;
  readonly #floors: BodyFloors;
  /** The lowest open item of each body in the section that is looked at, by the look in which it was noted. */
  readonly #lowest: Float64Array;
  readonly #notedIn: Int32Array;
  #look = 0;

  constructor(floors: BodyFloors) {
    this.#floors = floors;
    this.bodies = new Int32Array(floors.model.count);
    this.targets = new Float64Array(floors.model.count);
    this.#lowest = new Float64Array(floors.model.count);
    this.#notedIn = new Int32Array(floors.model.count);
  }

  /**
   * The level, at most `highest` + 1.
   *
   * @param rest false: the next offset of any body that could rest on the floor
   */
  of(s: number, highest: number, rest: boolean): number {
    const { least, floor, members, open, placedDepth, model } = this.#floors;
    const { sectionStart, itemBody, itemFrom, rests } = model;
    const level = floor[s]!;
    const begin = sectionStart[s]!;
    const end = begin + open[s]!;
    let to = highest + 1;
    for (let i = begin; i < end; i++) {
      const item = members[i]!;
      const bottom = least[itemBody[item]!]! + itemFrom[item]!;
      if (bottom > level && bottom < to) to = bottom;
    }
    if (rest) this.#note(s);
    for (let i = begin; i < end; i++) {
      const item = members[i]!;
      const b = itemBody[item]!;
      const from = itemFrom[item]!;
      if (placedDepth[b] !== -1 || least[b]! + from !== level) continue;
      const next = rest ? this.#nextRest(b, from, to - from, null) : rests.at(b, least[b]! + 1);
      if (next + from < to) to = next + from;
    }
    return to;
  }

  /**
   * Where each body that could rest on the floor of s rises to if nothing in s lies below `level`: to where it can come
   * to rest itself. Fills `bodies` and `targets`.
   */
  aim(s: number, level: number, rest: boolean): void {
    const { least, floor, members, open, placedDepth, top, model } = this.#floors;
    const { sectionStart, itemBody, itemFrom, size } = model;
    this.count = 0;
    if (rest) this.#note(s);
    for (let i = sectionStart[s]!, end = i + open[s]!; i < end; i++) {
      const item = members[i]!;
      const b = itemBody[item]!;
      const from = itemFrom[item]!;
      if (placedDepth[b] !== -1 || least[b]! + from !== floor[s]) continue;
      this.bodies[this.count] = b;
      const last = top - size[b]! + 1;
      this.targets[this.count++] = rest ? this.#nextRest(b, from, last, level) : level - from;
    }
  }

  /** Adds to the conflict why no body that could rest on the floor of s comes to rest between it and `level`. */
  explain(s: number, level: number): void {
    const { least, floor, members, open, placedDepth, model } = this.#floors;
    const { sectionStart, itemBody, itemFrom } = model;
    this.#note(s);
    for (let i = sectionStart[s]!, end = i + open[s]!; i < end; i++) {
      const item = members[i]!;
      const b = itemBody[item]!;
      const from = itemFrom[item]!;
      if (placedDepth[b] === -1 && least[b]! + from === floor[s]) this.#explainRest(b, from, level - from, null);
    }
  }

  /** Adds to the conflict why, where nothing in s lies below `level`, each body rises as far as `aim` has it. */
  explainAim(s: number, level: number): void {
    const { itemFrom, itemSection, bodyItemStart, bodyItems } = this.#floors.model;
    this.aim(s, level, true);
    for (let i = 0; i < this.count; i++) {
      const b = this.bodies[i]!;
      let from = Infinity;
      for (let j = bodyItemStart[b]!, end = bodyItemStart[b + 1]!; j < end; j++) {
        if (itemSection[bodyItems[j]!] === s) from = Math.min(from, itemFrom[bodyItems[j]!]!);
      }
      this.#explainRest(b, from, this.targets[i]!, level);
    }
  }

  #note(s: number): void {
    const { members, open, placedDepth, model } = this.#floors;
    const { sectionStart, itemBody, itemFrom } = model;
    const look = ++this.#look;
    for (let i = sectionStart[s]!, end = i + open[s]!; i < end; i++) {
      const item = members[i]!;
      const b = itemBody[item]!;
      if (placedDepth[b] !== -1) continue;
      const from = itemFrom[item]!;
      if (this.#notedIn[b] === look && this.#lowest[b]! <= from) continue;
      this.#notedIn[b] = look;
      this.#lowest[b] = from;
    }
  }

  /**
   * The least offset below `before` and above its least one at which b can come to rest; else `before`.
   *
   * @param level nothing in the section lies below it; null: b is to be the lowest there
   */
  #nextRest(b: number, from: number, before: number, level: number | null): number {
    const { least, placedDepth, model } = this.#floors;
    const { rowStart, neighbours, mirror, spanStart, rests, twins } = model;
    const own = least[b]!;
    let best = before;
    let following = -1;
    const twin = twins.earlier[b]!;
    if (twin >= 0 && placedDepth[twin] === -1) {
      const rest = rests.at(b, this.#lowestOf(twin, level) + twins.step[twin]!);
      if (rest > own && rest < best) best = rest;
      else if (rest <= own) best = Math.min(best, rests.at(b, own + 1));
    }
    for (let entry = rowStart[b]!, end = rowStart[b + 1]!; entry < end; entry++) {
      const c = neighbours[entry]!;
      const placed = placedDepth[c] !== -1;
      const at = this.#lowestOf(c, level);
      for (let k = spanStart[mirror[entry]!]!, stop = spanStart[mirror[entry]! + 1]!; k < stop; k++) {
        const ends = highOf(this.#floors.model, k, at);
        if (ends >= best) continue;
        if (level === null && !placed && this.#carries(c, k, from)) continue;
        let rest = rests.at(b, ends);
        if (rest <= own) {
          if (placed) continue;
          // It may lie anywhere above its least offset.
          if (following < 0) following = rests.at(b, own + 1);
          rest = following;
        }
        if (rest < best) best = rest;
      }
    }
    return best;
  }

  /** Adds why b does not rest above its least offset and below `before`. */
  #explainRest(b: number, from: number, before: number, level: number | null): void {
    const { least, root, placedDepth, model } = this.#floors;
    const { rowStart, neighbours, mirror, spanStart, rests, spanFrom, high, twins } = model;
    if (rests.at(b, least[b]! + 1) >= before) return;
    const twin = twins.earlier[b]!;
    if (twin >= 0 && placedDepth[twin] === -1) this.#floors.explain(twin, least[twin]!);
    for (let entry = rowStart[b]!, end = rowStart[b + 1]!; entry < end; entry++) {
      const c = neighbours[entry]!;
      const placed = placedDepth[c] !== -1;
      const known = level !== null && !placed && this.#notedIn[c] === this.#look ? level - this.#lowest[c]! : -Infinity;
      for (let k = spanStart[mirror[entry]!]!, stop = spanStart[mirror[entry]! + 1]!; k < stop; k++) {
        if (level === null && !placed && this.#carries(c, k, from)) continue;
        if (rests.at(b, highOf(this.#floors.model, k, Math.max(root[c]!, known))) >= before) {
          this.#floors.conflict.touch(c);
          continue;
        }
        if (rests.at(b, highOf(this.#floors.model, k, least[c]!)) < before) {
          if (!this.#floors.isPast(c)) this.#floors.explainPlaced(c);
        } else this.#floors.explain(c, spanFrom[k]! < 0 ? Math.min(least[c]!, before - high[k]!) : least[c]!);
      }
    }
  }

  /** The least offset of c where nothing in the section lies below `level`. */
  #lowestOf(c: number, level: number | null): number {
    const { least, placedDepth } = this.#floors;
    if (level === null || placedDepth[c] !== -1 || this.#notedIn[c] !== this.#look) return least[c]!;
    return Math.max(least[c]!, level - this.#lowest[c]!);
  }

  /** Whether b above span k of c lies above an open item of c in the section too. */
  #carries(c: number, k: number, from: number): boolean {
    const { high, spanFrom } = this.#floors.model;
    return this.#notedIn[c] === this.#look && spanFrom[k]! < 0 && high[k]! + from > this.#lowest[c]!;
  }
}
