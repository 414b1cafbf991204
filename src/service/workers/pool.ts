import { Worker } from "node:worker_threads";
import { isOutOfMemory, OUT_OF_MEMORY } from "../faults.js";
import {
  CELL,
  CELLS,
  type Ending,
  type Finding,
  type Job,
  type Report,
  STOP,
  type Work,
  type WorkerSetting,
} from "./jobs.js";

/** The compiled worker; when the sources themselves run (tests), the one that the build put beside them. */
const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "../../../dist/service/workers/worker.js" : "./worker.js",
  import.meta.url,
);

/**
 * Milliseconds that a worker has to give up a job by itself; then it is ended. A cancelled call stops its worker within
 * 50.
 */
const CANCEL_GRACE_MS = 25;

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

export interface PoolOptions extends Omit<WorkerSetting, "shared"> {
  /** Searches that run at one time. There is one thread more, so that quick jobs need not wait for searches. */
  readonly searches: number;
  /** MiB of JavaScript heap that a worker may have. */
  readonly workerHeapMib: number;
  /** Told when a worker died that nobody ended, and why. */
  readonly onDeath?: (error: Error, job: Work["kind"] | null) => void;
}

/** A job in the pool. */
export interface Ticket {
  /**
   * Fulfils once; never rejects. A worker's death is an ending too: `broken`, or `refused` where its memory ran out.
   */
  readonly ending: Promise<Ending>;
  /** Stops the job, wherever it is: as nobody waits for it, or, of a search, with the best that it has. */
  stop(reason: keyof typeof STOP): void;
}

interface Entry {
  readonly id: number;
  /** Made when the job is handed over, so that budgets count from then. */
  readonly work: () => Work;
  readonly weight: number;
  readonly settle: (ending: Ending) => void;
  readonly onFinding: ((found: Finding) => void) | undefined;
  slot: Slot | null;
  settled: boolean;
  tries: number;
}

interface Slot {
  worker: Worker;
  cells: Int32Array;
  /** Jobs that it was handed and has not reported on, in order. */
  readonly batch: Map<number, Entry>;
  searching: boolean;
  reported: boolean;
  /** Why it is being ended; undefined while nobody wants that. */
  ended: "cancel" | "memory" | undefined;
  failures: number;
  alive: boolean;
}

/**
 * Worker threads and the jobs that wait for them: quick ones (decoding, heuristics, simulation), which go in batches to
 * any idle worker, and searches, of which so many run at a time that one worker is always left for quick ones.
 *
 * A worker that dies takes the job with it that it was at, and no other: the rest of its batch is handed to the next.
 */
