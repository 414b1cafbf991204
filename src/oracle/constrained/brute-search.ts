import { alignUp, type Term } from "../../problem/index.js";
import type { Couple, Layout, Reading } from "./reading.js";
import { dueAt, FORBIDDEN, mayLie, shareBank } from "./rules.js";
import { timeOf } from "./timing.js";

export interface BruteAnswer {
  readonly layout: Layout | null;
  /** Whether all layouts were tried. */
  readonly isFinished: boolean;
}

/** Placements tried between two looks at the clock. */
const PAUSE = 4096;

/**
 * The best layout in the order of the terms: every choice of memories, and for each of them every offset of every
 * buffer. Nothing is passed over but what is forbidden already, or in the terms no better than the best so far.
 *
 * @param isLate asked now and then
 */
export function bruteSearch(reading: Reading, isLate: () => boolean): BruteAnswer {
  const search = new BruteSearch(reading, isLate);
  search.chooseNext(0);
  return { layout: search.best, isFinished: search.isFinished };
}

class BruteSearch {
  best: (Layout & { readonly values: readonly number[] }) | null = null;
  isFinished = true;
  readonly #reading: Reading;
  readonly #isLate: () => boolean;
  readonly #offsets: number[];
  readonly #chosen: number[];
  readonly #peaks: number[];
  /** By operator and memory: picoseconds for the buffers whose memories are chosen. */
  readonly #busy: number[][];
  readonly #sums: Record<Term, number> = { time: 0, spill: 0, reuse: 0, moved: 0, peak: 0 };
  /** The terms that have a limit. */
  readonly #limited: readonly Term[];
  /** By buffer: what holds between it and each other buffer. */
  readonly #couples: ReadonlyMap<number, Couple>[];
  /** By buffer: how far each buffer that it hangs together with lies above it. */
  readonly #above: ReadonlyMap<number, number>[];
  #tried = 0;

