import { type Buffer, InputError, type Problem, validate } from "../../src/problem/index.js";
import { Random } from "../../src/search/random.js";
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
    try {
      validate({ buffers });
      return { buffers };
    } catch (error) {
      // Two fixed buffers collided: the next draw may do better.
      if (!(error instanceof InputError)) throw error;
    }
  }
}

/** The next problem from `seed` on whose optimum is above its load bound: what only a search can prove. */
export function hardSmallProblem(seed: number): { problem: Problem; seed: number } {
  for (let next = seed; ; next++) {
    const problem = smallProblem(next);
    if (bruteForce(problem, bruteForceBound(problem)) === null) return { problem, seed: next };
  }
}
