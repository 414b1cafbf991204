import { Holes } from "./holes.js";
import type { Levels, SearchModel } from "./model.js";
import { RestLevels } from "./rest.js";
import { type Stacks, stacksFor } from "./stacks.js";
import { Trail } from "./trail.js";

/**
 * The state of the section-first search: how high every section is filled, and why.
 *
 * - `least[b]`: the least offset that an unplaced buffer can still have; `never` once it is placed.
 * - `floor[s]`: nothing unplaced in s can lie below, so it is the least `least[b]` of the unplaced buffers of s (what
 *   lies between is *forced waste*); `never` when none is left.
 * - `total[s]`: size of the unplaced buffers of s. A section fails when floor + total exceeds the capacity.
 * - `reason` row s: the decisions, as a bitset over depths, that the floor of s rests on. Given only those decisions,
 *   every other buffer of s lies at or above the floor. A placement in s adds itself; forced waste adds, for each
 *   unplaced buffer of s, the row of the section that sets its least offset (`why[b]`); a waste decision adds itself.
 *
 * Raising a floor to the least `least[b]` moves no other buffer, so one pass over the touched sections is the fixpoint.
 * Every change goes on a trail; `undo` takes back the latest decision.
 */
export class Floors {
  readonly model: SearchModel;
  /** Words in a bitset row: enough for `maxDepth` decisions. */
  readonly words: number;
  readonly maxDepth: number;
  /** Above every level: the least offset of a placed buffer, the floor of a section that is done. */
  readonly never: number;
  capacity = 0;
  depth = 0;
  unplaced = 0;

  readonly least: Levels;
  readonly why: Int32Array;
  readonly floor: Levels;
  readonly total: Levels;
  /** Where the waste right under the floor begins; the floor itself where it lies on a buffer or the ground. */
  readonly hole: Levels;
  /** Unplaced buffers of s whose least offset is its floor: who could cover the floor. */
  readonly resting: Int32Array;
  readonly reason: Int32Array;
  /** The unplaced buffers of s: `members[sectionStart[s] … sectionStart[s] + open[s])`. */
  readonly members: Int32Array;
  readonly open: Int32Array;
  /** The placed buffers, as a bitset. */
  readonly placed: Int32Array;
  /** Decisions taken back so far: whoever remembers floors sees by it that they may have fallen. */
  undone = 0;
  /** Offset of a placed buffer, in units. */
  readonly offset: Levels;

  /** After a failure: the decisions that explain it, and the section and buffer where it showed. */
  readonly conflict: Int32Array;
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
  /** The depth at which a placed buffer was placed. */
  readonly placedDepth: Int32Array;
  /** By depth: the buffer placed, or −1 − s for a waste in section s. */
  readonly decision: Int32Array;

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
    const { count, sectionCount, wide } = model;
    const levels = (length: number): Levels => (wide ? new Float64Array(length) : new Int32Array(length));
    this.model = model;
    this.never = wide ? Infinity : 2 ** 30;
    this.maxDepth = count + Math.min(4 * count + 256, 2048);
    this.words = (this.maxDepth >> 5) + 1;
    this.least = levels(count);
    this.why = new Int32Array(count);
    this.floor = levels(sectionCount);
    this.total = levels(sectionCount);
    this.hole = levels(sectionCount);
    this.resting = new Int32Array(sectionCount);
    this.reason = new Int32Array(sectionCount * this.words);
    this.members = model.sectionBuffers.slice();
    this.open = new Int32Array(sectionCount);
    this.placed = new Int32Array((count + 31) >> 5);
    this.offset = levels(count);
    this.placedDepth = new Int32Array(count);
    this.conflict = new Int32Array(this.words);
    this.#rest = model.plain ? null : new RestLevels(model);
    this.refusesHoles = holes;
    this.#holes = holes ? new Holes(model, this.#rest) : null;
    this.#stacks = stacks;
    this.#entryOf = model.sectionPairs.slice();
    this.#placeOf = new Int32Array(model.sectionPairs.length);
    this.#load = levels(sectionCount);
    for (let s = 0, i = 0; s < sectionCount; s++) {
      for (const begin = i; i < model.sectionStart[s + 1]!; i++) {
        this.#placeOf[this.#entryOf[i]!] = i - begin;
        this.#load[s]! += model.size[this.members[i]!]!;
      }
    }
    this.decision = new Int32Array(this.maxDepth);
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
