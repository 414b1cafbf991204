import {
  type AnswerStatus,
  BatchError,
  type BatchHead,
  type BatchState,
  type Begun,
  checkHead,
  type Item,
  type NewItem,
  NO_COUNTS,
  otherProblem,
  type SetAside,
  type Store,
  type Suspicion,
  unknownBatch,
  type WorkerInfo,
} from "./store.js";

interface Batch {
  readonly head: BatchHead;
  readonly createdMs: number;
  readonly items: Map<number, NewItem>;
  /** Places in the order in which they were answered. */
  readonly done: number[];
  readonly counts: Record<AnswerStatus, number>;
  total: number | null;
  isCancelled: boolean;
}

interface Job {
  text: string;
  /** Problems of batches that nobody has read the answer of. */
  unread: number;
  /** Batches that wait, and in which place. */
  waiters: { readonly batch: Batch; readonly index: number }[];
  answer: string | null;
  isQueued: boolean;
  deaths: number;
  run: { readonly worker: string; readonly alone: boolean } | null;
  aside: { readonly reason: string; readonly atMs: number } | null;
}

/** A store in this process, for one machine and for tests. */
export class MemoryStore implements Store {
  readonly #forgets: boolean;
  readonly #batches = new Map<string, Batch>();
  readonly #jobs = new Map<string, Job>();
  readonly #workers = new Map<string, { readonly info: WorkerInfo; readonly untilMs: number }>();

  /**
   * @param forget what was read by a cursor or in order is not read again: of that, only the answers are kept, for
   *   equal problems that come later
   */
  constructor({ forget = false } = {}) {
    this.#forgets = forget;
  }

