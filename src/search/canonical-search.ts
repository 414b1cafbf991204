import type { Floors } from "./floors.js";
import { ALL_RULES, type SearchRules } from "./rules.js";
import type { SearchOutcome } from "./section-search.js";

/** Keys of a static order, most important first: W lifetime, T greatest section total, A area, Z size. */
type OrderKeys = string;

/** The orders that a run after the other takes, as in MiniMalloc. */
const ORDERS: readonly OrderKeys[] = ["TWA", "WAT", "TAW"];

/**
 * Canonical search (Moffitt, MiniMalloc, 2023): buffers are placed bottom-up in non-decreasing (offset, position in a static
 * order), each at its least offset. Every plan in which no buffer can be lowered is found exactly once.
 *
 * - *Section bound*: floor + unplaced bytes of a section within the capacity, the floor not below the latest placement.
 * - *Dominance*: nothing is placed at or above the lowest top that some unplaced buffer could have, since that buffer could still go below.
 * - *Decomposition*: sections that no unplaced buffer leaves are solved apart; if one part fails, the others are not tried again.
 *   It covers the paper's *hatless* rule: a buffer that nothing unplaced meets is a part of its own.
 * - *Twins*: equal buffers go up in index order (`Floors`).
 *
 * Differs from the paper: a part is ordered by its live totals when it splits off, and backtracking out of it skips its
 * siblings. It is otherwise chronological, so an exhausted search is a proof.
 */
export class CanonicalSearch {
  steps = 0;
  backtracks = 0;
  readonly complete = true;
  readonly floors: Floors;
  readonly #rules: SearchRules;
  #run = -1;
  /** Greatest live total over the sections of a buffer, as of the latest ordering that it took part in. */
  readonly #tightest: Float64Array;
  /** The orders of the parts that are open, one behind the other; by depth, where the node's own stands. */
  #orders: Int32Array;
  readonly #orderBegin: Int32Array;
  readonly #orderEnd: Int32Array;
  /** By depth: the next position to try, the level that candidates must stay below. */
  readonly #next: Int32Array;
  readonly #lowestTop: Float64Array;
  /** By depth: offset and position of the placement that canonical order goes on from, once the node has placed its buffer. */
  readonly #level: Float64Array;
  readonly #after: Int32Array;
  /** Unplaced buffers that are live in both s and s + 1. */
  readonly #crossing: Int32Array;
  /** By depth: the sections that the node is about, and the depth of the decision that last changed them. */
  readonly #focusBegin: Int32Array;
  readonly #focusEnd: Int32Array;
  readonly #parent: Int32Array;
  #openNode = false;
  #refuted = false;

  /** @param floors the state that it works on, which another search may use once this one is done with its attempt */
  constructor(floors: Floors, rules: SearchRules = ALL_RULES) {
    const { model } = floors;
    this.#rules = rules;
    this.floors = floors;
    this.#crossing = new Int32Array(model.sectionCount);
    this.#focusBegin = new Int32Array(model.count + 1);
    this.#focusEnd = new Int32Array(model.count + 1);
    this.#parent = new Int32Array(model.count + 1);
    this.#tightest = new Float64Array(model.count);
    this.#orders = new Int32Array(4 * model.count);
    this.#orderBegin = new Int32Array(model.count + 1);
    this.#orderEnd = new Int32Array(model.count + 1);
    this.#next = new Int32Array(model.count + 1);
    this.#lowestTop = new Float64Array(model.count + 1);
    this.#level = new Float64Array(model.count + 1);
    this.#after = new Int32Array(model.count + 1).fill(-1);
  }

  /** Starts from an empty memory, with the next order. */
  begin(capacity: number): void {
    this.#refuted = !this.floors.reset(capacity);
    this.#openNode = false;
    this.#crossing.fill(0);
    for (let b = 0; b < this.floors.model.count; b++) this.#cross(b, 1);
    this.#run++;
  }

  /** Tries at most `budget` more decisions. */
  run(budget: number): SearchOutcome {
    const { floors } = this;
    const stopAt = this.steps + budget;
    for (;;) {
      if (this.#refuted) return "exhausted";
      const depth = floors.depth;
      if (!this.#openNode) {
        if (floors.unplaced === 0) return "placed";
        this.#focus(depth);
        this.#lowestTop[depth] = this.#findLowestTop(depth);
        this.#openNode = true;
      }
      if (this.steps >= stopAt) return "paused";
      const b = this.#nextCandidate(depth);
      if (b < 0) {
        if (this.#parent[depth]! < 0) this.#refuted = true;
        else while (floors.depth > this.#parent[depth]!) this.#undo();
        continue;
      }
      this.steps++;
      const at = this.#lowestFor(b, this.#levelBefore(depth));
      this.#level[depth] = at;
      this.#after[depth] = this.#next[depth]! - 1;
      this.#cross(b, -1);
      if (floors.place(b, at) && this.#sectionsFit(depth)) this.#openNode = false;
      else this.#undo();
    }
  }

  /** The first position from `#next` on whose buffer may come next in canonical order; −1 when none is left. */
  #nextCandidate(depth: number): number {
    const { least, never, capacity, model } = this.floors;
    const top = this.#lowestTop[depth]!;
    const level = this.#levelBefore(depth);
    const after = this.#afterBefore(depth);
    const end = this.#orderEnd[depth]!;
    for (let i = this.#next[depth]!; i < end; i++) {
      const b = this.#orders[i]!;
      if (least[b] === never) continue;
      const at = this.#lowestFor(b, level);
      if (at < 0 || at >= top || at + model.size[b]! > capacity || (at === level && i < after)) continue;
      const twin = model.earlierTwin[b]!;
      if (twin >= 0 && least[twin] !== never) continue;
      this.#next[depth] = i + 1;
      return b;
    }
    this.#next[depth] = end;
    return -1;
  }

  /** Where b would lie if it came next. */
  #lowestFor(b: number, level: number): number {
    const least = this.floors.least[b]!;
    return least >= level ? least : this.floors.restAt(b, level);
  }

  #levelBefore(depth: number): number {
    const parent = this.#parent[depth]!;
    return parent < 0 ? 0 : this.#level[parent]!;
  }

  #afterBefore(depth: number): number {
    const parent = this.#parent[depth]!;
    // A part that was ordered anew goes through all its buffers at the level that it starts from.
    return parent < 0 || this.#orderBegin[parent] !== this.#orderBegin[depth] ? -1 : this.#after[parent]!;
  }

