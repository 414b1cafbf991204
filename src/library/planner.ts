import type { Problem } from "../problem/index.js";
import { Session, type SessionOptions } from "../session/index.js";
import { type PlanOptions, settled } from "./plan-with-policy.js";

/** What every plan of a session is planned with. */
export interface PlannerOptions extends Omit<SessionOptions, "policy" | "onWarning" | "timeLimitMs"> {
  /** As of `plan`; a file is read once. */
  readonly policy?: PlanOptions["policy"];
  /** As of `plan`, for each plan. */
  readonly timeLimitMs?: PlanOptions["timeLimitMs"];
  readonly onWarning?: (message: string) => void;
}

/**
 * A session: keeps a problem, takes edits, and plans again in time that goes with the edits. Status and least peak are
 * those that `plan` gives the edited problem with the same options.
 */
export class Planner extends Session {
  /** @throws InputError for a malformed problem or option */
  constructor(problem: Problem, options: PlannerOptions = {}) {
    super(problem, settled(options as PlanOptions) as SessionOptions);
  }
}
