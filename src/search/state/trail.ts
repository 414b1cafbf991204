import type { Levels } from "./model.js";

/** What a decision may change, as flat arrays that the trail writes old values back into. */
export interface Trailed {
  readonly least: Levels;
  readonly why: Int32Array;
  readonly floor: Levels;
  readonly hole: Levels;
  readonly resting: Int32Array;
  readonly reason: Int32Array;
  /** Words in a row of `reason`. */
  readonly words: number;
}

/** Room at first: for all buffers and sections this many times. On A–K it seldom has to grow. */
const FIRST_ROOM = 8;

/**
 * Old values of the state, in the order in which they were overwritten, cut into decisions: `open` begins one, the
 * `save` methods are called before a value changes, `takeBack` restores all that the latest decision saved.
 */
export class Trail {
  readonly #state: Trailed;
  readonly #bufferMark: Int32Array;
  readonly #sectionMark: Int32Array;
  readonly #reasonMark: Int32Array;
  /** Pairs: buffer, why. */
  #buffers: Int32Array;
  #leasts: Levels;
  #bufferTop = 0;
  /** Pairs: section, resting; beside them floor, hole. */
  #sections: Int32Array;
  #levels: Levels;
  #sectionTop = 0;
  /** A section and its row of reasons each. */
  #reasons: Int32Array;
  #reasonTop = 0;
  /** The decision in which a section was saved last: once is enough. */
  readonly #savedIn: Int32Array;
  #decisions = 0;

  constructor(state: Trailed, maxDepth: number) {
    this.#state = state;
    const count = state.least.length;
    const sectionCount = state.floor.length;
    const levels = (length: number): Levels =>
      state.least instanceof Float64Array ? new Float64Array(length) : new Int32Array(length);
    this.#bufferMark = new Int32Array(maxDepth);
    this.#sectionMark = new Int32Array(maxDepth);
    this.#reasonMark = new Int32Array(maxDepth);
    this.#buffers = new Int32Array(2 * FIRST_ROOM * count);
    this.#leasts = levels(FIRST_ROOM * count);
    this.#sections = new Int32Array(2 * FIRST_ROOM * sectionCount);
    this.#levels = levels(2 * FIRST_ROOM * sectionCount);
    this.#reasons = new Int32Array(sectionCount * (state.words + 1));
    this.#savedIn = new Int32Array(sectionCount);
  }

  /** Forgets everything. */
  clear(): void {
    this.#bufferTop = 0;
    this.#sectionTop = 0;
    this.#reasonTop = 0;
    this.#decisions = 0;
    this.#savedIn.fill(0);
  }

  /** Begins the decision at `depth` and makes room for every buffer and section once. */
  open(depth: number): void {
    const { least, floor } = this.#state;
    this.#decisions++;
    this.#bufferMark[depth] = this.#bufferTop;
    this.#sectionMark[depth] = this.#sectionTop;
    this.#reasonMark[depth] = this.#reasonTop;
    if (this.#bufferTop + least.length > this.#leasts.length) {
      this.#buffers = grown(this.#buffers);
      this.#leasts = grown(this.#leasts);
    }
    if (2 * (this.#sectionTop + floor.length) > this.#levels.length) {
      this.#sections = grown(this.#sections);
      this.#levels = grown(this.#levels);
    }
  }

  saveBuffer(b: number): void {
    const { least, why } = this.#state;
    const top = this.#bufferTop++;
    this.#buffers[2 * top] = b;
    this.#buffers[2 * top + 1] = why[b]!;
    this.#leasts[top] = least[b]!;
  }

  saveSection(s: number): void {
    if (this.#savedIn[s] === this.#decisions) return;
    const { floor, hole, resting } = this.#state;
    this.#savedIn[s] = this.#decisions;
    const top = this.#sectionTop++;
    this.#sections[2 * top] = s;
    this.#sections[2 * top + 1] = resting[s]!;
    this.#levels[2 * top] = floor[s]!;
    this.#levels[2 * top + 1] = hole[s]!;
  }

  /** Saves the sections `row[begin … end)`, none of which the decision has saved before. */
  saveRow(row: Int32Array, begin: number, end: number): void {
    const { floor, hole, resting } = this.#state;
    const savedIn = this.#savedIn;
    const sections = this.#sections;
    const levels = this.#levels;
    const decision = this.#decisions;
    let top = this.#sectionTop;
    for (let e = begin; e < end; e++, top++) {
      const s = row[e]!;
      savedIn[s] = decision;
      sections[2 * top] = s;
      sections[2 * top + 1] = resting[s]!;
      levels[2 * top] = floor[s]!;
      levels[2 * top + 1] = hole[s]!;
    }
    this.#sectionTop = top;
  }

  /** Saves the first `used` words of the row of s. */
  saveReason(s: number, used: number): void {
    const { reason, words } = this.#state;
    const at = this.#reasonTop;
    this.#reasonTop += words + 1;
    if (this.#reasonTop > this.#reasons.length) this.#reasons = grown(this.#reasons);
    this.#reasons[at] = s;
    for (let w = 0, row = s * words; w < used; w++) this.#reasons[at + 1 + w] = reason[row + w]!;
  }

  /** Restores what the decision at `depth`, the latest, has saved; of rows, the first `used` words. */
  takeBack(depth: number, used: number): void {
    const { least, why, floor, hole, resting, reason, words } = this.#state;
    const reasons = this.#reasons;
    for (const mark = this.#reasonMark[depth]!; this.#reasonTop > mark; ) {
      this.#reasonTop -= words + 1;
      const saved = this.#reasonTop;
      const row = reasons[saved]! * words;
      for (let w = 0; w < used; w++) reason[row + w] = reasons[saved + 1 + w]!;
    }
    const sections = this.#sections;
    const levels = this.#levels;
    const sectionMark = this.#sectionMark[depth]!;
    for (let i = this.#sectionTop - 1; i >= sectionMark; i--) {
      const s = sections[2 * i]!;
      resting[s] = sections[2 * i + 1]!;
      floor[s] = levels[2 * i]!;
      hole[s] = levels[2 * i + 1]!;
    }
    this.#sectionTop = sectionMark;
    const buffers = this.#buffers;
    const bufferMark = this.#bufferMark[depth]!;
    for (let i = this.#bufferTop - 1; i >= bufferMark; i--) {
      const b = buffers[2 * i]!;
      why[b] = buffers[2 * i + 1]!;
      least[b] = this.#leasts[i]!;
    }
    this.#bufferTop = bufferMark;
  }
}

function grown<T extends Levels>(array: T): T {
  const larger = array instanceof Float64Array ? new Float64Array(2 * array.length) : new Int32Array(2 * array.length);
  larger.set(array);
  return larger as T;
}
