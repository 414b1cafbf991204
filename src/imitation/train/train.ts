import { FEATURES, type ModelCard, type ModelMetrics, POLICY_SCHEMA, type PolicyFile } from "../../policy/index.js";
import { InputError } from "../../problem/index.js";
import type { ScorerData } from "../../scoring/index.js";
import type { SearchPolicy } from "../../search/index.js";
import type { ChoiceSet } from "../collect/choices.js";
import { hashOf, joined, shardsOf, totals } from "../collect/dataset.js";
import { type Given, ROLES, type Role, type Shard, type ShardTask } from "../collect/shard.js";
import { assemblePolicy, type GuidanceRole } from "../evaluate/assemble.js";
import { comparePoliciesInTurns, geometricMean } from "../evaluate/evaluate.js";
import { tensorFlow } from "./backend.js";
import { trainBooster } from "./booster.js";
import { trainNetwork } from "./network.js";
import { type CurvePoint, evaluate, type Trained, weightOf } from "./training.js";

/** The kinds of model that are compared, the cheapest to ask first. */
export const KINDS = ["linear", "network", "trees"] as const;
export type Kind = (typeof KINDS)[number];

export interface TrainRun {
  /** Where shards are kept; a run that was stopped goes on from there. */
  readonly folder: string;
  readonly threads: number;
  /** Of the data, and of what is drawn in training. */
  readonly dataSeed: number;
  readonly trainingSeed: number;
  readonly families: readonly string[];
  readonly heldOut: readonly string[];
  /** Problems of a caller's own, instead of drawn ones. */
  readonly given?: Given["problems"];
  /** Times that the states of what was learned so far are visited, after those of the rules (DAgger). */
  readonly rounds: number;
  /** Drawn problems a round. */
  readonly problems: number;
  readonly attempts: number;
  readonly walks: number;
  /** The expert's steps for each question. */
  readonly budget: number;
  /** Hard validation instances a family on which kinds and roles are compared. */
  readonly validationHard: number;
  /** Of telaplan, and of Node.js, for the card. */
  readonly versions: { readonly telaplan: string; readonly node: string };
  /** ISO date, for the card. */
  readonly date: string;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (stage: string, done: number, of: number) => void;
}

/** Learning curves, by role and kind. */
export interface Curves {
  readonly role: Role;
  readonly kind: Kind;
  readonly points: readonly CurvePoint[];
}

export interface TrainResult {
  readonly file: PolicyFile;
  readonly curves: readonly Curves[];
  /** What each choice came to on validation instances: geometric mean of steps over the rules'. */
  readonly choices: readonly { readonly name: string; readonly steps: number }[];
}

/** A shard: so many problems, so that a stop loses little. */
const SHARD = 24;
const GIVEN_SHARD = 4;

/** A cheaper choice is taken where it costs at most this many times the best one's steps. */
const AS_GOOD = 1.03;

const VALIDATION_LIMIT = 20_000;

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
    trainShards.push(...shards.slice(0, tasks.training));
    validationShards.push(...shards.slice(tasks.training));
    if (round === 0 && rolesWith(trainShards).length === 0) {
      throw new InputError(
        "there is nothing to learn: no search failed on these problems where a plan was still to be had",
      );
    }
    if (round === rounds) break;
    const models: Partial<Record<Role, ScorerData>> = {};
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
    rounds,
    groups: Object.fromEntries(ROLES.map((role) => [role, joined(trainShards, role).weight.length])),
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
  "Where sections have slack, the expert often runs out of steps, so that hard states of such problems are rare in the data.",
];

interface Sets {
  readonly train: ChoiceSet;
  readonly validation: ChoiceSet;
}

/** A caller's few problems may leave nothing to validate with: then the training's choices stand in. */
function setsOf(trainShards: readonly Shard[], validationShards: readonly Shard[], role: Role): Sets {
  const train = joined(trainShards, role);
  const validation = joined(validationShards, role);
  return { train, validation: validation.weight.length > 0 ? validation : train };
}

