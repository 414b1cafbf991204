import type { Aimed } from "./aimed.js";
import { Conflict } from "./conflict.js";
import { BY_DECISION, BY_TWIN, Events } from "./events.js";
import type { BodyModel } from "./model.js";
import { entryOf, highOf, lowOf } from "./reach.js";
import { BodySections } from "./sections.js";

/**
 * The state of the body search: how low every body can still lie, how high every section is filled, and why.
 *
 * - `least[b]`: the least offset that an unplaced body can still have; that of a placed one is its offset. It suits all
 *   that is placed: where it would meet a placed body, it has risen above it.
 * - A section is a clique: no two of its items may share a byte. Its *open* items are those of unplaced bodies, and
 *   those of placed ones that lie above the floor and *hang*.
 * - `floor[s]`: the least bottom of the open items of s, always that of an unplaced body; Infinity when none is open. A
 *   hanging item closes when the floor arrives at it.
 * - `total[s]`: the heights of the open items. A section fails when floor + total exceeds its limit.
 *
 * Nothing moves but least offsets. Each rise is an event that knows its cause. A failure is explained by facts about
 * the state, and `undo` turns facts about the state into facts about the one before, event by event, so that nothing is
 * kept up to date for explanations.
 */
export class BodyFloors {
  readonly model: BodyModel;
  /** The first byte that is out of reach. */
  top = 0;
  depth = 0;
  unplaced = 0;

  readonly least: Float64Array;
  /** Least offsets before any decision. */
  readonly root: Float64Array;
  /** −1: unplaced. −2: placed before any decision. */
  readonly placedDepth: Int32Array;
  readonly floor: Float64Array;
  readonly total: Float64Array;
  /** Items of unplaced bodies at the floor. */
  readonly resting: Int32Array;
  /** The open items of s: `members[sectionStart[s] … sectionStart[s] + open[s])`. */
  readonly members: Int32Array;
  readonly open: Int32Array;
  /** By depth: the body placed, or −1 − s for a waste in section s. */
  decision: Int32Array;

  /** After a failure: the facts that explain it, and where it showed; −1: nowhere. */
  readonly conflict: Conflict;
  failedSection = -1;
  failedBody = -1;

  readonly #events: Events;
  readonly #sections: BodySections;
  /** Placed bodies that something unplaced may still come to lie below of, or has not passed for good. */
  readonly #loose: Int32Array;
  #looseCount = 0;
  readonly #isLoose: Uint8Array;
  /** By depth. */
  #eventMark: Int32Array;
  #sectionMark: Int32Array;
  #looseMark: Int32Array;

  constructor(model: BodyModel) {
    const { count } = model;
    this.model = model;
    this.least = new Float64Array(count);
    this.root = new Float64Array(count);
    this.placedDepth = new Int32Array(count);
    this.#sections = new BodySections(model);
    this.floor = this.#sections.floor;
    this.total = this.#sections.total;
    this.resting = this.#sections.resting;
    this.members = this.#sections.members;
    this.open = this.#sections.open;
    const depths = 2 * count + 64;
    this.decision = new Int32Array(depths);
    this.conflict = new Conflict(count);
    this.#events = new Events(16 * count + 64);
    this.#loose = new Int32Array(count);
    this.#isLoose = new Uint8Array(count);
    this.#eventMark = new Int32Array(depths);
    this.#sectionMark = new Int32Array(depths);
    this.#looseMark = new Int32Array(depths);
  }

