import type { Buffer, Problem } from "../../src/index.js";

/**
 * A problem that nobody settles in the time of a test: forty gaps between walls, and three times as many pieces that
 * would have to fill all of them to the last byte.
 */
export function hard(seed: number): Problem {
  let state = seed;
  const next = (below: number): number => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
  const [gaps, gap] = [40, 100_003];
  const sizes = Array.from({ length: 3 * gaps }, () => Math.floor(gap / 4) + 1 + next(Math.floor(gap / 6)));
  let excess = sizes.reduce((sum, size) => sum + size, 0) - gaps * gap;
  for (let i = 0; excess !== 0; i = (i + 1) % sizes.length, excess -= Math.sign(excess)) {
    sizes[i] = sizes[i]! - Math.sign(excess);
  }
  const walls: Buffer[] = Array.from({ length: gaps - 1 }, (_, i) => {
    return { id: `wall${i}`, lower: 0, upper: 10, size: 1, offset: (i + 1) * (gap + 1) - 1 };
  });
  const pieces = sizes.map((size, i) => ({ id: `piece${i}`, lower: 0, upper: 10, size }));
  return { capacity: gaps * (gap + 1) - 1, buffers: [...walls, ...pieces] };
}
