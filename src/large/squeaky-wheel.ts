import type { Plan } from "../heuristics/index.js";
import type { ProblemArrays } from "../problem/index.js";
import { Random } from "../problem/random.js";
import type { Scene } from "./scene.js";
import type { Goal, Work } from "./stack.js";

/** Whole plans without a better one, after which another episode begins. */
const PATIENCE = 100;

/** What the priority of a buffer that sticks out is multiplied by, one episode after the other. */
const FACTORS = [1.3, 4, 2];

/** Later episodes draw the priorities that they begin with: so much less or more than by size. */
const LEAST_DRAWN = 0.8;
const DRAWN = 0.4;

export interface SqueakyWheelOptions {
  readonly seed: number;
  /** The factor of the first episode is this one's: lanes begin with others. */
  readonly lane: number;
  /** What is looked for now. */
  goal(): Goal;
  adopt(plan: Plan): void;
}

/**
 * Squeaky wheel optimisation (Joslin & Clements 1999): places all buffers by first fit, the largest first, and then
 * again and again, each time with a higher priority for those that stuck out above the target.
 *
 * All that stick out are raised by the same factor. Buffers of one size that live alike so stay next to each other in
 * the order, which is what keeps a stack without holes.
 *
 * Never ends by itself.
 */
export function* squeakyWheel(scene: Scene, { seed, lane, goal, adopt }: SqueakyWheelOptions): Work<void> {
  const { arrays, placer } = scene;
  const random = new Random(seed);
  const start = Float64Array.from(arrays.start);
  const offsets = new Float64Array(arrays.count);
  for (let episode = 0; ; episode++) {
    const key = priorities(arrays, episode < FACTORS.length ? null : random);
    const factor = FACTORS[(lane + episode) % FACTORS.length]!;
    let lowest = Infinity;
    for (let left = PATIENCE; left > 0; left--) {
      const { limit, target, shouldStop } = goal();
      const order = scene.by(key, start);
      const peak = placer.place(order, "first", Infinity, offsets, shouldStop);
      yield Math.max(1, order.length);
      if (peak === Infinity) break;
      if (peak < limit) adopt({ offsets: offsets.slice(), peak, foundBy: "squeaky wheel" });
      if (peak < lowest) left = PATIENCE;
      lowest = Math.min(lowest, peak);
      raise(arrays, key, offsets, target, factor);
    }
  }
}

/** Priorities by size, the highest the least, as keys are sorted; some by chance where there is any. */
function priorities({ size }: ProblemArrays, random: Random | null): Float64Array {
  return Float64Array.from(size, (bytes) => -bytes * (random === null ? 1 : LEAST_DRAWN + DRAWN * random.next()));
}

function raise(
  { count, size }: ProblemArrays,
  key: Float64Array,
  offsets: Float64Array,
  target: number,
  factor: number,
): void {
  for (let b = 0; b < count; b++) if (offsets[b]! + size[b]! > target) key[b]! *= factor;
}
