/**
 * What is drawn, as arrays: every rectangle of one plan or of two, sheet after sheet. A sheet is one memory of one
 * plan. Buffers of all plans are numbered through.
 */
import type { MemoryPicture, Picture } from "../../src/picture/picture.js";

/** One memory of one plan. */
export interface Sheet {
  /** Position in `Scene.pictures`. */
  readonly picture: number;
  /** Position in the picture's memories. */
  readonly memory: number;
  readonly facts: MemoryPicture;
  /** Addresses that are shown when nothing is zoomed, in bytes. */
  readonly low: number;
  readonly high: number;
  /** Its rectangles: from this one on, before that one. */
  readonly first: number;
  readonly last: number;
  readonly hasPlan: boolean;
}

export class Scene {
  readonly sheets: readonly Sheet[];
  /** Where each picture's buffers begin in the numbering; one more entry than pictures. */
  readonly starts: readonly number[];
  readonly count: number;
  /** By rectangle: its buffer, and its sides in time and in bytes. */
  readonly buffer: Int32Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** By buffer: the same one in the other plan; −1 where there is none. */
  readonly partner: Int32Array;
  /** By buffer: the buffer that it is part of; itself where it is part of none. */
  readonly whole: Int32Array;
  /** By buffer: 1 where its offset is fixed. */
  readonly fixed: Uint8Array;
  /** Whether rectangles may lie on one another. */
  readonly overlaps: boolean;
  readonly begin: number;
  readonly end: number;

  constructor(readonly pictures: readonly Picture[]) {
    const starts = [0];
    for (const { ids } of pictures) starts.push(starts.at(-1)! + ids.length);
    this.starts = starts;
    this.count = starts.at(-1)!;
    const total = pictures.reduce((sum, picture) => sum + rectangleCount(picture), 0);
    this.buffer = new Int32Array(total);
    this.lower = new Float64Array(total);
    this.upper = new Float64Array(total);
    this.from = new Float64Array(total);
    this.to = new Float64Array(total);
    this.fixed = new Uint8Array(this.count);
    this.whole = Int32Array.from({ length: this.count }, (_, b) => b);
    this.overlaps = pictures.some(({ aliases, inplace }) => aliases.length > 0 || inplace.length > 0);
    const sheets: Sheet[] = [];
    let at = 0;
    for (const [p, picture] of pictures.entries()) {
      const start = starts[p]!;
      for (const b of picture.fixed) this.fixed[start + b] = 1;
      for (const { buffer, of } of picture.aliases) this.whole[start + buffer] = start + of;
      for (const [m, facts] of picture.memories.entries()) {
        const first = at;
        at = this.#fill(picture, start, m, at);
        sheets.push({
          picture: p,
          memory: m,
          facts,
          ...addresses(picture, facts),
          first,
          last: at,
          hasPlan: picture.offset !== null,
        });
      }
    }
    // Memories in which nothing lies say nothing.
    const used = sameScale(sheets).filter(({ first, last, hasPlan, facts }) =>
      hasPlan ? last > first : facts.loadBytes > 0,
    );
    this.sheets = used.length > 0 ? used : sheets.slice(0, 1);
    [this.begin, this.end] = lifespan(pictures);
    this.partner = partners(pictures, starts);
  }

  /** The plan that a buffer belongs to, and its position in it. */
  locate(buffer: number): { readonly picture: Picture; readonly index: number; readonly at: number } {
    const at = buffer >= (this.starts[1] ?? 0) && this.pictures.length > 1 ? 1 : 0;
    return { picture: this.pictures[at]!, index: buffer - this.starts[at]!, at };
  }

  idOf(buffer: number): string {
    const { picture, index } = this.locate(buffer);
    return picture.ids[index]!;
  }

  sizeOf(buffer: number): number {
    const { picture, index } = this.locate(buffer);
    return picture.size[index]!;
  }

