import { failure } from "../job/answer.js";
import type { Consumer, Queue, Taken, Verdict } from "../queue/queue.js";
import type { Store, WorkerInfo } from "../store/store.js";
import { type Outcome, Pool } from "./pool.js";
import { Solo } from "./solo.js";

export interface WorkerOptions {
  /** No two workers have the same. */
  readonly name: string;
  /** Of the solver. */
  readonly version: string;
  /** Threads that plan. */
  readonly concurrency: number;
  /** Milliseconds after which the jobs of a worker that is not heard of go to another one. */
  readonly leaseMs: number;
  /** MiB of JavaScript's heap in each thread. */
  readonly heapMib: number;
  /** MiB of the whole process, above which the largest job is ended; Infinity is no limit. */
  readonly memoryMib: number;
  /** Milliseconds that a job may take, where it has no limit of its own that is shorter; Infinity is no limit. */
  readonly jobLimitMs: number;
  /** Milliseconds until a job is tried again whose thread died; twice as long each time. */
  readonly backOffMs: number;
  /** So many deaths, and a job is set aside. */
  readonly mostDeaths: number;
  readonly onError?: (error: Error) => void;
  readonly onEvent?: (event: WorkerEvent) => void;
  /** Told of every job that is done with here, for metrics and traces. */
  readonly onRun?: (run: JobRun) => void;
}

/** A job that was taken, and is done with here. Times are milliseconds since the epoch. */
export interface JobRun {
  readonly job: Taken;
  readonly takenMs: number;
  readonly endedMs: number;
  /** It goes back to the queue. */
  readonly isBack: boolean;
}

/** What a worker tells of a job. */
export interface WorkerEvent {
  readonly kind: "answered" | "retried" | "set aside" | "handed back";
  readonly jobId: string;
  readonly reason?: string;
}

/** Milliseconds that a job may run before others are told who has it: most are over by then. */
const QUIET_MS = 20;

/** What a thread may take beyond a job's own limit: reading it, checking the plan, a machine that is busy. */
const GRACE_MS = 10_000;
const GRACE_SHARE = 0.5;

/** Jobs that take less than this on average are taken several at a time, so that threads need not wait for them. */
const SHORT_MS = 25;
const AHEAD = 8;

const MIB = 2 ** 20;
const WATCH_MS = 250;

const DONE: Verdict = { kind: "done" };

/** Takes jobs from a queue, plans them in threads, stores their answers and acknowledges them. */
export class FleetWorker {
  readonly #store: Store;
  readonly #queue: Queue;
  readonly #options: WorkerOptions;
  readonly #pool: Pool;
  readonly #solo = new Solo();
  /** Jobs that are here, and when they are done with. */
  readonly #here = new Map<string, Promise<Verdict>>();
  /** Jobs in threads that others were told of, and whether as alone. */
  readonly #noted = new Map<string, boolean>();
  readonly #sinceMs = Date.now();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  #consumer: Consumer | null = null;
  #isClosing = false;
  #finished = 0;
  #meanMs = SHORT_MS;
  #ahead = 1;

  constructor({ store, queue }: { readonly store: Store; readonly queue: Queue }, options: WorkerOptions) {
    this.#store = store;
    this.#queue = queue;
    this.#options = options;
    const { concurrency, heapMib, version } = options;
    this.#pool = new Pool({ threads: concurrency, heapMib, version });
  }

  async start(): Promise<void> {
    const { name, concurrency, leaseMs, memoryMib, onError = () => {} } = this.#options;
    await this.#beat();
    this.#every(leaseMs / 3, () => this.#beat());
    if (Number.isFinite(memoryMib)) this.#every(WATCH_MS, async () => this.#watchMemory());
    this.#consumer = await this.#queue.consume((job) => this.#handle(job), { concurrency, name, leaseMs, onError });
  }

