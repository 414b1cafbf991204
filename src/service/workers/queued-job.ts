import type { Ending, IncumbentReport, StopReason, Work } from "./jobs.js";
import type { Party } from "./party.js";

/** Where a job is that a worker was handed. */
export interface JobHolder {
  stop(job: QueuedJob, reason: StopReason): void;
}

/**
 * What a job waits among: quick ones, of which a worker is handed several; quick ones of large problems, which take
 * some tenths of a second; searches.
 */
export type Lane = "quick" | "bulky" | "search";

/** A job that waits for a worker, or that one was handed. */
export class QueuedJob {
  /** The worker that has it; null while it waits. */
  slot: JobHolder | null = null;
  /** Known when it was handed over. */
  kind: Work["kind"] | null = null;
  /** When it began to wait. */
  readonly since = performance.now();
  /** How often it was handed over. */
  tries = 0;
  readonly #settle: (ending: Ending) => void;
  #settled = false;

  /**
   * @param party whose share of the workers it takes; of several who wait for it, the first whose turn comes
   * @param work made when the job is handed over, so that times count from then
   * @param weight buffers of its problem
   */
  constructor(
    readonly id: number,
    readonly lane: Lane,
    public party: Party,
    readonly work: () => Work,
    readonly weight: number,
    settle: (ending: Ending) => void,
    readonly onIncumbent?: (report: IncumbentReport) => void,
  ) {
    this.#settle = settle;
  }

  get settled(): boolean {
    return this.#settled;
  }

  /** Only the first ending counts. */
  settle(ending: Ending): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#settle(ending);
  }
}