/** The roles in which there is something to learn from. */
function rolesWith(shards: readonly Shard[]): Role[] {
  return ROLES.filter((role) => joined(shards, role).weight.length > 0);
}

function givenLimit(given: Given["problems"]): string {
  const buffers = given.map(({ problem }) => problem.buffers.length);
  const range = `${Math.min(...buffers)} to ${Math.max(...buffers)}`;
  return `Learned on ${given.length} problems of ${range} buffers at the least peak that was known; elsewhere it may gain nothing.`;
}

function tasksOf(run: TrainRun, round: number, policy: SearchPolicy | null): { all: ShardTask[]; training: number } {
  const { attempts, walks, budget, given, problems, families, dataSeed: seed } = run;
  const common = { attempts, walks, budget, policy };
  const shardSeed = (i: number): number => 1 + 1e7 * seed + 1e6 * round + 1e4 * i;
  if (given !== undefined) {
    // A caller's problems are few: every fourth is for validation, the others for training, again and again.
    const part = (validates: boolean) => given.filter((_, i) => (i % 4 === 3 && given.length > 3) === validates);
    const shards = (list: Given["problems"], first: number): ShardTask[] =>
      Array.from({ length: Math.ceil(list.length / GIVEN_SHARD) }, (_, i) => {
        const problems = list.slice(i * GIVEN_SHARD, (i + 1) * GIVEN_SHARD);
        return { ...common, source: { kind: "given", problems }, seed: shardSeed(first + i) };
      });
    const training = shards(part(false), 0);
    const validation = shards(part(true).length > 0 ? part(true) : given, training.length);
    return { all: [...training, ...validation], training: training.length };
  }
  const shards = (part: "train" | "validation", count: number): ShardTask[] =>
    Array.from({ length: Math.ceil(count / SHARD) }, (_, i) => {
      const from = round * count + i * SHARD;
      const to = Math.min(from + SHARD, (round + 1) * count);
      return { ...common, source: { kind: "drawn", part, families, seed, from, to }, seed: shardSeed(i) };
    });
  const training = shards("train", problems);
  return { all: [...training, ...shards("validation", Math.ceil(problems / 4))], training: training.length };
}

function trainKind(
  kind: Kind,
  { train, validation }: Sets,
  options: { seed: number; signal?: AbortSignal | undefined; onEpoch?: (point: CurvePoint) => void },
): Promise<Trained> {
  if (kind === "linear") {
    return trainNetwork(train, validation, { ...options, hidden: [], epochs: 20, learningRate: 0.01, decay: 1e-4 });
  }
  if (kind === "network") {
    return trainNetwork(train, validation, { ...options, hidden: [16], epochs: 15, learningRate: 0.003, decay: 1e-3 });
  }
  return trainBooster(train, validation, { ...options, trees: 120, depth: 4, learningRate: 0.1, sample: 0.7 });
}

type Models = Partial<Record<Role, Partial<Record<Kind, ScorerData>>>>;

async function trainAll(run: TrainRun, trainShards: readonly Shard[], validationShards: readonly Shard[]) {
  const { trainingSeed: seed, signal, onProgress } = run;
  const models: Models = {};
  const curves: Curves[] = [];
  const metrics: Record<string, Record<string, ModelMetrics>> = {};
  for (const role of rolesWith(trainShards)) {
    const sets = setsOf(trainShards, validationShards, role);
    const kinds: readonly Kind[] = role === "preorder" ? ["linear"] : KINDS;
    const own: Partial<Record<Kind, ScorerData>> = {};
    const ownMetrics: Record<string, ModelMetrics> = { ...yardsticks(sets.validation) };
    for (const kind of kinds) {
      let epochs = 0;
      const onEpoch = (): void => onProgress?.(`${kind} for ${role}`, ++epochs, 24);
      const trained = await trainKind(kind, sets, { seed, signal, onEpoch });
      own[kind] = trained.data;
      ownMetrics[kind] = trained.metrics;
      curves.push({ role, kind, points: trained.curve });
    }
    models[role] = own;
    metrics[role] = ownMetrics;
  }
  return { models, curves, metrics };
}

