import { LRUCache } from "lru-cache";
import type { Opening } from "../../planner/index.js";
import { type Fault, MASKED, ServiceError, SHUTTING_DOWN } from "../faults.js";
import { asCached, asShutdown } from "../wire/answer.js";
import type { PlanTask } from "../wire/task.js";
import type { Budget, Ending, Finding, RunFacts } from "../workers/jobs.js";
import type { Ticket, WorkerPool } from "../workers/pool.js";

/**
 * Up to this many buffers the heuristics run first, among the quick jobs: they settle most problems of that size in
 * milliseconds.
 */
const EASY_BUFFERS = 1_000;

/**
 * What the answer to a waiting call may come late by before it is given the best so far: the search mostly ends by
 * itself then.
 */
const LATE_MS = 3;

/** A run under way serves another call if it has at least this share of the time left that the call would be given. */
const ENOUGH = 0.9;

export interface FlightOptions {
  readonly pool: WorkerPool;
  /** Bytes of answers that are kept; 0 for none. */
  readonly cacheBytes: number;
  readonly defaultTimeLimitMs: number;
  readonly watch: FlightWatch;
}

/** Who wants to know what happens. */
export interface FlightWatch {
  cache(outcome: "hit" | "miss" | "shared"): void;
  run(facts: RunFacts): void;
  /** A fault of ours, in full. */
  broken(message: string): void;
}

export interface Wish {
  /** When the answer has to be under way, in milliseconds since the epoch; Infinity for no deadline. */
  readonly stopAt: number;
  /** Told of every better plan or bound: an encoded Incumbent. */
  readonly onEvent?: (event: Uint8Array) => void;
}

/** A call that waits for an answer. */
export interface Seat {
  /** An encoded PlanResponse. Rejects with a ServiceError. Never settles after `leave`. */
  readonly answer: Promise<Uint8Array>;
  /** The caller is gone. The run ends if it was the last. */
  leave(): void;
}

/** Gives every call an answer: a stored one, that of an equal run under way, or that of a run of its own. */
export class Flights {
  readonly #options: FlightOptions;
  readonly #cache: LRUCache<string, Uint8Array> | null;
  readonly #flights = new Map<string, Flight>();
  readonly #all = new Set<Flight>();

  constructor(options: FlightOptions) {
    this.#options = options;
    this.#cache =
      options.cacheBytes === 0
        ? null
        : new LRUCache({
            maxSize: options.cacheBytes,
            sizeCalculation: (bytes, key) => bytes.length + key.length + 200,
          });
  }

  get cached(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#cache?.size ?? 0, bytes: this.#cache?.calculatedSize ?? 0 };
  }

