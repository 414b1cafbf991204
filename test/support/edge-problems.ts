import type { Buffer, Problem } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";

/** What a problem has that most have not. */
export const EDGES = ["base", "no bytes", "no time", "aligned", "fixed", "fixed below the base"] as const;
export type Edge = (typeof EDGES)[number];

/**
 * A valid problem of up to 7 buffers with sizes up to 5, the same for the same seed. It may have a base, buffers of no
 * bytes or with no time to live, alignments, and fixed offsets that collide or lie below the base, so that it need not
 * have a plan.
 */
export function edgeProblem(seed: number): Problem {
  const random = new Random(seed);
  const whole = (least: number, most: number): number => least + Math.floor(random.next() * (most - least + 1));
  const oneIn = (many: number): boolean => whole(1, many) === 1;
  const count = whole(1, 7);
  const horizon = whole(1, 5);
  const largest = whole(1, 5);
  const base = oneIn(2) ? whole(1, 12) : 0;
  const [emptiness, alignments, pins] = [whole(2, 8), whole(1, 4), whole(1, 8)];
  const buffers = Array.from({ length: count }, (_, i): Buffer => {
    const lower = whole(-1, horizon - 1);
    const upper = oneIn(emptiness) ? lower : whole(lower + 1, horizon);
    const size = oneIn(emptiness) ? 0 : whole(1, largest);
    const alignment = oneIn(alignments) ? whole(1, 5) : 1;
    let offset = -1;
    if (oneIn(pins)) offset = (Math.ceil(base / alignment) + whole(oneIn(4) ? -1 : 0, 3)) * alignment;
    return {
      id: `b${i}`,
      lower,
      upper,
      size,
      ...((alignment > 1 || oneIn(4)) && { alignment }),
      // −1 is the same as absent.
      ...((offset >= 0 || oneIn(4)) && { offset: Math.max(-1, offset) }),
      ...(oneIn(8) && { hint: whole(-1, 9) }),
    };
  });
  return { buffers, ...((base > 0 || oneIn(4)) && { base }) };
}

/** What of the edges a problem has. */
export function edgesOf({ buffers, base = 0 }: Problem): Edge[] {
  const has: Record<Edge, boolean> = {
    base: base > 0,
    "no bytes": buffers.some(({ size }) => size === 0),
    "no time": buffers.some(({ lower, upper }) => lower === upper),
    aligned: buffers.some(({ alignment = 1 }) => alignment > 1),
    fixed: buffers.some(({ offset = -1 }) => offset >= 0),
    "fixed below the base": buffers.some(({ offset = -1 }) => offset >= 0 && offset < base),
  };
  return EDGES.filter((edge) => has[edge]);
}
