import { levels, StateArrays } from "./arrays.js";
import { Holes } from "./holes.js";
import type { Levels, SearchModel } from "./model.js";
import { RestLevels } from "./rest.js";
import { type Stacks, stacksFor } from "./stacks.js";
import { Trail } from "./trail.js";

/**
 * The state of the section-first search: how high every section is filled, and why.
 *
 * ```text
 * level  section 0   section 1   section 2   section 3
 *  10   ───────────────────────────────────────────────  capacity
 *
 *   6
 *   5   ═══════════╦═══════════════════════╗             floor of sections 0, 1 and 2
 *   4   · · waste ·║                       ║
 *   3   ───────────╢           b           ║
 *   2              ║                       ╚═══════════  floor of section 3, a local low
 *   1        a     ║                       ║     c
 *   0   ───────────╨───────────────────────╨───────────
 * open       d           d           h         g  h
 * ```
 *
 * a, b and c are placed; d, g and h, each of size 2, are *open*: still to be placed. d lies on b at 5 or above, in
 * section 0 too, so nothing will cover the levels 3 to 5 there. That is *forced waste*, and the floor of section 0 is
 * 5. The floor of section 3 is a *local low*: g could rest on it and reaches into no section with a lower floor. That
 *   of section 2 is
 * none, since h reaches into section 3. If the search decides that nothing covers section 3 at 2, its floor rises to 5,
 * where h comes to rest; g then fits into the waste below, which makes that a *hole*.
 *
 * - `least[b]`, for an open buffer: the greatest floor of its sections (rounded up, where it is aligned).
 * - `floor[s]`: the least `least[b]` of the open buffers of s. Raising a floor to it moves no other buffer, so one pass
 *   over the touched sections is the fixpoint.
 * - A section fails when floor + total exceeds the capacity.
 * - `reason` row s: given only those decisions, every open buffer of s lies at or above the floor. A placement in s
 *   adds itself; forced waste adds, for each open buffer of s, the row of the section that sets its least offset
 *   (`why[b]`); a waste decision adds itself.
 *
 * Every change goes on a trail; `undo` takes back the latest decision. docs/search.md follows five buffers through it.
 */
export class Floors extends StateArrays {
  capacity = 0;
  depth = 0;
  unplaced = 0;
  /** Decisions taken back so far: whoever remembers floors sees by it that they may have fallen. */
  undone = 0;
  /** After a failure: the section and buffer where it showed; −1 where no single buffer is to blame. */
  failedSection = -1;
  failedBuffer = -1;

  /**
   * Whether waste is refused that an unplaced buffer would fit into: what fails then depends on what lies below the
   * floors.
   */
  readonly refusesHoles: boolean;
  readonly #rest: RestLevels | null;
  readonly #holes: Holes | null;
  readonly #stacks: Stacks | null;
  /** The sizes of all buffers of a section together. */
  readonly #load: Levels;
  /** By entry of the model's buffer rows: how far behind the start of its section's row the buffer stands. */
  readonly #placeOf: Int32Array;
  /** Beside each of `members`, its entry for that section in the model's buffer rows. */
  readonly #entryOf: Int32Array;

  readonly #trail: Trail;
  readonly #queue: Int32Array;
  #queued = 0;
  /** The decision in which a section was queued last: once is enough. */
  readonly #queuedIn: Int32Array;
  #decisions = 0;
  readonly #wasted: Int32Array;
  #wastedCount = 0;
  readonly #seen: Int32Array;
  #seenStamp = 0;

