import type { Graph, Tensor } from "../../graph/graph.js";
import { ImageLayers } from "../../graph/images.js";
import type { LayerMode } from "../../graph/layers.js";
import { defineFamily } from "../instance.js";
import { optionError } from "../options.js";
import { layerMode, networkInstance, networkOptions } from "./common.js";

/** Channels from the top of the U to its bottom. */
const WIDTHS = [64, 128, 256, 512, 1024] as const;
const CLASSES = 2;

export interface UNetShape {
  readonly batch: number;
  /** Height and width of the image; 12 more than a multiple of 16, so that each level can be halved. */
  readonly resolution: number;
}

/**
 * Ronneberger, Fischer, Brox, "U-Net: convolutional networks for biomedical image segmentation", 2015, figure 1: one
 * channel in, two classes out, convolutions without padding, so that the image shrinks and the skip connections are
 * cropped.
 */
export function uNetGraph(shape: UNetShape, mode: LayerMode): Graph {
  const net = new ImageLayers(mode);
  const { batch, resolution } = shape;
  let x = net.input("image", [batch, 1, resolution, resolution]);
  const skips: Tensor[] = [];
  WIDTHS.forEach((channels, level) => {
    if (level > 0) x = net.maxPool(`down${level}.pool`, x, { kernel: 2, stride: 2 });
    x = twoConvolutions(net, `down${level}`, x, channels);
    // Dropout at the end of the contracting path (section 3.1 of the paper).
    if (level >= WIDTHS.length - 2) x = net.dropout(`down${level}.dropout`, x);
    skips.push(x);
  });
  for (let level = WIDTHS.length - 2; level >= 0; level--) {
    const channels = WIDTHS[level]!;
    const larger = net.upConvolution(`up${level}.enlarge`, x, channels, 2);
    const joined = net.concatenate(`up${level}.concat`, [skips[level]!, larger]);
    x = twoConvolutions(net, `up${level}`, joined, channels);
  }
  const logits = net.convolution("classify", x, { channels: CLASSES, kernel: 1, bias: true });
  if (mode.training) net.classLoss("loss", logits);
  else net.result(logits);
  return net.graph;
}

function twoConvolutions(net: ImageLayers, name: string, x: Tensor, channels: number): Tensor {
  const first = net.activatedConvolution(`${name}.conv1`, x, { channels, kernel: 3 }, "relu");
  return net.activatedConvolution(`${name}.conv2`, first, { channels, kernel: 3 }, "relu");
}

export const uNet = defineFamily(
  {
    name: "unet",
    kind: "network",
    description: "U-Net (Ronneberger et al. 2015): 31.0 M parameters, long nested skip connections",
    options: [
      ...networkOptions,
      {
        name: "resolution",
        type: "integer",
        min: 188,
        max: 2060,
        default: 572,
        description: "side of the image, 12 more than a multiple of 16",
      },
    ],
  },
  (values) => {
    const { resolution } = values;
    if (resolution % 16 !== 12) throw optionError("resolution", resolution, "must be 12 more than a multiple of 16");
    return networkInstance("unet", uNetGraph(values, layerMode(values)), values);
  },
);