  /** Empties the memory, but for fixed bodies. Returns false if the capacity is refuted without a decision. */
  reset(top: number): boolean {
    const { count, base, rests, sectionCount, fixed } = this.model;
    this.top = top;
    this.depth = 0;
    this.unplaced = count;
    this.#events.count = 0;
    this.#sections.reset();
    this.#looseCount = 0;
    this.#isLoose.fill(0);
    this.conflict.clear();
    this.placedDepth.fill(-1);
    // Before any decision nothing has a reason.
    this.root.fill(Infinity);
    for (let b = 0; b < count; b++) this.least[b] = rests.at(b, base);
    for (let b = 0; b < count; b++) {
      if (this.#isBeyond(this.least[b]!, b)) return this.#failBody(b);
      if (fixed[b] === 1 && !this.#fix(b)) return false;
    }
    for (let b = 0; b < count; b++) if (!this.#propagate(b)) return false;
    for (let s = 0; s < sectionCount; s++) if (!this.#settle(s)) return false;
    // Nothing above can be undone, and nothing of it needs a reason.
    this.root.set(this.least);
    this.#events.count = 0;
    this.#sections.trail.clear();
    return true;
  }

  /** Decides that b lies at its least offset. False: the conflict says why it cannot. */
  place(b: number): boolean {
    const { neighbours, rowStart, spanStart } = this.model;
    const { least, placedDepth } = this;
    const depth = this.#begin(b);
    const p = least[b]!;
    placedDepth[b] = depth;
    this.unplaced--;
    if (this.#staysLoose(b)) this.#addLoose(b);
    this.#sections.closeItems(b, p);
    for (let entry = rowStart[b]!, end = rowStart[b + 1]!; entry < end; entry++) {
      const c = neighbours[entry]!;
      if (placedDepth[c] !== -1) continue;
      for (let k = spanStart[entry]!, stop = spanStart[entry + 1]!; k < stop; k++) {
        const high = highOf(this.model, k, p);
        if (least[c]! >= high) continue;
        const low = lowOf(this.model, k, p);
        if (least[c]! <= low) continue;
        if (!this.#raise(c, high, BY_DECISION, low + 1) || !this.#propagate(c)) return false;
      }
    }
    return this.#settleAll();
  }

  /**
   * Decides that these bodies of section s, all that could rest on its floor, lie at or above their targets. False: as
   * for `place`.
   */
  waste(s: number, { bodies, targets, count }: Aimed): boolean {
    const { least } = this;
    this.#begin(-1 - s);
    for (let i = 0; i < count; i++) {
      const c = bodies[i]!;
      if (least[c]! >= targets[i]!) continue;
      if (!this.#raise(c, targets[i]!, BY_DECISION, -Infinity) || !this.#propagate(c)) return false;
    }
    return this.#settleAll();
  }

  /**
   * Takes back the latest decision, and turns the facts of the conflict into facts about the state before. Returns
   * whether the conflict rests on the decision.
   */
  undo(): boolean {
    const depth = --this.depth;
    const decided = this.decision[depth]!;
    const events = this.#events;
    const { least, conflict } = this;
    let rests = false;
    for (let e = events.count - 1, mark = this.#eventMark[depth]!; e >= mark; e--) {
      const b = events.body[e]!;
      const old = events.old[e]!;
      least[b] = old;
      if (conflict.need[b]! > old && this.#resolve(b, events.cause[e]!, events.premise[e]!)) rests = true;
    }
    events.count = this.#eventMark[depth]!;
    this.#sections.trail.takeBack(this.#sectionMark[depth]!);
    if (this.#looseCount > this.#looseMark[depth]!) this.#isLoose[this.#loose[--this.#looseCount]!] = 0;
    if (decided < 0) return rests;
    this.placedDepth[decided] = -1;
    this.unplaced++;
    if (conflict.exact[decided] === 1) {
      conflict.exact[decided] = 0;
      return true;
    }
    if (rests) conflict.touch(decided);
    return rests;
  }

  /** Replaces that b lies as high as the conflict needs by what made it rise. True if that is the latest decision. */
  #resolve(b: number, cause: number, premise: number): boolean {
    const { conflict, root, placedDepth } = this;
    const need = conflict.need[b]!;
    if (cause === BY_TWIN) {
      const { earlier, step } = this.model.twins;
      const twin = earlier[b]!;
      conflict.need[b] = -Infinity;
      this.explain(twin, Math.min(need - step[twin]!, premise));
      return false;
    }
    conflict.need[b] = premise > root[b]! ? premise : -Infinity;
    if (cause === BY_DECISION) return true;
    if (placedDepth[cause] === -2) conflict.touch(cause);
    else conflict.addExact(cause);
    return false;
  }

  /** How many rises the latest decision has made, and the body of each. */
  get changedCount(): number {
    return this.depth === 0 ? 0 : this.#events.count - this.#eventMark[this.depth - 1]!;
  }

  changed(i: number): number {
    return this.#events.body[this.#eventMark[this.depth - 1]! + i]!;
  }

  /** Adds to the conflict that b lies at or above `level`, which it does. */
  explain(b: number, level: number): void {
    if (level > this.root[b]!) this.conflict.addLevel(b, level);
    else this.conflict.touch(b);
  }

  /** Adds to the conflict that b lies where it does. */
  explainPlaced(b: number): void {
    if (this.placedDepth[b]! >= 0) this.conflict.addExact(b);
    else this.conflict.touch(b);
  }

  /** Whether b is placed and past: all that is unplaced lies above it, wherever they meet. */
  isPast(b: number): boolean {
    return this.placedDepth[b] !== -1 && this.#isLoose[b] === 0 && !this.#sections.isOpen(b);
  }

  /** Where the heights of s must end. */
  limitOf(s: number): number {
    return this.top + this.model.excess[s]!;
  }

  #begin(decided: number): number {
    const depth = this.depth++;
    if (depth === this.decision.length) this.#grow();
    this.decision[depth] = decided;
    this.#eventMark[depth] = this.#events.count;
    this.#sectionMark[depth] = this.#sections.begin();
    this.#looseMark[depth] = this.#looseCount;
    return depth;
  }

  /** Places a fixed body before any decision. False: it meets another. */
  #fix(b: number): boolean {
    if (!this.#lift(b)) return false;
    this.placedDepth[b] = -2;
    this.unplaced--;
    this.#addLoose(b);
    return true;
  }

  #addLoose(b: number): void {
    this.#loose[this.#looseCount++] = b;
    this.#isLoose[b] = 1;
  }

  /** Whether anything unplaced may still lie below b or between its spans. */
  #staysLoose(b: number): boolean {
    const { neighbours, rowStart, spanStart } = this.model;
    const p = this.least[b]!;
    for (let entry = rowStart[b]!, end = rowStart[b + 1]!; entry < end; entry++) {
      const c = neighbours[entry]!;
      if (this.placedDepth[c] !== -1) continue;
      for (let k = spanStart[entry]!, stop = spanStart[entry + 1]!; k < stop; k++) {
        if (this.least[c]! <= lowOf(this.model, k, p)) return true;
      }
    }
    return false;
  }

  /** Raises b to the least offset from `level` on that suits it alone. */
  #raise(b: number, level: number, cause: number, premise: number): boolean {
    const { rests } = this.model;
    const old = this.least[b]!;
    const to = rests.at(b, level);
    this.#events.add(b, old, cause, premise);
    this.least[b] = to;
    if (this.#isBeyond(to, b)) return this.#failBody(b);
    this.#sections.leave(b, old);
    return true;
  }

  /** Lifts b, which has just risen, above what is placed, and the twins after it above it. */
  #propagate(b: number): boolean {
    const { twins } = this.model;
    const { least, placedDepth } = this;
    for (let c = b; ; ) {
      if (placedDepth[c] === -1 && this.#looseCount > 0 && !this.#lift(c)) return false;
      const next = twins.next[c]!;
      if (next < 0) return true;
      const need = least[c]! + twins.step[c]!;
      if (least[next]! >= need) return true;
      if (placedDepth[next] !== -1) {
        this.#failAt(-1, next);
        this.explain(c, least[next]! - twins.step[c]! + 1);
        this.explainPlaced(next);
        return false;
      }
      if (!this.#raise(next, need, BY_TWIN, least[c]!)) return false;
      c = next;
    }
  }

  /** Raises b until it meets none of the loose bodies. */
  #lift(b: number): boolean {
    const { spanStart } = this.model;
    const { least } = this;
    for (let before = -1; before !== least[b]!; ) {
      before = least[b]!;
      for (let i = 0; i < this.#looseCount; i++) {
        const l = this.#loose[i]!;
        const entry = entryOf(this.model, l, b);
        if (entry < 0) continue;
        for (let k = spanStart[entry]!, stop = spanStart[entry + 1]!; k < stop; k++) {
          const high = highOf(this.model, k, least[l]!);
          if (least[b]! >= high) continue;
          const low = lowOf(this.model, k, least[l]!);
          if (least[b]! <= low) continue;
          if (!this.#raise(b, high, l, low + 1)) return false;
        }
      }
    }
    return true;
  }

  #settleAll(): boolean {
    const sections = this.#sections;
    for (let i = 0; i < sections.queued; i++) if (!this.#settle(sections.queue[i]!)) return false;
    return true;
  }

  /** Brings floor and resting of s up to date after least offsets have risen, and closes what the floor arrives at. */
  #settle(s: number): boolean {
    const { sectionStart, itemBody, itemFrom } = this.model;
    const { least, members, placedDepth } = this;
    const begin = sectionStart[s]!;
    this.#sections.trail.save(s);
    for (;;) {
      let lowest = Infinity;
      let resting = 0;
      let hanging = -1;
      for (let i = begin, end = begin + this.open[s]!; i < end; i++) {
        const item = members[i]!;
        const b = itemBody[item]!;
        const bottom = least[b]! + itemFrom[item]!;
        if (bottom > lowest) continue;
        if (bottom < lowest) {
          lowest = bottom;
          resting = 0;
          hanging = -1;
        }
        if (placedDepth[b] === -1) resting++;
        else hanging = item;
      }
      this.floor[s] = lowest;
      this.resting[s] = resting;
      if (lowest === Infinity) return true;
      if (lowest + this.total[s]! > this.limitOf(s)) return this.#failSection(s);
      if (hanging < 0) return true;
      this.#sections.close(hanging, s);
    }
  }

  #failSection(s: number): false {
    const { sectionStart, itemBody, itemFrom } = this.model;
    this.#failAt(s, -1);
    const need = this.limitOf(s) - this.total[s]! + 1;
    for (let i = sectionStart[s]!, end = i + this.open[s]!; i < end; i++) {
      const item = this.members[i]!;
      this.explain(itemBody[item]!, need - itemFrom[item]!);
    }
    return false;
  }

  /** Whether b would end above the top; it does where no offset suits it. */
  #isBeyond(offset: number, b: number): boolean {
    return offset === Infinity || offset + this.model.size[b]! > this.top;
  }

  #failBody(b: number): false {
    this.#failAt(-1, b);
    this.explain(b, this.top - this.model.size[b]! + 1);
    return false;
  }

  #failAt(s: number, b: number): void {
    this.failedSection = s;
    this.failedBody = b;
    this.conflict.clear();
  }

  #grow(): void {
    const room = 2 * this.decision.length;
    const larger = (old: Int32Array, length: number): Int32Array => Int32Array.from({ length }, (_, i) => old[i] ?? 0);
    this.decision = larger(this.decision, room);
    this.#eventMark = larger(this.#eventMark, room);
    this.#sectionMark = larger(this.#sectionMark, room);
    this.#looseMark = larger(this.#looseMark, room);
  }
}
