import type { ConsumeOptions, Consumer, Priority, Queue, Taken, Verdict } from "./queue.js";

/** A queue in this process. Workers of it die with it: no job is ever lost here. */
export class MemoryQueue implements Queue {
  /** Waiting jobs of either priority, each in the order in which they came. */
  readonly #lines: Readonly<Record<Priority, Set<string>>> = { interactive: new Set(), batch: new Set() };
  readonly #active = new Set<string>();
  readonly #delayed = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #consumers = new Set<LocalConsumer>();
  /** Since when jobs are here, and the traces that they came with. */
  readonly #origins = new Map<string, Pick<Taken, "sinceMs" | "trace">>();

  async push(jobs: readonly string[], priority: Priority, trace?: string): Promise<void> {
    const origin = { sinceMs: Date.now(), ...(trace !== undefined && { trace }) };
    for (const id of jobs) {
      if (this.#has(id)) continue;
      this.#lines[priority].add(id);
      this.#origins.set(id, origin);
    }
    this.#wake();
  }

  async waiting(): Promise<number> {
    return this.#lines.interactive.size + this.#lines.batch.size;
  }

  async remove(jobs: readonly string[]): Promise<void> {
    for (const id of jobs) {
      clearTimeout(this.#delayed.get(id));
      this.#delayed.delete(id);
      this.#lines.interactive.delete(id);
      this.#lines.batch.delete(id);
      if (!this.#active.has(id)) this.#origins.delete(id);
    }
  }

  async consume(handle: (job: Taken) => Promise<Verdict>, { concurrency }: ConsumeOptions): Promise<Consumer> {
    const work = async (id: string): Promise<void> => {
      const verdict = await handle({ id, losses: 0, ...this.#origins.get(id)! });
      this.#active.delete(id);
      if (verdict.kind === "back") this.#putBack(id, verdict.delayMs);
      else this.#origins.delete(id);
      this.#wake();
    };
    const consumer = new LocalConsumer(
      concurrency,
      () => this.#take(),
      work,
      () => this.#consumers.delete(consumer),
    );
    this.#consumers.add(consumer);
    consumer.fill();
    return consumer;
  }

  async close(): Promise<void> {
    for (const timer of this.#delayed.values()) clearTimeout(timer);
    this.#delayed.clear();
  }

  #has(id: string): boolean {
    return (
      this.#active.has(id) || this.#delayed.has(id) || this.#lines.interactive.has(id) || this.#lines.batch.has(id)
    );
  }

  #take(): string | undefined {
    for (const line of [this.#lines.interactive, this.#lines.batch]) {
      for (const id of line) {
        line.delete(id);
        this.#active.add(id);
        return id;
      }
    }
    return undefined;
  }

  #putBack(id: string, delayMs: number): void {
    const rejoin = (): void => {
      this.#delayed.delete(id);
      this.#lines.batch.add(id);
      this.#wake();
    };
    if (delayMs === 0) rejoin();
    else this.#delayed.set(id, setTimeout(rejoin, delayMs));
  }

  #wake(): void {
    for (const consumer of this.#consumers) consumer.fill();
  }
}

class LocalConsumer implements Consumer {
  readonly #running = new Set<Promise<void>>();
  #isOpen = true;

  constructor(
    public concurrency: number,
    readonly take: () => string | undefined,
    readonly work: (id: string) => Promise<void>,
    readonly leave: () => void,
  ) {}

  fill(): void {
    while (this.#isOpen && this.#running.size < this.concurrency) {
      const id = this.take();
      if (id === undefined) return;
      const run: Promise<void> = this.work(id).finally(() => {
        this.#running.delete(run);
        this.fill();
      });
      this.#running.add(run);
    }
  }

  resize(concurrency: number): void {
    this.concurrency = concurrency;
    this.fill();
  }

  async close(): Promise<void> {
    this.#isOpen = false;
    this.leave();
    await Promise.all(this.#running);
  }
}
