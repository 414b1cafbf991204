import { alignUp, type ProblemArrays } from "../problem/index.js";
import { freeBuffers } from "./placer.js";
import { bucketSort } from "./sort.js";

/**
 * A plan in next to no time, for runs that are stopped before any heuristic has ended: buffers fall from above, one
 * after the other, onto what lies there. What is below stays unused for good, so that it is a poor plan, but a plan in
 * O(n log n) at every density.
 *
 * Long lifetimes fall first. They leave fewer steps in the skyline than others, and steps are what wastes room. Fixed
 * buffers lie already, as may others, and nothing falls below them.
 *
 * @param lying what has been placed before, as far as it got: an offset by buffer in bytes, −1 where it has none yet
 * @returns offsets in bytes, valid but for the capacity.
 */
export function drop(arrays: ProblemArrays, lying = arrays.fixedOffset): Float64Array {
  const { count, size, alignment, fixedOffset, start, end, slotCount } = arrays;
  const offsets = fixedOffset.slice();
  const skyline = new Skyline(slotCount);
  for (let b = 0; b < count; b++) {
    if (offsets[b]! < 0) offsets[b] = lying[b]!;
    if (offsets[b]! >= 0) skyline.raise(start[b]!, end[b]!, offsets[b]! + size[b]!);
  }
  const order = longestFirst(arrays);
  for (let i = 0; i < order.length; i++) {
    const b = order[i]!;
    if (offsets[b]! >= 0) continue;
    offsets[b] = alignUp(skyline.highest(start[b]!, end[b]!), alignment[b]!);
    skyline.raise(start[b]!, end[b]!, offsets[b]! + size[b]!);
  }
  return offsets;
}

/** The free buffers, by falling lifetime, then by start, then by index; in O(n + slots), for lifetimes are integers. */
function longestFirst(arrays: ProblemArrays): Int32Array {
  const { start, end, slotCount } = arrays;
  const free = freeBuffers(arrays);
  const byStart = new Int32Array(free.length);
  const first = new Int32Array(slotCount + 2);
  bucketSort(free, start, byStart, first);
  const shortness = new Int32Array(start.length);
  for (let b = 0; b < start.length; b++) shortness[b] = slotCount - (end[b]! - start[b]!);
  bucketSort(byStart, shortness, free, first);
  return free;
}

/**
 * Levels that only rise, over slots: each range is raised to at least its highest level. A segment tree whose marks
 * stay where they are. A node's two numbers lie side by side: with a million slots they come from far.
 */
class Skyline {
  readonly #leaves: number;
  /** At 2i the greatest level of the slots of node i, at 2i + 1 the level that all of them have at least. */
  readonly #levels: Float64Array;

  constructor(slotCount: number) {
    let leaves = 1;
    while (leaves < slotCount) leaves *= 2;
    this.#leaves = leaves;
    this.#levels = new Float64Array(4 * leaves);
  }

  /** The highest level in the slots [from, to). */
  highest(from: number, to: number): number {
    const levels = this.#levels;
    const leaves = this.#leaves;
    let level = 0;
    let left = from + leaves;
    let right = to + leaves;
    for (; left < right; left >>= 1, right >>= 1) {
      if (left & 1) level = Math.max(level, levels[2 * left++]!);
      if (right & 1) level = Math.max(level, levels[2 * --right]!);
    }
    // What was raised as a part of something larger. From the node above both ends on, there is one way up.
    left = (from + leaves) >> 1;
    right = (to - 1 + leaves) >> 1;
    for (; left !== right; left >>= 1, right >>= 1) {
      level = Math.max(level, levels[2 * left + 1]!, levels[2 * right + 1]!);
    }
    for (; left > 0; left >>= 1) level = Math.max(level, levels[2 * left + 1]!);
    return level;
  }

  /** Raises the slots [from, to) to `level` where they are lower. */
  raise(from: number, to: number, level: number): void {
    const levels = this.#levels;
    const leaves = this.#leaves;
    let left = from + leaves;
    let right = to + leaves;
    for (; left < right; left >>= 1, right >>= 1) {
      if (left & 1) {
        this.#raiseNode(left++, level);
      }
      if (right & 1) {
        this.#raiseNode(--right, level);
      }
    }
    left = (from + leaves) >> 1;
    right = (to - 1 + leaves) >> 1;
    for (; left !== right; left >>= 1, right >>= 1) {
      levels[2 * left] = Math.max(levels[2 * left]!, level);
      levels[2 * right] = Math.max(levels[2 * right]!, level);
    }
    // Above a node that is higher already, all others are.
    for (; left > 0 && levels[2 * left]! <= level; left >>= 1) levels[2 * left] = level;
  }

  #raiseNode(node: number, level: number): void {
    const levels = this.#levels;
    levels[2 * node] = Math.max(levels[2 * node]!, level);
    levels[2 * node + 1] = Math.max(levels[2 * node + 1]!, level);
  }
}
