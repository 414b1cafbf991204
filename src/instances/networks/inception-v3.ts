import type { Graph, Tensor } from "../../graph/graph.js";
import { ImageLayers } from "../../graph/images.js";
import type { LayerMode } from "../../graph/layers.js";
import { defineFamily } from "../instance.js";
import { layerMode, networkInstance, networkOptions } from "./common.js";

const CLASSES = 1000;

export interface InceptionV3Shape {
  readonly batch: number;
  /** Height and width of the image. */
  readonly resolution: number;
  /** Whether the second classifier is there, which hangs off the 17 x 17 images and is used in training only. */
  readonly auxiliary: boolean;
}

/**
 * Szegedy, Vanhoucke, Ioffe, Shlens, Wojna, "Rethinking the Inception architecture for computer vision", 2015, with the
 * channel counts of the released model.
 */
export function inceptionV3Graph(shape: InceptionV3Shape, mode: LayerMode): Graph {
  const { batch, resolution, auxiliary } = shape;
  const net = new Inception(mode);
  let x = net.input("image", [batch, 3, resolution, resolution]);
  x = net.conv("conv1", x, 32, 3, { stride: 2, padding: 0 });
  x = net.conv("conv2", x, 32, 3, { padding: 0 });
  x = net.conv("conv3", x, 64, 3);
  x = net.maxPool("pool1", x, { kernel: 3, stride: 2 });
  x = net.conv("conv4", x, 80, 1);
  x = net.conv("conv5", x, 192, 3, { padding: 0 });
  x = net.maxPool("pool2", x, { kernel: 3, stride: 2 });
  [32, 64, 64].forEach((pooled, i) => {
    x = net.blockA(`mixed35_${i + 1}`, x, pooled);
  });
  x = net.reductionA("mixed17_1", x);
  [128, 160, 160, 192].forEach((width, i) => {
    x = net.blockB(`mixed17_${i + 2}`, x, width);
  });
  if (auxiliary) net.classifyBeside(x);
  x = net.reductionB("mixed8_1", x);
  for (let i = 2; i <= 3; i++) x = net.blockC(`mixed8_${i}`, x);
  const features = net.dropout("dropout", net.globalAverage("pool3", x));
  net.classify("", features);
  return net.graph;
}

class Inception extends ImageLayers {
  /** Convolution, normalisation and relu; keeps the image's size unless told otherwise. */
  conv(
    name: string,
    x: Tensor,
    channels: number,
    kernel: number | readonly [number, number],
    { stride = 1, padding = same(kernel) }: { stride?: number; padding?: number | readonly [number, number] } = {},
  ): Tensor {
    return this.normalisedConvolution(name, x, { channels, kernel, stride, padding }, "relu");
  }

