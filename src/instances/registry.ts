import { InputError } from "../problem/index.js";
import { constraintFamilies } from "./constrained/families.js";
import type { Family, GeneratedInstance } from "./instance.js";
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

/** All families. Their names are unique. */
export const families: readonly Family[] = [
  resnet50,
  mobileNetV2,
  inceptionV3,
  uNet,
  bert,
  ...hardFamilies,
  uniform,
  ...constraintFamilies,
];

/**
 * Makes an instance of the family of that name.
 *
 * @throws InputError for a family that there is not, and for options as `Family.generate` does.
 */
export function generate(family: string, options: Options = {}): GeneratedInstance {
  const found = families.find(({ name }) => name === family);
  if (found === undefined) {
    const names = families.map(({ name }) => name).join(", ");
    throw new InputError(`there is no family ${JSON.stringify(family)}; there are ${names}`);
  }
  return found.generate(options);
}
