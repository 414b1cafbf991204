import { hardFamilies } from "../../instances/index.js";
import type { SearchPolicy } from "../../search/index.js";
import type { ChoiceSet } from "../collect/choices.js";
import { collect, newRecorders } from "../collect/collect.js";
import { drawInstance, sampleOfInstance } from "../collect/samples.js";
import type { ModelRole } from "../collect/shard.js";
import { pause } from "../pause.js";

export interface SmallSets {
  /** Validation problems, of the hard families in turn. */
  readonly problems: number;
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, of: number) => void) | undefined;
}

/** For each problem, and for each question to the expert: seconds for all of them together. */
const ATTEMPTS = 6;
const BUDGET = 1000;

/**
 * Choices of the policy with the expert's labels, on a few generated validation problems. Throws the signal's reason.
 */
export async function smallSets(policy: SearchPolicy, options: SmallSets): Promise<Record<ModelRole, ChoiceSet>> {
  const { problems, seed, signal, onProgress } = options;
  const names = hardFamilies.map(({ name }) => name);
  const recorders = newRecorders();
  for (let i = 0; i < problems; i++) {
    await pause();
    signal?.throwIfAborted();
    const sample = sampleOfInstance(drawInstance("validation", names, seed, i));
    collect(sample, recorders, { attempts: ATTEMPTS, walks: 0, budget: BUDGET, seed: 1 + seed + 1009 * i, policy });
    onProgress?.(i + 1, problems);
  }
  const { children, targets, preorder } = recorders;
  return { children: children.finish(), targets: targets.finish(), preorder: preorder.finish() };
}
