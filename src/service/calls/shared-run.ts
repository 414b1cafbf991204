import type { Opening } from "../../planner/index.js";
import { Deadline } from "../deadline.js";
import { MASKED, ServiceError } from "../faults.js";
import type { Found, SharedCache } from "../store/shared-cache.js";
import { asCached, asShutdown } from "../wire/answer.js";
import type { PlanTask, Priority } from "../wire/task.js";
import { type Ending, errorOf, type IncumbentReport, type RunFacts, type StopReason } from "../workers/jobs.js";
import type { Party } from "../workers/party.js";
import type { Asked, Asking, WorkerPool } from "../workers/pool.js";
import type { RequestFacts } from "./facts.js";
import type { Outlook } from "./outlook.js";
import type { Seat } from "./seat.js";

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
  /** Milliseconds that a request waits for its search at most; then it gets the plan that is in hand. */
  readonly maxWaitMs: number;
  readonly outlook: Outlook;
  /** Answers that replicas share; null for none. */
  readonly elsewhere: SharedCache | null;
  readonly watch: RunWatch;
}

/** Who wants to know what happens. */
export interface RunWatch {
  cache(outcome: "hit" | "miss" | "shared"): void;
  run(facts: RunFacts): void;
  /** A run of the planner on this task has ended. */
  planned?(task: PlanTask, facts: RunFacts): void;
  /** A fault of ours, in full. */
  broken(message: string): void;
}

/** What somebody waits for an answer with. */
export interface Wait {
  readonly deadline: Deadline;
  /** Aborted when the caller is gone. A run ends when the last who waited for it is. */
  readonly signal: AbortSignal;
  /** Whose share of the workers the run takes. */
  readonly party: Party;
  readonly priority: Priority;
  /** Its place among those who wait. */
  readonly seat: Seat;
  /** Told of every better plan or bound: an encoded Incumbent. */
  readonly onEvent?: ((event: Uint8Array, hasPlan: boolean) => void) | undefined;
  /** Is told where the answer came from, and how long that had to wait for workers. */
  readonly facts: RequestFacts;
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

/** Encoded Incumbents: the latest that has a plan, and the latest after it that has a bound alone. */
class LastEvents {
  #plan: Uint8Array | null = null;
  #bound: Uint8Array | null = null;

  note(event: Uint8Array, hasPlan: boolean): void {
    if (hasPlan) this.#plan = event;
    this.#bound = hasPlan ? null : event;
  }