  /** How the worker stands. */
  get info(): WorkerInfo {
    const { name, version, concurrency } = this.#options;
    const active = this.#here.size;
    return { name, version, concurrency, sinceMs: this.#sinceMs, finished: this.#finished, active };
  }

  /** Takes no more jobs. Those in threads have so long to finish; then they, and all others, go back to the queue. */
  async close(drainMs: number): Promise<void> {
    this.#isClosing = true;
    this.#pool.close();
    const timer = setTimeout(() => void this.#pool.end(), drainMs);
    await this.#consumer?.close();
    clearTimeout(timer);
    await this.#pool.end();
    for (const each of this.#timers) clearTimeout(each);
    await this.#store.gone(this.#options.name);
  }

  #handle(job: Taken): Promise<Verdict> {
    // The lease ran out while the job was being planned here: its end is the end of both.
    const known = this.#here.get(job.id);
    if (known !== undefined) return known;
    const takenMs = Date.now();
    const work = this.#work(job)
      .catch((error: unknown): Verdict => {
        this.#options.onError?.(error as Error);
        return { kind: "back", delayMs: this.#options.backOffMs };
      })
      .then((verdict) => {
        this.#options.onRun?.({ job, takenMs, endedMs: Date.now(), isBack: verdict.kind === "back" });
        return verdict;
      })
      .finally(() => {
        this.#here.delete(job.id);
        this.#noted.delete(job.id);
      });
    this.#here.set(job.id, work);
    return work;
  }

  async #work({ id, losses }: Taken): Promise<Verdict> {
    const begun = await this.#store.begin(id);
    if (begun.kind !== "wanted") return DONE;
    if (losses > 0) {
      const early = await this.#examine(id);
      if (early !== null) return early;
    }
    const leave = await this.#solo.enter(losses > 0);
    try {
      if (this.#isClosing) return this.#handBack(id);
      // Somebody that was lost once is named before it begins: should it take this worker with it, that is known.
      if (losses > 0) await this.#store.running(id, this.#options.name, true);
      return await this.#plan(id, begun.task);
    } finally {
      leave();
    }
  }

  /** What becomes of a job that a worker was lost with; null where it may be tried, alone. */
  async #examine(id: string): Promise<Verdict | null> {
    const { name, leaseMs, mostDeaths } = this.#options;
    const { deaths, run } = await this.#store.suspicion(id);
    if (run?.isAlive && run.worker !== name) return { kind: "back", delayMs: leaseMs / 2 };
    const count = run?.alone && run.worker !== name ? await this.#store.blame(id) : deaths;
    return count < mostDeaths ? null : this.#setAside(id, `${count} workers died while they had it alone`);
  }

  async #plan(id: string, text: string): Promise<Verdict> {
    const { jobLimitMs } = this.#options;
    let note: ReturnType<typeof setTimeout> | undefined;
    let startMs = 0;
    const outcome = await this.#pool.plan(id, text, Math.min(jobLimitMs, ownLimitMs(text)), () => {
      startMs = performance.now();
      note = setTimeout(() => this.#note(id), QUIET_MS);
      for (const [other, alone] of this.#noted) if (alone) this.#note(other);
    });
    clearTimeout(note);
    this.#noted.delete(id);
    return this.#conclude(id, outcome, startMs);
  }

  async #conclude(id: string, outcome: Outcome, startMs: number): Promise<Verdict> {
    switch (outcome.kind) {
      case "answer":
        await this.#store.answer(id, outcome.text, outcome.status);
        this.#finished++;
        this.#learn(performance.now() - startMs);
        this.#tell("answered", id);
        return DONE;
      case "refused":
        return this.#setAside(id, outcome.reason);
      case "untried":
        return this.#handBack(id);
      default:
        return this.#died(id, outcome.reason);
    }
  }

  /** A thread died, and this job alone was in it. */
  async #died(id: string, reason: string): Promise<Verdict> {
    const { backOffMs, mostDeaths } = this.#options;
    const deaths = await this.#store.blame(id);
    if (deaths >= mostDeaths) return this.#setAside(id, `${reason} (${deaths} times)`);
    this.#tell("retried", id, reason);
    return { kind: "back", delayMs: backOffMs * 2 ** (deaths - 1) };
  }

  async #setAside(id: string, reason: string): Promise<Verdict> {
    await this.#store.setAside(id, reason, JSON.stringify(failure(`set aside: ${reason}`)));
    this.#tell("set aside", id, reason);
    return DONE;
  }

  async #handBack(id: string): Promise<Verdict> {
    await this.#store.idle(id);
    this.#tell("handed back", id);
    return { kind: "back", delayMs: 0 };
  }

  /** Says who has a job that takes a while. Nothing waits for that. */
  #note(id: string): void {
    const alone = this.#pool.running === 1;
    this.#noted.set(id, alone);
    this.#store.running(id, this.#options.name, alone).catch((error: Error) => this.#options.onError?.(error));
  }

  #learn(ms: number): void {
    this.#meanMs += (ms - this.#meanMs) / 16;
    const ahead = this.#meanMs < SHORT_MS ? AHEAD : 1;
    if (ahead === this.#ahead) return;
    this.#ahead = ahead;
    this.#consumer?.resize(ahead * this.#options.concurrency);
  }

  #watchMemory(): void {
    const { memoryMib } = this.#options;
    if (process.memoryUsage.rss() > memoryMib * MIB)
      this.#pool.endLargest(`the worker needs more than ${memoryMib} MiB`);
  }

  async #beat(): Promise<void> {
    await this.#store.beat(this.info, this.#options.leaseMs);
  }

  #every(ms: number, act: () => Promise<void>): void {
    const timer = setTimeout(async () => {
      this.#timers.delete(timer);
      await act().catch((error: Error) => this.#options.onError?.(error));
      if (!this.#isClosing) this.#every(ms, act);
    }, ms);
    this.#timers.add(timer);
  }

  #tell(kind: WorkerEvent["kind"], jobId: string, reason?: string): void {
    this.#options.onEvent?.({ kind, jobId, ...(reason !== undefined && { reason }) });
  }
}

/** Milliseconds after which a thread can only hang; Infinity for a job without a limit. */
function ownLimitMs(text: string): number {
  const found = /"timeLimitMs":(\d+(?:\.\d+)?)/.exec(text.slice(0, 400));
  if (found === null) return Number.POSITIVE_INFINITY;
  const limit = Number(found[1]);
  return limit * (1 + GRACE_SHARE) + GRACE_MS;
}
