import type { Problem } from "../../problem/index.js";
import { Random } from "../../problem/random.js";
import { RULE_POLICY, type SearchPolicy } from "../../search/index.js";
import { type ChoiceSet, restoreChoices, type StoredChoices, storeChoices } from "./choices.js";
import { addCounts, type CollectCounts, collect, newRecorders, noCounts } from "./collect.js";
import { drawInstance, type Sample, type Split, sampleOf, sampleOfInstance } from "./samples.js";

/** A piece of the data that one worker collects at a time, as plain data. */
export interface ShardTask {
  readonly source: Drawn | Given;
  readonly attempts: number;
  readonly walks: number;
  readonly budget: number;
  readonly seed: number;
  readonly policy: SearchPolicy | null;
}

/** Problems of the families, from `from` to before `to`. */
export interface Drawn {
  readonly kind: "drawn";
  readonly split: Split;
  readonly families: readonly string[];
  readonly seed: number;
  readonly from: number;
  readonly to: number;
}

/** A caller's own problems, each with a plan, in bytes, and its capacity. */
export interface Given {
  readonly kind: "given";
  readonly problems: readonly { readonly problem: Problem; readonly plan: Float64Array; readonly capacity: number }[];
}

export const MODEL_ROLES = ["children", "targets", "preorder"] as const;
export type ModelRole = (typeof MODEL_ROLES)[number];

/** As it is kept in a file. */
export interface Shard {
  readonly choices: Readonly<Record<ModelRole, StoredChoices>>;
  readonly counts: CollectCounts;
}

export function collectShard(task: ShardTask, onSample: (done: number) => void = () => {}): Shard {
  const { attempts, walks, budget, seed, policy } = task;
  const recorders = newRecorders();
  const counts = noCounts();
  let done = 0;
  for (const sample of samples(task)) {
    const options = { attempts, walks, budget, seed: seed + 1009 * done, policy: policy ?? RULE_POLICY };
    const more = collect(sample, recorders, options);
    addCounts(counts, more);
    onSample(++done);
  }
  const choices = Object.fromEntries(MODEL_ROLES.map((role) => [role, storeChoices(recorders[role].finish())]));
  return { choices: choices as Record<ModelRole, StoredChoices>, counts };
}

function* samples({ source }: ShardTask): Generator<Sample> {
  if (source.kind === "given") {
    for (const { problem, plan, capacity } of source.problems) yield sampleOf(problem, plan, capacity);
    return;
  }
  const { split, families, seed, from, to } = source;
  for (let i = from; i < to; i++) yield sampleOfInstance(drawInstance(split, families, seed, i));
}

/** The shard with the labels of each group dealt out anew, by lot: as many are good, but others. */
export function withLots(shard: Shard, seed: number): Shard {
  const random = new Random(seed);
  const choices = MODEL_ROLES.map((role) => {
    const set = choicesOf(shard, role);
    const good = set.good.slice();
    for (let g = 0; g < set.weight.length; g++) {
      const begin = set.groupStart[g]!;
      for (let i = set.groupStart[g + 1]! - 1; i > begin; i--) {
        const other = begin + Math.floor(random.next() * (i - begin + 1));
        [good[i], good[other]] = [good[other]!, good[i]!];
      }
    }
    return [role, storeChoices({ ...set, good })] as const;
  });
  return { ...shard, choices: Object.fromEntries(choices) as Record<ModelRole, StoredChoices> };
}

export function choicesOf(shard: Shard, role: ModelRole): ChoiceSet {
  return restoreChoices(shard.choices[role]);
}
