import { isOutOfMemory, memoryShort, OUT_OF_MEMORY } from "../faults.js";
import type { Priority } from "../wire/task.js";
import { FairQueue } from "./fair-queue.js";
import type { Ending, IncumbentReport, PolicyChange, Report, StopReason, Work } from "./jobs.js";
import type { Party } from "./party.js";
import { NICE } from "./priority.js";
import { type Lane, QueuedJob } from "./queued-job.js";
import { type Estate, Slot, type SlotOptions } from "./slot.js";

/** Quick jobs that a worker is handed at once, and buffers that they may have together. */
const BATCH_JOBS = 16;
const BATCH_BUFFERS = 4_000;

/** Quick jobs of more buffers wait in a line of their own: a small one is not to wait for them. */
const BULKY_BUFFERS = 8_000;

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

export interface PoolOptions extends Omit<SlotOptions, "nice"> {
  /** Searches that run at one time. There is one thread more, so that quick jobs need not wait for searches. */
  readonly searches: number;
  /**
   * Threads beyond these, kept warm: one for quick jobs of large problems, the others for searches of parties of which
   * none runs. Where a worker has to be made anew, one of them does its work meanwhile.
   */
  readonly spares: number;
  /** Told when a worker died that nobody ended, and why. */
  readonly onDeath?: (error: Error, job: Work["kind"] | null) => void;
  /** Told of what a worker cannot have and does without; each text once. */
  readonly onWarning?: (message: string) => void;
}

/** Who asks for a job. */
export interface Asking {
  readonly party: Party;
  readonly priority: Priority;
  /** Stops the job, wherever it is; its reason is a StopReason. */
  readonly signal: AbortSignal;
  readonly onIncumbent?: (report: IncumbentReport) => void;
}

/** A job that was asked for. */
export interface Asked {
  /** Never rejects; a worker's death is an ending too: `broken`, or `refused` where its memory ran out. */
  readonly ending: Promise<Ending>;
  /** Somebody else waits for it too: it goes at the turn of whoever is first. */
  join(party: Party, priority: Priority): void;
}

/**
 * Worker threads and the jobs that wait for them: quick ones (decoding, heuristics, simulation), which go in batches to
 * any idle worker; and searches, of which so many run at a time that one worker is always left for quick ones. Whose
 * turn it is is the queues' to say (`FairQueue`). The first worker does quick jobs alone, and no bulky ones.
 *
 * A worker that dies takes the job with it that it was at, and no other: the rest of its batch is handed to the next.
 */
