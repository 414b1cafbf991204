import { type GradientRule, Graph, type Op, type OpParts, type Tensor } from "./graph.js";
import { multiplied } from "./shapes.js";

/** How the layers of a network turn into ops. */
export interface LayerMode {
  /** Keeps what the backward pass reads, and lets dropout act. */
  readonly training: boolean;
  /** Bytes of a weight or activation element. */
  readonly elementBytes: number;
  /** Folds batch normalisation and the activation after it into the convolution. Only without training. */
  readonly fuse: boolean;
  /** Gives convolutions a workspace: one image's patches as columns. */
  readonly im2col: boolean;
}

/** Sums and statistics are kept in 32 bits whatever the elements are. */
const STATISTIC_BYTES = 4;
/** Class labels and pooling indices: 32-bit integers. */
const INDEX_BYTES = 4;

export type Activation = "relu" | "relu6" | "gelu";

/**
 * Builds a graph layer by layer. This class has what all networks use; `ConvolutionLayers` adds images. A layer's name
 * is that of its op and of its first output.
 */
export class Layers {
  readonly graph = new Graph();

  constructor(readonly mode: LayerMode) {}

  input(name: string, shape: readonly number[], elementBytes = this.mode.elementBytes): Tensor {
    return this.graph.tensor(name, shape, elementBytes, "input");
  }

  /** x · W (+ b) over the last axis. */
  linear(name: string, x: Tensor, features: number): Tensor {
    const weights = [
      this.weight(`${name}.weight`, [features, x.shape.at(-1)!]),
      this.weight(`${name}.bias`, [features]),
    ];
    const y = this.activationTensor(name, [...x.shape.slice(0, -1), features]);
    const gradient = weightsFirst(x, weights);
    return this.emit({ name, kind: "linear", inputs: [x, ...weights], outputs: [y], gradient });
  }

  /** a · b, or a · bᵀ, of two activations, over the last two axes. */
  matmul(name: string, a: Tensor, b: Tensor, transposeB = false): Tensor {
    const y = this.activationTensor(name, multiplied(a.shape, b.shape, transposeB));
    const gradient = [
      { of: [a], needs: [b] },
      { of: [b], needs: [a] },
    ];
    return this.emit({ name, kind: "matmul", inputs: [a, b], outputs: [y], gradient });
  }

  add(name: string, a: Tensor, b: Tensor): Tensor {
    const y = this.activationTensor(name, a.shape);
    return this.emit({ name, kind: "add", inputs: [a, b], outputs: [y], elementwise: true, gradient: "pass" });
  }

  /** x times a constant, plus a mask that is broadcast over it and not learned. */
  scaleAndMask(name: string, x: Tensor, mask: Tensor): Tensor {
    const y = this.activationTensor(name, x.shape);
    const gradient = [{ of: [x], needs: [] }];
    return this.emit({ name, kind: "scale", inputs: [x, mask], outputs: [y], elementwise: true, gradient });
  }

  activate(name: string, x: Tensor, kind: Activation): Tensor {
    const y = this.activationTensor(name, x.shape);
    // Whether a rectified unit was on can be told from its output; GELU is not monotone, so its input is needed.
    const gradient = [{ of: [x], needs: [kind === "gelu" ? x : y] }];
    return this.emit({ name, kind, inputs: [x], outputs: [y], elementwise: true, gradient });
  }

  softmax(name: string, x: Tensor): Tensor {
    const y = this.activationTensor(name, x.shape);
    return this.emit({ name, kind: "softmax", inputs: [x], outputs: [y], gradient: [{ of: [x], needs: [y] }] });
  }

  /** Normalises the last axis. */
  layerNorm(name: string, x: Tensor): Tensor {
    const width = x.shape.at(-1)!;
    const weights = [this.weight(`${name}.weight`, [width]), this.weight(`${name}.bias`, [width])];
    return this.normalise(name, "layer-norm", x, weights, x.shape.slice(0, -1));
  }

