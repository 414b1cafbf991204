import { FEATURES, type ModelCard, POLICY_SCHEMA, type PolicyFile } from "../../policy/index.js";
import { InputError } from "../../problem/index.js";
import type { ScorerData } from "../../scoring/index.js";
import type { SearchPolicy } from "../../search/index.js";
import { assemblePolicy } from "../assemble.js";
import { hashOf, joined, shardsOf, totals } from "../collect/dataset.js";
import { type Given, MODEL_ROLES, type ModelRole, type Shard, withLots } from "../collect/shard.js";
import { tensorFlow } from "./backend.js";
import { choose } from "./choose.js";
import { type Curves, rolesWith, setsOf, trainAll, trainKind } from "./models.js";
import { tasksOf } from "./tasks.js";
import type { TrainRun } from "./train-run.js";

export interface TrainResult {
  readonly file: PolicyFile;
  readonly curves: readonly Curves[];
  /** What each choice came to on validation instances: geometric mean of steps over the rules'. */
  readonly choices: readonly { readonly name: string; readonly steps: number }[];
}

/**
 * From seeds to a policy: collects, trains, visits the learner's own states, and in the end compares kinds of models
 * and roles.
 */
export async function train(run: TrainRun): Promise<TrainResult> {
  const { rounds, signal, onProgress, given } = run;
  const trainShards: Shard[] = [];
  const validationShards: Shard[] = [];
  let policy: SearchPolicy | null = null;
  for (let round = 0; round <= rounds; round++) {
    const stage = round === 0 ? "states of the rules" : `states of the policy, round ${round}`;
    const tasks = tasksOf(run, round, policy);
    const shards = await shardsOf(tasks.all, {
      folder: run.folder,
      threads: run.threads,
      signal,
      onProgress: (done, of) => onProgress?.(stage, done, of),
    });
    const kept = run.shuffledLabels === true ? shards.map((shard, i) => withLots(shard, run.dataSeed + i)) : shards;
    trainShards.push(...kept.slice(0, tasks.training));
    validationShards.push(...kept.slice(tasks.training));
    if (round === 0 && rolesWith(trainShards).length === 0) {
      throw new InputError(
        "there is nothing to learn: no search failed on these problems where a plan was still to be had",
      );
    }
    if (round === rounds) break;
    const models: Partial<Record<ModelRole, ScorerData>> = {};
    for (const role of rolesWith(trainShards).filter((each) => each !== "preorder")) {
      const sets = setsOf(trainShards, validationShards, role);
      // Between rounds a model that is quick to train and to ask will do.
      models[role] = (await trainKind("linear", sets, { seed: 0, signal })).data;
    }
    policy = assemblePolicy(`round ${round}`, models, ["children", "targets"]);
  }
  const { models, curves, metrics } = await trainAll(run, trainShards, validationShards);
  const { policy: best, shipped, choices } = await choose(run, models);
  const { backend } = await tensorFlow();
  const card: ModelCard = {
    trained: run.date,
    telaplan: run.versions.telaplan,
    dataHash: hashOf([...trainShards, ...validationShards]),
    seeds: { data: run.dataSeed, training: run.trainingSeed },
    families: given === undefined ? run.families : ["given"],
    heldOut: run.heldOut,
    ...(run.givenIds !== undefined && { trainedOn: run.givenIds }),
    rounds,
    groups: Object.fromEntries(MODEL_ROLES.map((role) => [role, joined(trainShards, role).weight.length])),
    counts: { ...totals(trainShards) },
    versions: { node: run.versions.node, tensorFlow: backend },
    metrics,
    shipped,
    limits: given === undefined ? LIMITS : [givenLimit(given), ...LIMITS.slice(1)],
  };
  return { file: { schema: POLICY_SCHEMA, features: FEATURES, policy: best, card }, curves, choices };
}

const LIMITS = [
  "Learned on problems of 80 to 340 buffers at their load bound; elsewhere it costs little and gains little.",
  "It guides the search for plans. Proofs are not guided.",
  "Where sections have slack, the expert often runs out of steps, " +
    "so that hard states of such problems are rare in the data.",
];

function givenLimit(given: Given["problems"]): string {
  const buffers = given.map(({ problem }) => problem.buffers.length);
  const range = `${Math.min(...buffers)} to ${Math.max(...buffers)}`;
  const learned = `Learned on ${given.length} problems of ${range} buffers at the least peak that was known`;
  return `${learned}; elsewhere it may gain nothing.`;
}
