import { Worker } from "node:worker_threads";
import type { Shard, ShardTask } from "./shard.js";

/** The compiled worker; when the sources themselves run (tests), the one that the build put beside them. */
const WORKER = new URL(
  import.meta.url.endsWith(".ts") ? "../../../dist/imitation/collect/collect-worker.js" : "./collect-worker.js",
  import.meta.url,
);

export interface CollectorOptions {
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  readonly onSample?: () => void;
  readonly onShard: (index: number, shard: Shard) => void;
}

/**
 * Collects all shards in worker threads, each handed over as soon as it is there.
 *
 * Rejects with the signal's reason when it is aborted, and where a worker dies or a callback throws: what was handed
 * over by then stays.
 */
export async function collectAll(tasks: readonly ShardTask[], options: CollectorOptions): Promise<void> {
  const { threads, signal } = options;
  let next = 0;
  const collectors: Collector[] = [];
  const lane = async (): Promise<void> => {
    if (next >= tasks.length) return;
    const collector = new Collector();
    collectors.push(collector);
    while (next < tasks.length) {
      signal?.throwIfAborted();
      const index = next++;
      options.onShard(index, await collector.collect(tasks[index]!, options));
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, lane));
  } finally {
    await Promise.all(collectors.map((collector) => collector.end()));
  }
}

type Message = { readonly kind: "sample" } | { readonly kind: "shard"; readonly shard: Shard };

/** A worker that collects one shard at a time. */
class Collector {
  readonly #worker = new Worker(WORKER);
  /** What it died of; undefined while it lives. One that is dead takes messages and never answers. */
  #death: Error | undefined;
  /** Settle the shard under way. */
  #onMessage: (message: Message) => void = () => {};
  #onDeath: (error: Error) => void = () => {};

  constructor() {
    const die = (error: Error): void => {
      this.#death ??= error;
      this.#onDeath(this.#death);
    };
    this.#worker.on("message", (message: Message) => this.#onMessage(message));
    this.#worker.on("messageerror", die);
    this.#worker.on("error", (error: unknown) => die(error instanceof Error ? error : new Error(String(error))));
    // A thread may end without any error: by `process.exit`, or because somebody ended it.
    this.#worker.once("exit", (code) => die(new Error(`a collecting thread ended with code ${code} before its shard`)));
  }

  /** Rejects with the signal's reason, with what the worker died of, and with what `onSample` throws. */
  collect(task: ShardTask, { signal, onSample }: CollectorOptions): Promise<Shard> {
    let onAbort = (): void => {};
    const collected = new Promise<Shard>((resolve, reject) => {
      this.#onDeath = reject;
      if (this.#death !== undefined) return reject(this.#death);
      onAbort = () => reject(signal!.reason);
      signal?.addEventListener("abort", onAbort);
      this.#onMessage = (message) => {
        if (message.kind === "shard") return resolve(message.shard);
        try {
          onSample?.();
        } catch (error) {
          reject(error);
        }
      };
      this.#worker.postMessage(task);
    });
    return collected.finally(() => signal?.removeEventListener("abort", onAbort));
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
