import type { Buffer, Problem } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { bruteForce, bruteForceBound } from "./brute-force.js";

export const KINDS = ["plain", "twins", "aligned", "fixed"] as const;
export type Kind = (typeof KINDS)[number];

/** A valid problem of 2 to 8 buffers with sizes up to 6, the same for the same seed. */
export function smallProblem(seed: number, kind: Kind = KINDS[seed % KINDS.length]!): Problem {
  const random = new Random(seed);
  const whole = (least: number, most: number): number => least + Math.floor(random.next() * (most - least + 1));
  for (;;) {
    const count = whole(2, 8);
    const horizon = whole(2, 8);
    const largest = whole(1, 6);
    const buffers: Buffer[] = [];
    for (let i = 0; i < count; i++) {
      const lower = whole(0, horizon - 1);
      let buffer: Buffer = { id: `b${i}`, lower, upper: whole(lower + 1, horizon), size: whole(1, largest) };
      const earlier = buffers[whole(0, i)];
      if (kind === "twins" && earlier !== undefined) buffer = { ...earlier, id: buffer.id };
      if ((kind === "aligned" || kind === "fixed") && random.next() < 0.5)
        buffer = { ...buffer, alignment: whole(2, 4) };
      if (kind === "fixed" && random.next() < 0.3)
        buffer = { ...buffer, offset: whole(0, 3) * (buffer.alignment ?? 1) };
      buffers.push(buffer);
    }
    // Where fixed buffers collide, the next draw may do better.
    const fixed = buffers.filter(({ offset }) => offset !== undefined);
    if (bruteForce({ buffers: fixed }, 1_000) !== null) return { buffers };
  }
}

/**
 * A problem whose every time is filled up to `capacity`: random lifetimes and sizes until nothing more fits. From some
 * 20 buffers on, a few of them have no plan at their load bound although nothing is aligned or fixed.
 */
export function saturatedProblem(seed: number, { horizon = 8, capacity = 10, longest = 5 } = {}): Problem {
  const random = new Random(seed);
  const whole = (least: number, most: number): number => least + Math.floor(random.next() * (most - least + 1));
  const left = new Array<number>(horizon).fill(capacity);
  const buffers: Buffer[] = [];
  for (;;) {
    const open = left.flatMap((bytes, time) => (bytes > 0 ? [time] : []));
    if (open.length === 0) return { buffers };
    const lower = open[whole(0, open.length - 1)]!;
    let upper = lower + 1;
    for (const length = whole(1, longest); upper < horizon && upper - lower < length && left[upper]! > 0; ) upper++;
    const size = whole(1, Math.ceil(Math.min(...left.slice(lower, upper)) * 0.6));
    for (let time = lower; time < upper; time++) left[time]! -= size;
    buffers.push({ id: `b${buffers.length}`, lower, upper, size });
  }
}

/** The next problem from `seed` on whose optimum is above its load bound: what only a search can prove. */
export function hardSmallProblem(seed: number): { problem: Problem; seed: number } {
  for (let next = seed; ; next++) {
    const problem = smallProblem(next);
    if (bruteForce(problem, bruteForceBound(problem)) === null) return { problem, seed: next };
  }
}
