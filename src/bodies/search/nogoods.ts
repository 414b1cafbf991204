import type { BodyFloors } from "./floors.js";

/** Facts that are kept at most; beyond, all is forgotten, and learned anew. */
const MOST_FACTS = 2_000_000;
const FIRST_ROOM = 4096;

/**
 * Sets of facts that no plan has together: what a search has refuted, good for every state in which they hold, whatever
 * the decisions were. Each is watched at one of its facts that does not hold (Moskewicz et al. 2001); going back only
 * makes more facts fail, so that nothing is to be done then.
 */
export class BodyNogoods {
  readonly #floors: BodyFloors;
  /** Facts of nogood i: `start[i] … start[i + 1]`. */
  #start = new Int32Array(FIRST_ROOM);
  #count = 0;
  #body = new Int32Array(8 * FIRST_ROOM);
  #level = new Float64Array(8 * FIRST_ROOM);
  #exact = new Uint8Array(8 * FIRST_ROOM);
  /** By body: the first nogood that is watched there; −1: none. */
  readonly #head: Int32Array;
  #next = new Int32Array(FIRST_ROOM);
  /** The nogood that was learned last is still to be watched. */
  #fresh = -1;

  constructor(floors: BodyFloors) {
    this.#floors = floors;
    this.#head = new Int32Array(floors.model.count).fill(-1);
  }

  clear(): void {
    this.#count = 0;
    this.#fresh = -1;
    this.#head.fill(-1);
  }

  /** Whether a nogood holds after the latest decision. If so, it is the conflict. */
  refutes(): boolean {
    const { changedCount, decision, depth } = this.#floors;
    if (depth === 0 || this.#count === 0) return false;
    const decided = decision[depth - 1]!;
    if (decided >= 0 && this.#visit(decided)) return true;
    for (let i = 0, count = changedCount; i < count; i++) if (this.#visit(this.#floors.changed(i))) return true;
    return false;
  }

  /** Learns the conflict of a node. `land` must follow once the search has gone back. */
  learn(): void {
    const { conflict } = this.#floors;
    const start = this.#start[this.#count]!;
    if (start + conflict.count > MOST_FACTS) {
      this.clear();
      return;
    }
    if (start + conflict.count > this.#body.length || this.#count + 2 > this.#start.length) this.#grow();
    const i = this.#count++;
    let at = start;
    for (let j = 0; j < conflict.count; j++) {
      const b = conflict.bodies[j]!;
      this.#body[at] = b;
      this.#exact[at] = conflict.exact[b]!;
      this.#level[at++] = conflict.exact[b] === 1 ? this.#floors.least[b]! : conflict.need[b]!;
    }
    this.#start[i + 1] = at;
    this.#fresh = i;
  }

  land(): void {
    const i = this.#fresh;
    if (i < 0) return;
    this.#fresh = -1;
    const at = this.#failing(i);
    if (at >= 0) this.#watch(i, this.#body[at]!);
  }

  #watch(i: number, b: number): void {
    this.#next[i] = this.#head[b]!;
    this.#head[b] = i;
  }

  /** Looks after the nogoods that are watched at b. True if one holds. */
  #visit(b: number): boolean {
    let i = this.#head[b]!;
    let kept = -1;
    while (i >= 0) {
      const following = this.#next[i]!;
      const at = this.#failing(i);
      if (at < 0) {
        this.#adopt(i);
        return true;
      }
      const to = this.#body[at]!;
      if (to === b) kept = i;
      else {
        if (kept < 0) this.#head[b] = following;
        else this.#next[kept] = following;
        this.#watch(i, to);
      }
      i = following;
    }
    return false;
  }

  /** A fact of nogood i that does not hold; −1: all hold. */
  #failing(i: number): number {
    const { least, placedDepth } = this.#floors;
    for (let at = this.#start[i]!, end = this.#start[i + 1]!; at < end; at++) {
      const b = this.#body[at]!;
      if (least[b]! < this.#level[at]!) return at;
      if (this.#exact[at] === 1 && (placedDepth[b] === -1 || least[b] !== this.#level[at])) return at;
    }
    return -1;
  }

  #adopt(i: number): void {
    const { conflict } = this.#floors;
    conflict.clear();
    for (let at = this.#start[i]!, end = this.#start[i + 1]!; at < end; at++) {
      conflict.addLevel(this.#body[at]!, this.#exact[at] === 1 ? -Infinity : this.#level[at]!);
      if (this.#exact[at] === 1) conflict.addExact(this.#body[at]!);
    }
  }

  #grow(): void {
    const room = 2 * this.#body.length;
    const body = new Int32Array(room);
    body.set(this.#body);
    this.#body = body;
    const level = new Float64Array(room);
    level.set(this.#level);
    this.#level = level;
    const exact = new Uint8Array(room);
    exact.set(this.#exact);
    this.#exact = exact;
    const start = new Int32Array(2 * this.#start.length);
    start.set(this.#start);
    this.#start = start;
    const next = new Int32Array(2 * this.#next.length);
    next.set(this.#next);
    this.#next = next;
  }
}
