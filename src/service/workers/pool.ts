import { isOutOfMemory, OUT_OF_MEMORY } from "../faults.js";
import type { Ending, IncumbentReport, PolicyChange, Report, StopReason, Work } from "./jobs.js";
import { QueuedJob } from "./queued-job.js";
import { type Estate, Slot, type SlotOptions } from "./slot.js";

/** Quick jobs that a worker is handed at once, and buffers that they may have together. */
const BATCH_JOBS = 16;
const BATCH_BUFFERS = 4_000;

/**
 * A worker that dies before its first report is made again after this, and twice as long each time, up to the second
 * figure.
 */
const REBIRTH_MS = { first: 50, most: 5_000 };

/**
 * How often a job is tried whose worker died of another job, and a worker that dies before it is ready when the server
 * starts.
 */
const MOST_TRIES = 3;

export interface PoolOptions extends SlotOptions {
  /** Searches that run at one time. There is one thread more, so that quick jobs need not wait for searches. */
  readonly searches: number;
  /** Told when a worker died that nobody ended, and why. */
  readonly onDeath?: (error: Error, job: Work["kind"] | null) => void;
}

/**
 * Worker threads and the jobs that wait for them: quick ones (decoding, heuristics, simulation), which go in batches to
 * any idle worker, and searches, of which so many run at a time that one worker is always left for quick ones.
 *
 * A worker that dies takes the job with it that it was at, and no other: the rest of its batch is handed to the next.
 */