  /** Figure 5 of the paper: 5 x 5, and 3 x 3 twice. */
  blockA(name: string, x: Tensor, pooled: number): Tensor {
    const one = this.conv(`${name}.one`, x, 64, 1);
    let five = this.conv(`${name}.five_1`, x, 48, 1);
    five = this.conv(`${name}.five_2`, five, 64, 5);
    let three = this.conv(`${name}.three_1`, x, 64, 1);
    three = this.conv(`${name}.three_2`, three, 96, 3);
    three = this.conv(`${name}.three_3`, three, 96, 3);
    return this.concatenate(name, [one, five, three, this.#poolBranch(name, x, pooled)]);
  }

  /** 35 x 35 to 17 x 17. */
  reductionA(name: string, x: Tensor): Tensor {
    const three = this.conv(`${name}.three`, x, 384, 3, { stride: 2, padding: 0 });
    let twice = this.conv(`${name}.twice_1`, x, 64, 1);
    twice = this.conv(`${name}.twice_2`, twice, 96, 3);
    twice = this.conv(`${name}.twice_3`, twice, 96, 3, { stride: 2, padding: 0 });
    const pooled = this.maxPool(`${name}.pool`, x, { kernel: 3, stride: 2 });
    return this.concatenate(name, [three, twice, pooled]);
  }

  /** Figure 6: 7 x 7 as 1 x 7 and 7 x 1. */
  blockB(name: string, x: Tensor, width: number): Tensor {
    const one = this.conv(`${name}.one`, x, 192, 1);
    let seven = this.conv(`${name}.seven_1`, x, width, 1);
    seven = this.conv(`${name}.seven_2`, seven, width, [1, 7]);
    seven = this.conv(`${name}.seven_3`, seven, 192, [7, 1]);
    let twice = this.conv(`${name}.twice_1`, x, width, 1);
    twice = this.conv(`${name}.twice_2`, twice, width, [7, 1]);
    twice = this.conv(`${name}.twice_3`, twice, width, [1, 7]);
    twice = this.conv(`${name}.twice_4`, twice, width, [7, 1]);
    twice = this.conv(`${name}.twice_5`, twice, 192, [1, 7]);
    return this.concatenate(name, [one, seven, twice, this.#poolBranch(name, x, 192)]);
  }

  /** 17 x 17 to 8 x 8. */
  reductionB(name: string, x: Tensor): Tensor {
    let three = this.conv(`${name}.three_1`, x, 192, 1);
    three = this.conv(`${name}.three_2`, three, 320, 3, { stride: 2, padding: 0 });
    let seven = this.conv(`${name}.seven_1`, x, 192, 1);
    seven = this.conv(`${name}.seven_2`, seven, 192, [1, 7]);
    seven = this.conv(`${name}.seven_3`, seven, 192, [7, 1]);
    seven = this.conv(`${name}.seven_4`, seven, 192, 3, { stride: 2, padding: 0 });
    const pooled = this.maxPool(`${name}.pool`, x, { kernel: 3, stride: 2 });
    return this.concatenate(name, [three, seven, pooled]);
  }

  /** Figure 7: branches that fork once more, into 1 x 3 and 3 x 1. */
  blockC(name: string, x: Tensor): Tensor {
    const one = this.conv(`${name}.one`, x, 320, 1);
    const three = this.conv(`${name}.three`, x, 384, 1);
    let twice = this.conv(`${name}.twice_1`, x, 448, 1);
    twice = this.conv(`${name}.twice_2`, twice, 384, 3);
    const branches = [one, this.#fork(`${name}.three`, three), this.#fork(`${name}.twice`, twice)];
    return this.concatenate(name, [...branches, this.#poolBranch(name, x, 192)]);
  }

  #fork(name: string, x: Tensor): Tensor {
    const across = this.conv(`${name}.across`, x, 384, [1, 3]);
    const down = this.conv(`${name}.down`, x, 384, [3, 1]);
    return this.concatenate(`${name}.fork`, [across, down]);
  }

  #poolBranch(name: string, x: Tensor, channels: number): Tensor {
    const pooled = this.averagePool(`${name}.pool`, x, { kernel: 3, padding: 1 });
    return this.conv(`${name}.pooled`, pooled, channels, 1);
  }

  /** The auxiliary classifier. */
  classifyBeside(x: Tensor): void {
    let y = this.averagePool("auxiliary.pool1", x, { kernel: 5, stride: 3 });
    y = this.conv("auxiliary.conv1", y, 128, 1);
    y = this.conv("auxiliary.conv2", y, 768, 5, { padding: 0 });
    this.classify("auxiliary.", this.globalAverage("auxiliary.pool2", y));
  }

  classify(prefix: string, features: Tensor): void {
    const logits = this.linear(`${prefix}fc`, features, CLASSES);
    if (this.mode.training) this.classLoss(`${prefix}loss`, logits);
    else this.result(logits);
  }
}

/** Padding that keeps the size at stride 1. */
function same(kernel: number | readonly [number, number]): number | readonly [number, number] {
  return typeof kernel === "number" ? kernel >>> 1 : [kernel[0] >>> 1, kernel[1] >>> 1];
}

export const inceptionV3 = defineFamily(
  {
    name: "inception-v3",
    kind: "network",
    description:
      "Inception v3 (Szegedy et al. 2015): 23.8 M parameters, 27.2 M with its second classifier, many branches",
    options: [
      ...networkOptions,
      // The auxiliary classifier's 5 x 5 convolution needs 17 x 17 images, or nearly.
      { name: "resolution", type: "integer", min: 299, max: 2048, default: 299, description: "side of the image" },
    ],
  },
  (values) => {
    const shape = { ...values, auxiliary: values.training };
    return networkInstance("inception-v3", inceptionV3Graph(shape, layerMode(values)), values);
  },
);
