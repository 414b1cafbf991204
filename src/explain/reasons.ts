import type { ClosestPlan } from "./closest-plan.js";
import type { PeakExplanation } from "./explain-peak.js";
import type { UnknownExplanation } from "./explain-unknown.js";
import type { InfeasibleCore } from "./infeasible-core.js";
import type { LeastCapacities } from "./least-capacity.js";

/** A plan that is too high, without the report on it. */
export type ToldPlan = Omit<ClosestPlan, "verification">;

/** Why a result is what it is. */
export interface Reasons {
  readonly peak: PeakExplanation;
  /** Of a problem without a plan; null for others, and where none was found within the limits. */
  readonly core: Omit<InfeasibleCore, "problem"> | null;
  readonly least: (Omit<LeastCapacities, "closest"> & { readonly closest: ToldPlan | null }) | null;
  /** Of a run without an answer. */
  readonly unknown: (Omit<UnknownExplanation, "closest"> & { readonly closest: ToldPlan | null }) | null;
}

/** The least overflow that is known of a problem that did not fit; null where nothing is known, or it did. */
export function closestOf({ least, unknown }: Reasons): ToldPlan | null {
  return unknown === null ? (least?.closest ?? null) : unknown.closest;
}

/** All of it in a sentence or two. */
export function headline({ peak, core, unknown }: Reasons): string {
  if (core !== null) return core.message;
  if (unknown !== null) return unknown.message;
  return peak.memories
    .filter(({ time }, _, { length }) => time !== null || length === 1)
    .map(({ message }) => message)
    .join("; ");
}