  async open(head: BatchHead): Promise<BatchState> {
    const found = this.#batches.get(head.id);
    if (found !== undefined) checkHead(found.head, head);
    else {
      this.#batches.set(head.id, {
        head,
        createdMs: Date.now(),
        items: new Map(),
        done: [],
        counts: { ...NO_COUNTS },
        total: null,
        isCancelled: false,
      });
    }
    return stateOf(this.#batch(head.id));
  }

  async add(id: string, items: readonly NewItem[]): Promise<readonly string[]> {
    const batch = this.#batch(id);
    if (batch.isCancelled) throw new BatchError(`batch ${id} is cancelled`);
    const missing = new Set<string>();
    for (const item of items) {
      const found = batch.items.get(item.index);
      if (found !== undefined && found.job?.id !== item.job?.id) throw otherProblem(id, item.index);
      if (found === undefined && batch.total !== null && item.index >= batch.total) {
        throw new BatchError(`batch ${id} has ${batch.total} problems, and is sealed`);
      }
      if (found === undefined) batch.items.set(item.index, { ...item, job: item.job && { id: item.job.id, text: "" } });
      if (item.job === null) {
        if (found === undefined) settle(batch, item.index, "failed");
        continue;
      }
      const job = this.#jobOf(item.job);
      if (found === undefined) job.unread++;
      if (job.answer !== null) {
        if (found === undefined) settle(batch, item.index, statusIn(job.answer));
        continue;
      }
      if (found === undefined) job.waiters.push({ batch, index: item.index });
      if (found !== undefined || !job.isQueued) missing.add(item.job.id);
    }
    return [...missing];
  }

  async queued(jobs: readonly string[]): Promise<void> {
    for (const id of jobs) {
      const job = this.#jobs.get(id);
      if (job !== undefined) job.isQueued = true;
    }
  }

  async seal(id: string, total: number): Promise<void> {
    this.#batch(id).total = total;
  }

  async state(id: string): Promise<BatchState | null> {
    const batch = this.#batches.get(id);
    return batch === undefined ? null : stateOf(batch);
  }

  async answered(id: string, cursor: number, limit: number): Promise<{ items: readonly Item[]; cursor: number }> {
    const batch = this.#batch(id);
    const places = batch.done.slice(cursor, cursor + limit);
    if (this.#forgets) this.#forget(batch, batch.done.slice(Math.max(0, cursor - limit), cursor));
    return { items: places.map((index) => this.#item(batch.items.get(index)!)), cursor: cursor + places.length };
  }

  async items(id: string, from: number, limit: number): Promise<readonly Item[]> {
    const batch = this.#batch(id);
    const found: Item[] = [];
    if (this.#forgets) {
      const before = Math.max(0, from - limit);
      this.#forget(
        batch,
        Array.from({ length: from - before }, (_, i) => before + i),
      );
    }
    for (let index = from; index < from + limit; index++) {
      const item = batch.items.get(index);
      if (item !== undefined) found.push(this.#item(item));
    }
    return found;
  }

  async cancel(id: string): Promise<void> {
    this.#batch(id).isCancelled = true;
  }

  async release(id: string, from: number, limit: number): Promise<{ jobs: readonly string[]; next: number | null }> {
    const batch = this.#batch(id);
    const free: string[] = [];
    for (let index = from; index < from + limit; index++) {
      const jobId = batch.items.get(index)?.job?.id;
      const job = jobId === undefined ? undefined : this.#jobs.get(jobId);
      if (job === undefined) continue;
      job.waiters = job.waiters.filter((waiter) => waiter.batch !== batch);
      if (job.waiters.length > 0 || job.answer !== null) continue;
      job.isQueued = false;
      free.push(jobId!);
    }
    const next = from + limit;
    return { jobs: free, next: next >= batch.items.size ? null : next };
  }

  async begin(id: string): Promise<Begun> {
    const job = this.#jobs.get(id);
    if (job === undefined) return { kind: "gone" };
    if (job.answer !== null) return { kind: "answered" };
    return job.waiters.length === 0 ? { kind: "unwanted" } : { kind: "wanted", task: job.text };
  }

  async answer(id: string, text: string, status: AnswerStatus): Promise<boolean> {
    const job = this.#jobs.get(id);
    if (job === undefined || job.answer !== null) return false;
    job.answer = text;
    job.run = null;
    job.isQueued = false;
    for (const { batch, index } of job.waiters) settle(batch, index, status);
    job.waiters = [];
    return true;
  }

  async running(id: string, worker: string, alone: boolean): Promise<void> {
    const job = this.#jobs.get(id);
    if (job !== undefined && job.answer === null) job.run = { worker, alone };
  }

  async idle(id: string): Promise<void> {
    const job = this.#jobs.get(id);
    if (job !== undefined) job.run = null;
  }

  async suspicion(id: string): Promise<Suspicion> {
    const { deaths = 0, run = null } = this.#jobs.get(id) ?? {};
    return { deaths, run: run === null ? null : { ...run, isAlive: this.#isAlive(run.worker) } };
  }

  async blame(id: string): Promise<number> {
    const job = this.#jobs.get(id);
    if (job === undefined) return 0;
    job.run = null;
    return ++job.deaths;
  }

  async beat(info: WorkerInfo, ttlMs: number): Promise<void> {
    this.#workers.set(info.name, { info, untilMs: Date.now() + ttlMs });
  }

  async gone(worker: string): Promise<void> {
    this.#workers.delete(worker);
  }

  async workers(): Promise<readonly WorkerInfo[]> {
    return [...this.#workers.values()].map(({ info }) => info).filter(({ name }) => this.#isAlive(name));
  }

  async setAside(id: string, reason: string, answer: string): Promise<void> {
    if (await this.answer(id, answer, "failed")) this.#jobs.get(id)!.aside = { reason, atMs: Date.now() };
  }

  async asides(from: number, limit: number): Promise<readonly SetAside[]> {
    const all = [...this.#jobs].filter(([, { aside }]) => aside !== null);
    all.sort(([, a], [, b]) => b.aside!.atMs - a.aside!.atMs);
    return all.slice(from, from + limit).map(([jobId, { aside, text }]) => {
      const owner = this.#ownerOf(jobId);
      return { jobId, ...aside!, task: text, batch: owner?.batch ?? null, name: owner?.name ?? null };
    });
  }

  async readmit(id: string): Promise<boolean> {
    const job = this.#jobs.get(id);
    if (job === undefined || job.aside === null) return false;
    Object.assign(job, { aside: null, answer: null, deaths: 0, run: null, isQueued: false });
    return true;
  }

  async close(): Promise<void> {}

  #isAlive(worker: string): boolean {
    return (this.#workers.get(worker)?.untilMs ?? 0) > Date.now();
  }

  #forget(batch: Batch, places: readonly number[]): void {
    for (const index of places) {
      const item = batch.items.get(index);
      if (item === undefined) continue;
      batch.items.set(index, FORGOTTEN);
      const job = item.job === null ? undefined : this.#jobs.get(item.job.id);
      if (job !== undefined && --job.unread === 0) job.text = "";
    }
  }

  #batch(id: string): Batch {
    const batch = this.#batches.get(id);
    if (batch === undefined) throw unknownBatch(id);
    return batch;
  }

  #jobOf({ id, text }: { readonly id: string; readonly text: string }): Job {
    let job = this.#jobs.get(id);
    if (job === undefined) {
      job = { text, unread: 0, waiters: [], answer: null, isQueued: false, deaths: 0, run: null, aside: null };
      this.#jobs.set(id, job);
    }
    if (job.text === "") job.text = text;
    return job;
  }

  #item({ job, ...item }: NewItem): Item {
    const kept = job === null ? undefined : this.#jobs.get(job.id);
    return { ...item, jobId: job?.id ?? null, task: kept?.text ?? null, answer: kept?.answer ?? null };
  }

  #ownerOf(jobId: string): { readonly batch: string; readonly name: string } | null {
    for (const [batch, { items }] of this.#batches) {
      for (const { job, name } of items.values()) if (job?.id === jobId) return { batch, name };
    }
    return null;
  }
}

/** Stands in the place of what was read. */
const FORGOTTEN: NewItem = {
  index: -1,
  name: "",
  job: null,
  names: { buffers: null, memories: null, operators: null },
};

function settle(batch: Batch, index: number, status: AnswerStatus): void {
  batch.done.push(index);
  batch.counts[status]++;
}

function statusIn(answer: string): AnswerStatus {
  return (JSON.parse(answer) as { readonly status: AnswerStatus }).status;
}

function stateOf({ head, createdMs, items, done, counts, total, isCancelled }: Batch): BatchState {
  return {
    ...head,
    createdMs,
    submitted: items.size,
    answered: done.length,
    counts: { ...counts },
    isSealed: total !== null,
    isCancelled,
  };
}
