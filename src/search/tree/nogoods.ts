import type { Floors } from "../state/floors.js";
import type { Levels } from "../state/model.js";

/** Room for this many nogoods at first, and at most; and for this many levels of theirs. */
const FIRST_ROOM = 64;
const MOST_NOGOODS = 8192;
const MOST_LEVELS = 1 << 21;

/**
 * What a prover has refuted, so that it need not refute it again where it comes there in another order (nogood
 * recording, Dechter 1990).
 *
 * An exhausted node with conflict set C rests on the sections whose reasons lie in C, on their floors and on who is
 * unplaced in them: *these buffers, above these floors, within the capacity* cannot be, however the floors came about.
 * So every state is refuted in which the same buffers are unplaced and none of these floors is lower.
 *
 * Only where the state does not refuse holes: what is refused then depends on what lies below the floors.
 *
 * A nogood is looked at only when the floor of the section that it *watches* rises to its level there (as clauses watch
 * literals in Chaff, Moskewicz et al. 2001; one watch is enough, since floors only rise on the way down). If another of
 * its floors is still too low, it watches that one from then on. Missing a refuted state costs steps, never a proof.
 */
export class Nogoods {
  readonly #floors: Floors;
  readonly #most: number;
  /** Words of a bitset over the buffers. */
  readonly #words: number;
  /** Floors as they were when they were looked at last, or after the latest jump back. */
  readonly #seen: Levels;
  /** How many decisions had been taken back by then. */
  #undone = 0;
  #count = 0;
  /** Nogoods up to here have a watch. */
  #watched = 0;
  #room = 0;
  /** By nogood and section: the least floor that it needs, −1 where it needs none. */
  #levels: Levels = new Int32Array(0);
  /** By nogood: the buffers that must be unplaced. */
  #unplaced = new Int32Array(0);
  /** By nogood: the first section that it needs, and one past the last. */
  #from = new Int32Array(0);
  #to = new Int32Array(0);
  /** Lists by watched section. */
  readonly #head: Int32Array;
  #next = new Int32Array(0);
  /** By nogood: the level that it waits for in the section that it watches. Lists are long, and rows lie far apart. */
  #awaited: Levels = new Int32Array(0);
  readonly #left: Int32Array;
  /** By section: the first that a nogood needs from there on. */
  readonly #following: Int32Array;
  /** The nogood that refuted last. */
  hit = -1;
  /** Levels that only keep placements as they lie, by place in `#levels`; null where nobody asks for statements. */
  readonly #kept: Set<number> | null;

  /** @param stated whether `statement` will be asked for */
  constructor(floors: Floors, stated = false) {
    this.#kept = stated ? new Set() : null;
    const { sectionCount } = floors.model;
    this.#floors = floors;
    this.#most = Math.min(MOST_NOGOODS, Math.floor(MOST_LEVELS / sectionCount));
    this.#words = floors.placed.length;
    this.#seen = floors.floor.slice();
    this.#head = new Int32Array(sectionCount).fill(-1);
    this.#left = new Int32Array(floors.words);
    this.#following = new Int32Array(sectionCount);
  }

  /** Forgets all: the memory is empty, the capacity another. */
  clear(): void {
    this.#count = 0;
    this.#watched = 0;
    this.#kept?.clear();
    this.#head.fill(-1);
    this.#seen.set(this.#floors.floor);
    this.#undone = this.#floors.undone;
  }

  /**
   * Whether a nogood refutes the state, which is a decision further than before; the conflict says why. Throws if
   * decisions were taken back that `land` was not told of: what is watched would be wrong.
   */
  refutes(): boolean {
    const { floor, never, undone } = this.#floors;
    if (this.#undone !== undone) throw new Error("nogoods: a jump back has not landed");
    const { sectionCount } = this.#floors.model;
    const seen = this.#seen;
    for (let s = 0; s < sectionCount; s++) {
      const level = floor[s]!;
      const before = seen[s]!;
      if (level <= before) continue;
      seen[s] = level;
      if (level !== never && this.#head[s]! >= 0 && this.#refutesAt(s, before, level)) return true;
    }
    return false;
  }

  /** Looks at the nogoods that wait for the floor of s to reach a level above `before`, up to `level`. */
  #refutesAt(s: number, before: number, level: number): boolean {
    const { floor } = this.#floors;
    const { sectionCount } = this.#floors.model;
    const levels = this.#levels;
    const next = this.#next;
    const awaited = this.#awaited;
    for (let at = -1, i = this.#head[s]!; i >= 0; ) {
      const following = next[i]!;
      const needed = awaited[i]!;
      if (needed > level || needed <= before || !this.#isUnplaced(i)) {
        at = i;
        i = following;
        continue;
      }
      const row = i * sectionCount;
      let low = this.#from[i]!;
      const end = this.#to[i]!;
      while (low < end && floor[low]! >= levels[row + low]!) low++;
      if (low === end) {
        this.#explain(i);
        return true;
      }
      if (at < 0) this.#head[s] = following;
      else next[at] = following;
      this.#watch(i, low);
      i = following;
    }
    return false;
  }

  /** Puts nogood i first among those that watch section s. */
  #watch(i: number, s: number): void {
    this.#next[i] = this.#head[s]!;
    this.#head[s] = i;
    this.#awaited[i] = this.#levels[i * this.#floors.model.sectionCount + s]!;
  }

