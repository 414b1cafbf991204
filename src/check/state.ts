import { type CheckedProblem, isSolid } from "./problem.js";
import { canStack } from "./stack.js";

/**
 * The state of a refutation: which buffers are *open*, that is, still to be placed, and the least offset that each may
 * have. It stands for a claim: *no plan of the open buffers, each at its least offset or above, ends within the limit*.
 * Nothing else is known of what was placed before: it has done its part by raising least offsets.
 */
export class State {
  /** By buffer: the least offset in bytes; Infinity where it is not open. */
  readonly least: Float64Array;
  /** By section: its buffers. */
  readonly sections: readonly (readonly number[])[];
  /** True where no plan can be left: an open buffer, or the bytes of a section, end beyond the limit. */
  refuted = false;
  /** By buffer: the first of its sections, one past the last; the buffers that it lives together with. */
  readonly #first: Int32Array;
  readonly #last: Int32Array;
  readonly #neighbours: number[][];
  readonly #size: Float64Array;
  readonly #alignment: Float64Array;
  /** By buffer: it lies at `#phase` plus a multiple of this. */
  readonly #step: Float64Array;
  readonly #phase: Float64Array;
  readonly #fixed: Float64Array;
  /** By buffer: the fixed ones that it meets, by rising offset. */
  readonly #walls: number[][];
  /** By buffer: all that are like it in section, size and alignment, by position; null where there is none. */
  readonly #twins: (readonly number[] | null)[];
  /** By section: the bytes of its open buffers. */
  readonly #total: Float64Array;
  /** Changes, latest last: the buffer, and what it was at. */
  readonly #trail: number[] = [];
  readonly #limit: number;
  readonly #raised: number[] = [];

