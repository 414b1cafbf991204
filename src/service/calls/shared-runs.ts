import { LRUCache } from "lru-cache";
import type { Opening } from "../../planner/index.js";
import { Deadline } from "../deadline.js";
import { MASKED, ServiceError } from "../faults.js";
import { asCached, asShutdown } from "../wire/answer.js";
import type { PlanTask } from "../wire/task.js";
import { type Ending, errorOf, type IncumbentReport, type RunFacts, type StopReason } from "../workers/jobs.js";
import type { WorkerPool } from "../workers/pool.js";
import type { RequestFacts } from "./facts.js";

/**
 * Up to this many buffers the heuristics run first, among the quick jobs: they settle most problems of that size in
 * milliseconds.
 */
const EASY_BUFFERS = 1_000;

/**
 * How late the answer to a waiting call may be before it is given the best plan so far: the search mostly ends by
 * itself then.
 */
const LATE_MS = 3;

/** A run under way serves another call if it has at least this share of the time left that the call would be given. */
const ENOUGH = 0.9;

export interface SharedRunsOptions {
  readonly pool: WorkerPool;
  /** Bytes of answers that are kept; 0 for none. */
  readonly cacheBytes: number;
  readonly watch: RunWatch;
}

/** Who wants to know what happens. */
export interface RunWatch {
  cache(outcome: "hit" | "miss" | "shared"): void;
  run(facts: RunFacts): void;
  /** A fault of ours, in full. */
  broken(message: string): void;
}

/** What somebody waits for an answer with. */
export interface Wait {
  readonly deadline: Deadline;
  /** Aborted when the caller is gone. A run ends when the last who waited for it is. */
  readonly signal: AbortSignal;
  /** Told of every better plan or bound: an encoded Incumbent. */
  readonly onEvent?: ((event: Uint8Array) => void) | undefined;
  /** Is told where the answer came from, and how long that had to wait for workers. */
  readonly facts: RequestFacts;
}

/** Gives every request an answer: a stored one, that of an equal run under way, or that of a run of its own. */
export class SharedRuns {
  readonly #options: SharedRunsOptions;
  readonly #cache: LRUCache<string, Uint8Array> | null;
  /** The latest run of each key: the one to join. */
  readonly #byKey = new Map<string, SharedRun>();
  readonly #all = new Set<SharedRun>();
  /** Runs whose answers are not to be stored. */
  #forgotten = new WeakSet<SharedRun>();

  constructor(options: SharedRunsOptions) {
    this.#options = options;
    this.#cache =
      options.cacheBytes === 0
        ? null
        : new LRUCache({
            maxSize: options.cacheBytes,
            sizeCalculation: (bytes, key) => bytes.length + key.length + 200,
          });
  }

  /** What is known comes from policies that are no more: nothing of it is answered with, or stored, from now on. */
  forget(): void {
    this.#cache?.clear();
    this.#byKey.clear();
    this.#forgotten = new WeakSet(this.#all);
  }

  get cached(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#cache?.size ?? 0, bytes: this.#cache?.calculatedSize ?? 0 };
  }

