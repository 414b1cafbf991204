import { type Buffer, isSolid } from "./problem.js";
import { canStack } from "./stack.js";

/**
 * A state of a refutation, by buffer: the least offset that it may have, Infinity where it is not *open*, that is, not
 * still to be placed. It stands for a claim: *no plan of the open buffers, each at its least offset or above, ends
 * within the limit*. Nothing else is known of what was placed before: it has done its part by raising least offsets.
 */
export type State = Float64Array;

/** A buffer and the least offset that it may have. */
export type Row = readonly [buffer: number, offset: number];

/** What follows from a state. Functions that change one return a new one, or null where it is refuted at once. */
export class Rules {
  /** By section: its buffers. */
  readonly sections: readonly (readonly number[])[];
  readonly #buffers: readonly Buffer[];
  /** By buffer: the first of its sections, one past the last; the others that it meets; the fixed ones of them. */
  readonly #first: readonly number[];
  readonly #last: readonly number[];
  readonly #meets: readonly (readonly number[])[];
  readonly #walls: readonly (readonly Buffer[])[];
  /** By buffer: all that are free and like it in sections, size and alignment. */
  readonly #twins: readonly (readonly number[])[];
  readonly #grid: number;
  readonly #base: number;
  readonly #limit: number;

  /** @param limit bytes: no buffer ends above this address */
  constructor(buffers: readonly Buffer[], base: number, limit: number) {
    const solid = buffers.filter(isSolid);
    const [begins, ends] = [new Set(solid.map(({ lower }) => lower)), new Set(solid.map(({ upper }) => upper))];
    const times = [...new Set([...begins, ...ends])].sort((a, b) => a - b);
    const sections: number[][] = [];
    /** By time: the sections before it. */
    const before = new Map<number, number>();
    for (const [i, time] of times.entries()) {
      before.set(time, sections.length);
      if (begins.has(time) && ends.has(times[i + 1]!)) sections.push([]);
    }
    this.#first = buffers.map((buffer) => (isSolid(buffer) ? before.get(buffer.lower)! : 0));
    this.#last = buffers.map((buffer) => (isSolid(buffer) ? before.get(buffer.upper)! : 0));
    const kinds = new Map<string, number[]>();
    this.#twins = buffers.map(({ size, alignment, offset }, b) => {
      for (let s = this.#first[b]!; s < this.#last[b]!; s++) sections[s]!.push(b);
      const key = [this.#first[b], this.#last[b], size, alignment, offset < 0 ? "" : b].join();
      if (!kinds.has(key)) kinds.set(key, []);
      kinds.get(key)!.push(b);
      return kinds.get(key)!;
    });
    this.#meets = buffers.map((_, b) => {
      const met = new Set(sections.slice(this.#first[b], this.#last[b]).flat());
      return [...met].filter((c) => c !== b);
    });
    this.#walls = this.#meets.map((met) => {
      const fixed = met.map((c) => buffers[c]!).filter(({ offset }) => offset >= 0);
      return fixed.sort((a, b) => a.offset - b.offset);
    });
    [this.sections, this.#buffers, this.#base, this.#limit] = [sections, buffers, base, limit];
    this.#grid = gridOf(solid, base);
  }

  /** These buffers open, each at the first offset that suits it from the one given on. */
  begin(rows: readonly Row[]): State | null {
    return this.#raised(new Float64Array(this.#buffers.length).fill(Infinity), rows, 0, this.sections.length);
  }

  /** The least offset of the open buffers of a section; Infinity where none is open. */
  floor(state: State, s: number): number {
    let lowest = Infinity;
    for (const b of this.sections[s]!) if (state[b]! < lowest) lowest = state[b]!;
    return lowest;
  }

  /** b lies at its least offset: what it meets lies above it, unless that fits below. */
  place(before: State, b: number): State | null {
    const [at, state, rows] = [before[b]!, before.slice(), [] as Row[]];
    const top = at + this.#buffers[b]!.size;
    state[b] = Infinity;
    for (const c of this.#meets[b]!)
      if (state[c]! < top && state[c]! + this.#buffers[c]!.size > at) rows.push([c, top]);
    return this.#raised(state, rows, this.#first[b]!, this.#last[b]!);
  }

  /** Nothing of section s lies below `level`. */
  waste(before: State, s: number, level: number): State | null {
    const rows: Row[] = [];
    for (const b of this.sections[s]!) if (before[b]! < level) rows.push([b, level]);
    return this.#raised(before.slice(), rows, s, s + 1);
  }

  /**
   * The highest level that nothing of s lies below if nothing lies at its floor: the lowest of its buffers would come
   * to rest there, at its own least offset or on one that it meets outside s.
   */
  wasteLevel(state: State, s: number, floor: number): number {
    let lowest = Infinity;
    for (const b of this.sections[s]!) {
      if (state[b]! > floor) lowest = Math.min(lowest, state[b]!);
      else {
        for (const c of this.#meets[b]!) {
          const top = state[c]! + this.#buffers[c]!.size;
          // One not open ends at Infinity. One that is fixed carries at its end, and nowhere else.
          if (top >= lowest || (this.#first[c]! <= s && s < this.#last[c]!)) continue;
          if (top > floor || this.#buffers[c]!.offset < 0)
            lowest = Math.min(lowest, this.#rest(b, Math.max(top, floor + 1)));
        }
      }
    }
    return lowest;
  }

  /** Whether the open buffers of s have a stack on its floor that ends within the limit. */
  hasStack(state: State, s: number): boolean {
    const open = this.sections[s]!.filter((b) => state[b]! < Infinity);
    return canStack(
      open.map((b) => this.#buffers[b]!),
      this.floor(state, s),
      this.#limit,
    );
  }

  /** The least offset from `level` on at which b may lie, beside what is fixed; Infinity where there is none. */
  #rest(b: number, level: number): number {
    const { size, alignment, offset } = this.#buffers[b]!;
    if (offset >= 0) return level <= offset ? offset : Infinity;
    const above = this.#base + Math.ceil((level - this.#base) / this.#grid) * this.#grid;
    let at = Math.ceil(above / alignment) * alignment;
    for (const wall of this.#walls[b]!) {
      const top = wall.offset + wall.size;
      if (at < top && at + size > wall.offset) at = Math.ceil(top / alignment) * alignment;
    }
    return at;
  }

  /** The state with these rows raised and what follows for twins, if sections `from` to before `to` have room. */
  #raised(state: State, rows: readonly Row[], from: number, to: number): State | null {
    for (const [b, level] of rows) {
      state[b] = this.#rest(b, level);
      if (state[b]! + this.#buffers[b]!.size > this.#limit) return null;
    }
    let [first, last] = [from, to];
    for (const [b] of rows) {
      [first, last] = [Math.min(first, this.#first[b]!), Math.max(last, this.#last[b]!)];
      let [end, before] = [-Infinity, Infinity];
      for (const twin of this.#twins[b]!) {
        const level = state[twin]!;
        if (level === Infinity) continue;
        // As long as they rise in the order of their numbers, they may as well lie in it.
        if (before <= level && level < end) state[twin] = this.#rest(twin, end);
        [end, before] = [state[twin]! + this.#buffers[twin]!.size, level];
        if (end > this.#limit) return null;
      }
    }
    for (let s = first; s < last; s++) {
      let [floor, total] = [Infinity, 0];
      for (const b of this.sections[s]!) {
        if (state[b] === Infinity) continue;
        total += this.#buffers[b]!.size;
        if (state[b]! < floor) floor = state[b]!;
      }
      if (total > 0 && floor + total > this.#limit) return null;
    }
    return state;
  }
}

/**
 * The greatest g such that sizes, what fixed offsets and first aligned ones are above the base are multiples of it, and
 * every alignment is a multiple or a divisor. Where nothing can lie lower, offsets are the base plus multiples of g.
 */
function gridOf(solid: readonly Buffer[], base: number): number {
  const divisor = (a: number, b: number): number => (b === 0 ? Math.abs(a) : divisor(b, a % b));
  const numbers = solid.flatMap(({ size, alignment, offset }) => {
    return [size, Math.ceil(base / alignment) * alignment - base, offset < 0 ? 0 : offset - base];
  });
  let grid = numbers.reduce(divisor, 0);
  for (let i = 0; i < solid.length; i++) {
    const { alignment } = solid[i]!;
    if (grid % alignment === 0 || alignment % grid === 0) continue;
    grid = divisor(grid, alignment);
    i = -1;
  }
  return grid;
}