  constructor(model: SearchModel, holes: boolean, stacks: Stacks | null = stacksFor(model)) {
    super(model);
    const { sectionCount } = model;
    this.#rest = model.plain ? null : new RestLevels(model);
    this.refusesHoles = holes;
    this.#holes = holes ? new Holes(model, this.#rest) : null;
    this.#stacks = stacks;
    this.#entryOf = model.sectionPairs.slice();
    this.#placeOf = new Int32Array(model.sectionPairs.length);
    this.#load = levels(model, sectionCount);
    for (let s = 0, i = 0; s < sectionCount; s++) {
      for (const begin = i; i < model.sectionStart[s + 1]!; i++) {
        this.#placeOf[this.#entryOf[i]!] = i - begin;
        this.#load[s]! += model.size[this.members[i]!]!;
      }
    }
    this.#queue = new Int32Array(sectionCount);
    this.#queuedIn = new Int32Array(sectionCount);
    this.#seen = new Int32Array(sectionCount);
    this.#wasted = new Int32Array(2 * sectionCount);
    this.#trail = new Trail(this, this.maxDepth);
  }

  /** Empties the memory and propagates at the root. Returns false if the capacity is refuted without a decision. */
  reset(capacity: number): boolean {
    const { count, sectionCount, sectionStart, size, bufferStart, bufferSections, nextTwin, earlierTwin } = this.model;
    this.capacity = capacity;
    this.depth = 0;
    this.unplaced = count;
    this.placed.fill(0);
    this.#trail.clear();
    this.reason.fill(0);
    this.conflict.fill(0);
    this.total.set(this.#load);
    this.floor.fill(0);
    this.hole.fill(0);
    // The members keep the order that the latest search left them in.
    for (let s = 0; s < sectionCount; s++) this.open[s] = sectionStart[s + 1]! - sectionStart[s]!;
    for (let b = 0; b < count; b++) {
      if (earlierTwin[b]! >= 0) continue;
      const first = bufferSections[bufferStart[b]!]!;
      let level = 0;
      for (let twin = b; twin >= 0; twin = nextTwin[twin]!) {
        level = this.#rest === null ? level : this.#rest.at(twin, level);
        this.least[twin] = level;
        this.why[twin] = first;
        level += size[twin]!;
        if (level > capacity) return this.#failAt(first, twin);
      }
    }
    for (let s = 0; s < sectionCount; s++) if (!this.#settle(s)) return false;
    // Nothing above can be undone.
    this.#trail.clear();
    return true;
  }

  /**
   * Decides that b lies at `at`, and all else that is unplaced in its sections above it. False: the conflict says why
   * it cannot, provided that b rested on the floor of all its sections.
   */
  place(b: number, at: number): boolean {
    const { first, last, size, sectionStart, bufferStart, bufferSections } = this.model;
    const { neighbourStart, neighbours, earlierTwin } = this.model;
    const { least, floor, total, open, members, reason, resting, words, never, hole } = this;
    const placeOf = this.#placeOf;
    const entryOf = this.#entryOf;
    const row = bufferStart[b]!;
    const rowEnd = bufferStart[b + 1]!;
    const height = size[b]!;
    const top = at + height;
    this.decision[this.depth] = b;
    this.#trail.open(this.depth);
    this.offset[b] = at;
    this.placedDepth[b] = this.depth;
    this.#trail.saveBuffer(b);
    least[b] = this.never;
    this.unplaced--;
    this.placed[b >> 5]! |= 1 << (b & 31);
    const word = this.depth >> 5;
    const bit = 1 << (this.depth & 31);
    this.#trail.saveRow(bufferSections, row, rowEnd);
    for (let e = row; e < rowEnd; e++) {
      const s = bufferSections[e]!;
      // The last open member takes the place of b; counting one up again undoes it.
      const place = placeOf[e]!;
      const lastPlace = open[s]! - 1;
      const here = sectionStart[s]! + place;
      const there = sectionStart[s]! + lastPlace;
      const moved = entryOf[there]!;
      members[here] = members[there]!;
      members[there] = b;
      entryOf[here] = moved;
      entryOf[there] = e;
      placeOf[moved] = place;
      placeOf[e] = lastPlace;
      open[s] = lastPlace;
      total[s]! -= height;
      floor[s] = top;
      hole[s] = top;
      resting[s] = 0;
      reason[s * words + word]! |= bit;
    }
    this.depth++;
    this.#decisions++;
    this.#queued = 0;
    this.#wastedCount = 0;
    // The sections that two buffers share are a run: the interval fact.
    const begin = first[b]!;
    const end = last[b]!;
    // Backwards: a twin is counted as resting before an earlier one lifts it.
    for (let i = neighbourStart[b + 1]! - 1, begun = neighbourStart[b]!; i >= begun; i--) {
      const c = neighbours[i]!;
      const level = least[c]!;
      if (level > top) continue;
      if (level === top) {
        for (let s = Math.max(begin, first[c]!), stop = Math.min(end, last[c]!); s < stop; s++) resting[s]!++;
        continue;
      }
      const earlier = earlierTwin[c]!;
      if (earlier >= 0 && least[earlier]! !== never) continue;
      if (!this.#raise(c, top, Math.max(begin, first[c]!))) return false;
    }
    for (let e = row; e < rowEnd; e++) {
      const s = bufferSections[e]!;
      if (resting[s] === 0) {
        if (!this.#settle(s)) return false;
      } else if (top + total[s]! > this.capacity || !this.#stackable(s, top)) return this.#failAt(s, -1);
    }
    for (let i = 0; i < this.#queued; i++) if (!this.#settle(this.#queue[i]!)) return false;
    return this.#refuseHoles();
  }

  /**
   * Decides that nothing unplaced in s lies below `level`, which is above its floor. False: the conflict says why it
   * cannot.
   */
  waste(s: number, level: number): boolean {
    const { sectionStart } = this.model;
    const { least, floor, open, members, reason, words } = this;
    this.decision[this.depth] = -1 - s;
    this.#trail.open(this.depth);
    this.#trail.saveSection(s);
    const from = floor[s]!;
    floor[s] = level;
    reason[s * words + (this.depth >> 5)]! |= 1 << (this.depth & 31);
    this.depth++;
    this.#decisions++;
    this.#queued = 0;
    this.#wastedCount = 0;
    for (let i = sectionStart[s]!, stop = i + open[s]!; i < stop; i++) {
      const c = members[i]!;
      if (least[c] === from && !this.#raise(c, level, s)) return false;
    }
    this.#wasted[this.#wastedCount++] = s;
    if (!this.#settle(s)) return false;
    for (let i = 0; i < this.#queued; i++) if (!this.#settle(this.#queue[i]!)) return false;
    return this.#refuseHoles();
  }

  /** Takes back the latest decision. */
  undo(): void {
    const { size, bufferStart, bufferSections } = this.model;
    const { reason, words, open, total } = this;
    const depth = --this.depth;
    this.undone++;
    const word = depth >> 5;
    const mask = ~(1 << (depth & 31));
    this.#trail.takeBack(depth, word + 1);
    const decided = this.decision[depth]!;
    if (decided < 0) {
      reason[(-1 - decided) * words + word]! &= mask;
      return;
    }
    const height = size[decided]!;
    for (let e = bufferStart[decided]!, end = bufferStart[decided + 1]!; e < end; e++) {
      const s = bufferSections[e]!;
      open[s]!++;
      total[s]! += height;
      reason[s * words + word]! &= mask;
    }
    this.unplaced++;
    this.placed[decided >> 5]! &= ~(1 << (decided & 31));
  }

  /** Where b rests if the level below it is `level`; −1 if nowhere. */
  restAt(b: number, level: number): number {
    return this.#rest === null ? level : this.#rest.at(b, level);
  }

  /** Adds the row of section s to a bitset of `words` words that begins at `at`. */
  addReason(s: number, into: Int32Array, at: number): void {
    const { reason, words } = this;
    const used = (this.depth + 31) >> 5;
    for (let w = 0, row = s * words; w < used; w++) into[at + w]! |= reason[row + w]!;
  }

  /** Raises the least offset of b, and of the twins above it, for what lies in section `why`. */
  #raise(b: number, level: number, why: number): boolean {
    const { size, runStart, runFrom, runTo, nextTwin } = this.model;
    const { least, floor, resting } = this;
    const queuedIn = this.#queuedIn;
    for (let c = b; c >= 0 && least[c]! < level; c = nextTwin[c]!) {
      const to = this.#rest === null ? level : this.#rest.at(c, level);
      const from = least[c]!;
      if (to < 0 || to + size[c]! > this.capacity) return this.#failAt(why, c);
      this.#trail.saveBuffer(c);
      least[c] = to;
      this.why[c] = why;
      for (let run = runStart[c]!, runEnd = runStart[c + 1]!; run < runEnd; run++) {
        for (let s = runFrom[run]!, stop = runTo[run]!; s < stop; s++) {
          if (floor[s] === to) resting[s]!++;
          else if (floor[s] === from) {
            this.#trail.saveSection(s);
            if (--resting[s]! === 0 && queuedIn[s] !== this.#decisions) {
              queuedIn[s] = this.#decisions;
              this.#queue[this.#queued++] = s;
            }
          }
        }
      }
      level = to + size[c]!;
    }
    return true;
  }

  /** Brings floor and resting of s up to date after the least offsets have risen. */
  #settle(s: number): boolean {
    const { sectionStart } = this.model;
    const { least, members } = this;
    const begin = sectionStart[s]!;
    const end = begin + this.open[s]!;
    if (begin === end) {
      this.floor[s] = this.never;
      this.resting[s] = 0;
      return true;
    }
    let lowest = least[members[begin]!]!;
    let resting = 1;
    for (let i = begin + 1; i < end; i++) {
      const level = least[members[i]!]!;
      if (level < lowest) {
        lowest = level;
        resting = 1;
      } else if (level === lowest) resting++;
    }
    this.resting[s] = resting;
    const total = this.total[s]!;
    const known = this.floor[s]!;
    if (lowest + total > this.capacity) {
      this.#failAt(s, -1);
      if (known + total <= this.capacity) this.#addWhys(s, this.conflict, 0);
      return false;
    }
    if (!this.#stackable(s, lowest)) {
      this.#failAt(s, -1);
      this.#addWhys(s, this.conflict, 0);
      return false;
    }
    if (lowest > known) {
      this.#wasted[this.#wastedCount++] = s;
      this.#trail.saveReason(s, (this.depth + 31) >> 5);
      this.#addWhys(s, this.reason, s * this.words);
      this.floor[s] = lowest;
    }
    return true;
  }

  /** Whether what is unplaced in s can be stacked on a level. */
  #stackable(s: number, level: number): boolean {
    if (this.#stacks === null) return true;
    return this.#stacks.fit(s, this.#entryOf, this.open[s]!, this.total[s]!, level, this.capacity);
  }

  /** Fails if an unplaced buffer would fit into what the latest decision wasted. */
  #refuseHoles(): boolean {
    if (this.#holes === null || this.#wastedCount === 0) return true;
    const b = this.#holes.fitting(this.#wasted, this.#wastedCount, this);
    if (b < 0) return true;
    const { bufferStart, bufferSections } = this.model;
    const row = bufferStart[b]!;
    this.#failAt(bufferSections[row]!, b);
    for (let e = row + 1; e < bufferStart[b + 1]!; e++) this.addReason(bufferSections[e]!, this.conflict, 0);
    return false;
  }

  /** Adds why each unplaced buffer of s lies as high as it must. */
  #addWhys(s: number, into: Int32Array, at: number): void {
    const begin = this.model.sectionStart[s]!;
    const stamp = ++this.#seenStamp;
    const seen = this.#seen;
    seen[s] = stamp;
    for (let i = begin, end = begin + this.open[s]!; i < end; i++) {
      const why = this.why[this.members[i]!]!;
      if (seen[why] === stamp) continue;
      seen[why] = stamp;
      this.addReason(why, into, at);
    }
  }

  #failAt(s: number, b: number): false {
    this.failedSection = s;
    this.failedBuffer = b;
    this.conflict.fill(0);
    this.addReason(s, this.conflict, 0);
    return false;
  }
}
