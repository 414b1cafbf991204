import type { Answer } from "../job/answer.js";
import type { JobOptions } from "../job/job.js";
import type { Names } from "../job/nameless.js";

/** What an answer can be, and what a batch counts. */
export type AnswerStatus = Answer["status"];
export type Counts = Readonly<Record<AnswerStatus, number>>;

/** What a batch is begun with. */
export interface BatchHead {
  readonly id: string;
  /** Of the solver: an answer is one version's. */
  readonly version: string;
  readonly options: JobOptions;
}

/** How a batch stands. */
export interface BatchState extends BatchHead {
  /** Milliseconds since the epoch. */
  readonly createdMs: number;
  /** Problems that were submitted so far. */
  readonly submitted: number;
  /** Problems that have an answer. */
  readonly answered: number;
  readonly counts: Counts;
  /** True once its submitter has said that no more will come. */
  readonly isSealed: boolean;
  readonly isCancelled: boolean;
}

/** A problem as it is put into a batch. */
export interface NewItem {
  /** Its place in the batch, from 0. */
  readonly index: number;
  /** What its batch calls it: a file's name, or one with a line. */
  readonly name: string;
  /** What is asked; null where the problem could not be read, and `error` says why. */
  readonly job: { readonly id: string; readonly text: string } | null;
  readonly names: Names;
  readonly error?: string;
}

/** A problem of a batch with what is known of it. */
export interface Item {
  readonly index: number;
  readonly name: string;
  /** Null where the problem could not be read. */
  readonly jobId: string | null;
  readonly names: Names;
  readonly error?: string;
  /** The job as `readTask` reads it; null where there is none, or it has expired. */
  readonly task: string | null;
  /** The answer as `readAnswer` reads it; null while there is none. */
  readonly answer: string | null;
}

/** What a worker hears when it takes a job up. */
export type Begun =
  /** It is to be planned. */
  | { readonly kind: "wanted"; readonly task: string }
  /** It has an answer already, nobody waits for it any more, or it has expired. */
  | { readonly kind: "answered" | "unwanted" | "gone" };

/** A job that was set aside. */
export interface SetAside {
  readonly jobId: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** The job as `readTask` reads it; null where it has expired. */
  readonly task: string | null;
  /** The first batch that has it, and what that calls it; null where no batch is left. */
  readonly batch: string | null;
  readonly name: string | null;
}

/** What is known of a job that was run and lost. */
export interface Suspicion {
  /** How often it was alone in a worker, or in a thread, that died. */
  readonly deaths: number;
  /** Who ran it last without bringing it to an end: whether alone, and whether that worker is heard of still. */
  readonly run: { readonly worker: string; readonly alone: boolean; readonly isAlive: boolean } | null;
}

/** A worker as it tells of itself. */
export interface WorkerInfo {
  /** No two have the same. */
  readonly name: string;
  readonly version: string;
  /** Threads that plan. */
  readonly concurrency: number;
  /** Milliseconds since the epoch. */
  readonly sinceMs: number;
  /** Jobs that it has brought to an end, and those that it has now. */
  readonly finished: number;
  readonly active: number;
}

/**
 * Keeps batches, jobs and answers. Every method may be called again after it was cut off in the middle, and comes to
 * the same. Batches, and jobs with their answers, are forgotten some time after they were last asked for.
 *
 * A job belongs to all batches that have its problem. It is answered once: the answer reaches each of them once,
 * whether they came before it or after.
 */