export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #slots: Slot[] = [];
  readonly #quick = new Set<Entry>();
  readonly #searches = new Set<Entry>();
  #lastId = 0;
  #readied!: () => void;
  #stillborn!: (error: Error) => void;
  readonly #ready = new Promise<void>((resolve, reject) => {
    this.#readied = resolve;
    this.#stillborn = reject;
  });
  #closed = false;
  #scheduled = false;
  #rebirths = new Set<NodeJS.Timeout>();
  /** Workers that had to be made anew. */
  replaced = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    for (let i = 0; i <= options.searches; i++) this.#slots.push(this.#newSlot());
  }

  /** Jobs that wait, and workers that are at one. */
  get state(): { readonly quick: number; readonly searches: number; readonly busy: number; readonly workers: number } {
    const busy = this.#slots.filter((slot) => slot.batch.size > 0).length;
    const workers = this.#slots.filter(({ alive }) => alive).length;
    return { quick: this.#quick.size, searches: this.#searches.size, busy, workers };
  }

  /** @param weight buffers of a quick job, so that batches stay short */
  quick(work: () => Work, weight: number): Ticket {
    return this.#submit(this.#quick, work, weight, undefined);
  }

  search(work: () => Work, weight: number, onFinding: (found: Finding) => void): Ticket {
    return this.#submit(this.#searches, work, weight, onFinding);
  }

  /** Resolves when all workers are ready for the first time; rejects where one dies again and again before it is. */
  get ready(): Promise<void> {
    return this.#ready;
  }

  /** Ends the search with the most buffers, as memory is short. Returns false where none runs. */
  shed(): boolean {
    let largest: Entry | null = null;
    for (const { batch, searching, ended } of this.#slots) {
      if (!searching || ended !== undefined) continue;
      for (const entry of batch.values()) if (largest === null || entry.weight > largest.weight) largest = entry;
    }
    if (largest === null) return false;
    this.#end(largest.slot!, "memory");
    return true;
  }

  /** Ends all workers. Jobs that are not done are dropped. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const timer of this.#rebirths) clearTimeout(timer);
    for (const entry of [...this.#quick, ...this.#searches]) this.#settle(entry, { kind: "stopped" });
    await Promise.all(this.#slots.filter(({ alive }) => alive).map(({ worker }) => worker.terminate()));
  }

  #submit(queue: Set<Entry>, work: () => Work, weight: number, onFinding: Entry["onFinding"]): Ticket {
    this.#lastId = (this.#lastId + 1) & 0x3fffffff || 1;
    let settle!: (ending: Ending) => void;
    const ending = new Promise<Ending>((resolve) => {
      settle = resolve;
    });
    const entry: Entry = { id: this.#lastId, work, weight, settle, onFinding, slot: null, settled: false, tries: 0 };
    if (this.#closed) this.#settle(entry, { kind: "stopped" });
    else queue.add(entry);
    this.#schedule();
    return { ending, stop: (reason) => this.#stop(entry, reason) };
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
    let idle = this.#slots.filter(
      (slot) => slot.reported && slot.alive && slot.ended === undefined && slot.batch.size === 0,
    );
    while (idle.length > 0 && this.#quick.size > 0) {
      const share = Math.min(BATCH_JOBS, Math.ceil(this.#quick.size / idle.length));
      this.#hand(idle.pop()!, this.#take(this.#quick, share), false);
    }
    let running = this.#slots.filter(({ searching }) => searching).length;
    for (; this.#searches.size > 0 && idle.length > 0 && running < this.#options.searches; running++) {
      this.#hand(idle[0]!, this.#take(this.#searches, 1), true);
      idle = idle.slice(1);
    }
  }

  #take(queue: Set<Entry>, most: number): Entry[] {
    const taken: Entry[] = [];
    let weight = 0;
    for (const entry of queue) {
      if (taken.length > 0 && (taken.length >= most || weight + entry.weight > BATCH_BUFFERS)) break;
      queue.delete(entry);
      taken.push(entry);
      weight += entry.weight;
    }
    return taken;
  }

  #hand(slot: Slot, entries: readonly Entry[], searching: boolean): void {
    slot.searching = searching;
    const jobs: Job[] = [];
    for (const entry of entries) {
      entry.slot = slot;
      entry.tries++;
      slot.batch.set(entry.id, entry);
      jobs.push({ ...entry.work(), id: entry.id });
    }
    slot.worker.postMessage(jobs);
  }

  #newSlot(): Slot {
    const slot: Slot = {
      worker: undefined as unknown as Worker,
      cells: new Int32Array(0),
      batch: new Map(),
      searching: false,
      reported: false,
      ended: undefined,
      failures: 0,
      alive: false,
    };
    this.#start(slot);
    return slot;
  }

  #start(slot: Slot): void {
    const { limits, policies, version, workerHeapMib } = this.#options;
    const shared = new SharedArrayBuffer(4 * CELLS);
    const setting: WorkerSetting = { limits, policies, version, shared };
    const worker = new Worker(WORKER, {
      workerData: setting,
      resourceLimits: { maxOldGenerationSizeMb: workerHeapMib },
    });
    slot.worker = worker;
    slot.cells = new Int32Array(shared);
    slot.reported = false;
    slot.ended = undefined;
    slot.alive = true;
    let failure: Error | null = null;
    worker.on("message", (reports: readonly Report[]) => this.#receive(slot, reports));
    worker.on("error", (error: unknown) => {
      failure = error instanceof Error ? error : new Error(String(error));
    });
    worker.once("exit", (code) => this.#bury(slot, failure ?? new Error(`worker exited with code ${code}`)));
  }

  #receive(slot: Slot, reports: readonly Report[]): void {
    if (!slot.reported) {
      slot.reported = true;
      if (this.#slots.every(({ reported }) => reported)) this.#readied();
    }
    slot.failures = 0;
    for (const report of reports) {
      const entry = slot.batch.get(report.id);
      if (entry === undefined) continue;
      if (report.kind === "finding") {
        if (!entry.settled) entry.onFinding?.(report);
        continue;
      }
      slot.batch.delete(report.id);
      this.#settle(entry, report);
    }
    if (slot.batch.size > 0) return;
    slot.searching = false;
    if (!this.#closed) this.#dispatch();
  }

  #settle(entry: Entry, ending: Ending): void {
    if (entry.settled) return;
    entry.settled = true;
    this.#quick.delete(entry);
    this.#searches.delete(entry);
    entry.settle(ending);
  }

  #stop(entry: Entry, reason: keyof typeof STOP): void {
    if (entry.settled) return;
    const { slot, id } = entry;
    if (slot === null || !slot.batch.has(id)) {
      this.#settle(entry, { kind: "stopped" });
      return;
    }
    Atomics.store(slot.cells, CELL.reason, STOP[reason]);
    Atomics.store(slot.cells, CELL.stop, id);
    if (reason !== "cancel") return;
    // Nobody waits for it any more, whether the worker sees that in time or not.
    this.#settle(entry, { kind: "stopped" });
    const timer = setTimeout(() => {
      // A quick job behind others in its batch is not worth a worker: it is looked at again when its turn has come.
      if (!slot.batch.has(id) || entry.slot !== slot) return;
      if (Atomics.load(slot.cells, CELL.current) === id) this.#end(slot, "cancel");
      else timer.refresh();
    }, CANCEL_GRACE_MS);
    timer.unref();
  }

  #end(slot: Slot, why: "cancel" | "memory"): void {
    if (slot.ended !== undefined || !slot.alive) return;
    slot.ended = why;
    void slot.worker.terminate();
  }

  /** A worker is gone: settles the job that it was at, hands the others on, and makes another worker. */
  #bury(slot: Slot, error: Error): void {
    const culprit = Atomics.load(slot.cells, CELL.current);
    const { ended } = slot;
    const entries = [...slot.batch.values()];
    const unborn = !slot.reported;
    slot.alive = false;
    slot.reported = false;
    slot.searching = false;
    slot.batch.clear();
    if (this.#closed) {
      for (const entry of entries) this.#settle(entry, { kind: "stopped" });
      return;
    }
    const outOfMemory = ended === "memory" || isOutOfMemory(error);
    let kind: Work["kind"] | null = null;
    for (const entry of entries.reverse()) {
      entry.slot = null;
      if (entry.settled) continue;
      if (entry.id !== culprit && entry.tries < MOST_TRIES) {
        requeue(entry.onFinding === undefined ? this.#quick : this.#searches, entry);
        continue;
      }
      kind = entry.work().kind;
      if (outOfMemory) this.#settle(entry, { kind: "refused", fault: OUT_OF_MEMORY });
      else this.#settle(entry, { kind: "broken", message: `worker died: ${error.message}` });
    }
    if (ended !== "cancel") this.#options.onDeath?.(error, kind);
    this.replaced++;
    const delay = !unborn || ended !== undefined ? 0 : Math.min(REBIRTH_MS.most, REBIRTH_MS.first * 2 ** slot.failures);
    slot.failures++;
    // Once all have been ready, this has no effect.
    if (unborn && ended === undefined && slot.failures >= MOST_TRIES) this.#stillborn(error);
    if (delay === 0) this.#start(slot);
    else {
      const timer = setTimeout(() => {
        this.#rebirths.delete(timer);
        this.#start(slot);
        this.#schedule();
      }, delay);
      this.#rebirths.add(timer);
    }
    this.#schedule();
  }
}

/** Puts an entry before all others. */
function requeue(queue: Set<Entry>, entry: Entry): void {
  const others = [...queue];
  queue.clear();
  queue.add(entry);
  for (const other of others) queue.add(other);
}