  /** @param limit bytes: no buffer ends above this address */
  constructor({ buffers, base = 0 }: CheckedProblem, limit: number) {
    const count = buffers.length;
    this.#limit = limit;
    this.#size = Float64Array.from(buffers, ({ size }) => size);
    const grid = gridOf(buffers, base);
    this.#alignment = Float64Array.from(buffers, ({ alignment = 1 }) => alignment);
    this.#step = this.#alignment.map((step) => Math.max(step, grid));
    this.#phase = this.#alignment.map((step) => (step < grid ? base : 0));
    this.#fixed = Float64Array.from(buffers, ({ offset = -1 }) => offset);
    this.least = new Float64Array(count).fill(Infinity);
    this.#first = new Int32Array(count);
    this.#last = new Int32Array(count);
    const solid = [...buffers.keys()].filter((b) => isSolid(buffers[b]!));
    // A section begins where a buffer begins and the next event is an end.
    const starts = new Set(solid.map((b) => buffers[b]!.lower));
    const ends = new Set(solid.map((b) => buffers[b]!.upper));
    const times = [...new Set([...starts, ...ends])].sort((a, b) => a - b);
    const marks = times.filter((time, i) => starts.has(time) && i + 1 < times.length && ends.has(times[i + 1]!));
    const sections: number[][] = marks.map(() => []);
    const kinds = new Map<string, number[]>();
    this.#twins = new Array<readonly number[] | null>(count).fill(null);
    for (const b of solid) {
      this.#first[b] = marks.findIndex((time) => time >= buffers[b]!.lower);
      for (let s = this.#first[b]!; s < marks.length && marks[s]! < buffers[b]!.upper; s++) {
        sections[s]!.push(b);
        this.#last[b] = s + 1;
      }
      const key = `${this.#first[b]},${this.#last[b]},${this.#size[b]},${this.#alignment[b]}`;
      const kind = kinds.get(key);
      if (this.#fixed[b]! >= 0) continue;
      if (kind === undefined) kinds.set(key, [b]);
      else kind.push(b);
    }
    for (const kind of kinds.values()) if (kind.length > 1) for (const b of kind) this.#twins[b] = kind;
    this.sections = sections;
    this.#total = new Float64Array(marks.length);
    this.#neighbours = buffers.map((_, b) => {
      const others = new Set<number>();
      for (let s = this.#first[b]!; s < this.#last[b]!; s++) for (const c of sections[s]!) others.add(c);
      others.delete(b);
      return [...others];
    });
    this.#walls = this.#neighbours.map((others) => {
      return others.filter((c) => this.#fixed[c]! >= 0).sort((a, c) => this.#fixed[a]! - this.#fixed[c]!);
    });
  }

  /** Begins anew with these buffers open, each at the first offset that suits it from the one given on. */
  begin(least: Iterable<readonly [buffer: number, offset: number]>): void {
    this.least.fill(Infinity);
    this.#total.fill(0);
    this.#trail.length = 0;
    this.refuted = false;
    for (const [b, offset] of least) {
      this.least[b] = this.rest(b, offset);
      if (!(this.least[b]! + this.#size[b]! <= this.#limit)) this.refuted = true;
      for (let s = this.#first[b]!; s < this.#last[b]!; s++) this.#total[s]! += this.#size[b]!;
      this.#raised.push(b);
    }
    if (this.refuted) this.#raised.length = 0;
    else this.#settle(0, this.sections.length);
  }

  /** The least offset from `level` on at which b may lie, beside what is fixed; Infinity where there is none. */
  rest(b: number, level: number): number {
    if (this.#fixed[b]! >= 0) return level <= this.#fixed[b]! ? this.#fixed[b]! : Infinity;
    const [step, phase] = [this.#step[b]!, this.#phase[b]!];
    let offset = phase + Math.ceil((level - phase) / step) * step;
    for (const wall of this.#walls[b]!) {
      if (offset + this.#size[b]! <= this.#fixed[wall]!) break;
      const top = this.#fixed[wall]! + this.#size[wall]!;
      if (offset < top) offset = phase + Math.ceil((top - phase) / step) * step;
    }
    return offset;
  }

  /** The least offset of the open buffers of a section; Infinity where none is open. */
  floor(s: number): number {
    let lowest = Infinity;
    for (const b of this.sections[s]!) if (this.least[b]! < lowest) lowest = this.least[b]!;
    return lowest;
  }

  /** How many changes there have been, for `undo`. */
  get mark(): number {
    return this.#trail.length;
  }

  undo(mark: number): void {
    while (this.#trail.length > mark) {
      const was = this.#trail.pop()!;
      const b = this.#trail.pop()!;
      if (this.least[b] === Infinity) this.#count(b, 1);
      this.least[b] = was;
    }
    this.refuted = false;
  }

  /** b lies at its least offset: what it lives with lies above it, unless that fits below. */
  place(b: number): void {
    const at = this.least[b]!;
    const top = at + this.#size[b]!;
    this.#trail.push(b, at);
    this.least[b] = Infinity;
    this.#count(b, -1);
    for (const c of this.#neighbours[b]!) {
      const level = this.least[c]!;
      if (level < top && level + this.#size[c]! > at) this.#raise(c, top);
    }
    this.#settle(this.#first[b]!, this.#last[b]!);
  }

  /** Nothing of section s lies below `level`. */
  waste(s: number, level: number): void {
    for (const b of this.sections[s]!) if (this.least[b]! < level) this.#raise(b, level);
    this.#settle(s, s + 1);
  }

  /**
   * The highest level that nothing of s lies below if nothing lies at its floor: the lowest of its buffers would
   * come to rest there, at its own least offset or on one that lives with it outside s.
   */
  wasteLevel(s: number, floor: number): number {
    let lowest = Infinity;
    for (const b of this.sections[s]!) {
      if (this.least[b]! > floor) {
        if (this.least[b]! < lowest) lowest = this.least[b]!;
        continue;
      }
      for (const c of this.#neighbours[b]!) {
        if (this.least[c] === Infinity || (this.#first[c]! <= s && s < this.#last[c]!)) continue;
        const top = this.least[c]! + this.#size[c]!;
        // What is fixed carries at its top, and nowhere else.
        if (top <= floor && this.#fixed[c]! >= 0) continue;
        if (top < lowest) lowest = Math.min(lowest, this.rest(b, Math.max(top, floor + 1)));
      }
    }
    return lowest;
  }

  /** Whether the open buffers of s have a stack on its floor that ends within the limit. */
  stackFits(s: number): boolean {
    const open = this.sections[s]!.filter((b) => this.least[b]! < Infinity);
    const rows = open.map((b) => [this.#size[b]!, this.#alignment[b]!, this.#fixed[b]!] as const);
    return canStack(rows, this.floor(s), this.#limit);
  }

  #count(b: number, sign: number): void {
    for (let s = this.#first[b]!; s < this.#last[b]!; s++) this.#total[s]! += sign * this.#size[b]!;
  }

  #raise(b: number, level: number): void {
    const to = this.rest(b, level);
    if (to + this.#size[b]! > this.#limit) this.refuted = true;
    if (this.refuted) return;
    this.#trail.push(b, this.least[b]!);
    this.least[b] = to;
    this.#raised.push(b);
  }

  /** Twins go up in the order of their positions. Then asks sections `first` to before `last`, and all that rose. */
  #settle(first: number, last: number): void {
    let [from, to] = [first, last];
    for (let i = 0; i < this.#raised.length && !this.refuted; i++) {
      const b = this.#raised[i]!;
      from = Math.min(from, this.#first[b]!);
      to = Math.max(to, this.#last[b]!);
      let [below, before] = [-Infinity, Infinity];
      for (const twin of this.#twins[b] ?? []) {
        const level = this.least[twin]!;
        if (level === Infinity) continue;
        // As long as they rise in the order of their positions, they may as well lie in it.
        if (before <= level && level < below + this.#size[b]!) this.#raise(twin, below + this.#size[b]!);
        [below, before] = [this.least[twin]!, level];
      }
    }
    this.#raised.length = 0;
    for (let s = from; s < to && !this.refuted; s++) {
      if (this.#total[s]! > 0 && this.floor(s) + this.#total[s]! > this.#limit) this.refuted = true;
    }
  }
}

/**
 * The grid: the greatest g such that sizes, what fixed offsets and first aligned ones are above the base are multiples
 * of it, and every alignment is a multiple or a divisor. A plan in which nothing can lie lower has all offsets at the
 * base plus multiples of g.
 */
function gridOf(buffers: CheckedProblem["buffers"], base: number): number {
  let grid = 0;
  const rows = buffers.filter(isSolid);
  for (const { size, alignment = 1, offset = -1 } of rows) {
    grid = divisor(divisor(grid, size), Math.ceil(base / alignment) * alignment - base);
    if (offset >= 0) grid = divisor(grid, offset - base);
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
