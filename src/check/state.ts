import { type CheckedProblem, isSolid } from "./problem.js";
import { canStack } from "./stack.js";

/**
 * A state of a refutation, by buffer: the least offset that it may have, Infinity where it is not *open*, that is, not
 * still to be placed. It stands for a claim: *no plan of the open buffers, each at its least offset or above, ends
 * within the limit*. Nothing else is known of what was placed before: it has done its part by raising least offsets.
 */
export type State = Float64Array;

/** What follows from a state. Functions that change one return a new one, or null where it is refuted at once. */
export class Rules {
  /** By section: its buffers. */
  readonly sections: readonly (readonly number[])[];
  /** By buffer: the first of its sections, one past the last; the others that it meets. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #meets: (readonly number[])[];
  /** By buffer: all that are free and like it in sections, size and alignment. */
  readonly #twins: (readonly number[])[];
  /** By buffer: the fixed ones that it meets, by rising offset. */
  readonly #walls: (readonly number[])[];
  readonly #size: Float64Array;
  readonly #alignment: Float64Array;
  readonly #fixed: Float64Array;
  readonly #grid: number;
  readonly #base: number;
  readonly #limit: number;

  /** @param limit bytes: no buffer ends above this address */
  constructor({ buffers, base = 0 }: CheckedProblem, limit: number) {
    [this.#base, this.#limit, this.#grid] = [base, limit, gridOf(buffers, base)];
    this.#size = Float64Array.from(buffers, ({ size }) => size);
    this.#alignment = Float64Array.from(buffers, ({ alignment = 1 }) => alignment);
    this.#fixed = Float64Array.from(buffers, ({ offset = -1 }) => offset);
    const solid = [...buffers.keys()].filter((b) => isSolid(buffers[b]!));
    const starts = new Set(solid.map((b) => buffers[b]!.lower));
    const ends = new Set(solid.map((b) => buffers[b]!.upper));
    const times = [...new Set([...starts, ...ends])].sort((a, b) => a - b);
    const marks = times.filter((time, i) => starts.has(time) && ends.has(times[i + 1] ?? time));
    const sections: number[][] = marks.map(() => []);
    const kinds = new Map<string, number[]>();
    this.#first = new Int32Array(buffers.length);
    this.#last = new Int32Array(buffers.length);
    this.#twins = buffers.map(() => []);
    for (const b of solid) {
      const { lower, upper } = buffers[b]!;
      let s = marks.findIndex((time) => time >= lower);
      this.#first[b] = s;
      for (; s < marks.length && marks[s]! < upper; s++) sections[s]!.push(b);
      this.#last[b] = s;
      if (this.#fixed[b]! >= 0) continue;
      const key = `${this.#first[b]},${s},${this.#size[b]},${this.#alignment[b]}`;
      const kind = kinds.get(key) ?? [];
      kind.push(b);
      kinds.set(key, kind);
      this.#twins[b] = kind;
    }
    this.sections = sections;
    this.#meets = buffers.map((_, b) => {
      const others = new Set(sections.slice(this.#first[b], this.#last[b]).flat());
      others.delete(b);
      return [...others];
    });
    this.#walls = this.#meets.map((others) => {
      return others.filter((c) => this.#fixed[c]! >= 0).sort((a, c) => this.#fixed[a]! - this.#fixed[c]!);
    });
  }

  /** These buffers open, each at the first offset that suits it from the one given on. */
  begin(rows: readonly (readonly [buffer: number, offset: number])[]): State | null {
    const state = new Float64Array(this.#size.length).fill(Infinity);
    for (const [b, offset] of rows) {
      const to = this.#rest(b, offset);
      if (to + this.#size[b]! > this.#limit) return null;
      state[b] = to;
    }
    return this.#settle(
      state,
      rows.map(([b]) => b),
      0,
      this.sections.length,
    );
  }

  /** The least offset of the open buffers of a section; Infinity where none is open. */
  floor(state: State, s: number): number {
    let lowest = Infinity;
    for (const b of this.sections[s]!) if (state[b]! < lowest) lowest = state[b]!;
    return lowest;
  }

  /** b lies at its least offset: what it meets lies above it, unless that fits below. */
  place(before: State, b: number): State | null {
    const state = before.slice();
    const at = state[b]!;
    const top = at + this.#size[b]!;
    const raised: number[] = [];
    state[b] = Infinity;
    for (const c of this.#meets[b]!) {
      const level = state[c]!;
      if (level < top && level + this.#size[c]! > at && !this.#raise(state, c, top, raised)) return null;
    }
    return this.#settle(state, raised, this.#first[b]!, this.#last[b]!);
  }

  /** Nothing of section s lies below `level`. */
  waste(before: State, s: number, level: number): State | null {
    const state = before.slice();
    const raised: number[] = [];
    for (const b of this.sections[s]!) {
      if (state[b]! < level && !this.#raise(state, b, level, raised)) return null;
    }
    return this.#settle(state, raised, s, s + 1);
  }

  /**
   * The highest level that nothing of s lies below if nothing lies at its floor: the lowest of its buffers would come
   * to rest there, at its own least offset or on one that it meets outside s.
   */
  wasteLevel(state: State, s: number, floor: number): number {
    let lowest = Infinity;
    for (const b of this.sections[s]!) {
      if (state[b]! > floor) {
        lowest = Math.min(lowest, state[b]!);
        continue;
      }
      for (const c of this.#meets[b]!) {
        const top = state[c]! + this.#size[c]!;
        // One not open ends at Infinity. One that is fixed carries at its end, and nowhere else.
        if (top >= lowest || (this.#first[c]! <= s && s < this.#last[c]!)) continue;
        if (top > floor || this.#fixed[c]! < 0) lowest = Math.min(lowest, this.#rest(b, Math.max(top, floor + 1)));
      }
    }
    return lowest;
  }

  /** Whether the open buffers of s have a stack on its floor that ends within the limit. */
  hasStack(state: State, s: number): boolean {
    const open = this.sections[s]!.filter((b) => state[b]! < Infinity);
    const rows = open.map((b) => [this.#size[b]!, this.#alignment[b]!, this.#fixed[b]!] as const);
    return canStack(rows, this.floor(state, s), this.#limit);
  }

  /** The least offset from `level` on at which b may lie, beside what is fixed; Infinity where there is none. */
  #rest(b: number, level: number): number {
    if (this.#fixed[b]! >= 0) return level <= this.#fixed[b]! ? this.#fixed[b]! : Infinity;
    const step = Math.max(this.#alignment[b]!, this.#grid);
    const phase = this.#alignment[b]! < this.#grid ? this.#base : 0;
    let offset = phase + Math.ceil((level - phase) / step) * step;
    for (const wall of this.#walls[b]!) {
      if (offset + this.#size[b]! <= this.#fixed[wall]!) break;
      const top = this.#fixed[wall]! + this.#size[wall]!;
      if (offset < top) offset = phase + Math.ceil((top - phase) / step) * step;
    }
    return offset;
  }

  /** False where b would end beyond the limit. */
  #raise(state: State, b: number, level: number, raised: number[]): boolean {
    state[b] = this.#rest(b, level);
    raised.push(b);
    return state[b]! + this.#size[b]! <= this.#limit;
  }

  /** Twins go up by their numbers; then sections `first` to before `last`, and of all that rose, are asked. */
  #settle(state: State, raised: number[], first: number, last: number): State | null {
    let [from, to] = [first, last];
    // It grows while twins rise.
    for (const b of raised) {
      from = Math.min(from, this.#first[b]!);
      to = Math.max(to, this.#last[b]!);
      let [end, before] = [-Infinity, Infinity];
      for (const twin of this.#twins[b]!) {
        const level = state[twin]!;
        if (level === Infinity) continue;
        // As long as they rise in the order of their numbers, they may as well lie in it.
        if (before <= level && level < end && !this.#raise(state, twin, end, raised)) return null;
        [end, before] = [state[twin]! + this.#size[b]!, level];
      }
    }
    for (let s = from; s < to; s++) {
      let [floor, total] = [Infinity, 0];
      for (const b of this.sections[s]!) {
        if (state[b] === Infinity) continue;
        total += this.#size[b]!;
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
function gridOf(buffers: CheckedProblem["buffers"], base: number): number {
  let grid = 0;
  const rows = buffers.filter(isSolid);
  for (const { size, alignment = 1, offset = -1 } of rows) {
    grid = divisor(divisor(grid, size), Math.ceil(base / alignment) * alignment - base);
    if (offset >= 0) grid = divisor(grid, Math.abs(offset - base));
  }
  for (let before = 0; before !== grid; ) {
    before = grid;
    for (const { alignment = 1 } of rows)
      if (grid % alignment !== 0 && alignment % grid !== 0) grid = divisor(grid, alignment);
  }
  return grid;
}

function divisor(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return x;
}
