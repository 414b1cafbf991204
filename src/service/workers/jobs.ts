import type { Opening, Status } from "../../planner/index.js";
import type { SearchPolicy } from "../../search/index.js";
import type { DeadlineValue } from "../deadline.js";
import { type Fault, ServiceError, SHUTTING_DOWN } from "../faults.js";
import type { PlanMethod, PlanTask, RequestLimits } from "../wire/task.js";

/** What every worker is told when it is made. */
export interface WorkerSetting {
  readonly limits: RequestLimits;
  /** Those that a task may name. */
  readonly policies: readonly SearchPolicy[];
  /** Of telaplan, for the answers. */
  readonly version: string;
  readonly shared: SharedArrayBuffer;
}

/** The same, and what is the worker's own. */
export interface WorkerData extends WorkerSetting {
  /** Steps below the process's own priority. */
  readonly nice: number;
}
/** What a worker is told when policies were read again. */
export type PolicyChange = Pick<WorkerSetting, "limits" | "policies">;

/** One piece of work for a worker thread. */
export type Work =
  /** Decode and check a request that is too large for the thread that serves the network. */
  | { readonly kind: "read"; readonly bytes: Uint8Array; readonly method: PlanMethod }
  /** Bound and heuristics only. */
  | {
      readonly kind: "easy";
      readonly task: PlanTask;
      /** A plan is wanted to be in hand, and a search follows whatever comes out. */
      readonly inHand: boolean;
      /** Somebody listens to every better plan and bound. */
      readonly streamed: boolean;
      readonly deadline: DeadlineValue;
    }
  /** The whole planner, with every better incumbent on the way. */
  | {
      readonly kind: "search";
      readonly task: PlanTask;
      /** What the heuristics came to, where they ran by themselves. */
      readonly opening: Opening | null;
      /** Somebody listens to every better plan and bound. */
      readonly streamed: boolean;
      /** What they have heard of before (`Incumbents.told`); null for nothing. */
      readonly told: string | null;
      readonly deadline: DeadlineValue;
    }
  /** Replay an answer that was stored elsewhere. */
  | {
      readonly kind: "recall";
      readonly task: PlanTask;
      /** An encoded PlanResponse without the simulator's report; not trusted. */
      readonly answer: Uint8Array;
      /** What it claims beyond its plan was found by one of us. */
      readonly isSigned: boolean;
    }
  | { readonly kind: "verify"; readonly bytes: Uint8Array };

export type Job = Work & { readonly id: number };

/** What the metrics count of a run of the planner. */
export interface RunFacts {
  readonly status: Status;
  readonly steps: number;
  readonly solveMs: number;
}

/** What became of a job. */
export type Ending =
  /**
   * An encoded response. `lasting`: no clock had a part in it, so that it may be stored. `checkable`: whoever replays
   * its plan can check all that it claims.
   */
  | {
      readonly kind: "done";
      readonly bytes: Uint8Array;
      readonly lasting: boolean;
      readonly checkable?: boolean;
      readonly run: RunFacts | null;
    }
  /** A stored answer is none to this task. */
  | { readonly kind: "unfit"; readonly why: string }
  /**
   * The heuristics left something open; the answer is what there is to say if no search follows. The opening is where
   * one goes on; null where the heuristics themselves were cut short. `told` is what listeners have heard of.
   */
  | {
      readonly kind: "open";
      readonly answer: Uint8Array;
      readonly opening: Opening | null;
      readonly told: string | null;
    }
  | { readonly kind: "task"; readonly task: PlanTask }
  | { readonly kind: "refused"; readonly fault: Fault }
  /** It was told to stop, and nobody waits for it. */
  | { readonly kind: "stopped" }
  /** Its batch took long before its turn came: another worker may have time for it. */
  | { readonly kind: "returned" }
  /** A fault of ours. */
  | { readonly kind: "broken"; readonly message: string };

/** The error of a job that has no response: a ServiceError, unless it is a fault of ours. */
export function errorOf(ending: Ending): Error {
  if (ending.kind === "refused") return new ServiceError(ending.fault);
  if (ending.kind === "stopped") return new ServiceError(SHUTTING_DOWN);
  return new Error(ending.kind === "broken" ? ending.message : `a job ended with ${ending.kind}`);
}

/** A better plan or bound of a search: an encoded Incumbent, and an encoded PlanResponse that could be the answer. */
export interface IncumbentReport {
  /** Null where nobody listens. */
  readonly event: Uint8Array | null;
  /** The event has a plan, and not only a bound. */
  readonly hasPlan: boolean;
  readonly answer: Uint8Array;
}

export type Report = { readonly id: number } & (
  | Ending
  | ({ readonly kind: "incumbent" } & IncumbentReport)
  /** Of the worker itself, once: something is not as it should be. The id is 0. */
  | { readonly kind: "warning"; readonly message: string }
);

/** Cells of the memory that a worker shares with the thread that made it. Job ids are 1 and up. */
export const CELL = {
  /** The job under way, 0 for none: who is to blame when the worker dies. */
  current: 0,
  /** The job that is to stop. */
  stop: 1,
  /** Why: one of `STOP`. Written before `stop`. */
  reason: 2,
} as const;
export const CELLS = 3;

/**
 * Why a job is to stop, which is the reason of the signal that stops it: nobody waits for it any more; or the server is
 * going down, and a search gives the best that it has. In a worker it is a number in a shared cell.
 */
export const STOP = { cancel: 1, shutdown: 2 } as const;

export type StopReason = keyof typeof STOP;
