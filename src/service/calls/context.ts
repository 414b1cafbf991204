import type { Fault } from "../faults.js";
import type { RequestLimits } from "../wire/task.js";
import type { Party } from "../workers/party.js";
import type { WorkerPool } from "../workers/pool.js";
import type { Admission } from "./admission.js";
import type { CallFacts, RequestFacts } from "./facts.js";
import type { Known } from "./party.js";
import type { Room } from "./seat.js";
import type { SharedRuns } from "./shared-runs.js";

/** What the methods work with. */
export interface ServiceContext {
  readonly limits: RequestLimits;
  /** Milliseconds that a run may take where the request does not say. */
  readonly defaultTimeLimitMs: number;
  readonly pool: WorkerPool;
  readonly runs: SharedRuns;
  readonly admission: Admission;
  readonly room: Room;
  /** Who makes a call. */
  readonly partyOf: (call: Known) => Party;
  /** Requests of one PlanMany stream that may be unanswered at one time. */
  readonly planManyWindow: number;
  /** An encoded GetCapabilitiesResponse. */
  readonly capabilities: Uint8Array;
  /** A fault of ours, in full, for the log. */
  readonly onBroken: (error: unknown) => void;
  /** One request of a PlanMany stream was answered. */
  readonly onAnswered: (fault: Fault | null, request: RequestFacts, call: CallFacts) => void;
}
