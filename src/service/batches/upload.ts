import type { BatchState, Fleet, SubmitOptions, Submitted } from "../../fleet/index.js";

/** A call of SubmitBatch under way: problems come in, and are in the batch when the next are asked for. */
export class Upload {
  readonly #stop = new AbortController();
  readonly #waiting: Submitted[] = [];
  #isComplete = false;
  #wake = (): void => {};
  #emptied = (): void => {};
  readonly #state: Promise<BatchState>;
  /** What it ended with. */
  #failure: unknown = null;
  /** Problems that came. */
  count = 0;

  constructor(fleet: Fleet, how: Omit<SubmitOptions, "signal">) {
    this.#state = fleet.submit(this.#problems(), { ...how, signal: this.#stop.signal });
    this.#state.catch((error: unknown) => {
      this.#failure = error;
      this.#emptied();
    });
  }

  /** Resolves when more may come. @throws BatchError where the batch takes none */
  async add(problems: readonly Submitted[]): Promise<void> {
    this.count += problems.length;
    this.#waiting.push(...problems);
    const emptied = new Promise<void>((resolve) => {
      this.#emptied = resolve;
    });
    this.#wake();
    if (this.#failure === null && this.#waiting.length > 0) await emptied;
    if (this.#failure !== null) throw this.#failure;
  }

  /** No more will come: the batch is sealed. */
  async end(): Promise<BatchState> {
    this.#isComplete = true;
    this.#wake();
    return this.#state;
  }

  /** Its caller is gone: the batch stays open. */
  drop(): void {
    this.#stop.abort();
    this.#isComplete = true;
    this.#wake();
  }

  async *#problems(): AsyncGenerator<Submitted> {
    for (;;) {
      for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) yield next;
      this.#emptied();
      if (this.#isComplete) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
