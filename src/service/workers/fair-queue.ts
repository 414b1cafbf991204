import { PRIORITIES, type Priority } from "../wire/task.js";
import type { Party } from "./party.js";
import type { QueuedJob } from "./queued-job.js";

/** A share of the workers: jobs that run, and milliseconds of a worker that it has had. */
class Account {
  running = 0;
  usedMs = 0;

  /** Whether it is to have a worker before the other. */
  isBefore(other: Account): boolean {
    return this.running !== other.running ? this.running < other.running : this.usedMs < other.usedMs;
  }
}

/** The priority that comes after all others, of whatever caller. */
const BATCH = PRIORITIES.indexOf("batch");

/** A connection's account, and its jobs that wait: by priority, and in the order in which they came. */
class Line extends Account {
  readonly #jobs = PRIORITIES.map(() => new Set<QueuedJob>());

  add(job: QueuedJob, priority: Priority): void {
    this.#jobs[PRIORITIES.indexOf(priority)]!.add(job);
  }

  delete(job: QueuedJob): void {
    for (const jobs of this.#jobs) jobs.delete(job);
  }

  has(job: QueuedJob): boolean {
    return this.#jobs.some((jobs) => jobs.has(job));
  }

  get isEmpty(): boolean {
    return this.#jobs.every(({ size }) => size === 0);
  }

  /** The next one that suits: of batches, or of all else. */
  next(suits: (job: QueuedJob) => boolean, ofBatches: boolean): QueuedJob | null {
    const [from, to] = ofBatches ? [BATCH, BATCH] : [this.#jobs.length - 1, BATCH + 1];
    for (let i = from; i >= to; i--) for (const job of this.#jobs[i]!) if (suits(job)) return job;
    return null;
  }
}

/** A caller's account, and those of its connections. */
class Book extends Account {
  readonly lines = new Map<string, Line>();
}

/** Which jobs may go. */
export interface Which {
  /** Others keep their places. */
  readonly suits?: (job: QueuedJob) => boolean;
  /** Only jobs of callers, or of connections, of which none runs. */
  readonly newcomer?: "caller" | "connection";
}

/** Whose turn it is. */
interface Found {
  readonly book: Book;
  readonly line: Line;
  readonly job: QueuedJob;
  readonly party: Party;
}

/**
 * Jobs that wait, by who asks. The next is one of the caller with the fewest jobs that run, and of those the one that
 * has had the least of the workers' time; among a caller's connections it is the same.
 *
 * An account lasts while something of it waits or runs. One that is opened begins where the least served is: who was
 * idle has saved nothing up (start-time fair queueing, Goyal, Vin and Cheng 1996).
 *
 * Jobs of batches have their turns among themselves, while no other job may go.
 *
 * A job that several wait for has a place in the line of each, and is done at the turn of the first.
 */
export class FairQueue {
  readonly #books = new Map<string, Book>();
  /** Jobs that had their turn, and lost their worker: before all others. */
  readonly #returned = new Set<QueuedJob>();
  /** Whose lines a waiting job is in. */
  readonly #waiting = new Map<QueuedJob, Party[]>();

  get size(): number {
    return this.#waiting.size;
  }

  [Symbol.iterator](): IterableIterator<QueuedJob> {
    return [...this.#waiting.keys()][Symbol.iterator]();
  }

  /** Jobs of this caller that wait. */
  waitingOf({ caller }: Party): number {
    let count = 0;
    for (const parties of this.#waiting.values()) if (parties[0]!.caller === caller) count++;
    return count;
  }

  add(job: QueuedJob, party: Party, priority: Priority): void {
    const parties = this.#waiting.get(job);
    if (parties === undefined) this.#waiting.set(job, [party]);
    else parties.push(party);
    this.#lineOf(party).add(job, priority);
  }

  /** Somebody else waits for a waiting job too. */
  join(job: QueuedJob, party: Party, priority: Priority): void {
    if (this.#waiting.has(job) && !this.#returned.has(job)) this.add(job, party, priority);
  }

  /** Puts a job that had its turn before all others. */
  giveBack(job: QueuedJob): void {
    this.#waiting.set(job, [job.party]);
    this.#returned.add(job);
  }

  delete(job: QueuedJob): void {
    const parties = this.#waiting.get(job);
    if (parties === undefined) return;
    this.#waiting.delete(job);
    this.#returned.delete(job);
    for (const party of parties) {
      this.#books.get(party.caller)?.lines.get(party.connection)?.delete(job);
      this.#tidy(party);
    }
  }

  /**
   * Takes the job whose turn it is, and counts it as one that runs until `ended`.
   *
   * @returns null where none may go
   */
  take(which: Which = {}): QueuedJob | null {
    const job = this.#next(which);
    if (job === null) return null;
    this.#charge(job.party, 1, 0);
    this.delete(job);
    return job;
  }

  /** A job that was taken has left its worker after so long. */
  ended({ party }: QueuedJob, tookMs: number): void {
    this.#charge(party, -1, tookMs);
    this.#tidy(party);
  }

  #next(which: Which): QueuedJob | null {
    const { suits = () => true, newcomer } = which;
    if (newcomer === undefined) for (const job of this.#returned) if (suits(job)) return job;
    return this.#nextOf(which, false) ?? this.#nextOf(which, true);
  }

  #nextOf({ suits = () => true, newcomer }: Which, ofBatches: boolean): QueuedJob | null {
    let found = null as Found | null;
    for (const [caller, book] of this.#books) {
      if (newcomer === "caller" && book.running > 0) continue;
      if (found !== null && !book.isBefore(found.book)) continue;
      for (const [connection, line] of book.lines) {
        if (newcomer !== undefined && line.running > 0) continue;
        if (found?.book === book && !line.isBefore(found.line)) continue;
        const job = line.next(suits, ofBatches);
        if (job !== null) found = { book, line, job, party: { caller, connection } };
      }
    }
    if (found === null) return null;
    // Whose turn it was pays for it.
    found.job.party = found.party;
    return found.job;
  }

  #lineOf({ caller, connection }: Party): Line {
    const book = opened(this.#books, caller, () => new Book());
    return opened(book.lines, connection, () => new Line());
  }

  #charge(party: Party, running: number, usedMs: number): void {
    const line = this.#lineOf(party);
    for (const account of [this.#books.get(party.caller)!, line]) {
      account.running += running;
      account.usedMs += usedMs;
    }
  }

  #tidy({ caller, connection }: Party): void {
    const book = this.#books.get(caller);
    const line = book?.lines.get(connection);
    if (book === undefined || line === undefined) return;
    if (line.running === 0 && line.isEmpty) book.lines.delete(connection);
    if (book.running === 0 && book.lines.size === 0) this.#books.delete(caller);
  }
}

/** The account of that name; a new one begins where the least served of the others is. */
function opened<T extends Account>(accounts: Map<string, T>, name: string, make: () => T): T {
  const known = accounts.get(name);
  if (known !== undefined) return known;
  const account = make();
  let least = Number.POSITIVE_INFINITY;
  for (const { usedMs } of accounts.values()) least = Math.min(least, usedMs);
  if (least !== Number.POSITIVE_INFINITY) account.usedMs = least;
  accounts.set(name, account);
  return account;
}
