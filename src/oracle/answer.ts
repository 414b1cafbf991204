import type { Problem } from "../problem/index.js";
import { simulate } from "../sim/index.js";
import type { Frame } from "./frame.js";
import type { OracleResult } from "./oracle.js";
import { loadBoundOf, lowestOffset } from "./raw.js";
import { type InfeasibilityReason, reasonAtAnyCapacity, reasonAtCapacity, reasonByProof } from "./reasons.js";

const NO_PLAN = { peak: null, offsets: null, memories: null, terms: [] } as const;

/** What a solver claims of a frame's model, in units from its origin. */
export interface Claim {
  /** Whole units, one for each buffer of the frame; null where it has no plan. */
  readonly offsets: readonly number[] | null;
  /** No plan peaks lower. */
  readonly bound: number;
  readonly note: string | null;
}

/**
 * Turns a claim into a result. The peak is computed from the offsets and never taken from the solver, the offsets are
 * replayed by the simulator, and only a bound that meets the peak makes an optimum. A plan that fails its replay is no
 * plan, and the note says so.
 */
export function answer(problem: Problem, frame: Frame, claim: Claim): OracleResult {
  const { capacity = Infinity, base = 0, buffers } = problem;
  const proved = claim.bound * frame.unit - (base - frame.origin);
  const bound = Math.max(loadBoundOf(problem), proved);
  if (claim.offsets !== null) {
    const offsets = wholePlan(problem, frame, claim.offsets);
    const peak = buffers.reduce((top, { size }, b) => Math.max(top, offsets[b]! + size - base), 0);
    const { ok, violations } = simulate(problem, offsets, { capacity: Infinity });
    if (!ok) return without(problem, bound, `its plan failed the simulation: ${violations[0]!.message}`);
    if (peak <= capacity) {
      const status = peak <= bound ? "optimal" : "feasible";
      return { status, peak, offsets, memories: null, terms: [], bound, infeasibility: null, note: claim.note };
    }
  }
  return without(problem, bound, claim.note);
}

/** The offsets of a frame's buffers, and the lowest of those that are in no frame. Bytes, absolute. */
function wholePlan({ buffers, base = 0 }: Problem, { position, origin, unit }: Frame, units: readonly number[]) {
  const offsets = Float64Array.from(buffers, (buffer) => lowestOffset(buffer, base));
  for (const [i, b] of position.entries()) offsets[b] = units[i]! * unit + origin;
  return offsets;
}

/** What is known where a solver said nothing: the load bound. */
export function unanswered(problem: Problem, note: string): OracleResult {
  return infeasibleAnyhow(problem) ?? without(problem, loadBoundOf(problem), note);
}

/** The answer about a problem that has no plan at any capacity; null for every other. */
export function infeasibleAnyhow(problem: Problem): OracleResult | null {
  const reason = reasonAtAnyCapacity(problem);
  return reason === null ? null : infeasible(loadBoundOf(problem), reason);
}

/** No plan within the capacity was found: `bound` tells whether there is none. */
function without(problem: Problem, bound: number, note: string | null): OracleResult {
  if (bound > (problem.capacity ?? Infinity)) {
    return infeasible(bound, reasonAtCapacity(problem) ?? reasonByProof(problem, bound));
  }
  return { status: "unknown", ...NO_PLAN, bound, infeasibility: null, note };
}

function infeasible(bound: number, infeasibility: InfeasibilityReason): OracleResult {
  return { status: "infeasible", ...NO_PLAN, bound, infeasibility, note: infeasibility.message };
}
