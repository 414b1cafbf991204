import type { ModelMetrics } from "../../policy/index.js";
import type { ScorerData } from "../../scoring/index.js";
import type { ChoiceSet } from "../collect/choices.js";
import { joined } from "../collect/dataset.js";
import { MODEL_ROLES, type ModelRole, type Shard } from "../collect/shard.js";
import { choiceMetrics, weightOf } from "../evaluate/choice-metrics.js";
import { trainBooster } from "./booster.js";
import { trainNetwork } from "./network.js";
import type { TrainRun } from "./train-run.js";
import type { CurvePoint, Trained } from "./training.js";

/** The kinds of model that are compared, the cheapest to ask first. */
export const MODEL_KINDS = ["linear", "network", "trees"] as const;
export type ModelKind = (typeof MODEL_KINDS)[number];

/** Learning curves, by role and kind. */
export interface Curves {
  readonly role: ModelRole;
  readonly kind: ModelKind;
  readonly points: readonly CurvePoint[];
}

export interface Sets {
  readonly train: ChoiceSet;
  readonly validation: ChoiceSet;
}

/** A caller's few problems may leave nothing to validate with: then the training's choices stand in. */
export function setsOf(trainShards: readonly Shard[], validationShards: readonly Shard[], role: ModelRole): Sets {
  const train = joined(trainShards, role);
  const validation = joined(validationShards, role);
  return { train, validation: validation.weight.length > 0 ? validation : train };
}

/** The roles in which there is something to learn from. */
export function rolesWith(shards: readonly Shard[]): ModelRole[] {
  return MODEL_ROLES.filter((role) => joined(shards, role).weight.length > 0);
}

/** A model of one kind, with the settings that were found to do. */
export function trainKind(
  kind: ModelKind,
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

export type Models = Partial<Record<ModelRole, Partial<Record<ModelKind, ScorerData>>>>;

/** A model of each kind for each role, with its curve and its figures. */
export async function trainAll(run: TrainRun, trainShards: readonly Shard[], validationShards: readonly Shard[]) {
  const { trainingSeed: seed, signal, onProgress } = run;
  const models: Models = {};
  const curves: Curves[] = [];
  const metrics: Record<string, Record<string, ModelMetrics>> = {};
  for (const role of rolesWith(trainShards)) {
    const sets = setsOf(trainShards, validationShards, role);
    const kinds: readonly ModelKind[] = role === "preorder" ? ["linear"] : MODEL_KINDS;
    const own: Partial<Record<ModelKind, ScorerData>> = {};
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
  const rule = choiceMetrics({ score: inOrder }, set);
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