/** What the rule chooses, the first that stands there, and what chance would. */
function yardsticks(set: ChoiceSet): Record<string, ModelMetrics> {
  const inOrder = (_rows: Float64Array, count: number, scores: Float64Array): void => {
    for (let i = 0; i < count; i++) scores[i] = -i;
  };
  const rule = evaluate({ score: inOrder }, set);
  let top1 = 0;
  let top3 = 0;
  let loss = 0;
  let total = 0;
  for (let g = 0; g < set.weight.length; g++) {
    const candidates = set.good.subarray(set.groupStart[g], set.groupStart[g + 1]);
    const good = candidates.reduce((sum, each) => sum + each, 0);
    const weight = weightOf(set, g);
    let missed = 1;
    for (let i = 0; i < 3 && i < candidates.length; i++)
      missed *= Math.max(0, candidates.length - good - i) / (candidates.length - i);
    total += weight;
    top1 += (weight * good) / candidates.length;
    top3 += weight * (1 - missed);
    loss -= weight * Math.log(good / candidates.length);
  }
  return { rule, chance: { top1: top1 / total, top3: top3 / total, loss: loss / total } };
}

/** Roles in the order in which they are tried beside the two that the search rests on most. */
const COMBINATIONS: readonly (readonly GuidanceRole[])[] = [
  ["children", "targets"],
  ["children"],
  ["targets"],
  ["children", "targets", "turns"],
  ["children", "targets", "preorder"],
];

/**
 * The kinds and roles that need the fewest steps on validation instances; of those as good, the first, which is the
 * cheapest to ask.
 */
async function choose(run: TrainRun, models: Models) {
  const { signal, onProgress } = run;
  const tried: { name: string; policy: SearchPolicy; kinds: Partial<Record<Role, Kind>> }[] = [];
  const add = (roles: readonly GuidanceRole[], kinds: Partial<Record<Role, Kind>>): void => {
    const picked = Object.fromEntries(ROLES.map((role) => [role, models[role]?.[kinds[role] ?? "linear"]]));
    const shown = roles.map((role) => (role === "turns" ? role : `${role} (${kinds[role] ?? "linear"})`)).join(" + ");
    const shipped = Object.fromEntries(
      roles.filter((role) => role !== "turns").map((role) => [role, kinds[role as Role] ?? "linear"]),
    );
    tried.push({ name: shown, policy: assemblePolicy("learned", picked, roles), kinds: shipped });
  };
  for (const roles of COMBINATIONS) add(roles, {});
  for (const children of ["network", "trees"] as const) add(["children", "targets"], { children });
  for (const targets of ["network", "trees"] as const) add(["children", "targets"], { targets });
  const compared = await comparePoliciesInTurns(
    tried.map(({ policy }) => policy),
    {
      part: "validation",
      families: run.families,
      hardPerFamily: run.validationHard,
      mostPerFamily: 4 * run.validationHard,
      stepLimit: VALIDATION_LIMIT,
      seed: 77,
      signal,
      onProgress: (done, of) => onProgress?.("kinds and roles on validation instances", done, of),
    },
  );
  const comparisons = compared.filter(({ hard }) => hard);
  const choices = tried.map(({ name }, i) => ({
    name,
    steps: geometricMean(comparisons.map(({ policies, rules }) => Math.max(1, policies[i]!.steps) / rules.steps)),
  }));
  const least = Math.min(...choices.map(({ steps }) => steps));
  const best = choices.findIndex(({ steps }) => steps <= AS_GOOD * least);
  return { policy: tried[best]!.policy, shipped: tried[best]!.kinds as Record<string, string>, choices };
}
