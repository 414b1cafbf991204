import { parentPort } from "node:worker_threads";
import { collectShard, type ShardTask } from "./shard.js";

/** Collects one shard after the other; says when a sample is done, and hands over the shard. */
parentPort!.on("message", (task: ShardTask) => {
  const shard = collectShard(task, () => parentPort!.postMessage({ kind: "sample" }));
  parentPort!.postMessage({ kind: "shard", shard });
});
