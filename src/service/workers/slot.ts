import { entryOf, Thread } from "../../threads/index.js";
import {
  CELL,
  CELLS,
  type Job,
  type PolicyChange,
  type Report,
  STOP,
  type StopReason,
  type WorkerData,
} from "./jobs.js";
import type { Lane, QueuedJob } from "./queued-job.js";

const ENTRY = entryOf("service/workers/worker.js");

/**
 * Milliseconds that a worker has to give up a job that nobody waits for; then it is ended. As long as it takes to make
 * another one ready: whoever waits so long before he pays the price never pays more than twice what was needed. A spare
 * worker takes the next job meanwhile.
 */
const GRACE_MS = 1_000;

/** Why a worker is ended on purpose: nobody waits for the job that it is stuck in, or memory is short. */
export type EndReason = "cancel" | "memory";

/** What a worker left behind. */
export interface Estate {
  readonly error: Error;
  /** The job that it was at; 0 for none. */
  readonly culprit: number;
  /** What it was handed and has not reported on, in order. */
  readonly jobs: readonly QueuedJob[];
  /** Why it was ended; undefined where it died. */
  readonly ended: EndReason | undefined;
  /** It never said that it was ready. */
  readonly unborn: boolean;
}

export interface SlotOptions extends Omit<WorkerData, "shared"> {
  /** MiB of JavaScript heap that a worker may have. */
  readonly workerHeapMib: number;
  /** Told how many milliseconds a job waited, when a worker is handed it. */
  readonly onHanded?: (lane: Lane, waitedMs: number) => void;
}

/** The place of a worker: one thread at a time, and the jobs that it was handed. */
export class Slot {
  #options: SlotOptions;
  readonly #onReports: (slot: Slot, reports: readonly Report[]) => void;
  readonly #onGone: (slot: Slot, estate: Estate) => void;
  readonly #jobs = new Map<number, QueuedJob>();
  #thread: Thread<readonly Report[]> | null = null;
  #cells = new Int32Array(new SharedArrayBuffer(4 * CELLS));
  #ready = false;
  #begun = false;
  #ended: EndReason | undefined;
  /** Workers in a row that died before they were of any use. */
  failures = 0;
  /** What it is at; null for nothing. */
  lane: Lane | null = null;
  /** Nobody waits for what it is at: it is about to stop. */
  leaving = false;
  #sinceMs = 0;

  constructor(
    options: SlotOptions,
    onReports: (slot: Slot, reports: readonly Report[]) => void,
    onGone: (slot: Slot, estate: Estate) => void,
  ) {
    this.#options = options;
    this.#onReports = onReports;
    this.#onGone = onGone;
  }

  /** It has been started once. */
  get begun(): boolean {
    return this.#begun;
  }

  get alive(): boolean {
    return this.#thread !== null;
  }

  /** It has said that it is ready. */
  get ready(): boolean {
    return this.#ready;
  }

  get busy(): boolean {
    return this.#jobs.size > 0;
  }

  /** It takes jobs. */
  get idle(): boolean {
    return this.#ready && this.alive && this.#ended === undefined && !this.busy;
  }

  /** It is being ended. */
  get ending(): boolean {
    return this.#ended !== undefined;
  }

  get jobs(): readonly QueuedJob[] {
    return [...this.#jobs.values()];
  }

  start(): void {
    const { limits, policies, version, nice, workerHeapMib } = this.#options;
    const shared = new SharedArrayBuffer(4 * CELLS);
    const data: WorkerData = { limits, policies, version, nice, shared };
    this.#cells = new Int32Array(shared);
    this.#ready = false;
    this.#begun = true;
    this.#ended = undefined;
    this.#thread = new Thread(ENTRY, {
      data,
      limits: { maxOldGenerationSizeMb: workerHeapMib },
      silent: (code) => `worker exited with code ${code}`,
      on: {
        message: (reports: readonly Report[]) => {
          this.#ready = true;
          this.failures = 0;
          this.#onReports(this, reports);
        },
        gone: (error) => this.#gone(error),
      },
    });
  }

  hand(jobs: readonly QueuedJob[], lane: Lane): void {
    this.lane = lane;
    this.leaving = false;
    this.#sinceMs = performance.now();
    const messages: Job[] = [];
    for (const job of jobs) {
      job.slot = this;
      job.tries++;
      this.#options.onHanded?.(lane, performance.now() - job.since);
      this.#jobs.set(job.id, job);
      const work = job.work();
      job.kind = work.kind;
      messages.push({ ...work, id: job.id });
    }
    this.#thread!.post(messages);
  }

  /** Jobs that are handed over from now on see other policies. */
  change(change: PolicyChange): void {
    this.#options = { ...this.#options, ...change };
    this.#thread?.post(change);
  }

  job(id: number): QueuedJob | undefined {
    return this.#jobs.get(id);
  }

  /** A job has been reported on. @returns milliseconds since the one before was, or since they were handed over */
  forget(id: number): number {
    this.#jobs.delete(id);
    if (this.#jobs.size === 0) this.lane = null;
    const since = this.#sinceMs;
    this.#sinceMs = performance.now();
    return this.#sinceMs - since;
  }

  /** Tells the worker to stop a job. One that nobody waits for is ended with its worker if it does not stop in time. */
  stop(job: QueuedJob, reason: StopReason): void {
    const cells = this.#cells;
    Atomics.store(cells, CELL.reason, STOP[reason]);
    Atomics.store(cells, CELL.stop, job.id);
    if (reason !== "cancel") return;
    this.leaving ||= this.#jobs.size === 1;
    const timer = setTimeout(() => {
      // A quick job behind others in its batch is not worth a worker: it is looked at again when its turn has come.
      if (!this.#jobs.has(job.id) || job.slot !== this) return;
      if (Atomics.load(this.#cells, CELL.current) === job.id) this.end("cancel");
      else timer.refresh();
    }, GRACE_MS);
    timer.unref();
  }

  end(why: EndReason): void {
    if (this.ending || this.#thread === null) return;
    this.#ended = why;
    void this.#thread.end();
  }

  /** Has the worker collect its garbage. It is idle. */
  collect(): void {
    this.#thread?.post([]);
  }

  /** Ends the worker, as the pool is closed. */
  async close(): Promise<void> {
    await this.#thread?.end();
  }

  #gone(error: Error): void {
    const culprit = Atomics.load(this.#cells, CELL.current);
    const estate = { error, culprit, jobs: this.jobs, ended: this.#ended, unborn: !this.#ready };
    this.#thread = null;
    this.#ready = false;
    this.lane = null;
    this.#jobs.clear();
    for (const job of estate.jobs) job.slot = null;
    this.#onGone(this, estate);
  }
}
