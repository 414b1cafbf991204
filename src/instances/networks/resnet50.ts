import type { Graph, Tensor } from "../../graph/graph.js";
import { ImageLayers } from "../../graph/images.js";
import type { LayerMode } from "../../graph/layers.js";
import { defineFamily } from "../instance.js";
import { layerMode, networkInstance, networkOptions } from "./common.js";

/** Bottleneck blocks a stage, and the channels of their 3 x 3 convolutions (table 1 of the paper, 50-layer). */
const STAGES = [
  { blocks: 3, width: 64 },
  { blocks: 4, width: 128 },
  { blocks: 6, width: 256 },
  { blocks: 3, width: 512 },
] as const;
const EXPANSION = 4;
const CLASSES = 1000;

export interface ResNet50Shape {
  readonly batch: number;
  /** Height and width of the image. */
  readonly resolution: number;
}

/**
 * He, Zhang, Ren, Sun, "Deep residual learning for image recognition", 2015. A stage halves the image in its first 1 x
 * 1.
 */
export function resnet50Graph(shape: ResNet50Shape, mode: LayerMode): Graph {
  const net = new ImageLayers(mode);
  const { batch, resolution } = shape;
  let x = net.input("image", [batch, 3, resolution, resolution]);
  x = net.normalisedConvolution("conv1", x, { channels: 64, kernel: 7, stride: 2, padding: 3 }, "relu");
  x = net.maxPool("pool1", x, { kernel: 3, stride: 2, padding: 1 });
  STAGES.forEach(({ blocks, width }, stage) => {
    for (let block = 0; block < blocks; block++) {
      const stride = stage > 0 && block === 0 ? 2 : 1;
      x = bottleneck(net, `conv${stage + 2}_${block + 1}`, x, width, stride);
    }
  });
  const logits = net.linear("fc", net.globalAverage("pool5", x), CLASSES);
  if (mode.training) net.classLoss("loss", logits);
  else net.result(logits);
  return net.graph;
}

function bottleneck(net: ImageLayers, name: string, x: Tensor, width: number, stride: number): Tensor {
  const channels = width * EXPANSION;
  let y = net.normalisedConvolution(`${name}.a`, x, { channels: width, kernel: 1, stride }, "relu");
  y = net.normalisedConvolution(`${name}.b`, y, { channels: width, kernel: 3, padding: 1 }, "relu");
  y = net.normalisedConvolution(`${name}.c`, y, { channels, kernel: 1 }, null);
  const projected = x.shape[1] !== channels || stride !== 1;
  const shortcut = projected
    ? net.normalisedConvolution(`${name}.shortcut`, x, { channels, kernel: 1, stride }, null)
    : x;
  return net.activate(name, net.add(`${name}.sum`, y, shortcut), "relu");
}

export const resnet50 = defineFamily(
  {
    name: "resnet50",
    kind: "network",
    description: "ResNet-50 (He et al. 2015): 25.6 M parameters, residual blocks",
    options: [
      ...networkOptions,
      { name: "resolution", type: "integer", min: 32, max: 2048, default: 224, description: "side of the image" },
    ],
  },
  (values) => networkInstance("resnet50", resnet50Graph(values, layerMode(values)), values),
);