  /** Nothing at all in inference. In training it keeps a mask of one byte an element. */
  dropout(name: string, x: Tensor): Tensor {
    if (!this.mode.training) return x;
    const y = this.activationTensor(name, x.shape);
    const mask = this.graph.tensor(`${name}:mask`, x.shape, 1, "saved");
    const gradient = [{ of: [x], needs: [mask] }];
    return this.emit({ name, kind: "dropout", inputs: [x], outputs: [y, mask], elementwise: true, gradient });
  }

  reshape(x: Tensor, shape: readonly number[]): Tensor {
    return this.graph.view(x, shape);
  }

  /** What the network is for. It outlives the last op. */
  result(x: Tensor): void {
    this.graph.results.push(x);
  }

  /** Cross entropy of the softmax over axis 1 against given class labels. */
  classLoss(name: string, logits: Tensor): Op {
    const labels = this.input(`${name}:labels`, logits.shape.toSpliced(1, 1), INDEX_BYTES);
    const probabilities = this.graph.tensor(`${name}:softmax`, logits.shape, logits.elementBytes, "saved");
    return this.#loss(name, logits, labels, [probabilities], [probabilities, labels]);
  }

  /** Mean squared distance to a given tensor of the same shape. */
  squaredLoss(name: string, x: Tensor): Op {
    const target = this.input(`${name}:target`, x.shape);
    return this.#loss(name, x, target, [], [x, target]);
  }

  /** The gradient of an op of kind "loss" starts from nothing: what it needs is all it reads. */
  #loss(name: string, x: Tensor, truth: Tensor, saved: readonly Tensor[], needs: readonly Tensor[]): Op {
    const value = this.graph.tensor(name, [1], STATISTIC_BYTES, "activation");
    this.graph.results.push(value);
    const gradient = [{ of: [x], needs }];
    return this.graph.op({ name, kind: "loss", inputs: [x, truth], outputs: [value, ...saved], gradient });
  }

  /**
   * Scales x by statistics of its own, one of each for every element of `statistics`, which the backward pass reads
   * again.
   */
  protected normalise(
    name: string,
    kind: string,
    x: Tensor,
    weights: readonly Tensor[],
    statistics: readonly number[],
  ): Tensor {
    const y = this.activationTensor(name, x.shape);
    const saved: Tensor[] = [];
    if (this.mode.training) {
      for (const what of ["mean", "deviation"]) {
        saved.push(this.graph.tensor(`${name}:${what}`, statistics, STATISTIC_BYTES, "saved"));
      }
    }
    const gradient = [{ of: [x, ...weights], needs: [x, ...saved] }];
    // With the statistics of the training in hand, a batch normalisation is a multiplication and an addition.
    const elementwise = kind === "batch-norm" && !this.mode.training;
    return this.emit({ name, kind, inputs: [x, ...weights], outputs: [y, ...saved], elementwise, gradient });
  }

  protected weight(name: string, shape: readonly number[]): Tensor {
    return this.graph.tensor(name, shape, this.mode.elementBytes, "weight");
  }

  protected activationTensor(name: string, shape: readonly number[]): Tensor {
    return this.graph.tensor(name, shape, this.mode.elementBytes, "activation");
  }

  protected indexTensor(name: string, shape: readonly number[]): Tensor {
    return this.graph.tensor(name, shape, INDEX_BYTES, "saved");
  }

  /** Adds the op and gives back its first output. */
  protected emit(parts: OpParts): Tensor {
    return this.graph.op(parts).outputs[0]!;
  }
}

/**
 * Two kernels, the weight gradient first: it is the last to read x, so x can be gone before the gradient of x, which is
 * as large, needs its room.
 */
export function weightsFirst(x: Tensor, weights: readonly Tensor[]): GradientRule[] {
  return [
    { of: weights, needs: [x] },
    { of: [x], needs: [] },
  ];
}
