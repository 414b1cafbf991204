import fc from "fast-check";
import type { Buffer, Problem } from "../../src/problem/index.js";
import { isSomething, sharesByte } from "./oracle.js";

export interface Plan {
  readonly problem: Problem;
  readonly offsets: number[];
}

interface Shape {
  readonly lower: number;
  readonly length: number;
  readonly size: number;
  readonly alignment: number | undefined;
  /** Which of the offsets that fit is taken, and where to look for a plan at random. */
  readonly choice: number;
}

/** One in eight is nothing: it has no bytes, or no time to live. */
const shape: fc.Arbitrary<Shape> = fc.record({
  lower: fc.integer({ min: -3, max: 10 }),
  length: fc.oneof({ weight: 14, arbitrary: fc.integer({ min: 1, max: 7 }) }, { weight: 1, arbitrary: fc.constant(0) }),
  size: fc.oneof({ weight: 14, arbitrary: fc.integer({ min: 1, max: 6 }) }, { weight: 1, arbitrary: fc.constant(0) }),
  alignment: fc.constantFrom(undefined, 1, 2, 4),
  choice: fc.nat({ max: 14 }),
});

function toBuffers(shapes: readonly Shape[]): Buffer[] {
  return shapes.map(({ lower, length, size, alignment }, i) => ({
    id: `b${i}`,
    lower,
    upper: lower + length,
    size,
    ...(alignment === undefined ? {} : { alignment }),
  }));
}

/** Half of the memories begin at 0. */
const anyBase = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 9 }));

/**
 * Tiny problems with offsets at random: overlapping more often than not, and in part below the memory. Offsets are
 * aligned.
 */
export const anyPlan: fc.Arbitrary<Plan> = fc
  .record({ shapes: fc.array(shape, { maxLength: 12 }), base: anyBase })
  .map(({ shapes, base }) => ({
    problem: { buffers: toBuffers(shapes), base },
    offsets: shapes.map(({ choice, alignment = 1 }) => {
      const offset = Math.max(0, base - 2) + choice;
      return offset - (offset % alignment);
    }),
  }));

/** Tiny valid plans, with gaps: every buffer in turn takes one of the lowest offsets at which it shares no byte. */
export function validPlan(minLength = 0): fc.Arbitrary<Plan> {
  const shapesAndBase = fc.record({ shapes: fc.array(shape, { minLength, maxLength: 12 }), base: anyBase });
  return shapesAndBase.map(({ shapes, base }) => {
    const buffers = toBuffers(shapes);
    const offsets: number[] = [];
    buffers.forEach((b, i) => {
      let skip = shapes[i]!.choice % 4;
      for (let offset = base; ; offset++) {
        if (offset % (b.alignment ?? 1) !== 0) continue;
        if (offsets.some((other, j) => sharesByte(b, offset, buffers[j]!, other))) continue;
        if (skip-- > 0) continue;
        offsets.push(offset);
        return;
      }
    });
    return { problem: { buffers, base }, offsets };
  });
}

/** Positions of the buffers that have bytes and live. */
export function solidOf({ buffers }: Problem): number[] {
  return [...buffers.keys()].filter((i) => isSomething(buffers[i]!));
}

/** The same problem with one buffer changed. */
export function withBuffer(problem: Problem, index: number, change: Partial<Buffer>): Problem {
  return { ...problem, buffers: problem.buffers.map((b, i) => (i === index ? { ...b, ...change } : b)) };
}

/** Seeded uniform numbers in [0, 1) (mulberry32), for large cases. */
export function random(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * A large valid plan: lanes of 4,096 bytes, in each of them buffers one after the other in time, listed in a random
 * order.
 */
export function lanes(count: number, laneCount: number, seed: number): Plan {
  const next = random(seed);
  const placed: { buffer: Buffer; offset: number }[] = [];
  const freeFrom = new Float64Array(laneCount);
  for (let i = 0; i < count; i++) {
    const lane = i % laneCount;
    const size = 1 + Math.floor(next() * 4096);
    const lower = freeFrom[lane]! + Math.floor(next() * 3);
    const upper = lower + 1 + Math.floor(next() * 40);
    freeFrom[lane] = upper;
    const offset = lane * 4096 + Math.floor(next() * (4096 - size + 1));
    placed.push({ buffer: { id: `b${i}`, lower, upper, size }, offset });
  }
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [placed[i], placed[j]] = [placed[j]!, placed[i]!];
  }
  return { problem: { buffers: placed.map((p) => p.buffer) }, offsets: placed.map((p) => p.offset) };
}
