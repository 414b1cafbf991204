import { families, type GeneratedInstance } from "../../instances/index.js";
import { reduce } from "../../planner/reduce.js";
import { type Problem, toArrays } from "../../problem/index.js";
import { Random } from "../../problem/random.js";
import { buildModel, type SearchModel } from "../../search/index.js";
import { settledPlan } from "./witness.js";

/** Buffers of the generated problems. */
const BUFFERS = { least: 80, most: 340 };

/** Seeds of the three splits of the data are far apart, so that none shares an instance with another. */
const SPLIT_SEED = { train: 1e9, validation: 2e9, test: 3e9 };

export type Split = keyof typeof SPLIT_SEED;

/** A problem that has a plan within the capacity, and one such plan. */
export interface Sample {
  readonly model: SearchModel;
  /** Units. */
  readonly capacity: number;
  /** Units; settled, as `settledPlan` gives it. */
  readonly witness: ArrayLike<number>;
}

/** The i-th problem of a split, its families in turn. The same arguments give the same problem everywhere. */
export function drawInstance(split: Split, among: readonly string[], seed: number, i: number): GeneratedInstance {
  const own = SPLIT_SEED[split] + 1e6 * seed + i;
  const random = new Random(own);
  // The first number is left out, as it was when the published figures were drawn.
  random.next();
  const buffers = BUFFERS.least + Math.floor(random.next() * (BUFFERS.most - BUFFERS.least + 1));
  const name = among[i % among.length]!;
  const family = families.find((each) => each.name === name);
  if (family === undefined) throw new RangeError(`there is no family ${JSON.stringify(name)}`);
  return family.generate({ buffers, seed: own });
}

/**
 * A problem with a plan, as the collector wants it: what of it the search would see, in a memory that begins at 0.
 *
 * @param problem has buffers that have bytes and live.
 * @param plan absolute offsets in bytes, in the order of `problem.buffers`.
 * @param capacity bytes; the plan's peak or more.
 */
export function sampleOf(problem: Problem, plan: ArrayLike<number>, capacity: number): Sample {
  const { arrays, ground, originOf } = reduce(toArrays(problem));
  const model = buildModel(arrays);
  const shift = (problem.base ?? 0) - ground;
  const offsets = Float64Array.from({ length: arrays.count }, (_, b) => {
    const buffer = originOf(b);
    return buffer < 0 ? 0 : plan[buffer]! - shift;
  });
  return { model, capacity: Math.floor((capacity + ground) / model.unit), witness: settledPlan(model, offsets) };
}

export function sampleOfInstance({ problem, plan, optimum, name }: GeneratedInstance): Sample {
  if (plan === undefined || optimum === undefined) throw new RangeError(`${name} brings no plan`);
  return sampleOf(problem, plan, optimum);
}
