import { Random } from "../../problem/random.js";
import { buildScorer, type ScorerData } from "../../scoring/index.js";
import type { ChoiceSet } from "../collect/choices.js";
import { type ChoiceMetrics, choiceMetrics } from "../evaluate/choice-metrics.js";

/** What a model loses when it is told nothing of a feature. */
export interface Importance {
  readonly feature: string;
  /** By how much the share of right first choices falls. */
  readonly top1: number;
  /** By how much the loss rises. */
  readonly loss: number;
}

/** Times that a column is shuffled; the mean counts. */
const SHUFFLES = 3;

/**
 * Permutation importance (Breiman 2001): each feature's column is shuffled in turn, the model asked again. A column is
 * shuffled within groups, as choices are made within one; a feature that tells nothing of the candidates but of the
 * state, and so is the same in a whole group, between groups.
 *
 * @returns the model's figures on the set, and the features, those that matter most first
 */
export function importances(
  model: ScorerData,
  features: readonly string[],
  set: ChoiceSet,
  seed: number,
): { metrics: ChoiceMetrics; features: Importance[] } {
  const scorer = buildScorer(model, features.length);
  const metrics = choiceMetrics(scorer, set);
  const random = new Random(seed);
  const found = features.map((feature, j) => {
    let top1 = 0;
    let loss = 0;
    for (let i = 0; i < SHUFFLES; i++) {
      const shuffled = choiceMetrics(scorer, { ...set, rows: withShuffled(set, j, random) });
      top1 += (metrics.top1 - shuffled.top1) / SHUFFLES;
      loss += (shuffled.loss - metrics.loss) / SHUFFLES;
    }
    return { feature, top1, loss };
  });
  return { metrics, features: found.sort((a, b) => b.loss - a.loss) };
}

function withShuffled({ featureCount, rows, groupStart, weight }: ChoiceSet, j: number, random: Random): Float32Array {
  const shuffled = rows.slice();
  const groups = weight.length;
  const valueAt = (candidate: number): number => rows[candidate * featureCount + j]!;
  const isSame = (g: number): boolean => {
    for (let i = groupStart[g]! + 1; i < groupStart[g + 1]!; i++) {
      if (valueAt(i) !== valueAt(groupStart[g]!)) return false;
    }
    return true;
  };
  const ofState = Array.from({ length: groups }, (_, g) => g).every(isSame);
  const others = permutation(groups, random);
  for (let g = 0; g < groups; g++) {
    const begin = groupStart[g]!;
    const count = groupStart[g + 1]! - begin;
    const within = permutation(count, random);
    for (let i = 0; i < count; i++) {
      const from = ofState ? groupStart[others[g]!]! : begin + within[i]!;
      shuffled[(begin + i) * featureCount + j] = valueAt(from);
    }
  }
  return shuffled;
}

/** Fisher and Yates. */
function permutation(count: number, random: Random): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const other = Math.floor(random.next() * (i + 1));
    [order[i], order[other]] = [order[other]!, order[i]!];
  }
  return order;
}