  /** What somebody has to hear who has heard nothing yet. */
  tell(listen: NonNullable<Wait["onEvent"]>): void {
    if (this.#plan !== null) listen(this.#plan, true);
    if (this.#bound !== null) listen(this.#bound, false);
  }
}

/** One run of the planner, and those who wait for its answer. */
export class SharedRun {
  readonly #options: SharedRunsOptions;
  readonly #waiters = new Set<Waiter>();
  readonly #stop = new AbortController();
  /** The answer that could be given now. */
  #best: Uint8Array | null = null;
  /** What the heuristics came to, where they ran by themselves. */
  #opening: Opening | null = null;
  readonly #events = new LastEvents();
  /** What of the heuristics those who listen have heard of. */
  #told: string | null = null;
  /** Whether the run tells of every better plan and bound; null before it has begun. */
  #streamed: boolean | null = null;
  /** The search that was asked for; null before that. */
  #search: Asked | null = null;
  /** When the search will end by itself; Infinity before it has begun. */
  #endsAt = Number.POSITIVE_INFINITY;
  #finished = false;
  /** Since when its job waits for a worker. */
  #queuedAt = 0;
  /** What was lost with waiting before, in milliseconds. */
  #queuedMs = 0;
  /** Its answer came from elsewhere. */
  isRecalled = false;

  constructor(
    readonly task: PlanTask,
    options: SharedRunsOptions,
    readonly onFinish: (ending: Ending) => void,
  ) {
    this.#options = options;
  }

  /** Whether somebody would get from this run what one of his own would give him. */
  serves({ deadline, onEvent }: Wait): boolean {
    if (this.#finished || this.#stop.signal.aborted) return false;
    // A run that nobody listened to when it began tells nothing on the way.
    if (onEvent !== undefined && this.#streamed === false) return false;
    return this.#endsAt - Date.now() >= ENOUGH * deadline.remainingMs();
  }

  get #hasBegun(): boolean {
    return this.#endsAt !== Number.POSITIVE_INFINITY;
  }

  join(wait: Wait): Promise<Uint8Array> {
    const { deadline, signal, onEvent, party, priority } = wait;
    return new Promise<Uint8Array>((resolve, reject) => {
      const waiter = { ...wait, resolve, reject, at: Number.POSITIVE_INFINITY, timer: undefined };
      this.#waiters.add(waiter);
      signal.addEventListener("abort", () => this.#leave(waiter, signal.reason), { once: true });
      const longest = Date.now() + this.#options.maxWaitMs;
      this.#arm(waiter, this.#hasBegun ? deadline.endIfBegunNow() : Math.min(deadline.at, longest));
      if (onEvent !== undefined) this.#events.tell(onEvent);
      if (this.#search === null) return;
      this.#search.join(party, priority);
      this.#seatInSearches(waiter);
    });
  }

  begin(): void {
    const { elsewhere } = this.#options;
    if (elsewhere?.holds(this.task) === true) void this.#recallOrRun(elsewhere);
    else this.#run();
  }

  /** Looks whether another replica has the answer, for a bounded time; runs where none has. */
  async #recallOrRun(elsewhere: SharedCache): Promise<void> {
    const found = await elsewhere.find(this.task, this.#latest().remainingMs());
    if (this.#stop.signal.aborted) return this.#finish({ kind: "stopped" });
    const ending = found === null ? null : await this.#replay(found, elsewhere);
    if (ending !== null) this.#finish(ending);
    else this.#run();
  }

  /** @returns null where it has to run all the same */
  async #replay({ answer, isSigned, ...rest }: Found, elsewhere: SharedCache): Promise<Ending | null> {
    const found = { answer, isSigned, ...rest };
    this.#queuedAt = performance.now();
    const work = () => {
      this.#handOver();
      return { kind: "recall" as const, task: this.task, answer, isSigned };
    };
    const ending = await this.#options.pool.quick(work, this.task.problem.count, this.#asking());
    if (ending.kind === "stopped") return ending;
    if (ending.kind !== "done") {
      // Whatever it was in the entry that broke a worker, a run goes without it.
      elsewhere.reject(found, ending.kind === "unfit" ? ending.why : `its replay ended with ${ending.kind}`);
      return null;
    }
    elsewhere.took(found);
    this.isRecalled = true;
    return ending;
  }

  #run(): void {
    const { problem, named } = this.task;
    // Reasons are looked for after a search, which may be short.
    if (problem.count <= EASY_BUFFERS && named === null) void this.#heuristics(false);
    // Whoever has to wait for his search has a plan in hand by then.
    else if (this.#options.pool.isBusy) void this.#heuristics(true);
    else void this.#searchOn();
  }

  stop(reason: StopReason): void {
    this.#stop.abort(reason);
  }

  /** @param inHand a search follows whatever they come to, and begins anew */
  async #heuristics(inHand: boolean): Promise<void> {
    const { task } = this;
    this.#queuedAt = performance.now();
    const work = () => {
      this.#handOver();
      this.#streamed = this.#isHeard;
      return { kind: "easy" as const, task, inHand, streamed: this.#streamed, deadline: this.#latest() };
    };
    const ending = await this.#options.pool.quick(work, task.problem.count, this.#asking());
    if (ending.kind !== "open") return this.#finish(ending);
    this.#opening = inHand ? null : ending.opening;
    this.#told = ending.told;
    this.#find(ending.answer);
    if (this.#stop.signal.aborted || this.#waiters.size === 0) return this.#finish({ kind: "stopped" });
    return this.#searchOn();
  }

  async #searchOn(): Promise<void> {
    const { task } = this;
    this.#queuedAt = performance.now();
    const { pool, outlook } = this.#options;
    let ended = (): void => {};
    const work = () => {
      this.#handOver();
      const deadline = this.#latest();
      this.#endsAt = deadline.endIfBegunNow();
      ended = outlook.begin(deadline.remainingMs());
      for (const waiter of this.#waiters) {
        const endsAt = waiter.deadline.endIfBegunNow();
        this.#arm(waiter, endsAt < this.#endsAt ? endsAt : waiter.deadline.at);
        waiter.seat.begin();
      }
      this.#streamed = this.#isHeard;
      return {
        kind: "search" as const,
        task,
        opening: this.#opening,
        streamed: this.#streamed,
        told: this.#told,
        deadline,
      };
    };
    for (const waiter of this.#waiters) this.#seatInSearches(waiter);
    const asked = pool.search(work, task.problem.count, this.#asking());
    this.#search = asked;
    for (const { party, priority } of this.#waiters) asked.join(party, priority);
    const ending = await asked.ending;
    ended();
    this.#finish(ending);
  }

  /** A waiter for whom there is no room among the searches is refused. */
  #seatInSearches(waiter: Waiter): void {
    try {
      waiter.seat.moveToSearches((fault) => this.#leave(waiter, fault));
      if (this.#hasBegun) waiter.seat.begin();
    } catch (error) {
      this.#leave(waiter, error);
    }
  }

  #asking(): Asking {
    const first = this.#waiters.values().next().value as Waiter | undefined;
    const { party, priority } = first ?? NOBODY;
    return { party, priority, signal: this.#stop.signal, onIncumbent: (report) => this.#improve(report) };
  }

  get #isHeard(): boolean {
    return Array.from(this.#waiters).some(({ onEvent }) => onEvent !== undefined);
  }

  /** Its job has waited long enough. */
  #handOver(): void {
    this.#queuedMs += performance.now() - this.#queuedAt;
    for (const { facts } of this.#waiters) facts.queueMs = this.#queuedMs;
  }

  #latest(): Deadline {
    return Deadline.latest(Array.from(this.#waiters, ({ deadline }) => deadline));
  }

  #improve({ event, answer, hasPlan }: IncumbentReport): void {
    this.#find(answer);
    if (event === null) return;
    this.#events.note(event, hasPlan);
    for (const { onEvent } of this.#waiters) onEvent?.(event, hasPlan);
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
    clearTimeout(waiter.timer);
    if (this.#best === null || at === Number.POSITIVE_INFINITY) return;
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
      if (this.isRecalled) waiter.facts.cache = "elsewhere";
      if (ending.kind === "done") waiter.resolve(this.isRecalled ? asCached(ending.bytes) : ending.bytes);
      else if (ending.kind === "stopped" && this.#best !== null) waiter.resolve(asShutdown(this.#best));
      // `onFinish` logs what broke the run, once for all who waited.
      else waiter.reject(ending.kind === "broken" ? new ServiceError(MASKED) : errorOf(ending));
    }
    this.#waiters.clear();
    this.onFinish(ending);
  }
}

/** Whose a job is that everybody has left: it is stopped before it begins. */
const NOBODY = { party: { caller: "", connection: "" }, priority: "normal" } as const;
