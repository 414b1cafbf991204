/** Whose turn it is: interactive jobs come before those of batches. */
export type Priority = "interactive" | "batch";

/** A job that a worker has taken from the queue. */
export interface Taken {
  readonly id: string;
  /** How often a worker that had it was lost. */
  readonly losses: number;
  /** The `traceparent` that it was pushed with, as the queue has it: input like any other. */
  readonly trace?: string;
  /** When it came into the queue, in milliseconds since the epoch. */
  readonly sinceMs: number;
}

/** What becomes of a job that was taken. */
export type Verdict =
  /** It is done with: the queue forgets it. */
  | { readonly kind: "done" }
  /** It goes back, and is taken again after so many milliseconds; 0 is at once. */
  | { readonly kind: "back"; readonly delayMs: number };

export interface ConsumeOptions {
  /** Jobs that are taken at one time. */
  readonly concurrency: number;
  /** What the queue calls the worker. */
  readonly name: string;
  /** Milliseconds after which a job of a worker that is not heard of goes to another one. */
  readonly leaseMs: number;
  /** Told of what goes wrong between here and the queue; it is tried again. */
  readonly onError: (error: Error) => void;
}

/** Takes jobs from a queue until it is closed. */
export interface Consumer {
  /** Takes no more jobs, and waits for those that were taken. */
  close(): Promise<void>;
  /** From now on, so many jobs are taken at one time. */
  resize(concurrency: number): void;
}

/** Where jobs wait for workers: their ids alone, what they are stands in the store. A job is in it once. */
export interface Queue {
  /**
   * Puts jobs in. Those that are in it already stay as they are.
   *
   * @param trace W3C `traceparent` of whoever submits them
   */
  push(jobs: readonly string[], priority: Priority, trace?: string): Promise<void>;
  /** Jobs that no worker has taken. */
  waiting(): Promise<number>;
  /** Takes jobs out that no worker has taken; others stay. */
  remove(jobs: readonly string[]): Promise<void>;
  /** @param handle never rejects */
  consume(handle: (job: Taken) => Promise<Verdict>, options: ConsumeOptions): Promise<Consumer>;
  close(): Promise<void>;
}
