import type { PlanResult as AnyResult, Infeasibility } from "../planner/index.js";
import type { SimulationReport } from "../sim/index.js";

type Common = Omit<AnyResult, "status" | "offsets" | "memories" | "peak" | "infeasibility" | "verification">;

interface Placed extends Common {
  /** Bytes, in the order of `problem.buffers`. */
  readonly offsets: Float64Array;
  /** As of `PlanResult`; null where the problem lists no memories. */
  readonly memories: readonly string[] | null;
  /** Bytes from the base. */
  readonly peak: number;
  readonly infeasibility: null;
  /** The simulator's report, which found nothing wrong. */
  readonly verification: SimulationReport;
}

/** A plan, and a proof that none has a lower peak. */
export interface OptimalResult extends Placed {
  readonly status: "optimal";
}

/** A plan within the capacity. */
export interface FeasibleResult extends Placed {
  readonly status: "feasible";
}

/** Either. TypeScript tells results apart by single values of `status`, so each is a type of its own. */
export type PlacedResult = OptimalResult | FeasibleResult;

interface Unplaced extends Common {
  readonly offsets: null;
  readonly memories: null;
  readonly peak: null;
  readonly verification: null;
}

/** A proof that no plan fits, and why. */
export interface InfeasibleResult extends Unplaced {
  readonly status: "infeasible";
  readonly infeasibility: Infeasibility;
}

/** Neither a plan nor a proof when the run ended. */
export interface UnknownResult extends Unplaced {
  readonly status: "unknown";
  readonly infeasibility: null;
}

/**
 * What `plan` answers. `status` tells which it is, and TypeScript knows the rest from it: after
 * `result.status === "optimal"`, or after `result.offsets !== null`, there are offsets, a peak and a report.
 */
export type PlanResult = PlacedResult | InfeasibleResult | UnknownResult;
