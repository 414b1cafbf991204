import type { SearchPolicy } from "../../search/index.js";
import type { Given, ShardTask } from "../collect/shard.js";
import type { TrainRun } from "./train-run.js";

/** Problems in a shard: so few that a stop loses little. */
const SHARD = 24;
const GIVEN_SHARD = 4;

/** Whether the i-th of so many given problems is kept for validation. */
export function isForValidation(i: number, count: number): boolean {
  return i % 4 === 3 && count > 3;
}

/** The shards of a round, the `training` for training first, then those for validation. */
export function tasksOf(
  run: TrainRun,
  round: number,
  policy: SearchPolicy | null,
): { all: ShardTask[]; training: number } {
  const { attempts, walks, budget, given, problems, families, dataSeed: seed } = run;
  const common = { attempts, walks, budget, policy };
  const shardSeed = (i: number): number => 1 + 1e7 * seed + 1e6 * round + 1e4 * i;
  if (given !== undefined) {
    // A caller's problems are few: every fourth is for validation, the others for training, again and again.
    const share = (validates: boolean) => given.filter((_, i) => isForValidation(i, given.length) === validates);
    const shards = (list: Given["problems"], first: number): ShardTask[] =>
      Array.from({ length: Math.ceil(list.length / GIVEN_SHARD) }, (_, i) => {
        const problems = list.slice(i * GIVEN_SHARD, (i + 1) * GIVEN_SHARD);
        return { ...common, source: { kind: "given", problems }, seed: shardSeed(first + i) };
      });
    const training = shards(share(false), 0);
    const validation = shards(share(true).length > 0 ? share(true) : given, training.length);
    return { all: [...training, ...validation], training: training.length };
  }
  const shards = (split: "train" | "validation", count: number): ShardTask[] =>
    Array.from({ length: Math.ceil(count / SHARD) }, (_, i) => {
      const from = round * count + i * SHARD;
      const to = Math.min(from + SHARD, (round + 1) * count);
      return { ...common, source: { kind: "drawn", split, families, seed, from, to }, seed: shardSeed(i) };
    });
  const training = shards("train", problems);
  return { all: [...training, ...shards("validation", Math.ceil(problems / 4))], training: training.length };
}
