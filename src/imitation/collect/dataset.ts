import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FEATURES } from "../../policy/index.js";
import { type ChoiceSet, concatChoices } from "./choices.js";
import { addCounts, type CollectCounts, noCounts } from "./collect.js";
import { collectAll } from "./collectors.js";
import { choicesOf, type ModelRole, type Shard, type ShardTask } from "./shard.js";

export interface CollectRun {
  /** Where shards are kept, so that a run that was stopped goes on where it was. */
  readonly folder: string;
  readonly threads: number;
  readonly signal?: AbortSignal | undefined;
  /** After each sample: how many of how many shards are there. */
  readonly onProgress?: (done: number, of: number) => void;
}

/** The shards of these tasks, from the folder where they are there and collected where not. */
export async function shardsOf(tasks: readonly ShardTask[], run: CollectRun): Promise<Shard[]> {
  mkdirSync(run.folder, { recursive: true });
  const paths = tasks.map((task) => join(run.folder, `${nameOf(task)}.json`));
  const missing = [...tasks.keys()].filter((i) => !existsSync(paths[i]!));
  let done = tasks.length - missing.length;
  await collectAll(
    missing.map((i) => tasks[i]!),
    {
      threads: run.threads,
      signal: run.signal,
      onSample: () => run.onProgress?.(done, tasks.length),
      onShard: (index, shard) => {
        writeWhole(paths[missing[index]!]!, JSON.stringify(shard));
        run.onProgress?.(++done, tasks.length);
      },
    },
  );
  return paths.map((path) => JSON.parse(readFileSync(path, "utf8")) as Shard);
}

/**
 * Writes a file whole or not at all. Throws the system's error, with the path, which it leaves out where a disk is
 * full.
 */
function writeWhole(path: string, text: string): void {
  const part = `${path}.part`;
  try {
    writeFileSync(part, text);
    renameSync(part, path);
  } catch (error) {
    rmSync(part, { force: true });
    throw Object.assign(error as Error, { path });
  }
}

/** A task's name tells what is in the shard, and changes with whatever would change the shard. */
function nameOf(task: ShardTask): string {
  const text = JSON.stringify({ ...task, features: FEATURES, version: 1 });
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const { source } = task;
  return source.kind === "drawn" ? `${source.split}-${source.from}-${hash}` : `given-${hash}`;
}

export function joined(shards: readonly Shard[], role: ModelRole): ChoiceSet {
  return concatChoices(
    FEATURES[role].length,
    shards.map((shard) => choicesOf(shard, role)),
  );
}

export function totals(shards: readonly Shard[]): CollectCounts {
  const sum = noCounts();
  for (const { counts } of shards) addCounts(sum, counts);
  return sum;
}

/** SHA-256 over the choices, in hexadecimal. */
export function hashOf(shards: readonly Shard[]): string {
  const hash = createHash("sha256");
  for (const { choices } of shards) for (const part of Object.values(choices)) hash.update(JSON.stringify(part));
  return hash.digest("hex");
}
