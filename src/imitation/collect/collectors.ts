import { entryOf, Thread } from "../../threads/index.js";
import type { Shard, ShardTask } from "./shard.js";

const ENTRY = entryOf("imitation/collect/collect-worker.js");

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
  readonly #thread = new Thread<Message>(ENTRY, {
    silent: (code) => `a collecting thread ended with code ${code} before its shard`,
  });

  /** Rejects with the signal's reason, with what the worker died of, and with what `onSample` throws. */
  collect(task: ShardTask, { signal, onSample }: CollectorOptions): Promise<Shard> {
    let onAbort = (): void => {};
    const collected = new Promise<Shard>((resolve, reject) => {
      if (this.#thread.failure !== null) return reject(this.#thread.failure);
      onAbort = () => reject(signal!.reason);
      signal?.addEventListener("abort", onAbort);
      const message = (report: Message): void => {
        if (report.kind === "shard") {
          resolve(report.shard);
          return;
        }
        try {
          onSample?.();
        } catch (error) {
          reject(error);
        }
      };
      this.#thread.listen({ message, failed: reject });
      this.#thread.post(task);
    });
    return collected.finally(() => signal?.removeEventListener("abort", onAbort));
  }

  end(): Promise<void> {
    return this.#thread.end();
  }
}