  #findLowestTop(depth: number): number {
    const { least, never, model } = this.floors;
    const level = this.#levelBefore(depth);
    let top = Infinity;
    if (!this.#rules.dominance) return top;
    for (let i = this.#orderBegin[depth]!; i < this.#orderEnd[depth]!; i++) {
      const b = this.#orders[i]!;
      if (least[b] === never) continue;
      const reach = this.#lowestFor(b, level) + model.size[b]!;
      if (reach < top) top = reach;
    }
    return top;
  }

  /** The section bound with the level of the latest placement, below which nothing near it goes any more. */
  #sectionsFit(depth: number): boolean {
    const { floors } = this;
    const { open, total, capacity } = floors;
    const highest = capacity - this.#level[depth]!;
    for (let s = this.#focusBegin[depth]!; s < this.#focusEnd[depth]!; s++) {
      if (open[s]! > 0 && total[s]! > highest) return false;
    }
    return true;
  }

  #undo(): void {
    const { floors } = this;
    floors.undo();
    this.backtracks++;
    const depth = floors.depth;
    this.#cross(floors.decision[depth]!, 1);
    this.#openNode = true;
  }

  #cross(b: number, by: number): void {
    const { first, last } = this.floors.model;
    for (let s = first[b]!, stop = last[b]! - 1; s < stop; s++) this.#crossing[s]! += by;
  }

  /**
   * Points the node at the leftmost sections that still hold unplaced buffers and that none of them leaves: they are an independent
   * problem, which goes on from the latest decision made about a run of sections that contained them.
   */
  #focus(depth: number): void {
    const { open, model } = this.floors;
    let begin = 0;
    let end = model.sectionCount;
    if (this.#rules.decomposition) {
      while (open[begin] === 0) begin++;
      end = begin + 1;
      while (this.#crossing[end - 1]! > 0) end++;
    }
    this.#focusBegin[depth] = begin;
    this.#focusEnd[depth] = end;
    let parent = depth - 1;
    while (parent >= 0 && !(this.#focusBegin[parent]! <= begin && end <= this.#focusEnd[parent]!)) parent--;
    this.#parent[depth] = parent;
    if (parent >= 0 && this.#focusBegin[parent] === begin && this.#focusEnd[parent] === end) {
      this.#orderBegin[depth] = this.#orderBegin[parent]!;
      this.#orderEnd[depth] = this.#orderEnd[parent]!;
    } else this.#orderPart(depth);
    this.#next[depth] = this.#orderBegin[depth]!;
  }

  /** Orders the unplaced buffers of the node's part, greatest first. */
  #orderPart(depth: number): void {
    const { least, never, total, model } = this.floors;
    const { count, first, last, size, lifetime } = model;
    const begin = depth > 0 ? this.#ordersTop(depth - 1) : 0;
    if (begin + count > this.#orders.length) {
      const larger = new Int32Array(2 * this.#orders.length);
      larger.set(this.#orders);
      this.#orders = larger;
    }
    const tightest = this.#tightest;
    let end = begin;
    for (let b = 0; b < count; b++) {
      if (least[b] === never || first[b]! < this.#focusBegin[depth]! || last[b]! > this.#focusEnd[depth]!) continue;
      tightest[b] = 0;
      for (let s = first[b]!; s < last[b]!; s++) if (total[s]! > tightest[b]!) tightest[b] = total[s]!;
      this.#orders[end++] = b;
    }
    const keys = ORDERS[this.#run % ORDERS.length]!;
    const compare = (a: number, b: number): number => {
      for (let k = 0; k < keys.length; k++) {
        const key = keys[k];
        let difference = 0;
        if (key === "W") difference = lifetime[b]! - lifetime[a]!;
        else if (key === "T") difference = tightest[b]! - tightest[a]!;
        else if (key === "A") difference = lifetime[b]! * size[b]! - lifetime[a]! * size[a]!;
        else difference = size[b]! - size[a]!;
        if (difference !== 0) return difference;
      }
      return a - b;
    };
    this.#orders.subarray(begin, end).sort(compare);
    this.#orderBegin[depth] = begin;
    this.#orderEnd[depth] = end;
  }

  #ordersTop(depth: number): number {
    let top = 0;
    for (let d = depth; d >= 0; d--) if (this.#orderEnd[d]! > top) top = this.#orderEnd[d]!;
    return top;
  }
}
