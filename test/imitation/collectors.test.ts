import { getEventListeners } from "node:events";
import type { Worker } from "node:worker_threads";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { collectAll } from "../../src/imitation/collect/collectors.js";
import { collectShard, type ShardTask } from "../../src/imitation/collect/shard.js";
import { prepare } from "../cli/run.js";

prepare();

/** Every worker thread that was made, the latest last. */
const workers: Worker[] = [];
const note = (worker: Worker): void => void workers.push(worker);
beforeAll(() => void process.on("worker", note));
afterAll(() => void process.off("worker", note));

/** A shard of so many samples, one after the other. */
function shardTask(seed: number, samples: number): ShardTask {
  const source = { kind: "drawn", split: "train", families: ["thinned"], seed, from: 0, to: samples } as const;
  return { source, attempts: 2, walks: 0, budget: 200, seed, policy: null };
}

/** Long enough that nobody waits for its end. */
const ENDLESS = shardTask(1, 1e6);

describe("collectors", () => {
  it("hand over what the calling thread would collect, each shard once, with any number of threads", async () => {
    const tasks = [shardTask(1, 1), shardTask(2, 2), shardTask(3, 1)];
    const wanted = tasks.map((task) => collectShard(task));
    for (const threads of [1, 2, 5]) {
      const found = new Map<number, unknown>();
      let samples = 0;
      await collectAll(tasks, {
        threads,
        onSample: () => samples++,
        onShard: (index, shard) => {
          expect(found.has(index)).toBe(false);
          found.set(index, shard);
        },
      });
      expect(tasks.map((_, i) => found.get(i))).toEqual(wanted);
      expect(samples).toBe(4);
    }
  });

  it("reject when a thread only ends, without any error, in the middle of a shard", async () => {
    for (const threads of [1, 3]) {
      const { signal } = new AbortController();
      const onSample = (): void => void workers.at(-1)!.terminate();
      const run = collectAll([ENDLESS, ENDLESS, ENDLESS], { threads, signal, onSample, onShard: () => {} });
      await expect(run).rejects.toThrow(/^a collecting thread ended with code 1 before its shard$/);
      expect(getEventListeners(signal, "abort")).toEqual([]);
    }
  });

  it("reject when a thread ends between two shards", async () => {
    const shards: number[] = [];
    const tasks = [shardTask(1, 1), shardTask(2, 1)];
    const onShard = (index: number): void => {
      shards.push(index);
      void workers.at(-1)!.terminate();
    };
    await expect(collectAll(tasks, { threads: 1, onShard })).rejects.toThrow(/ended with code 1/);
    expect(shards).toEqual([0]);
  });

  it("reject with what a callback throws, and with the signal's reason, and end their threads", async () => {
    const fault = new Error("no room for a shard");
    const fail = (): never => {
      throw fault;
    };
    const from = workers.length;
    await expect(collectAll([shardTask(1, 1)], { threads: 1, onShard: fail })).rejects.toBe(fault);
    await expect(collectAll([ENDLESS], { threads: 1, onSample: fail, onShard: () => {} })).rejects.toBe(fault);
    const controller = new AbortController();
    const onSample = (): void => controller.abort(fault);
    const cut = collectAll([ENDLESS, ENDLESS], { threads: 2, signal: controller.signal, onSample, onShard: () => {} });
    await expect(cut).rejects.toBe(fault);
    expect(workers.slice(from).map(({ threadId }) => threadId)).toEqual([-1, -1, -1, -1]);
  });
});
