import type { Infeasibility } from "../planner/index.js";
import type { Work } from "./request.js";

/** What is known of a part of a memory, in bytes of the memory: peaks and bounds count from its base. */
export interface PartState {
  /** By row of the part; null without a plan. */
  offsets: ArrayLike<number> | null;
  /** Infinity without a plan. */
  peak: number;
  /** Proved: no plan of the part peaks lower. */
  bound: number;
  refutation: PartRefutation | null;
}

/** Why a part has no plan. */
export interface PartRefutation {
  readonly cause: Infeasibility["cause"];
  /** Bodies of the model, as far as they are known. */
  readonly bodies: readonly number[];
}

/** What a part's first run and its search have in common. */
export interface PartRun {
  readonly state: PartState;
  /** Heuristics and bounds. */
  begin(): Work<void>;
  /** The search, until the part's peak is least, or no more than `enough`, or a limit comes. */
  search(enough: number): Work<void>;
}