export class WorkerPool {
  #options: PoolOptions;
  readonly #slots: Slot[] = [];
  readonly #queues: Readonly<Record<Lane, FairQueue>> = {
    quick: new FairQueue(),
    bulky: new FairQueue(),
    search: new FairQueue(),
  };
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
  readonly #warnings = new Set<string>();
  /** What the search is told that was ended last, as memory was short. */
  #shortage = OUT_OF_MEMORY;
  /** Workers that had to be made anew. */
  replaced = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    const onReports = (slot: Slot, reports: readonly Report[]): void => this.#receive(slot, reports);
    const onGone = (slot: Slot, estate: Estate): void => this.#bury(slot, estate);
    const needed = options.searches + 1;
    for (let i = 0; i < needed + options.spares; i++) {
      const nice = i === 0 ? NICE.quick : NICE.search;
      this.#slots.push(new Slot({ ...options, nice }, onReports, onGone));
    }
    for (const slot of this.#slots.slice(0, needed)) slot.start();
  }

  /** Jobs that wait, workers that are at one, and workers that are ready for one or at one. */
  get state(): { readonly quick: number; readonly searches: number; readonly busy: number; readonly workers: number } {
    const busy = this.#slots.filter((slot) => slot.busy).length;
    const workers = this.#slots.filter(({ ready }) => ready).length;
    const { quick, bulky, search } = this.#queues;
    return { quick: quick.size + bulky.size, searches: search.size, busy, workers };
  }

  /** A search that is asked for now would not begin at once. */
  get isBusy(): boolean {
    const isFree = this.#slots.some((slot, i) => i > 0 && slot.idle);
    return !isFree || this.#queues.search.size > 0 || this.#running >= this.#options.searches;
  }

  /**
   * A short job.
   *
   * @param weight buffers, so that batches stay short
   */
  quick(work: () => Work, weight: number, asking: Asking): Promise<Ending> {
    return this.#submit(weight > BULKY_BUFFERS ? "bulky" : "quick", work, weight, asking).ending;
  }

  /** The same for a search. */
  search(work: () => Work, weight: number, asking: Asking): Asked {
    return this.#submit("search", work, weight, asking);
  }

  /** Resolves when all workers but the spares are ready; rejects where one dies again and again before it is. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** Searches that run. */
  get searching(): number {
    return this.#slots.filter(({ lane }) => lane === "search").length;
  }

  /** Has the workers that are idle collect their garbage. */
  collect(): void {
    for (const slot of this.#slots) if (slot.idle) slot.collect();
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
      if (slot.lane !== "search" || slot.ending) continue;
      for (const { weight } of slot.jobs) {
        if (weight <= most) continue;
        most = weight;
        largest = slot;
      }
    }
    this.#shortage = memoryShort(this.searching === 1);
    largest?.end("memory");
    return largest !== null;
  }

  /** Ends all workers. Jobs that are not done are dropped. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#rebirths) clearTimeout(timer);
    for (const queue of Object.values(this.#queues)) for (const job of queue) this.#settle(job, { kind: "stopped" });
    await Promise.all(this.#slots.map((slot) => slot.close()));
  }

  #submit(lane: Lane, work: () => Work, weight: number, { party, priority, signal, onIncumbent }: Asking): Asked {
    if (this.#closed || signal.aborted) return { ending: Promise.resolve({ kind: "stopped" }), join: () => {} };
    this.#lastId = (this.#lastId + 1) & 0x3fffffff || 1;
    const queue = this.#queues[lane];
    let settle!: (ending: Ending) => void;
    const ending = new Promise<Ending>((resolve) => {
      settle = resolve;
    });
    const job = new QueuedJob(this.#lastId, lane, party, work, weight, settle, onIncumbent);
    queue.add(job, party, priority);
    signal.addEventListener("abort", () => this.#stop(job, signal.reason as StopReason), { once: true });
    this.#schedule();
    return { ending, join: (other, theirs) => queue.join(job, other, theirs) };
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

  /** Searches under way that somebody waits for. */
  get #running(): number {
    return this.#slots.filter(({ lane, leaving }) => lane === "search" && !leaving).length;
  }

  #dispatch(): void {
    this.#dispatchQuick();
    this.#dispatchSearches();
    this.#dispatchBulky();
  }

  #dispatchQuick(): void {
    const { quick } = this.#queues;
    // The first worker is first: the others are left for what it does not take.
    const idle = this.#slots.filter((slot) => slot.idle);
    // More at a time than there are workers without the spares would only change places on the cores.
    let left = this.#options.searches + 1 - this.#slots.filter(({ lane }) => lane === "quick").length;
    for (; left > 0 && idle.length > 0 && quick.size > 0; left--) {
      const share = Math.min(BATCH_JOBS, Math.ceil(quick.size / Math.min(left, idle.length)));
      idle.shift()!.hand(take(quick, share), "quick");
    }
  }

  #dispatchSearches(): void {
    const { search } = this.#queues;
    const { searches, spares } = this.#options;
    while (search.size > 0) {
      const others = this.#slots.slice(1);
      const slot = others.find(({ idle }) => idle);
      // One of the spares is left for bulky jobs.
      const taken = others.filter(({ lane }) => lane === "search").length;
      if (slot === undefined || (spares > 0 && taken >= searches + spares - 1)) return;
      const running = this.#running;
      let job: QueuedJob | null = null;
      if (running < searches) job = search.take();
      // The last spare is for a caller who has none, and the others for connections that have none.
      else if (running < searches + spares - 2) job = search.take({ newcomer: "connection" });
      else if (running < searches + spares - 1) job = search.take({ newcomer: "caller" });
      if (job === null) return;
      slot.hand([job], "search");
    }
  }

  #dispatchBulky(): void {
    const { bulky } = this.#queues;
    const { searches, spares } = this.#options;
    const able = this.#slots.slice(spares > 0 ? 1 : 0);
    for (const slot of able) {
      if (bulky.size === 0 || able.filter(({ lane }) => lane === "bulky").length >= searches) return;
      if (slot.idle) slot.hand(take(bulky, 1), "bulky");
    }
  }

  #receive(slot: Slot, reports: readonly Report[]): void {
    const needed = this.#slots.slice(0, this.#options.searches + 1);
    if (needed.every(({ ready }) => ready)) this.#beReady();
    for (const report of reports) {
      if (report.kind === "warning") {
        this.#warn(report.message);
        continue;
      }
      const job = slot.job(report.id);
      if (job === undefined) continue;
      if (report.kind === "incumbent") {
        if (!job.settled) job.onIncumbent?.(report);
        continue;
      }
      const queue = this.#queues[job.lane];
      queue.ended(job, slot.forget(report.id));
      if (report.kind !== "returned") this.#settle(job, report);
      else if (!job.settled) {
        job.slot = null;
        job.tries--;
        queue.giveBack(job);
      }
    }
    if (!slot.busy && !this.#closed) this.#dispatch();
  }

  /** The spares come last, so that the server can begin without them. */
  #beReady(): void {
    this.#readied();
    if (this.#closed) return;
    for (const slot of this.#slots) if (!slot.begun) slot.start();
  }

  #warn(message: string): void {
    if (this.#warnings.has(message)) return;
    this.#warnings.add(message);
    this.#options.onWarning?.(message);
  }

  #settle(job: QueuedJob, ending: Ending): void {
    this.#queues[job.lane].delete(job);
    job.settle(ending);
  }

  #stop(job: QueuedJob, reason: StopReason): void {
    if (job.settled) return;
    job.slot?.stop(job, reason);
    // Nobody waits for it any more, whether its worker sees that in time or not.
    if (job.slot === null || reason === "cancel") this.#settle(job, { kind: "stopped" });
    // Another search may begin in the place of one that is about to stop.
    this.#schedule();
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
      this.#queues[job.lane].ended(job, 0);
      if (job.settled) continue;
      if (job.id !== culprit && job.tries < MOST_TRIES) {
        this.#queues[job.lane].giveBack(job);
        continue;
      }
      kind = job.kind;
      if (outOfMemory) {
        const fault = ended === "memory" ? this.#shortage : OUT_OF_MEMORY;
        this.#settle(job, { kind: "refused", fault });
      } else this.#settle(job, { kind: "broken", message: `worker died: ${error.message}` });
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

/** Takes jobs whose turn it is: no more than `most`, and no more buffers than a batch may have. */
function take(queue: FairQueue, most: number): QueuedJob[] {
  const taken: QueuedJob[] = [];
  let weight = 0;
  while (taken.length < most) {
    const job = queue.take({ suits: (next) => taken.length === 0 || weight + next.weight <= BATCH_BUFFERS });
    if (job === null) break;
    taken.push(job);
    weight += job.weight;
  }
  return taken;
}
