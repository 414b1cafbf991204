import type { Problem } from "../../problem/index.js";
import type { SimulationReport } from "../../sim/index.js";
import { type Answer, failure, readAnswer } from "../job/answer.js";
import { type JobOptions, makeJob, readTask, type Task } from "../job/job.js";
import { type Names, withNames } from "../job/nameless.js";
import type { Priority, Queue } from "../queue/queue.js";
import { type BatchState, type Item, type NewItem, type SetAside, type Store, unknownBatch } from "../store/store.js";
import { inNames } from "./names.js";

/** A problem as it is submitted, or why there is none. */
export type Submitted =
  | { readonly name: string; readonly problem: Problem }
  | { readonly name: string; readonly error: string };

export interface SubmitOptions {
  /** What the batch is called: letters, digits, `-`, `_`, `.`. Submitting to one that is known goes on with it. */
  readonly id: string;
  readonly options: JobOptions;
  readonly priority?: Priority;
  /** W3C `traceparent` of whoever submits: workers go on with that trace. */
  readonly trace?: string;
  /** While more jobs than this wait in the queue, the submitter waits too. */
  readonly maxQueue?: number;
  /** Stops after what is under way. The batch stays open, and can be gone on with. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SubmitProgress) => void;
}

export interface SubmitProgress {
  readonly submitted: number;
  /** True while the queue is too long. */
  readonly isWaiting: boolean;
}

/** A problem of a batch with its answer, in the batch's own names. */
export interface BatchResult {
  readonly index: number;
  readonly name: string;
  /** Null where the problem could not be read. */
  readonly jobId: string | null;
  /** As it was submitted, without keys that mean nothing; null where it could not be read. */
  readonly problem: Problem | null;
  readonly answer: Answer;
  /** Id of each buffer's memory; null where the problem lists none, or there is no plan. */
  readonly memories: readonly string[] | null;
  /** What the simulator says of the plan, replayed just now; null where there is none. */
  readonly report: SimulationReport | null;
}

/** Jobs that are put into the store and the queue at one time, and characters of them. */
const CHUNK = 128;
const CHUNK_CHARACTERS = 4_000_000;

/** Milliseconds between two looks at a queue that is too long. */
const WAIT_MS = 100;

export const DEFAULT_MAX_QUEUE = 5_000;

const ID = /^[\w.-]{1,64}$/;

/**
 * Batches over a store and a queue: what the command line and the service ask. All that comes out of the store is
 * checked here, and every plan replayed by the simulator.
 */
export class Fleet {
  readonly store: Store;
  readonly queue: Queue;
  /** Of the solver. */
  readonly version: string;

  constructor(store: Store, queue: Queue, version: string) {
    this.store = store;
    this.queue = queue;
    this.version = version;
  }

  /** Begins a batch, or finds it. @throws BatchError where it was begun otherwise, TypeError for an id that is none */
  async open(id: string, options: JobOptions): Promise<BatchState> {
    if (!ID.test(id)) throw new TypeError(`a batch's id has 1 to 64 of A–Z, a–z, 0–9, "-", "_", ".", got ${id}`);
    return this.store.open({ id, version: this.version, options });
  }

  /**
   * Puts problems into a batch and their jobs into the queue. Problems come one by one, and few are held at one time.
   * What the batch has already, of an earlier call that was cut off, is left as it is: the same problems in the same
   * order are expected again. When the last one is in, the batch is sealed.
   *
   * @throws BatchError where the batch is another one, or cancelled
   */
  async submit(problems: AsyncIterable<Submitted> | Iterable<Submitted>, how: SubmitOptions): Promise<BatchState> {
    const { id, options, priority = "batch", trace, maxQueue = DEFAULT_MAX_QUEUE, signal, onProgress } = how;
    await this.open(id, options);
    let items: NewItem[] = [];
    let characters = 0;
    let submitted = 0;
    const flush = async (): Promise<void> => {
      const missing = await this.store.add(id, items);
      if (missing.length > 0) {
        await this.queue.push(missing, priority, trace);
        await this.store.queued(missing);
      }
      submitted += items.length;
      items = [];
      characters = 0;
      onProgress?.({ submitted, isWaiting: false });
      while (signal?.aborted !== true && missing.length > 0 && (await this.queue.waiting()) > maxQueue) {
        onProgress?.({ submitted, isWaiting: true });
        await pause(WAIT_MS, signal);
      }
    };
    for await (const given of problems) {
      const item = this.#itemOf(given, submitted + items.length, options);
      items.push(item);
      characters += item.job?.text.length ?? 0;
      if (items.length >= CHUNK || characters >= CHUNK_CHARACTERS) await flush();
      if (signal?.aborted) break;
    }
    if (items.length > 0) await flush();
    if (signal?.aborted !== true) await this.store.seal(id, submitted);
    return this.state(id);
  }