  #isUnplaced(i: number): boolean {
    const { placed } = this.#floors;
    const words = this.#words;
    for (let w = 0, row = i * words; w < words; w++) if ((this.#unplaced[row + w]! & placed[w]!) !== 0) return false;
    return true;
  }

  #explain(i: number): void {
    this.hit = i;
    const { conflict } = this.#floors;
    const row = i * this.#floors.model.sectionCount;
    conflict.fill(0);
    for (let s = this.#from[i]!; s < this.#to[i]!; s++) {
      if (this.#levels[row + s]! >= 0) this.#floors.addReason(s, conflict, 0);
    }
  }

  /**
   * Learns from the state that the conflict refutes, on the way back: `land` ends it. Which nogood it is; −1 where
   * there is no room for one.
   */
  learn(): number {
    if (this.#count === this.#room && !this.#makeRoom()) return -1;
    const { floor, conflict, reason, words, open, depth, decision, model } = this.#floors;
    const { sectionCount, bufferStart, bufferSections } = model;
    const i = this.#count++;
    const row = i * sectionCount;
    const levels = this.#levels;
    const left = this.#left;
    const used = (depth + 31) >> 5;
    for (let w = 0; w < used; w++) left[w] = conflict[w]!;
    for (let s = 0; s < sectionCount; s++) {
      levels[row + s] = -1;
      if (open[s] === 0) continue;
      const reasons = s * words;
      let within = 0;
      while (within < used && (reason[reasons + within]! & ~conflict[within]!) === 0) within++;
      if (within < used) continue;
      levels[row + s] = floor[s]!;
      for (let w = 0; w < used; w++) left[w]! &= ~reason[reasons + w]!;
    }
    // Named by itself: a placement that could carry nothing, as it lies. Its sections are needed whatever else they
    // rest on.
    for (let w = 0; w < used; w++) {
      for (let bits = left[w]!; bits !== 0; bits &= bits - 1) {
        const b = decision[32 * w + 31 - Math.clz32(bits & -bits)]!;
        if (b < 0) {
          const s = -1 - b;
          if (levels[row + s]! < 0) this.#kept?.add(row + s);
          if (open[s]! > 0) levels[row + s] = floor[s]!;
          continue;
        }
        for (let e = bufferStart[b]!; e < bufferStart[b + 1]!; e++) {
          const s = bufferSections[e]!;
          if (levels[row + s]! < 0) this.#kept?.add(row + s);
          if (open[s]! > 0) levels[row + s] = floor[s]!;
        }
      }
    }
    let from = sectionCount;
    let to = 0;
    const following = this.#following;
    for (let s = sectionCount - 1; s >= 0; s--) {
      if (levels[row + s]! >= 0) {
        from = s;
        if (to === 0) to = s + 1;
      }
      following[s] = from;
    }
    this.#noteUnplaced(i);
    this.#from[i] = from;
    this.#to[i] = to;
    return i;
  }

  /** Notes who is unplaced in the sections that nogood i needs: a buffer whose first and last section enclose one. */
  #noteUnplaced(i: number): void {
    const { placed, model } = this.#floors;
    const { count, first, last } = model;
    const unplaced = this.#unplaced;
    const following = this.#following;
    const set = i * this.#words;
    for (let word = 0; 32 * word < count; word++) {
      let bits = 0;
      for (let b = 32 * word, end = Math.min(b + 32, count); b < end; b++) {
        if (following[first[b]!]! < last[b]!) bits |= 1 << (b & 31);
      }
      unplaced[set + word] = bits & ~placed[word]!;
    }
  }

  /**
   * What nogood i says: its buffers cannot all lie at these offsets or above. That placements lie as they do is no part
   * of it: where they are not among its buffers, they carry nothing.
   *
   * @param rootLeast by buffer: its least offset in every state
   */
  statement(i: number, rootLeast: Levels): { readonly buffer: number; readonly least: number }[] {
    const { bufferStart, bufferSections, count, sectionCount } = this.#floors.model;
    const rows: { buffer: number; least: number }[] = [];
    for (let b = 0; b < count; b++) {
      if ((this.#unplaced[i * this.#words + (b >> 5)]! & (1 << (b & 31))) === 0) continue;
      let level = -1;
      for (let e = bufferStart[b]!; e < bufferStart[b + 1]!; e++) {
        const at = i * sectionCount + bufferSections[e]!;
        if (this.#kept?.has(at) !== true) level = Math.max(level, this.#levels[at]!);
      }
      if (level >= 0) rows.push({ buffer: b, least: Math.max(level, rootLeast[b]!) });
    }
    return rows;
  }

  /** Where a jump back ends: what was learned on the way watches a floor that is too low here. */
  land(): void {
    const { floor, undone } = this.#floors;
    const { sectionCount } = this.#floors.model;
    this.#seen.set(floor);
    this.#undone = undone;
    for (; this.#watched < this.#count; this.#watched++) {
      const i = this.#watched;
      let low = this.#from[i]!;
      const end = this.#to[i]!;
      while (low < end && floor[low]! >= this.#levels[i * sectionCount + low]!) low++;
      if (low === end) continue;
      this.#watch(i, low);
    }
  }

  #makeRoom(): boolean {
    if (this.#room >= this.#most) return false;
    const room = Math.min(this.#most, Math.max(FIRST_ROOM, 4 * this.#room));
    const { sectionCount } = this.#floors.model;
    const grown = <T extends Levels>(old: T, stride: number): T => {
      const larger = old instanceof Float64Array ? new Float64Array(room * stride) : new Int32Array(room * stride);
      larger.set(old);
      return larger as T;
    };
    if (this.#room === 0 && this.#seen instanceof Float64Array) {
      this.#levels = new Float64Array(0);
      this.#awaited = new Float64Array(0);
    }
    this.#levels = grown(this.#levels, sectionCount);
    this.#awaited = grown(this.#awaited, 1);
    this.#unplaced = grown(this.#unplaced, this.#words);
    this.#from = grown(this.#from, 1);
    this.#to = grown(this.#to, 1);
    this.#next = grown(this.#next, 1);
    this.#room = room;
    return true;
  }
}
