import { Worker } from "node:worker_threads";
import type { Shard, ShardTask } from "./shard.js";

export interface CollectorOptions {
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  readonly onSample?: () => void;
  readonly onShard: (index: number, shard: Shard) => void;
}

/**
 * Collects all shards in worker threads, each handed over as soon as it is there.
 *
 * Rejects with the signal's reason when it is aborted: what was handed over by then stays.
 */
export async function collectAll(tasks: readonly ShardTask[], options: CollectorOptions): Promise<void> {
  const { threads, signal } = options;
  let next = 0;
  const workers: Worker[] = [];
  const lane = async (): Promise<void> => {
    if (next >= tasks.length) return;
    const worker = new Worker(new URL("./collect-worker.js", import.meta.url));
    workers.push(worker);
    while (next < tasks.length) {
      signal?.throwIfAborted();
      const index = next++;
      options.onShard(index, await collectIn(worker, tasks[index]!, options));
    }
  };
  try {
    await Promise.all(Array.from({ length: threads }, lane));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function collectIn(worker: Worker, task: ShardTask, { signal, onSample }: CollectorOptions): Promise<Shard> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      worker.off("message", onMessage);
      worker.off("error", onError);
      signal?.removeEventListener("abort", onAbort);
    };
    const onMessage = (message: { kind: "sample" } | { kind: "shard"; shard: Shard }): void => {
      if (message.kind === "sample") {
        onSample?.();
        return;
      }
      end();
      resolve(message.shard);
    };
    const onError = (error: Error): void => {
      end();
      reject(error);
    };
    const onAbort = (): void => onError(signal!.reason as Error);
    worker.on("message", onMessage);
    worker.on("error", onError);
    signal?.addEventListener("abort", onAbort);
    worker.postMessage(task);
  });
}