  /** @throws BatchError where there is no such batch */
  async state(id: string): Promise<BatchState> {
    const state = await this.store.state(id);
    if (state === null) throw unknownBatch(id);
    return state;
  }

  /**
   * Answers in the order in which they came. Cursors begin at 0; the one that comes back is that of the next page, and
   * the same cursor gives the same page. A page that is empty says that no more answers are there yet: `state` tells
   * whether more will come.
   */
  async results(
    id: string,
    cursor: number,
    limit: number,
  ): Promise<{ readonly results: readonly BatchResult[]; readonly cursor: number }> {
    const page = await this.store.answered(id, cursor, limit);
    return { results: page.items.map((item) => this.#resultOf(item)!), cursor: page.cursor };
  }

  /** Answers in the order of the batch, from a place on, as far as there is no gap. */
  async ordered(id: string, from: number, limit: number): Promise<readonly BatchResult[]> {
    const found: BatchResult[] = [];
    for (const item of await this.store.items(id, from, limit)) {
      if (item.index !== from + found.length || (item.jobId !== null && item.answer === null)) break;
      found.push(this.#resultOf(item)!);
    }
    return found;
  }

  /**
   * Cancels a batch: nothing more comes into it, and jobs that nobody else waits for leave the queue. Those that are
   * being planned are finished. Answers that are there stay.
   */
  async cancel(id: string): Promise<BatchState> {
    await this.store.cancel(id);
    for (let from: number | null = 0; from !== null; ) {
      const { jobs, next }: { readonly jobs: readonly string[]; readonly next: number | null } =
        await this.store.release(id, from, CHUNK);
      if (jobs.length > 0) await this.queue.remove(jobs);
      from = next;
    }
    return this.state(id);
  }

  /** Jobs that were set aside, the latest first. */
  asides(from: number, limit: number): Promise<readonly SetAside[]> {
    return this.store.asides(from, limit);
  }

  /** The problem of a job that was set aside, without names; null where it has expired or is none. */
  problemOf({ jobId, task }: SetAside): Problem | null {
    return task === null ? null : (this.#taskOf(jobId, task)?.problem ?? null);
  }

  /** Lets a job that was set aside be planned again, for batches that ask for it from now on. */
  readmit(job: string): Promise<boolean> {
    return this.store.readmit(job);
  }

  async close(): Promise<void> {
    await this.queue.close();
    await this.store.close();
  }

  #itemOf(given: Submitted, index: number, options: JobOptions): NewItem {
    const { name } = given;
    if ("error" in given) return { index, name, job: null, names: NO_NAMES, error: given.error };
    try {
      const { id, text, names } = makeJob(given.problem, options, this.version);
      return { index, name, job: { id, text }, names };
    } catch (error) {
      return { index, name, job: null, names: NO_NAMES, error: (error as Error).message };
    }
  }

  /** Whatever the store says: a result, be it that there is none that can be trusted. */
  #resultOf(item: Item): BatchResult {
    const { index, name, jobId, names } = item;
    const failed = (error: string, problem: Problem | null = null): BatchResult => ({
      ...{ index, name, jobId, problem, answer: failure(error), memories: null, report: null },
    });
    if (jobId === null) return failed(item.error ?? "it could not be read");
    if (item.task === null || item.answer === null) return failed("its answer is no longer kept: submit it again");
    const task = this.#taskOf(jobId, item.task);
    if (task === null) return failed("what is kept of it is not what was submitted: submit it again");
    const problem = withNames(task.problem, names);
    try {
      const { answer, report } = readAnswer(item.answer, task);
      const memories = answer.memories?.map((m) => problem.memories![m]!.id) ?? null;
      return { index, name, jobId, problem, answer: inNames(answer, names), memories, report };
    } catch (error) {
      return failed(`its answer does not hold: ${(error as Error).message}`, problem);
    }
  }

  #taskOf(jobId: string, text: string): Task | null {
    try {
      return readTask(jobId, text, this.version);
    } catch {
      return null;
    }
  }
}

const NO_NAMES: Names = { buffers: null, memories: null, operators: null };

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done);
  });
}
