import { alignUp, type Buffer, fixedOffsetOf } from "../problem/index.js";

/** Rows that there is room for at first. */
const FIRST = 64;

/**
 * Buffers in columns that grow. A buffer keeps its row until it is removed; the row is taken by another one then. Rows
 * of nobody have no bytes and no time to live.
 */
export class Rows {
  /** Rows from 0 to here are, or were, somebody's. */
  high = 0;
  /** Buffers. */
  count = 0;
  /** 1 where the row is somebody's. */
  present = new Uint8Array(FIRST);
  lower = new Float64Array(FIRST);
  upper = new Float64Array(FIRST);
  /** Bytes. */
  size = new Float64Array(FIRST);
  alignment = new Float64Array(FIRST);
  /** Bytes, absolute; −1 where the buffer is free to move. */
  fixed = new Float64Array(FIRST);
  /** Bytes, absolute: where the buffer lies; −1 where it lies nowhere yet. */
  offset = new Float64Array(FIRST);
  /** Where a buffer lay before it was changed; −1 where it lay nowhere. */
  wish = new Float64Array(FIRST);
  readonly #free: number[] = [];

  constructor(readonly base: number) {}

  add(buffer: Buffer): number {
    const row = this.#free.pop() ?? this.#next();
    this.present[row] = 1;
    this.count++;
    this.set(row, buffer);
    this.wish[row] = -1;
    return row;
  }

  remove(row: number): void {
    this.present[row] = 0;
    this.lower[row] = 0;
    this.upper[row] = 0;
    this.size[row] = 0;
    this.offset[row] = -1;
    this.count--;
    this.#free.push(row);
  }

  /** Writes what a buffer is. It lies nowhere then, unless it meets no other: that is laid at its lowest offset. */
  set(row: number, buffer: Buffer): void {
    this.lower[row] = buffer.lower;
    this.upper[row] = buffer.upper;
    this.size[row] = buffer.size;
    this.alignment[row] = buffer.alignment ?? 1;
    this.fixed[row] = fixedOffsetOf(buffer);
    this.offset[row] = this.isSolid(row) ? -1 : this.lowest(row);
  }

  /** Whether a buffer can meet others. */
  isSolid(row: number): boolean {
    return this.size[row]! > 0 && this.upper[row]! > this.lower[row]!;
  }

  /** The lowest offset that suits a buffer. */
  lowest(row: number): number {
    return this.fixed[row]! >= 0 ? this.fixed[row]! : alignUp(this.base, this.alignment[row]!);
  }

  /** Bytes from the base: the greatest top of those that lie somewhere. */
  get peak(): number {
    const { high, offset, size, base } = this;
    let top = base;
    for (let row = 0; row < high; row++) {
      const end = offset[row]! + size[row]!;
      if (end > top && offset[row]! >= 0) top = end;
    }
    return top - base;
  }

  /** Bytes from the base: no plan peaks below the lowest top of each buffer by itself. */
  get floor(): number {
    const { high, present, size, base } = this;
    let floor = 0;
    for (let row = 0; row < high; row++) {
      if (present[row] === 1) floor = Math.max(floor, Math.max(0, this.lowest(row) - base) + size[row]!);
    }
    return floor;
  }

  /** Whether a buffer is fixed below the base: no plan has that, be it of no bytes. */
  get isAnyBelow(): boolean {
    const { high, present, fixed, base } = this;
    if (base === 0) return false;
    for (let row = 0; row < high; row++) if (present[row] === 1 && fixed[row]! >= 0 && fixed[row]! < base) return true;
    return false;
  }

  #next(): number {
    if (this.high === this.present.length) this.#grow();
    return this.high++;
  }

  #grow(): void {
    const room = 2 * this.high;
    const present = new Uint8Array(room);
    present.set(this.present);
    this.present = present;
    for (const column of ["lower", "upper", "size", "alignment", "fixed", "offset", "wish"] as const) {
      const wider = new Float64Array(room);
      wider.set(this[column]);
      this[column] = wider;
    }
  }
}
