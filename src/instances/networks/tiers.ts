import { addBackward } from "../../graph/backward.js";
import type { Graph } from "../../graph/graph.js";
import type { LayerMode } from "../../graph/layers.js";
import { type Machine, tieredProblem } from "../../graph/tiers.js";
import { InputError, type Problem } from "../../problem/index.js";
import type { Family } from "../instance.js";
import { type Options, resolveOptions } from "../options.js";
import { bert, bertGraph } from "./bert.js";
import { layerMode, type NetworkValues } from "./common.js";
import { inceptionV3, inceptionV3Graph } from "./inception-v3.js";
import { mobileNetV2, mobileNetV2Graph } from "./mobilenet-v2.js";
import { resnet50, resnet50Graph } from "./resnet50.js";
import { uNet, uNetGraph } from "./unet.js";

type Network = readonly [family: Family, build: (values: never, mode: LayerMode) => Graph];

const NETWORKS: readonly Network[] = [
  [resnet50, resnet50Graph],
  [mobileNetV2, mobileNetV2Graph],
  [
    inceptionV3,
    (values: NetworkValues & { resolution: number }, mode) =>
      inceptionV3Graph({ ...values, auxiliary: values.training }, mode),
  ],
  [uNet, uNetGraph],
  [bert, bertGraph],
];

/**
 * One of the networks as a problem with tiers: which tensors lie in which memory, so that it runs in the least time.
 * The options are those of its family, but for `weights` and `capacity`, which the machine says.
 *
 * @throws InputError for a network that there is not, and for options and machines as `generate` and `tieredProblem` do
 */
export function tieredNetwork(name: string, options: Options, machine: Machine): Problem {
  const network = NETWORKS.find(([family]) => family.name === name);
  if (network === undefined) {
    const names = NETWORKS.map(([family]) => family.name).join(", ");
    throw new InputError(`there is no network ${JSON.stringify(name)}; there are ${names}`);
  }
  const [family, build] = network;
  const values = resolveOptions(family.name, family.options, options) as unknown as NetworkValues;
  const graph = build(values as never, layerMode(values));
  if (values.training) addBackward(graph, values.optimizer);
  return tieredProblem(graph, machine, values);
}
