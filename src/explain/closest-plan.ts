import { compile } from "../model/compile.js";
import type { Model } from "../model/model.js";
import type { Problem } from "../problem/index.js";
import { type SimulationReport, simulate } from "../sim/index.js";

/** A plan of which nothing is wrong but that it is too high. */
export interface ClosestPlan {
  readonly offsets: Float64Array;
  readonly memories: readonly string[] | null;
  /** Bytes; the sum over the memories. */
  readonly peak: number;
  /** Bytes above the capacities, summed over the memories. */
  readonly overflow: number;
  /** The simulator's report on it with capacities left out: it is `ok`, but perhaps for limits on terms. */
  readonly verification: SimulationReport;
}

/** A plan as the simulator sees it; null where something else is wrong with it than its height. */
export function checked(model: Model, offsets: Float64Array, ids: readonly string[] | null): ClosestPlan | null {
  const { problem, memories } = model;
  const capacity = Number.POSITIVE_INFINITY;
  const verification = simulate(problem, offsets, { capacity, ...(ids !== null && { memories: ids }) });
  if (verification.violations.some(({ kind }) => kind !== "limit")) return null;
  const over = (peak: number, m: number): number => Math.max(0, peak - memories[m]!.capacity);
  const overflow =
    verification.memories.length === 0
      ? over(verification.peak, 0)
      : verification.memories.reduce((sum, { peak }, m) => sum + over(peak, m), 0);
  return { offsets, memories: ids, peak: verification.peak, overflow, verification };
}

/**
 * The same for a plan of a problem.
 *
 * @throws InputError for a malformed problem
 */
export function checkedPlan(
  problem: Problem,
  offsets: ArrayLike<number>,
  ids: readonly string[] | null = null,
): ClosestPlan | null {
  return checked(compile(problem), Float64Array.from(offsets), ids);
}
