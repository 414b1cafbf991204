import type { Graph, Tensor } from "../../graph/graph.js";
import { ImageLayers } from "../../graph/images.js";
import type { LayerMode } from "../../graph/layers.js";
import { defineFamily } from "../instance.js";
import { layerMode, networkInstance, networkOptions } from "./common.js";

/** Expansion, output channels, repetitions and stride of the first of them (table 2 of the paper). */
const STAGES = [
  { expansion: 1, channels: 16, blocks: 1, stride: 1 },
  { expansion: 6, channels: 24, blocks: 2, stride: 2 },
  { expansion: 6, channels: 32, blocks: 3, stride: 2 },
  { expansion: 6, channels: 64, blocks: 4, stride: 2 },
  { expansion: 6, channels: 96, blocks: 3, stride: 1 },
  { expansion: 6, channels: 160, blocks: 3, stride: 2 },
  { expansion: 6, channels: 320, blocks: 1, stride: 1 },
] as const;
const CLASSES = 1000;

export interface MobileNetV2Shape {
  readonly batch: number;
  /** Height and width of the image. */
  readonly resolution: number;
}

/** Sandler, Howard, Zhu, Zhmoginov, Chen, "MobileNetV2: inverted residuals and linear bottlenecks", 2018; width 1.0. */
export function mobileNetV2Graph(shape: MobileNetV2Shape, mode: LayerMode): Graph {
  const net = new ImageLayers(mode);
  const { batch, resolution } = shape;
  let x = net.input("image", [batch, 3, resolution, resolution]);
  x = net.normalisedConvolution("conv1", x, { channels: 32, kernel: 3, stride: 2, padding: 1 }, "relu6");
  STAGES.forEach(({ expansion, channels, blocks, stride }, stage) => {
    for (let block = 0; block < blocks; block++) {
      const name = `block${stage + 1}_${block + 1}`;
      x = invertedResidual(net, name, x, expansion, channels, block === 0 ? stride : 1);
    }
  });
  x = net.normalisedConvolution("conv2", x, { channels: 1280, kernel: 1 }, "relu6");
  const features = net.dropout("dropout", net.globalAverage("pool", x));
  const logits = net.linear("fc", features, CLASSES);
  if (mode.training) net.classLoss("loss", logits);
  else net.result(logits);
  return net.graph;
}

function invertedResidual(
  net: ImageLayers,
  name: string,
  x: Tensor,
  expansion: number,
  channels: number,
  stride: number,
): Tensor {
  const wide = x.shape[1]! * expansion;
  let y = x;
  if (expansion > 1) y = net.normalisedConvolution(`${name}.expand`, y, { channels: wide, kernel: 1 }, "relu6");
  const depthwise = { channels: wide, kernel: 3, stride, padding: 1, groups: wide };
  y = net.normalisedConvolution(`${name}.depthwise`, y, depthwise, "relu6");
  y = net.normalisedConvolution(`${name}.project`, y, { channels, kernel: 1 }, null);
  return stride === 1 && x.shape[1] === channels ? net.add(name, y, x) : y;
}

export const mobileNetV2 = defineFamily(
  {
    name: "mobilenet-v2",
    kind: "network",
    description: "MobileNetV2 (Sandler et al. 2018): 3.5 M parameters, inverted residuals, depthwise convolutions",
    options: [
      ...networkOptions,
      { name: "resolution", type: "integer", min: 32, max: 2048, default: 224, description: "side of the image" },
    ],
  },
  (values) => networkInstance("mobilenet-v2", mobileNetV2Graph(values, layerMode(values)), values),
);
