/**
 * The planner of TensorFlow Lite Micro: buffers with a fixed offset first, then the largest first, each into the lowest
 * gap that is free in its lifetime. Of equal sizes the later buffer comes first.
 *
 * Source: `tensorflow/lite/micro/memory_planner/greedy_memory_planner.cc` (class GreedyMemoryPlanner).
 */
import type { OtherPlan } from "../fields.js";

export interface Wanted {
  /** Half-open. */
  readonly lower: number;
  readonly upper: number;
  readonly size: number;
  /** Fixed; absent or −1 where it is for the planner to choose. */
  readonly offset?: number;
}

/** Buffers of which the plan is computed: it takes the square of their count. */
export const MOST_BUFFERS = 8192;

/** The plan that TFLM makes when it starts, with its head of the arena as the peak. */
export function greedyPlan(buffers: readonly Wanted[]): OtherPlan & { readonly offsets: Float64Array } {
  const offsets = Float64Array.from(buffers, ({ offset = -1 }) => offset);
  const isFixed = (b: number): boolean => offsets[b]! >= 0;
  const indices = Array.from(buffers.keys());
  const free = indices.filter((b) => !isFixed(b)).sort((a, b) => buffers[b]!.size - buffers[a]!.size || b - a);
  const order = [...indices.filter(isFixed), ...free];
  const placed: number[] = [];
  let peak = 0;
  for (const b of order) {
    const { size } = buffers[b]!;
    if (!isFixed(b)) offsets[b] = lowestGap(buffers, offsets, placed, b);
    placed.splice(after(placed, offsets, offsets[b]!), 0, b);
    peak = Math.max(peak, offsets[b]! + size);
  }
  return { planner: "TFLM", peak, offsets };
}

function lowestGap(buffers: readonly Wanted[], offsets: Float64Array, placed: readonly number[], b: number): number {
  const { lower, upper, size } = buffers[b]!;
  let offset = 0;
  for (const other of placed) {
    const { lower: otherLower, upper: otherUpper, size: otherSize } = buffers[other]!;
    if (otherLower >= upper || lower >= otherUpper) continue;
    if (offsets[other]! - offset >= size) break;
    offset = Math.max(offset, offsets[other]! + otherSize);
  }
  return offset;
}

/** The place in a list ordered by offset behind all that do not lie above. */
function after(placed: readonly number[], offsets: Float64Array, offset: number): number {
  let from = 0;
  let to = placed.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    if (offsets[placed[middle]!]! <= offset) from = middle + 1;
    else to = middle;
  }
  return from;
}