  /**
   * An encoded PlanResponse. Rejects with a ServiceError, or with the signal's reason when the caller is gone.
   */
  answer(task: PlanTask, wait: Wait): Promise<Uint8Array> {
    const { watch, pool } = this.#options;
    const stored = this.#cache?.get(task.key);
    if (stored !== undefined) {
      watch.cache("hit");
      wait.facts.cache = "hit";
      return Promise.resolve(asCached(stored));
    }
    const known = this.#byKey.get(task.key);
    if (known?.serves(wait) === true) {
      watch.cache("shared");
      wait.facts.cache = "shared";
      return known.join(wait);
    }
    watch.cache("miss");
    wait.facts.cache = "miss";
    const run = new SharedRun(task, pool, (ending) => this.#finish(run, ending));
    this.#byKey.set(task.key, run);
    this.#all.add(run);
    const answer = run.join(wait);
    run.begin();
    return answer;
  }

  /**
   * Ends all runs: calls get the best plan so far, or, where there is none, the error that says to ask another server.
   */
  shutdown(): void {
    for (const run of this.#all) run.stop("shutdown");
  }

  #finish(run: SharedRun, ending: Ending): void {
    const { watch } = this.#options;
    this.#all.delete(run);
    if (this.#byKey.get(run.task.key) === run) this.#byKey.delete(run.task.key);
    if (ending.kind === "broken") watch.broken(ending.message);
    if (ending.kind !== "done") return;
    if (ending.run !== null) watch.run(ending.run);
    // A copy: what a thread sends may be a small part of a larger piece of memory, which would be kept too.
    if (ending.lasting && !this.#forgotten.has(run)) this.#cache?.set(run.task.key, ending.bytes.slice());
  }
}

/** Somebody who waits for an answer. */
interface Waiter extends Wait {
  readonly resolve: (answer: Uint8Array) => void;
  readonly reject: (reason: unknown) => void;
  /** When it takes the best plan that there is, in milliseconds since the epoch; Infinity for never. */
  at: number;
  /** Runs from when there is a plan to take: most runs end sooner. */
  timer: NodeJS.Timeout | undefined;
}

/** Milliseconds that a timer can wait; longer ones would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** One run of the planner, and those who wait for its answer. */
class SharedRun {
  readonly #waiters = new Set<Waiter>();
  readonly #stop = new AbortController();
  /** The answer that could be given now. */
  #best: Uint8Array | null = null;
  /** What the heuristics came to, where they ran by themselves. */
  #opening: Opening | null = null;
  #lastEvent: Uint8Array | null = null;
  /** Whether the search tells of every better plan and bound; null before it has begun. */
  #streamed: boolean | null = null;
  /** When the search will end by itself; Infinity before it has begun. */
  #endsAt = Number.POSITIVE_INFINITY;
  #finished = false;
  /** Since when its job waits for a worker. */
  #queuedAt = 0;
  /** What was lost with waiting before, in milliseconds. */
  #queuedMs = 0;

  constructor(
    readonly task: PlanTask,
    readonly pool: WorkerPool,
    readonly onFinish: (ending: Ending) => void,
  ) {}

  /** Whether somebody would get from this run what one of his own would give him. */
  serves({ deadline, onEvent }: Wait): boolean {
    if (this.#finished || this.#stop.signal.aborted) return false;
    // A search that nobody listened to when it began tells nothing on the way.
    if (onEvent !== undefined && this.#streamed === false) return false;
    return this.#endsAt - Date.now() >= ENOUGH * deadline.remainingMs();
  }

  join(wait: Wait): Promise<Uint8Array> {
    const { deadline, signal, onEvent } = wait;
    return new Promise<Uint8Array>((resolve, reject) => {
      const waiter = { ...wait, resolve, reject, at: Number.POSITIVE_INFINITY, timer: undefined };
      this.#waiters.add(waiter);
      signal.addEventListener("abort", () => this.#leave(waiter, signal.reason), { once: true });
      const begun = this.#endsAt !== Number.POSITIVE_INFINITY;
      this.#arm(waiter, begun ? deadline.endIfBegunNow() : deadline.at);
      if (this.#lastEvent !== null) onEvent?.(this.#lastEvent);
    });
  }

  begin(): void {
    const { problem, named } = this.task;
    // Reasons are looked for after a search, which may be short.
    if (problem.count > EASY_BUFFERS || named !== null) void this.#search();
    else void this.#heuristics();
  }

  stop(reason: StopReason): void {
    this.#stop.abort(reason);
  }

  async #heuristics(): Promise<void> {
    const { task, pool } = this;
    this.#queuedAt = performance.now();
    const work = () => {
      this.#handOver();
      return { kind: "easy" as const, task, deadline: this.#latest() };
    };
    const ending = await pool.quick(work, task.problem.count, this.#stop.signal);
    if (ending.kind !== "open") return this.#finish(ending);
    this.#opening = ending.opening;
    this.#find(ending.answer);
    if (this.#stop.signal.aborted || this.#waiters.size === 0) return this.#finish({ kind: "stopped" });
    return this.#search();
  }

  async #search(): Promise<void> {
    const { task, pool } = this;
    this.#queuedAt = performance.now();
    const work = () => {
      this.#handOver();
      const deadline = this.#latest();
      this.#endsAt = deadline.endIfBegunNow();
      for (const waiter of this.#waiters) {
        const endsAt = waiter.deadline.endIfBegunNow();
        if (endsAt < this.#endsAt) this.#arm(waiter, endsAt);
      }
      this.#streamed = Array.from(this.#waiters).some(({ onEvent }) => onEvent !== undefined);
      return { kind: "search" as const, task, opening: this.#opening, streamed: this.#streamed, deadline };
    };
    this.#finish(await pool.search(work, task.problem.count, this.#stop.signal, (report) => this.#improve(report)));
  }

  /** Its job has waited long enough. */
  #handOver(): void {
    this.#queuedMs += performance.now() - this.#queuedAt;
    for (const { facts } of this.#waiters) facts.queueMs = this.#queuedMs;
  }

  #latest(): Deadline {
    return Deadline.latest(Array.from(this.#waiters, ({ deadline }) => deadline));
  }

  #improve({ event, answer }: IncumbentReport): void {
    this.#find(answer);
    if (event === null) return;
    this.#lastEvent = event;
    for (const { onEvent } of this.#waiters) onEvent?.(event);
  }

  /** A better plan could be given now. Those whose time is up get it. */
  #find(best: Uint8Array): void {
    const isFirst = this.#best === null;
    this.#best = best;
    if (!isFirst) return;
    for (const waiter of this.#waiters) this.#arm(waiter, waiter.at);
  }

  /** Sees to it that the waiter gets the best plan that there is at that time. */
  #arm(waiter: Waiter, at: number): void {
    waiter.at = at;
    if (this.#best === null || at === Number.POSITIVE_INFINITY) return;
    clearTimeout(waiter.timer);
    const wait = at - Date.now() + LATE_MS;
    if (wait <= 0) this.#give(waiter);
    else waiter.timer = setTimeout(() => this.#give(waiter), Math.min(LONGEST_TIMER_MS, wait));
  }

  #give(waiter: Waiter): void {
    waiter.resolve(this.#best!);
    this.#leave(waiter, "cancel");
  }

  /** The waiter needs the run no more; its promise, if it is open, rejects. The run ends if it was the last. */
  #leave(waiter: Waiter, reason: unknown): void {
    clearTimeout(waiter.timer);
    if (!this.#waiters.delete(waiter)) return;
    waiter.reject(reason);
    if (this.#waiters.size === 0) this.stop("cancel");
  }

  #finish(ending: Ending): void {
    this.#finished = true;
    for (const waiter of this.#waiters) {
      clearTimeout(waiter.timer);
      if (ending.kind === "done") waiter.resolve(ending.bytes);
      else if (ending.kind === "stopped" && this.#best !== null) waiter.resolve(asShutdown(this.#best));
      // `onFinish` logs what broke the run, once for all who waited.
      else waiter.reject(ending.kind === "broken" ? new ServiceError(MASKED) : errorOf(ending));
    }
    this.#waiters.clear();
    this.onFinish(ending);
  }
}
