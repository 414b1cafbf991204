import type { SearchPolicy } from "../../search/index.js";
import { isConstrainedRequest, type PlanTask } from "../wire/task.js";
import { AnswerNames } from "./answer-names.js";
import { Breaker } from "./breaker.js";
import { ENTRY_BYTES, sealed, unsealed } from "./entry.js";
import { ForeignValue, type Store } from "./store.js";

/** What became of a question: `bad` was there and is of no use, `skipped` was not asked as the store is left alone. */
export type LookUp = "hit" | "miss" | "bad" | "timeout" | "error" | "skipped";

/** What became of an answer that was to be stored. */
export type Keeping = "stored" | "dropped" | "failed" | "too-large";

/** Who wants to know what happens. */
export interface SharedCacheWatch {
  looked(outcome: LookUp, ms: number): void;
  kept(outcome: Keeping): void;
  /** An entry was dropped, and why. */
  bad(name: string, why: string): void;
  /** The store is left alone for so long. */
  leftAlone(forMs: number, why: string): void;
  back(): void;
}

export interface SharedCacheOptions {
  readonly store: Store;
  /** That all replicas have, and nobody else; null where there is none. */
  readonly secret: Buffer | null;
  readonly version: string;
  readonly policies: readonly SearchPolicy[];
  /** Milliseconds that a call waits for the store at most. */
  readonly timeoutMs: number;
  /** Bytes of an entry at most, either way. */
  readonly maxValueBytes: number;
  /** Milliseconds that an entry is kept. */
  readonly expiryMs: number;
  readonly watch: SharedCacheWatch;
}

/** The share of the time that a call has left which it may lose with a store that does not answer. */
const SHARE = 0.25;

/** Writes that may be under way, and their bytes; more are dropped. */
const MOST_WRITES = 256;
const MOST_WRITE_BYTES = 8 * 2 ** 20;

/** Milliseconds after which a write counts as failed. Nobody waits for it. */
const WRITE_MS = 1_000;

/** Milliseconds without writes after one that the store refused: it may be full, and can be read all the same. */
const REFUSED_MS = 1_000;

/** An answer from a store, which is not trusted yet. */
export interface Found {
  readonly name: string;
  /** An encoded PlanResponse without the simulator's report, if the entry is what it says. */
  readonly answer: Uint8Array;
  /** It was sealed with the secret: what it claims beyond the plan was found by one of us. */
  readonly isSigned: boolean;
  /** Since when it was looked for. */
  readonly since: number;
}

/**
 * Answers that replicas share. Of a found entry only the seal is checked here; whoever asked has it replayed, and says
 * by `took` or `reject` what came of it.
 */
export class SharedCache {
  readonly #options: SharedCacheOptions;
  readonly #names: AnswerNames;
  readonly #breaker: Breaker;
  #writes = 0;
  #writeBytes = 0;
  /** Nothing is written before. */
  #writesFrom = 0;

