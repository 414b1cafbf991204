import { type Buffer, type Problem, type ProblemArrays, toArrays } from "../../src/problem/index.js";

/** A seeded stream of numbers in [0, 1). */
export function stream(seed: number): () => number {
  let state = (seed + 1) * 2654435761;
  return () => {
    state = (Math.imul(state | 0, 1664525) + 1013904223) >>> 0;
    return ((state ^ (state >>> 15)) >>> 0) / 4294967296;
  };
}

export interface Shape {
  readonly count: number;
  /** Starts are drawn below this. */
  readonly horizon: number;
  readonly longest: number;
  readonly largest: number;
  /** Chance that a buffer has an alignment of 2 to 16. */
  readonly aligned?: number;
  /** What every alignment is a multiple of; 1 if absent. */
  readonly common?: number;
  /** Chance that a buffer is fixed. */
  readonly fixed?: number;
}

export function randomProblem(seed: number, shape: Shape): Problem {
  const next = stream(seed);
  const upTo = (n: number): number => 1 + Math.floor(next() * n);
  const buffers: Buffer[] = [];
  for (let i = 0; i < shape.count; i++) {
    const lower = upTo(shape.horizon);
    const alignment = (next() < (shape.aligned ?? 0) ? 1 + upTo(15) : 1) * (shape.common ?? 1);
    const buffer = { id: `b${i}`, lower, upper: lower + upTo(shape.longest), size: upTo(shape.largest), alignment };
    if (next() >= (shape.fixed ?? 0)) {
      buffers.push(buffer);
      continue;
    }
    const offset = alignment * Math.floor((next() * 4 * shape.largest) / alignment);
    const collides = buffers.some(
      (other) =>
        other.offset !== undefined &&
        other.lower < buffer.upper &&
        buffer.lower < other.upper &&
        other.offset < offset + buffer.size &&
        offset < other.offset + other.size,
    );
    buffers.push(collides ? buffer : { ...buffer, offset });
  }
  return { buffers };
}

/** Shapes of all kinds for seed 0, 1, 2, …: sparse and dense, with and without alignment and fixed offsets. */
export function randomArrays(seed: number): ProblemArrays {
  const count = 1 + ((seed * 7) % 40);
  return toArrays(
    randomProblem(seed, {
      count,
      horizon: 1 + ((seed * 5) % 50),
      longest: 1 + ((seed * 3) % 20),
      largest: seed % 3 === 0 ? 4 : 50,
      aligned: seed % 2 === 0 ? 0.4 : 0,
      common: seed % 7 === 0 ? 8 : 1,
      fixed: seed % 5 < 2 ? 0.2 : 0,
    }),
  );
}

/**
 * A rectangle of `width` × `height` cut into buffers by random straight cuts: its load bound, `height`, can be reached.
 * One of four pieces is cut, the largest, and the first cut leaves one independent part.
 */
export function guillotine(seed: number, count: number, width: number, height: number): Problem {
  const next = stream(seed);
  const pieces: [number, number, number, number][] = [[0, width, 0, height]];
  const area = (at: number): number => (pieces[at]![1] - pieces[at]![0]) * (pieces[at]![3] - pieces[at]![2]);
  while (pieces.length < count) {
    let at = 0;
    for (let i = 0; i < 4; i++) {
      const other = Math.floor(next() * pieces.length);
      if (i === 0 || area(other) > area(at)) at = other;
    }
    const [left, right, bottom, top] = pieces[at]!;
    if (pieces.length > 1 && next() < 0.5) {
      if (right - left < 2) continue;
      const cut = left + 1 + Math.floor(next() * (right - left - 1));
      pieces[at] = [left, cut, bottom, top];
      pieces.push([cut, right, bottom, top]);
    } else {
      if (top - bottom < 2) continue;
      const cut = bottom + 1 + Math.floor(next() * (top - bottom - 1));
      pieces[at] = [left, right, bottom, cut];
      pieces.push([left, right, cut, top]);
    }
  }
  return {
    buffers: pieces.map(([lower, upper, bottom, top], i) => ({
      id: `p${i}`,
      lower,
      upper,
      size: top - bottom,
    })),
  };
}

export function overlap(arrays: ProblemArrays, a: number, b: number): boolean {
  return arrays.start[a]! < arrays.end[b]! && arrays.start[b]! < arrays.end[a]!;
}

/** What is wrong with a plan, by comparing all pairs; null if nothing is. */
export function fault(arrays: ProblemArrays, offsets: Float64Array, peak: number): string | null {
  const { count, size, alignment, fixedOffset } = arrays;
  let highest = 0;
  for (let a = 0; a < count; a++) {
    const offset = offsets[a]!;
    if (!(Number.isInteger(offset) && offset >= 0)) return `buffer ${a} has the offset ${offset}`;
    if (offset % alignment[a]! !== 0) return `buffer ${a} at ${offset} is not aligned to ${alignment[a]}`;
    if (fixedOffset[a]! >= 0 && offset !== fixedOffset[a]) return `buffer ${a} was moved from ${fixedOffset[a]}`;
    highest = Math.max(highest, offset + size[a]!);
    for (let b = 0; b < a; b++) {
      if (overlap(arrays, a, b) && offset < offsets[b]! + size[b]! && offsets[b]! < offset + size[a]!) {
        return `buffers ${b} and ${a} collide`;
      }
    }
  }
  return highest === peak ? null : `the peak is ${highest}, not ${peak}`;
}

/** As `fault`, by a sweep over time that keeps the live buffers in address order: for many buffers. */
export function faultBySweep(arrays: ProblemArrays, offsets: Float64Array): string | null {
  const { count, size, start, end } = arrays;
  const byStart = Array.from({ length: count }, (_, b) => b).sort((a, b) => start[a]! - start[b]!);
  const byEnd = Array.from({ length: count }, (_, b) => b).sort((a, b) => end[a]! - end[b]!);
  const live: number[] = [];
  const position = (offset: number): number => {
    let low = 0;
    for (let high = live.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (offsets[live[middle]!]! < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  let ended = 0;
  for (const b of byStart) {
    for (; end[byEnd[ended]!]! <= start[b]!; ended++) live.splice(position(offsets[byEnd[ended]!]!), 1);
    const at = position(offsets[b]!);
    const below = live[at - 1];
    const above = live[at];
    if (below !== undefined && offsets[below]! + size[below]! > offsets[b]!) return `buffers ${below} and ${b} collide`;
    if (above !== undefined && offsets[b]! + size[b]! > offsets[above]!) return `buffers ${above} and ${b} collide`;
    live.splice(at, 0, b);
  }
  return null;
}
