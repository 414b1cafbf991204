import type { BodyModel } from "./model.js";
import { SectionTrail } from "./trail.js";

/** The open items of all sections, and their floors; what has lost its last resting item is queued to be settled. */
export class BodySections {
  readonly floor: Float64Array;
  readonly total: Float64Array;
  readonly resting: Int32Array;
  readonly members: Int32Array;
  readonly open: Int32Array;
  readonly trail: SectionTrail;
  /** Sections to settle: `queue[0 … queued)`. */
  readonly queue: Int32Array;
  queued = 0;
  readonly #model: BodyModel;
  /** Where an item stands in the member list. */
  readonly #slotOf: Int32Array;
  readonly #queuedIn: Int32Array;
  #decisions = 0;

  constructor(model: BodyModel) {
    const { sectionCount, itemBody } = model;
    this.#model = model;
    this.floor = new Float64Array(sectionCount);
    this.total = new Float64Array(sectionCount);
    this.resting = new Int32Array(sectionCount);
    this.members = Int32Array.from(itemBody.keys());
    this.open = new Int32Array(sectionCount);
    this.trail = new SectionTrail(this);
    this.queue = new Int32Array(sectionCount);
    this.#slotOf = new Int32Array(itemBody.length);
    this.#queuedIn = new Int32Array(sectionCount);
  }

  /** Opens all items. No section has a floor yet. */
  reset(): void {
    const { sectionCount, sectionStart, itemHeight } = this.#model;
    this.trail.clear();
    this.#queuedIn.fill(0);
    this.#decisions = 1;
    this.queued = 0;
    for (let s = 0; s < sectionCount; s++) {
      this.open[s] = sectionStart[s + 1]! - sectionStart[s]!;
      this.total[s] = 0;
      this.floor[s] = -Infinity;
      this.resting[s] = 0;
      for (let slot = sectionStart[s]!; slot < sectionStart[s + 1]!; slot++) {
        this.#slotOf[this.members[slot]!] = slot;
        this.total[s]! += itemHeight[this.members[slot]!]!;
      }
    }
  }

  /** Begins a decision. Returns the mark that the trail is to go back to. */
  begin(): number {
    this.#decisions++;
    this.queued = 0;
    return this.trail.open();
  }

  /** Closes the items of b, placed at p, that lie on their floors; the others hang. */
  closeItems(b: number, p: number): void {
    const { bodyItemStart, bodyItems, itemFrom, itemSection } = this.#model;
    for (let i = bodyItemStart[b]!, end = bodyItemStart[b + 1]!; i < end; i++) {
      const item = bodyItems[i]!;
      const s = itemSection[item]!;
      if (p + itemFrom[item]! !== this.floor[s]) continue;
      this.trail.save(s);
      this.close(item, s);
      if (--this.resting[s]! === 0) this.#enqueue(s);
    }
  }

  /** Takes in that b has left the offset `old`. */
  leave(b: number, old: number): void {
    const { bodyItemStart, bodyItems, itemFrom, itemSection } = this.#model;
    for (let i = bodyItemStart[b]!, end = bodyItemStart[b + 1]!; i < end; i++) {
      const item = bodyItems[i]!;
      const s = itemSection[item]!;
      if (old + itemFrom[item]! !== this.floor[s]) continue;
      this.trail.save(s);
      if (--this.resting[s]! === 0) this.#enqueue(s);
    }
  }

  close(item: number, s: number): void {
    const { sectionStart, itemHeight } = this.#model;
    const slotOf = this.#slotOf;
    const slot = slotOf[item]!;
    const last = sectionStart[s]! + --this.open[s]!;
    const moved = this.members[last]!;
    this.members[slot] = moved;
    this.members[last] = item;
    slotOf[moved] = slot;
    slotOf[item] = last;
    this.total[s]! -= itemHeight[item]!;
  }

  /** Whether b has an open item. */
  isOpen(b: number): boolean {
    const { bodyItemStart, bodyItems, itemSection, sectionStart } = this.#model;
    for (let i = bodyItemStart[b]!, end = bodyItemStart[b + 1]!; i < end; i++) {
      const s = itemSection[bodyItems[i]!]!;
      if (this.#slotOf[bodyItems[i]!]! < sectionStart[s]! + this.open[s]!) return true;
    }
    return false;
  }

  #enqueue(s: number): void {
    if (this.#queuedIn[s] === this.#decisions) return;
    this.#queuedIn[s] = this.#decisions;
    this.queue[this.queued++] = s;
  }
}
