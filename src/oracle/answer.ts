import type { Problem } from "../problem/index.js";
import { simulate } from "../sim/index.js";
import type { Frame } from "./frame.js";
import type { OracleResult } from "./oracle.js";

/** What a solver claims, in units. */
export interface Claim {
  /** Whole units; null where it has no plan. */
  readonly offsets: readonly number[] | null;
  /** No plan peaks lower. */
  readonly bound: number;
  readonly note: string | null;
}

/**
 * Turns a claim into a result. The peak is computed from the offsets and never taken from the solver, the offsets are replayed by
 * the simulator, and only a bound that meets the peak makes an optimum. A plan that fails its replay is no plan, and the note says so.
 */
export function answer(problem: Problem, frame: Frame, claim: Claim): OracleResult {
  const { unit, size, loadBound } = frame;
  const { capacity = Infinity } = problem;
  const bound = Math.max(loadBound, claim.bound) * unit;
  const none = { peak: null, offsets: null, bound };
  if (claim.offsets !== null) {
    const offsets = Float64Array.from(claim.offsets, (units) => units * unit);
    const peak = claim.offsets.reduce((top, units, b) => Math.max(top, units + size[b]!), 0) * unit;
    const { ok, violations } = simulate(problem, offsets, { capacity: Infinity });
    if (!ok) return { ...none, status: "unknown", note: `its plan failed the simulation: ${violations[0]!.message}` };
    if (peak <= capacity) {
      return { status: peak <= bound ? "optimal" : "feasible", peak, offsets, bound, note: claim.note };
    }
  }
  return { ...none, status: bound > capacity ? "infeasible" : "unknown", note: claim.note };
}