  constructor(reading: Reading, isLate: () => boolean) {
    const { parts, memories, limits, couples, timing } = reading;
    this.#reading = reading;
    this.#isLate = isLate;
    this.#offsets = parts.map(() => 0);
    this.#chosen = parts.map(() => -1);
    this.#peaks = memories.map(() => 0);
    this.#busy = (timing?.compute ?? []).map(() => memories.map(() => 0));
    this.#limited = (Object.keys(limits) as Term[]).filter((term) => limits[term] < Infinity);
    this.#couples = parts.map((_, b) => {
      const own = couples.filter((couple) => couple.a === b || couple.b === b);
      return new Map(own.map((couple) => [couple.a === b ? couple.b : couple.a, couple]));
    });
    this.#above = parts.map((_, b) => aboveOf(reading, b));
  }

  /** Chooses memories for buffer `b` and those after it. Recursion is at most as deep as there are buffers. */
  chooseNext(b: number): void {
    const { timing } = this.#reading;
    // What is chosen later makes no operator faster.
    if (timing !== null) this.#sums.time = timeOf(timing, this.#busy);
    if (this.#isHopeless()) return;
    const part = this.#reading.parts[b];
    if (part === undefined) {
      this.#placeNext(this.#order(), 0);
      return;
    }
    for (const { memory, cost } of part.choices) {
      if ([...this.#above[b]!.keys()].some((other) => other < b && this.#chosen[other] !== memory)) continue;
      this.#chosen[b] = memory;
      this.#sums.spill += cost;
      this.#access(b, memory, 1);
      this.chooseNext(b + 1);
      this.#access(b, memory, -1);
      this.#sums.spill -= cost;
      if (!this.isFinished) return;
    }
  }

  /** Counts the accesses of a buffer in a memory, or takes them back. */
  #access(b: number, memory: number, sign: 1 | -1): void {
    for (const { operator, ps } of this.#reading.timing?.accesses[b] ?? []) {
      this.#busy[operator]![memory]! += sign * ps[memory]!;
    }
  }

  /** Small memories first, as they are refuted first; in each those with a place of their own, then the large ones. */
  #order(): number[] {
    const { parts, memories } = this.#reading;
    const height = (b: number): number => memories[this.#chosen[b]!]!.end - memories[this.#chosen[b]!]!.base;
    const rank = (b: number): number => {
      const { fixed, hint, size } = parts[b]!;
      if (fixed !== null) return -2 * Number.MAX_SAFE_INTEGER;
      return hint === null ? -size : -Number.MAX_SAFE_INTEGER - size;
    };
    return [...parts.keys()].sort(
      (a, b) => height(a) - height(b) || this.#chosen[a]! - this.#chosen[b]! || rank(a) - rank(b),
    );
  }

  #placeNext(order: readonly number[], i: number): void {
    if (this.#isHopeless()) return;
    const b = order[i];
    if (b === undefined) {
      const { terms } = this.#reading;
      const values = terms.map((term) => this.#sums[term]);
      this.best = { offsets: [...this.#offsets], memories: [...this.#chosen], values };
      return;
    }
    const memory = this.#chosen[b]!;
    const { size, choices, fixed, hint } = this.#reading.parts[b]!;
    const { alignment } = choices.find((choice) => choice.memory === memory)!;
    const { base, end } = this.#reading.memories[memory]!;
    const placed = order.slice(0, i);
    const tied = placed.find((other) => this.#above[b]!.has(other));
    const only = tied === undefined ? fixed : this.#offsets[tied]! - this.#above[b]!.get(tied)!;
    for (let x = only ?? alignUp(base, alignment); x + size <= end; x += alignment) {
      if (++this.#tried % PAUSE === 0 && this.#isLate()) this.isFinished = false;
      if (!this.isFinished || (only !== null && x !== only)) return;
      if (x < base || x % alignment !== 0 || (fixed !== null && x !== fixed)) continue;
      if (!mayLie(this.#reading, b, memory, x)) continue;
      const due = this.#due(b, x, placed);
      if (due === FORBIDDEN) continue;
      const moved = hint !== null && hint !== x ? size : 0;
      const raised = Math.max(0, x + size - base - this.#peaks[memory]!);
      this.#add(due, moved, raised, memory);
      this.#offsets[b] = x;
      this.#placeNext(order, i + 1);
      this.#add(-due, -moved, -raised, memory);
    }
  }

  /** What it costs that `b` lies at `x`, beside the others of its memory; Infinity where that is forbidden. */
  #due(b: number, x: number, placed: readonly number[]): number {
    const { parts, memories } = this.#reading;
    const memory = this.#chosen[b]!;
    let due = 0;
    for (const other of placed) {
      const couple = this.#chosen[other] === memory ? this.#couples[b]!.get(other) : undefined;
      if (couple === undefined) continue;
      const y = this.#offsets[other]!;
      due += dueAt(couple, couple.b === b ? x - y : y - x);
      if (couple.banks && shareBank(memories[memory]!.bank, x, parts[b]!.size, y, parts[other]!.size)) return FORBIDDEN;
      if (due === FORBIDDEN) return due;
    }
    return due;
  }

  #add(reuse: number, moved: number, raised: number, memory: number): void {
    this.#sums.reuse += reuse;
    this.#sums.moved += moved;
    this.#sums.peak += raised;
    this.#peaks[memory]! += raised;
  }

  /** Whether a limit is passed, or nothing can come of it that is better than the best: sums never fall. */
  #isHopeless(): boolean {
    const { limits, terms } = this.#reading;
    if (this.#limited.some((term) => this.#sums[term] > limits[term])) return true;
    if (this.best === null) return false;
    for (const [i, term] of terms.entries()) {
      if (this.#sums[term] !== this.best.values[i]) return this.#sums[term] > this.best.values[i]!;
    }
    return true;
  }
}

function aboveOf({ ties }: Reading, b: number): ReadonlyMap<number, number> {
  // The map grows while it is gone through: aliases of aliases.
  const above = new Map([[b, 0]]);
  for (const [each, by] of above) {
    for (const tie of ties) {
      if (tie.a === each && !above.has(tie.b)) above.set(tie.b, by + tie.at);
      if (tie.b === each && !above.has(tie.a)) above.set(tie.a, by - tie.at);
    }
  }
  above.delete(b);
  return above;
}