  /** Bytes where it lies; −1 without a plan. */
  offsetOf(buffer: number): number {
    const { picture, index } = this.locate(buffer);
    return picture.offset?.[index] ?? -1;
  }

  #fill(picture: Picture, start: number, memory: number, at: number): number {
    const { offset, lower, upper, size, memoryOf, pieces, ids } = picture;
    if (offset === null) return at;
    const first = at;
    const cut = new Uint8Array(ids.length);
    for (const b of pieces.buffer) cut[b] = 1;
    for (let b = 0; b < ids.length; b++) {
      if (cut[b] === 1 || memoryOf[b] !== memory || !(size[b]! > 0) || upper[b]! <= lower[b]!) continue;
      at = this.#put(at, start + b, lower[b]!, upper[b]!, offset[b]!, offset[b]! + size[b]!);
    }
    for (let i = 0; i < pieces.buffer.length; i++) {
      const b = pieces.buffer[i]!;
      if (memoryOf[b] !== memory) continue;
      const o = offset[b]!;
      at = this.#put(at, start + b, pieces.lower[i]!, pieces.upper[i]!, o + pieces.from[i]!, o + pieces.to[i]!);
    }
    if (this.overlaps) this.#sortByArea(first, at);
    return at;
  }

  #put(at: number, buffer: number, lower: number, upper: number, from: number, to: number): number {
    this.buffer[at] = buffer;
    this.lower[at] = lower;
    this.upper[at] = upper;
    this.from[at] = from;
    this.to[at] = to;
    return at + 1;
  }

  /** What lies within something else comes after it. */
  #sortByArea(first: number, last: number): void {
    const { buffer, lower, upper, from, to } = this;
    const area = (i: number): number => (upper[i]! - lower[i]!) * (to[i]! - from[i]!);
    const order = Array.from({ length: last - first }, (_, i) => first + i).sort((a, b) => area(b) - area(a));
    for (const column of [buffer, lower, upper, from, to]) {
      column.set(
        order.map((i) => column[i]!),
        first,
      );
    }
  }
}

/** One memory of two plans is drawn to one scale. */
function sameScale(sheets: readonly Sheet[]): Sheet[] {
  return sheets.map((sheet) => {
    const same = sheets.filter(({ facts }) => facts.memory === sheet.facts.memory);
    return { ...sheet, low: Math.min(...same.map(({ low }) => low)), high: Math.max(...same.map(({ high }) => high)) };
  });
}

function rectangleCount({ offset, ids, pieces }: Picture): number {
  return offset === null ? 0 : ids.length + pieces.buffer.length;
}

/** Room for the peak, and for the capacity where it is near. */
function addresses(
  picture: Picture,
  { base, peak, capacity, loadBytes, bound }: MemoryPicture,
): { low: number; high: number } {
  const height = picture.offset === null ? loadBytes : (peak ?? 0);
  const near = capacity !== null && capacity <= 1.6 * Math.max(1, height) ? capacity : 0;
  return { low: base, high: base + Math.max(1, height, near, bound.bytes <= height ? bound.bytes : 0) * 1.04 };
}

function lifespan(pictures: readonly Picture[]): [number, number] {
  let begin = Infinity;
  let end = -Infinity;
  for (const { lower, upper } of pictures) {
    for (let b = 0; b < lower.length; b++) {
      begin = Math.min(begin, lower[b]!);
      end = Math.max(end, upper[b]!);
    }
  }
  if (begin > end) return [0, 1];
  return end > begin ? [begin, end] : [begin, begin + 1];
}

function partners(pictures: readonly Picture[], starts: readonly number[]): Int32Array {
  const found = new Int32Array(starts.at(-1)!).fill(-1);
  const [first, second] = pictures;
  if (first === undefined || second === undefined) return found;
  const at = new Map(first.ids.map((id, b) => [id, b]));
  for (const [b, id] of second.ids.entries()) {
    const other = at.get(id);
    if (other === undefined) continue;
    found[other] = starts[1]! + b;
    found[starts[1]! + b] = other;
  }
  return found;
}