export class WorkerPool {
  #options: PoolOptions;
  readonly #slots: Slot[] = [];
  readonly #quick = new Set<QueuedJob>();
  readonly #searches = new Set<QueuedJob>();
  #lastId = 0;
  #readied!: () => void;
  #stillborn!: (error: Error) => void;
  readonly #ready = new Promise<void>((resolve, reject) => {
    this.#readied = resolve;
    this.#stillborn = reject;
  });
  #closed = false;
  #scheduled = false;
  readonly #rebirths = new Set<NodeJS.Timeout>();
  /** Workers that had to be made anew. */
  replaced = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    const onReports = (slot: Slot, reports: readonly Report[]): void => this.#receive(slot, reports);
    const onGone = (slot: Slot, estate: Estate): void => this.#bury(slot, estate);
    for (let i = 0; i <= options.searches; i++) {
      const slot = new Slot(options, onReports, onGone);
      this.#slots.push(slot);
      slot.start();
    }
  }

  /** Jobs that wait, and workers that are at one. */
  get state(): { readonly quick: number; readonly searches: number; readonly busy: number; readonly workers: number } {
    const busy = this.#slots.filter((slot) => slot.busy).length;
    const workers = this.#slots.filter(({ alive }) => alive).length;
    return { quick: this.#quick.size, searches: this.#searches.size, busy, workers };
  }

  /**
   * A short job. The promise never rejects; a worker's death is an ending too: `broken`, or `refused` where its memory
   * ran out.
   *
   * @param weight buffers, so that batches stay short
   * @param signal stops the job, wherever it is; its reason is a StopReason
   */
  quick(work: () => Work, weight: number, signal: AbortSignal): Promise<Ending> {
    return this.#submit(this.#quick, work, weight, signal);
  }

  /** The same for a search. */
  search(
    work: () => Work,
    weight: number,
    signal: AbortSignal,
    onIncumbent: (report: IncumbentReport) => void,
  ): Promise<Ending> {
    return this.#submit(this.#searches, work, weight, signal, onIncumbent);
  }

  /** Resolves when all workers are ready for the first time; rejects where one dies again and again before it is. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** Jobs that are handed over from now on see other policies, in workers that there are and in those to come. */
  change(change: PolicyChange): void {
    this.#options = { ...this.#options, ...change };
    for (const slot of this.#slots) slot.change(change);
  }

  /** Ends the search with the most buffers, as memory is short. Returns false where none runs. */
  shed(): boolean {
    let largest: Slot | null = null;
    let most = -1;
    for (const slot of this.#slots) {
      if (!slot.searching || slot.ending) continue;
      for (const { weight } of slot.jobs) {
        if (weight <= most) continue;
        most = weight;
        largest = slot;
      }
    }
    largest?.end("memory");
    return largest !== null;
  }

  /** Ends all workers. Jobs that are not done are dropped. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#rebirths) clearTimeout(timer);
    for (const job of [...this.#quick, ...this.#searches]) this.#settle(job, { kind: "stopped" });
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }

  #submit(
    queue: Set<QueuedJob>,
    work: () => Work,
    weight: number,
    signal: AbortSignal,
    onIncumbent?: (report: IncumbentReport) => void,
  ): Promise<Ending> {
    if (this.#closed || signal.aborted) return Promise.resolve({ kind: "stopped" });
    this.#lastId = (this.#lastId + 1) & 0x3fffffff || 1;
    return new Promise<Ending>((resolve) => {
      const job = new QueuedJob(this.#lastId, work, weight, resolve, onIncumbent);
      queue.add(job);
      signal.addEventListener("abort", () => this.#stop(job, signal.reason as StopReason), { once: true });
      this.#schedule();
    });
  }

  /** Hands out jobs once this turn of the event loop has brought all that it brings, so that batches form. */
  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    queueMicrotask(() => {
      this.#scheduled = false;
      if (!this.#closed) this.#dispatch();
    });
  }

  #dispatch(): void {
    let idle = this.#slots.filter((slot) => slot.idle);
    while (idle.length > 0 && this.#quick.size > 0) {
      const share = Math.min(BATCH_JOBS, Math.ceil(this.#quick.size / idle.length));
      idle.pop()!.hand(take(this.#quick, share), false);
    }
    let running = this.#slots.filter(({ searching }) => searching).length;
    for (; this.#searches.size > 0 && idle.length > 0 && running < this.#options.searches; running++) {
      idle[0]!.hand(take(this.#searches, 1), true);
      idle = idle.slice(1);
    }
  }

  #receive(slot: Slot, reports: readonly Report[]): void {
    if (this.#slots.every(({ ready }) => ready)) this.#readied();
    for (const report of reports) {
      const job = slot.job(report.id);
      if (job === undefined) continue;
      if (report.kind === "incumbent") {
        if (!job.settled) job.onIncumbent?.(report);
        continue;
      }
      slot.forget(report.id);
      this.#settle(job, report);
    }
    if (!slot.busy && !this.#closed) this.#dispatch();
  }

  #settle(job: QueuedJob, ending: Ending): void {
    this.#quick.delete(job);
    this.#searches.delete(job);
    job.settle(ending);
  }

  #stop(job: QueuedJob, reason: StopReason): void {
    if (job.settled) return;
    job.slot?.stop(job, reason);
    // Nobody waits for it any more, whether its worker sees that in time or not.
    if (job.slot === null || reason === "cancel") this.#settle(job, { kind: "stopped" });
  }

  /** A worker is gone: settles the job that it was at, hands the others on, and makes another worker. */
  #bury(slot: Slot, { error, culprit, jobs, ended, unborn }: Estate): void {
    if (this.#closed) {
      for (const job of jobs) this.#settle(job, { kind: "stopped" });
      return;
    }
    const outOfMemory = ended === "memory" || isOutOfMemory(error);
    let kind: Work["kind"] | null = null;
    for (const job of [...jobs].reverse()) {
      if (job.settled) continue;
      if (job.id !== culprit && job.tries < MOST_TRIES) {
        requeue(job.onIncumbent === undefined ? this.#quick : this.#searches, job);
        continue;
      }
      kind = job.kind;
      if (outOfMemory) this.#settle(job, { kind: "refused", fault: OUT_OF_MEMORY });
      else this.#settle(job, { kind: "broken", message: `worker died: ${error.message}` });
    }
    if (ended !== "cancel") this.#options.onDeath?.(error, kind);
    this.replaced++;
    const stillborn = unborn && ended === undefined;
    const delay = stillborn ? Math.min(REBIRTH_MS.most, REBIRTH_MS.first * 2 ** slot.failures) : 0;
    slot.failures++;
    // Once all have been ready, this has no effect.
    if (stillborn && slot.failures >= MOST_TRIES) this.#stillborn(error);
    if (delay === 0) slot.start();
    else {
      const timer = setTimeout(() => {
        this.#rebirths.delete(timer);
        slot.start();
        this.#schedule();
      }, delay);
      this.#rebirths.add(timer);
    }
    this.#schedule();
  }
}

/** Takes jobs from the front of a queue: no more than `most`, and no more buffers than a batch may have. */
function take(queue: Set<QueuedJob>, most: number): QueuedJob[] {
  const taken: QueuedJob[] = [];
  let weight = 0;
  for (const job of queue) {
    if (taken.length > 0 && (taken.length >= most || weight + job.weight > BATCH_BUFFERS)) break;
    queue.delete(job);
    taken.push(job);
    weight += job.weight;
  }
  return taken;
}

/** Puts a job before all others. */
function requeue(queue: Set<QueuedJob>, job: QueuedJob): void {
  const others = [...queue];
  queue.clear();
  queue.add(job);
  for (const other of others) queue.add(other);
}