export interface Store {
  /** Begins a batch, or finds it. @throws BatchError where it was begun with other options or by another version */
  open(head: BatchHead): Promise<BatchState>;
  /**
   * Puts problems into a batch. What is in it already is left as it is.
   *
   * @returns ids of the jobs that must go to the queue: those of which the store does not know that they are there
   * @throws BatchError where the batch is not known, cancelled, sealed with fewer, or has another problem in that place
   */
  add(batch: string, items: readonly NewItem[]): Promise<readonly string[]>;
  /** Notes that jobs are in the queue. */
  queued(jobs: readonly string[]): Promise<void>;
  /** Says that a batch has so many problems, and no more. */
  seal(batch: string, total: number): Promise<void>;
  /** Null where there is no such batch. */
  state(batch: string): Promise<BatchState | null>;
  /**
   * Problems in the order in which they were answered, from a cursor on: 0 at first, then the one that came back. The
   * same cursor gives the same problems.
   */
  answered(
    batch: string,
    cursor: number,
    limit: number,
  ): Promise<{ readonly items: readonly Item[]; readonly cursor: number }>;
  /** Problems in the order of the batch, answered or not, from a place on. */
  items(batch: string, from: number, limit: number): Promise<readonly Item[]>;
  /** Marks a batch as cancelled. Nothing is put into it any more. */
  cancel(batch: string): Promise<void>;
  /**
   * Takes the batch's interest in its jobs back, from a place on.
   *
   * @returns jobs that nobody waits for now
   */
  release(
    batch: string,
    from: number,
    limit: number,
  ): Promise<{ readonly jobs: readonly string[]; readonly next: number | null }>;

  /** A worker takes a job up. */
  begin(job: string): Promise<Begun>;
  /**
   * Keeps an answer and tells it to every batch that waits. Of two answers the first counts.
   *
   * @returns whether this was the first
   */
  answer(job: string, text: string, status: AnswerStatus): Promise<boolean>;
  /** Notes who runs a job, and whether alone. */
  running(job: string, worker: string, alone: boolean): Promise<void>;
  /** Notes that nobody runs it any more, without an answer. */
  idle(job: string): Promise<void>;
  suspicion(job: string): Promise<Suspicion>;
  /** Counts a death that a job is to blame for. @returns how many there are now */
  blame(job: string): Promise<number>;

  /** A worker says that it lives; that holds for so many milliseconds. */
  beat(worker: WorkerInfo, ttlMs: number): Promise<void>;
  /** A worker says that it ends. */
  gone(worker: string): Promise<void>;
  /** The workers that live. */
  workers(): Promise<readonly WorkerInfo[]>;

  /** Sets a job aside: its answer is a failure, and it is listed until somebody asks for it anew. */
  setAside(job: string, reason: string, answer: string): Promise<void>;
  /** The jobs that were set aside, the latest first. */
  asides(from: number, limit: number): Promise<readonly SetAside[]>;
  /**
   * Takes a job that was set aside back in, without its answer and its deaths. Batches that have told the failure have
   * told it; later ones have the job planned.
   *
   * @returns false where it was not set aside
   */
  readmit(job: string): Promise<boolean>;
  close(): Promise<void>;
}

/** A batch that cannot do what is asked. The message names it. */
export class BatchError extends Error {
  override readonly name = "BatchError";
}

/** Characters of tasks that a page of items has at most, but for its first. */
export const PAGE_CHARACTERS = 8_000_000;

export const NO_COUNTS: Counts = { optimal: 0, feasible: 0, infeasible: 0, unknown: 0, failed: 0 };

export function unknownBatch(id: string): BatchError {
  return new BatchError(`there is no batch ${id}; perhaps it was kept long enough`);
}

/** @throws BatchError where a batch goes on otherwise than it was begun */
export function checkHead(found: BatchHead, asked: BatchHead): void {
  const { id, version } = found;
  if (version !== asked.version) {
    throw new BatchError(`batch ${id} is one of version ${version}, and this is ${asked.version}`);
  }
  for (const [name, value] of Object.entries(found.options)) {
    const other = asked.options[name as keyof JobOptions];
    if (other !== value) throw new BatchError(`batch ${id} was begun with ${name} ${value}, not ${other}`);
  }
}

export function otherProblem(batch: string, index: number): BatchError {
  return new BatchError(
    `batch ${batch} has another problem in place ${index}: submit the same ones, in the same order`,
  );
}
