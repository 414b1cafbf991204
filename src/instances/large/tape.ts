import type { Xoshiro128 } from "../xoshiro128.js";

/** Device allocators hand out multiples of so many bytes. */
const GRAIN = 512;
/** A free that comes late comes so many ops late at most. */
const LATEST = 4;

/** How a tape is to be written. */
export interface TapeStyle {
  /** Percent of the frees that come some ops late, as where a host still holds a reference. */
  readonly latePercent: number;
  /** Bytes of the scratch that an op may have. */
  readonly scratchBytes: number;
  /** Temporaries on the way to each buffer that an op of its own writes: casts, copies, parts of a kernel. */
  readonly temporaries: number;
  /** How many ops have such scratch, of how many in all. They are spread evenly. */
  readonly scratch: number;
  readonly ops: number;
}

/**
 * What an allocator sees of a program: ops one after the other, before each some buffers are made, after each some are
 * freed. Op k begins at time 2k and its frees are at 2k + 1. There are columns, no object a buffer.
 */
export class Tape {
  #lower = new Float64Array(1024);
  #upper = new Float64Array(1024);
  #size = new Float64Array(1024);
  #count = 0;
  #ops = 0;
  #scratch = 0;
  readonly #random: Xoshiro128;
  readonly #style: TapeStyle;

  constructor(random: Xoshiro128, style: TapeStyle) {
    this.#random = random;
    this.#style = style;
  }

  /** Buffers so far. */
  get count(): number {
    return this.#count;
  }

  /** Ops so far. */
  get ops(): number {
    return this.#ops;
  }

  /** Begins the next op. What is made from now on is made for it. */
  op(): void {
    this.#ops++;
    const { scratch, ops, scratchBytes } = this.#style;
    const due = Math.floor((scratch * this.#ops) / ops);
    for (; this.#scratch < due; this.#scratch++) this.#add(this.#now, this.#now + 1, scratchBytes);
  }

  /** A buffer from the op at hand until it is freed, or else to the end. */
  make(bytes: number): number {
    return this.#add(this.#now, Number.POSITIVE_INFINITY, bytes);
  }

  /** The buffer that an op of its own writes, after as many ops as there are temporaries, each of which reads the last. */
  write(bytes: number): number {
    let last = -1;
    for (let i = 0; i <= this.#style.temporaries; i++) {
      this.op();
      // Every second one is in 32 bits.
      const next = this.make(i < this.#style.temporaries && i % 2 === 0 ? 2 * bytes : bytes);
      if (last >= 0) this.free(last);
      last = next;
    }
    return last;
  }

  /** A buffer that is there throughout. */
  keep(bytes: number): void {
    this.#add(0, Number.POSITIVE_INFINITY, bytes);
  }

  /** The op at hand is the last to use these buffers. */
  free(...rows: readonly number[]): void {
    const { latePercent } = this.#style;
    for (const row of rows) {
      const late = latePercent > 0 && this.#random.chance(latePercent) ? this.#random.between(1, LATEST) : 0;
      this.#upper[row] = this.#now + 2 * late + 1;
    }
  }

  /** The buffer was needed no longer than so many ops after the one that made it. */
  cut(row: number, ops: number): void {
    this.#upper[row] = this.#lower[row]! + 2 * ops + 1;
  }

  /** The rows in the order in which they were made. */
  columns(): { readonly lower: Float64Array; readonly upper: Float64Array; readonly size: Float64Array } {
    const count = this.#count;
    const end = 2 * this.#ops;
    const order = this.#byStart(end);
    const lower = new Float64Array(count);
    const upper = new Float64Array(count);
    const size = new Float64Array(count);
    for (let row = 0; row < count; row++) {
      const from = order[row]!;
      lower[row] = this.#lower[from]!;
      upper[row] = Math.min(end, this.#upper[from]!);
      size[row] = this.#size[from]!;
    }
    return { lower, upper, size };
  }

  /** Where the op at hand begins. */
  get #now(): number {
    return 2 * Math.max(0, this.#ops - 1);
  }

  #add(lower: number, upper: number, bytes: number): number {
    if (this.#count === this.#size.length) this.#grow();
    const row = this.#count++;
    this.#lower[row] = lower;
    this.#upper[row] = upper;
    this.#size[row] = Math.max(GRAIN, Math.ceil(bytes / GRAIN) * GRAIN);
    return row;
  }

  #grow(): void {
    const wider = (column: Float64Array) => {
      const copy = new Float64Array(2 * column.length);
      copy.set(column);
      return copy;
    };
    this.#lower = wider(this.#lower);
    this.#upper = wider(this.#upper);
    this.#size = wider(this.#size);
  }

  /** The rows by their first time, those of one time as they came: a counting sort. */
  #byStart(end: number): Int32Array {
    const next = new Int32Array(end + 2);
    for (let row = 0; row < this.#count; row++) next[this.#lower[row]! + 1]!++;
    for (let time = 1; time < next.length; time++) next[time]! += next[time - 1]!;
    const order = new Int32Array(this.#count);
    for (let row = 0; row < this.#count; row++) order[next[this.#lower[row]!]!++] = row;
    return order;
  }
}
