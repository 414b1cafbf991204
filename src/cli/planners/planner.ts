import type { RemoteProof } from "../../client/index.js";
import type { ConstrainedOptions } from "../../constrained/index.js";
import type { Reasons, Suggestions } from "../../explain/index.js";
import type { PlanResult, Progress } from "../../planner/types.js";
import type { Problem } from "../../problem/index.js";
import type { SolverName } from "../input/solvers.js";

/** How a run stands. */
export type RunProgress = Pick<Progress, "peak" | "lowerBound" | "terms" | "steps" | "elapsedMs"> &
  Partial<Pick<Progress, "offsets" | "memories">>;

/** What one run is asked for. A planner refuses nothing here: `checkChoice` has done so before. */
export interface PlanRun {
  /** Look for the least peak; oracles do so in any case. */
  readonly minimize: boolean;
  /** Milliseconds; Infinity is no limit. */
  readonly timeLimitMs: number;
  /** Steps of the search; none if undefined. */
  readonly stepLimit?: number | undefined;
  readonly seed?: number;
  readonly threads?: number;
  /** Steps of presolve to switch off; {} has it run in any case. */
  readonly presolve?: ConstrainedOptions["presolve"] | undefined;
  /** A plan to stay near, and whether what is as it was is fixed there; the search alone knows these. */
  readonly previous?: ConstrainedOptions["previous"] | undefined;
  readonly pinUnchanged?: boolean;
  /** Reasons, and changes that would help, are asked of a server: it tells them with its answer. */
  readonly why?: boolean;
  readonly suggestions?: number;
  /** A proof is asked of a server, as large as it makes them. */
  readonly proof?: boolean;
  /** Ends the run with the best plan so far. */
  readonly signal: AbortSignal;
  /** Told how the search stands, by planners that know; the search here tells its best plan as well. */
  readonly onProgress?: ((progress: RunProgress) => void) | undefined;
  /** Told what the run does otherwise than asked. */
  readonly onWarning?: (message: string) => void;
}

/** A planner's answer. Its plan has been simulated here, wherever it comes from. */
export interface Answer {
  readonly result: PlanResult;
  /** Name of the policy that guided the search; null where none did, or none is known. */
  readonly policy: string | null;
  /** What a server says where it was asked for reasons: null where it had no time for them. */
  readonly reasons?: Reasons | null;
  readonly suggestions?: Pick<Suggestions, "suggestions" | "isComplete">;
  /** What a server has made of a proof; absent where none was asked of one. */
  readonly proof?: RemoteProof;
  /** What else an oracle has to say; null where there is nothing. */
  readonly note: string | null;
}

/** Who plans: the search here, a server, or an oracle. A command chooses once, and then only asks. */
export interface Planner {
  /** What rows call it; a server's search is one, too. */
  readonly name: SolverName;
  /**
   * @throws InputError for a problem that cannot be planned, MissingPackage where the oracle is not installed,
   *   UsageError for what a server refuses, Unavailable where it cannot be reached.
   */
  plan(problem: Problem, run: PlanRun): Promise<Answer>;
  /** Once, after the last plan. */
  close(): void;
}