  constructor(options: SharedCacheOptions) {
    this.#options = options;
    const { store, secret, version, policies, watch } = options;
    this.#names = new AnswerNames(version, secret, policies);
    this.#breaker = new Breaker(() => this.#within(store.ping(), options.timeoutMs), {
      opened: (forMs, why) => {
        store.reset();
        watch.leftAlone(forMs, why);
      },
      closed: () => watch.back(),
    });
  }

  /** Where it is, without a password. */
  get place(): string {
    return this.#options.store.place;
  }

  /** It is left alone. */
  get isOpen(): boolean {
    return this.#breaker.isOpen;
  }

  /** Policies were read again. */
  change(policies: readonly SearchPolicy[]): void {
    this.#names.change(policies);
  }

  /**
   * Whether answers to such a task can be shared: they have to have a plan to replay, and reasons have names in them.
   * Without a secret, what bounds of constrained problems claim could not be checked.
   */
  holds({ named, omitOffsets, problem }: PlanTask): boolean {
    if (named !== null || omitOffsets) return false;
    return this.#options.secret !== null || !isConstrainedRequest(problem);
  }

  /**
   * Looks for an answer. Never rejects.
   *
   * @param leftMs milliseconds that the call has left
   */
  async find(task: PlanTask, leftMs: number): Promise<Found | null> {
    const { store, secret, timeoutMs, maxValueBytes, watch } = this.#options;
    const name = this.#names.of(task);
    const since = performance.now();
    if (name === null || !this.#breaker.allows()) {
      watch.looked("skipped", 0);
      return null;
    }
    try {
      const entry = await this.#within(store.get(name, maxValueBytes), Math.min(timeoutMs, SHARE * leftMs));
      this.#breaker.succeeded();
      if (entry === null) {
        watch.looked("miss", performance.now() - since);
        return null;
      }
      const answer = entry.length > maxValueBytes ? "it is too large" : unsealed(name, entry, secret);
      if (typeof answer !== "string") return { name, answer, isSigned: secret !== null, since };
      this.#drop(name, answer, since);
    } catch (error) {
      if (error instanceof ForeignValue) this.#drop(name, error.message, since);
      else {
        watch.looked(error instanceof Late ? "timeout" : "error", performance.now() - since);
        // Who had too little time himself says nothing about the store.
        if (!(error instanceof Late) || SHARE * leftMs >= timeoutMs) this.#breaker.failed((error as Error).message);
      }
    }
    return null;
  }

  /** The answer was replayed, and is given out. */
  took({ since }: Found): void {
    this.#options.watch.looked("hit", performance.now() - since);
  }

  /** The answer does not stand up to a replay. */
  reject({ name, since }: Found, why: string): void {
    this.#drop(name, why, since);
  }

  /**
   * Stores an answer some time, or not at all; nobody waits for it.
   *
   * @param answer an encoded PlanResponse without the simulator's report
   * @param isCheckable whoever replays the plan can check all that the answer claims
   */
  keep(task: PlanTask, answer: Uint8Array, isCheckable: boolean): void {
    const { store, secret, maxValueBytes, expiryMs, watch } = this.#options;
    const name = this.#names.of(task);
    if (name === null || !this.holds(task) || (secret === null && !isCheckable)) return;
    if (answer.length + ENTRY_BYTES > maxValueBytes) {
      watch.kept("too-large");
      return;
    }
    const bytes = answer.length + ENTRY_BYTES;
    const isFull = this.#writes >= MOST_WRITES || this.#writeBytes + bytes > MOST_WRITE_BYTES;
    if (isFull || performance.now() < this.#writesFrom || !this.#breaker.allows()) {
      watch.kept("dropped");
      return;
    }
    this.#write(bytes, store.set(name, sealed(name, answer, secret), expiryMs));
  }

  close(): void {
    this.#options.store.close();
  }

  /** Counts a write until it is over, or nobody believes in it any more. */
  #write(bytes: number, written: Promise<void>): void {
    const { watch } = this.#options;
    this.#writes++;
    this.#writeBytes += bytes;
    this.#within(written, WRITE_MS)
      .then(
        () => watch.kept("stored"),
        (error: unknown) => {
          watch.kept("failed");
          if (error instanceof Late) this.#breaker.failed(error.message);
          else this.#writesFrom = performance.now() + REFUSED_MS;
        },
      )
      .finally(() => {
        this.#writes--;
        this.#writeBytes -= bytes;
      });
  }

  #drop(name: string, why: string, since: number): void {
    const { store, watch } = this.#options;
    watch.looked("bad", performance.now() - since);
    watch.bad(name, why);
    // Where it cannot be deleted it is found again, and is as bad as before.
    if (!this.#breaker.isOpen) store.delete(name).catch(() => {});
  }

  /** Rejects with `Late` where it takes longer. */
  #within<Result>(work: Promise<Result>, mostMs: number): Promise<Result> {
    const { place } = this.#options.store;
    return new Promise((resolve, reject) => {
      const late = (): void => reject(new Late(`${place} has not answered within ${Math.round(mostMs)} ms`));
      // Where this thread was busy itself, the answer may be there and unread: it is read before it is called late.
      const timer = setTimeout(() => setImmediate(late), mostMs);
      work.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}

/** It took too long. */
class Late extends Error {}
