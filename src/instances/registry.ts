import { InputError } from "../problem/index.js";
import type { ColumnInstance } from "./columns.js";
import { constraintFamilies } from "./constrained/families.js";
import type { Family, GeneratedInstance } from "./instance.js";
import { convolutional } from "./large/convolutional.js";
import { diffusion } from "./large/diffusion.js";
import { pipeline } from "./large/pipeline.js";
import { recommendation } from "./large/recommendation.js";
import { trace } from "./large/trace.js";
import { mixtureOfExperts, transformer, transformerCheckpointed, transformerScores } from "./large/transformers.js";
import { bert } from "./networks/bert.js";
import { inceptionV3 } from "./networks/inception-v3.js";
import { mobileNetV2 } from "./networks/mobilenet-v2.js";
import { resnet50 } from "./networks/resnet50.js";
import { uNet } from "./networks/unet.js";
import type { Options } from "./options.js";
import { guillotine } from "./synthetic/guillotine.js";
import { longSpans } from "./synthetic/long-spans.js";
import { residual } from "./synthetic/residual.js";
import { thinned } from "./synthetic/thinned.js";
import { uniform } from "./synthetic/uniform.js";

/** The families whose capacity is their load bound and whose plan greedy packing does not find. */
export const hardFamilies: readonly Family[] = [guillotine, thinned, longSpans, residual];

/** What steps of a training look like to an allocator: a long rise, a long fall, few sizes, a peak of few slots. */
export const trainingFamilies: readonly Family[] = [
  transformer,
  transformerCheckpointed,
  transformerScores,
  pipeline,
  mixtureOfExperts,
  convolutional,
  diffusion,
  recommendation,
];

/** All families. Their names are unique. */
export const families: readonly Family[] = [
  resnet50,
  mobileNetV2,
  inceptionV3,
  uNet,
  bert,
  ...hardFamilies,
  uniform,
  ...trainingFamilies,
  trace,
  ...constraintFamilies,
];

/**
 * Makes an instance of the family of that name.
 *
 * @throws InputError for a family that there is not, and for options as `Family.generate` does.
 */
export function generate(family: string, options: Options = {}): GeneratedInstance {
  return find(family).generate(options);
}

/**
 * The same as columns, without an object a buffer.
 *
 * @throws InputError as `generate` does, and for a family that does not make columns.
 */
export function generateColumns(family: string, options: Options = {}): ColumnInstance {
  const { columns } = find(family);
  if (columns === undefined) throw new InputError(`family ${family} does not make columns`);
  return columns(options);
}

function find(family: string): Family {
  const found = families.find(({ name }) => name === family);
  if (found !== undefined) return found;
  const names = families.map(({ name }) => name).join(", ");
  throw new InputError(`there is no family ${JSON.stringify(family)}; there are ${names}`);
}
