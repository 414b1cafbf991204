import type { TimeRelaxation } from "./time-relaxation.js";

/** What operators weigh their memories by, and what bytes of a memory cost. */
export interface Multipliers {
  /** At operator · (memories + 1) + memory, and after the memories the computing; each operator's sum to 1. */
  readonly weights: Float64Array;
  /** Picoseconds a byte, at memory · slots + slot. */
  readonly prices: Float64Array;
}

/**
 * What each body costs in each memory by these multipliers, at body · memories + memory: weighed accesses and the price
 * of its bytes; Infinity where it may not lie.
 */
export function choiceCosts(
  { timing, bodies, memories, allowed, slots, cellStart, cellFrom, cellTo, cellBytes }: TimeRelaxation,
  { weights, prices }: Multipliers,
): Float64Array {
  const { start, operator, ps } = timing;
  /** Prices of a memory up to a slot. */
  const sums = new Float64Array(memories * (slots + 1));
  for (let m = 0; m < memories; m++) {
    for (let s = 0; s < slots; s++) sums[m * (slots + 1) + s + 1] = sums[m * (slots + 1) + s]! + prices[m * slots + s]!;
  }
  const costs = new Float64Array(bodies * memories).fill(Number.POSITIVE_INFINITY);
  for (let b = 0; b < bodies; b++) {
    for (let m = 0; m < memories; m++) {
      if (allowed[b * memories + m] === 0) continue;
      let cost = 0;
      for (let i = start[b]!; i < start[b + 1]!; i++) {
        cost += weights[operator[i]! * (memories + 1) + m]! * ps[i * memories + m]!;
      }
      for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
        cost += cellBytes[c]! * (sums[m * (slots + 1) + cellTo[c]!]! - sums[m * (slots + 1) + cellFrom[c]!]!);
      }
      costs[b * memories + m] = cost;
    }
  }
  return costs;
}
