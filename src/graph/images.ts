import type { Tensor } from "./graph.js";
import { type Activation, Layers, weightsFirst } from "./layers.js";
import { concatenated, pair, unwindowed, type Window, windowed } from "./shapes.js";

export interface Convolution extends Window {
  /** Output channels. */
  readonly channels: number;
  /** Groups of channels that do not mix; 1 if absent, the number of channels for a depthwise convolution. */
  readonly groups?: number;
  /** false if absent: a normalisation that follows has a bias of its own. */
  readonly bias?: boolean;
}

/** Layers over images, [batch, channels, height, width]. */
export class ImageLayers extends Layers {
  convolution(name: string, x: Tensor, convolution: Convolution): Tensor {
    return this.#convolve(name, "conv", x, convolution, []);
  }

  /**
   * A convolution with a bias, and an activation: two ops, or one where they are fused. What comes out is called
   * `name`.
   */
  activatedConvolution(name: string, x: Tensor, convolution: Convolution, activation: Activation): Tensor {
    const biased = { ...convolution, bias: true };
    if (this.#fuses) return this.#convolve(name, "conv-fused", x, biased, []);
    return this.activate(name, this.#convolve(`${name}.conv`, "conv", x, biased, []), activation);
  }

  /**
   * A convolution, batch normalisation and, unless it is null, an activation: three ops, or one where they are fused.
   * What comes out is called `name`.
   */
  normalisedConvolution(name: string, x: Tensor, convolution: Convolution, activation: Activation | null): Tensor {
    const scales = [
      this.weight(`${name}.norm.weight`, [convolution.channels]),
      this.weight(`${name}.norm.bias`, [convolution.channels]),
    ];
    if (this.#fuses) return this.#convolve(name, "conv-fused", x, convolution, scales);
    const y = this.#convolve(`${name}.conv`, "conv", x, convolution, []);
    const normalised = activation === null ? name : `${name}.norm`;
    const z = this.normalise(normalised, "batch-norm", y, scales, [convolution.channels]);
    return activation === null ? z : this.activate(name, z, activation);
  }

  get #fuses(): boolean {
    return this.mode.fuse && !this.mode.training;
  }

  /** `folded`: weights of a normalisation that this op computes too. */
  #convolve(name: string, kind: string, x: Tensor, convolution: Convolution, folded: readonly Tensor[]): Tensor {
    const { channels, groups = 1, bias = false } = convolution;
    const [batch, inputChannels, height, width] = x.shape as [number, number, number, number];
    const [kernelHeight, kernelWidth] = pair(convolution.kernel);
    const [outHeight, outWidth] = windowed(height, width, convolution);
    const patch = (inputChannels / groups) * kernelHeight * kernelWidth;
    const weights = [this.weight(`${name}.weight`, [channels, inputChannels / groups, kernelHeight, kernelWidth])];
    if (bias) weights.push(this.weight(`${name}.bias`, [channels]));
    const y = this.activationTensor(name, [batch, channels, outHeight, outWidth]);
    // A 1 x 1 kernel reads its input as columns already, and a depthwise one has no matrix to multiply by.
    const columns = this.mode.im2col && kernelHeight * kernelWidth > 1 && groups === 1;
    const workspaceBytes = columns ? patch * outHeight * outWidth * x.elementBytes : 0;
    return this.emit({
      name,
      kind,
      inputs: [x, ...weights, ...folded],
      outputs: [y],
      workspaceBytes,
      gradient: weightsFirst(x, weights),
    });
  }

  /** Enlarges an image by its stride, which is also the kernel: pieces side by side. Has a bias. */
  upConvolution(name: string, x: Tensor, channels: number, stride: number): Tensor {
    const [batch, inputChannels, height, width] = x.shape as [number, number, number, number];
    const weights = [
      this.weight(`${name}.weight`, [inputChannels, channels, stride, stride]),
      this.weight(`${name}.bias`, [channels]),
    ];
    const sides = [unwindowed(height, stride, stride), unwindowed(width, stride, stride)];
    const y = this.activationTensor(name, [batch, channels, ...sides]);
    return this.emit({
      name,
      kind: "up-conv",
      inputs: [x, ...weights],
      outputs: [y],
      gradient: weightsFirst(x, weights),
    });
  }

  /** In training it keeps where each maximum was. */
  maxPool(name: string, x: Tensor, window: Window): Tensor {
    const shape = pooled(x, window);
    const y = this.activationTensor(name, shape);
    const saved = this.mode.training ? [this.indexTensor(`${name}:indices`, shape)] : [];
    return this.emit({
      name,
      kind: "max-pool",
      inputs: [x],
      outputs: [y, ...saved],
      gradient: [{ of: [x], needs: saved }],
    });
  }

  averagePool(name: string, x: Tensor, window: Window): Tensor {
    const y = this.activationTensor(name, pooled(x, window));
    return this.emit({
      name,
      kind: "average-pool",
      inputs: [x],
      outputs: [y],
      gradient: [{ of: [x], needs: [] }],
    });
  }

  /** The average over height and width, as [batch, channels]. */
  globalAverage(name: string, x: Tensor): Tensor {
    const [batch, channels, height, width] = x.shape as [number, number, number, number];
    return this.reshape(this.averagePool(name, x, { kernel: [height, width] }), [batch, channels]);
  }

  /** Channels one after the other. Images larger than the last one are cropped to it as they are read. */
  concatenate(name: string, parts: readonly Tensor[]): Tensor {
    const [height, width] = parts.at(-1)!.shape.slice(2) as [number, number];
    const cropped = parts.map(({ shape }) => [shape[0]!, shape[1]!, height, width]);
    if (parts.some(({ shape }) => shape[2]! < height || shape[3]! < width)) {
      throw new Error(`${name}: cannot crop a part to ${height} x ${width}`);
    }
    const y = this.activationTensor(name, concatenated(cropped));
    return this.emit({
      name,
      kind: "concat",
      inputs: parts,
      outputs: [y],
      gradient: [{ of: parts, needs: [] }],
    });
  }
}

function pooled(x: Tensor, window: Window): number[] {
  const [batch, channels, height, width] = x.shape as [number, number, number, number];
  return [batch, channels, ...windowed(height, width, window)];
}