  take(task: PlanTask, wish: Wish): Seat {
    const { watch } = this.#options;
    const stored = this.#cache?.get(task.key);
    if (stored !== undefined) {
      watch.cache("hit");
      return { answer: Promise.resolve(asCached(stored)), leave: () => {} };
    }
    const timeLimitMs = task.timeLimitMs ?? this.#options.defaultTimeLimitMs;
    const known = this.#flights.get(task.key);
    if (known?.serves(timeLimitMs, wish) === true) {
      watch.cache("shared");
      return known.board(timeLimitMs, wish);
    }
    watch.cache("miss");
    const flight = new Flight(task, this.#options.pool, (ending) => this.#land(flight, ending));
    this.#flights.set(task.key, flight);
    this.#all.add(flight);
    const seat = flight.board(timeLimitMs, wish);
    flight.begin();
    return seat;
  }

  /**
   * Ends all runs: calls get the best plan so far, or, where there is none, the error that says to ask another server.
   */
  shutdown(): void {
    for (const flight of this.#all) flight.shutdown();
  }

  #land(flight: Flight, ending: Ending): void {
    const { watch } = this.#options;
    this.#all.delete(flight);
    if (this.#flights.get(flight.task.key) === flight) this.#flights.delete(flight.task.key);
    if (ending.kind === "broken") watch.broken(ending.message);
    if (ending.kind !== "done") return;
    // The key of a long list of buffers costs as much as that of a short one: it is a digest.
    if (ending.lasting) this.#cache?.set(flight.task.key, Uint8Array.from(ending.bytes));
    if (ending.run !== null) watch.run(ending.run);
  }
}

interface Passenger {
  readonly stopAt: number;
  readonly timeLimitMs: number;
  readonly onEvent: Wish["onEvent"];
  readonly resolve: (answer: Uint8Array) => void;
  readonly reject: (error: ServiceError) => void;
  timer: NodeJS.Timeout | undefined;
  /** Its time is up: it takes the first plan that comes. */
  late: boolean;
}

/** Milliseconds that a timer can wait; longer ones would fire at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** One run of the planner, and the calls that wait for it. */
class Flight {
  readonly #passengers = new Set<Passenger>();
  #ticket: Ticket | undefined;
  /** The answer that could be given now. */
  #best: Uint8Array | null = null;
  /** What the heuristics have come to, if they ran by themselves. */
  #opening: Opening | null = null;
  #lastEvent: Uint8Array | null = null;
  /** When the search will end by itself; Infinity before it has begun. */
  #endsAt = Number.POSITIVE_INFINITY;
  #closing = false;
  #landed = false;

  constructor(
    readonly task: PlanTask,
    readonly pool: WorkerPool,
    readonly onLand: (ending: Ending) => void,
  ) {}

  /** Whether a call would get from this run what one of its own would give it. */
  serves(timeLimitMs: number, { stopAt }: Wish): boolean {
    if (this.#landed || this.#closing) return false;
    const now = Date.now();
    return this.#endsAt - now >= ENOUGH * Math.min(timeLimitMs, stopAt - now);
  }

  board(timeLimitMs: number, { stopAt, onEvent }: Wish): Seat {
    let passenger!: Passenger;
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      passenger = { stopAt, timeLimitMs, onEvent, resolve, reject, timer: undefined, late: false };
    });
    this.#passengers.add(passenger);
    if (this.#endsAt !== Number.POSITIVE_INFINITY) this.#arm(passenger, Math.min(stopAt, Date.now() + timeLimitMs));
    else this.#arm(passenger, stopAt);
    if (this.#lastEvent !== null) onEvent?.(this.#lastEvent);
    return { answer, leave: () => this.#leave(passenger) };
  }

  begin(): void {
    const { task, pool } = this;
    if (task.problem.count > EASY_BUFFERS) {
      this.#search();
      return;
    }
    this.#ticket = pool.quick(() => ({ kind: "easy", task, ...this.#budget() }), task.problem.count);
    void this.#ticket.ending.then((ending) => {
      if (ending.kind !== "open") return this.#land(ending);
      this.#best = ending.answer;
      this.#opening = ending.opening;
      if (this.#closing) return this.#land({ kind: "stopped" });
      this.#serveLate();
      if (this.#passengers.size > 0) this.#search();
      else this.#land({ kind: "stopped" });
    });
  }

  shutdown(): void {
    this.#closing = true;
    this.#ticket?.stop("shutdown");
  }

  #search(): void {
    const { task, pool } = this;
    const work = () => {
      const budget = this.#budget();
      const { timeLimitMs, stopAt } = budget;
      const now = Date.now();
      this.#endsAt = Math.min(stopAt, now + timeLimitMs);
      for (const passenger of this.#passengers) {
        const endsAt = Math.min(passenger.stopAt, now + passenger.timeLimitMs);
        if (endsAt < this.#endsAt) this.#arm(passenger, endsAt);
      }
      return { kind: "search" as const, task, opening: this.#opening, ...budget };
    };
    this.#ticket = pool.search(work, task.problem.count, (finding) => this.#find(finding));
    void this.#ticket.ending.then((ending) => this.#land(ending));
  }

  /** What the passengers with the most time allow. */
  #budget(): Budget {
    let timeLimitMs = 0;
    let latest = 0;
    for (const passenger of this.#passengers) {
      timeLimitMs = Math.max(timeLimitMs, passenger.timeLimitMs);
      latest = Math.max(latest, passenger.stopAt);
    }
    return { timeLimitMs, stopAt: latest };
  }

  #find({ event, answer }: Finding): void {
    this.#best = answer;
    this.#lastEvent = event;
    this.#serveLate();
    for (const { onEvent } of this.#passengers) onEvent?.(event);
  }

  #arm(passenger: Passenger, at: number): void {
    clearTimeout(passenger.timer);
    if (at === Number.POSITIVE_INFINITY) return;
    const wait = Math.min(LONGEST_TIMER_MS, Math.max(0, at - Date.now() + LATE_MS));
    passenger.timer = setTimeout(() => {
      passenger.late = true;
      this.#serveLate();
    }, wait);
  }

  /** Whose time is up gets the best so far. */
  #serveLate(): void {
    if (this.#best === null) return;
    for (const passenger of this.#passengers) {
      if (!passenger.late) continue;
      passenger.resolve(this.#best);
      this.#leave(passenger);
    }
  }

  #leave(passenger: Passenger): void {
    clearTimeout(passenger.timer);
    if (!this.#passengers.delete(passenger) || this.#passengers.size > 0 || this.#landed) return;
    this.#closing = true;
    this.#ticket?.stop("cancel");
  }

  #land(ending: Ending): void {
    if (this.#landed) return;
    this.#landed = true;
    for (const passenger of this.#passengers) {
      clearTimeout(passenger.timer);
      if (ending.kind === "done") passenger.resolve(ending.bytes);
      else if (ending.kind === "stopped" && this.#best !== null) passenger.resolve(asShutdown(this.#best));
      else passenger.reject(new ServiceError(faultOf(ending)));
    }
    this.#passengers.clear();
    this.onLand(ending);
  }
}

function faultOf(ending: Ending): Fault {
  if (ending.kind === "refused") return ending.fault;
  if (ending.kind === "stopped") return SHUTTING_DOWN;
  return MASKED;
}
