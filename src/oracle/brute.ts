import { alignUp, type Problem } from "../problem/index.js";
import { answer } from "./answer.js";
import { type Frame, frameOf } from "./frame.js";
import type { Oracle, OracleOptions } from "./oracle.js";

/** More buffers would take minutes. */
const MOST_BUFFERS = 12;

/**
 * Every plan that nothing can be lowered in, in order of offset: each buffer lies on the highest top among its
 * neighbours below it, rounded up to its alignment, or on the ground. Some best plan is among them, because lowering a
 * buffer raises no peak. Nothing is pruned but what reaches the best peak so far, and the run ends early only at the
 * load bound.
 */
export const brute: Oracle = {
  name: "brute",
  async solve(problem: Problem, { timeLimitMs = Infinity }: OracleOptions = {}) {
    const frame = frameOf(problem);
    if (frame.count > MOST_BUFFERS) {
      const note = `brute force takes up to ${MOST_BUFFERS} buffers that meet others`;
      return answer(problem, frame, { offsets: null, bound: 0, note });
    }
    const { offsets, peak, finished } = enumerate(frame, performance.now() + timeLimitMs);
    return answer(problem, frame, {
      offsets,
      bound: finished && offsets !== null ? peak : 0,
      note: finished ? null : "stopped by the time limit",
    });
  },
};

interface Enumeration {
  readonly offsets: number[] | null;
  readonly peak: number;
  readonly finished: boolean;
}

function enumerate(frame: Frame, deadline: number): Enumeration {
  const { count, size, alignment, isFixed, least, pairs, loadBound } = frame;
  const areNeighbours = Array.from({ length: count }, () => new Uint8Array(count));
  for (const [a, b] of pairs) areNeighbours[a]![b] = areNeighbours[b]![a] = 1;
  const at = new Array<number>(count).fill(-1);
  // One above the limit: the plan that made it may be found anew.
  let best = { offsets: null as number[] | null, peak: frame.limit + 1 };
  let left = 1024;
  let finished = true;
  // Recursion is at most as deep as there are buffers.
  const placeNext = (placed: number, level: number, last: number, top: number): void => {
    if (!finished || best.peak <= loadBound) return;
    if (--left === 0) {
      left = 1024;
      if (performance.now() > deadline) finished = false;
    }
    if (placed === count) {
      best = { offsets: [...at], peak: top };
      return;
    }
    for (let b = 0; b < count; b++) {
      if (at[b]! >= 0) continue;
      let offset = least[b]!;
      for (let other = 0; other < count; other++) {
        if (at[other]! >= 0 && areNeighbours[b]![other]) offset = Math.max(offset, at[other]! + size[other]!);
      }
      offset = alignUp(offset, alignment[b]!);
      if (isFixed[b] && offset > least[b]!) continue;
      // Plans are built from the bottom up, and at one level by index: each comes up once.
      if (offset < level || (offset === level && b < last)) continue;
      if (offset + size[b]! >= best.peak) continue;
      at[b] = offset;
      placeNext(placed + 1, offset, b, Math.max(top, offset + size[b]!));
      at[b] = -1;
    }
  };
  placeNext(0, 0, -1, frame.ground);
  return { ...best, finished };
}
