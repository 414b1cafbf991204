import { defineColumnFamily } from "../columns.js";
import { Xoshiro128 } from "../xoshiro128.js";
import { trainingStyle } from "./gradients.js";
import { ELEMENT, Kernels, type Saved, WIDE } from "./kernels.js";
import { runProgram, stepOptions } from "./step.js";

/** Blocks of 24 that belong to each of the four stages, added up: most are in the third. */
const STAGE_ENDS = [3, 7, 21, 24] as const;
const BLOCKS = 24;

interface ConvolutionalShape {
  readonly images: number;
  /** Height and width of the images of the first stage. */
  readonly side: number;
  readonly width: number;
  /** Whether activations overwrite what is normalised. */
  readonly inPlace: boolean;
  /** Bytes of a convolution's scratch, 0 for none. */
  readonly scratch: number;
}

/**
 * Residual networks of any depth with bottleneck blocks (He, Zhang, Ren, Sun, "Deep residual learning for image
 * recognition", 2015): four stages, each with half the side and twice the channels, so half the bytes, of the one
 * before. The large activations come first, and are the last to go.
 */
export const convolutional = defineColumnFamily(
  {
    name: "convolutional",
    kind: "large",
    description: "a training step of a long residual convolutional network",
    options: stepOptions,
  },
  (values) => {
    const draw = new Xoshiro128(values.seed, "convolutional");
    const style = trainingStyle(values, draw);
    const shape: ConvolutionalShape = {
      images: draw.pick([8, 16, 32, 64]),
      side: draw.pick([32, 56, 64, 96]),
      width: draw.pick([64, 128, 256]),
      inPlace: draw.chance(50),
      scratch: draw.pick([0, 0, 2, 16]) * 1_048_576,
    };
    return runProgram("convolutional", values, (tape, blocks, random) => {
      const net = new Residual(new Kernels(tape, style, random), shape);
      net.run(blocks);
    });
  },
);

class Residual {
  readonly #kernels: Kernels;
  readonly #shape: ConvolutionalShape;
  readonly #saved: Saved = [];

  constructor(kernels: Kernels, shape: ConvolutionalShape) {
    this.#kernels = kernels;
    this.#shape = shape;
  }

  run(blocks: number): void {
    const { tape, gradients } = this.#kernels;
    const stageOf = (block: number) => STAGE_ENDS.findIndex((end) => block * BLOCKS < end * blocks);
    let x = tape.write(this.#bytes(0, 4));
    for (let block = 0, stage = -1; block < blocks; block++) {
      // A stage that got no block still halves the images.
      for (; stage < stageOf(block); stage++) x = this.#unit(x, stage + 1, 4);
      x = this.#block(x, stage);
    }
    let last = stageOf(blocks - 1);
    for (; last < STAGE_ENDS.length - 1; last++) x = this.#unit(x, last + 1, 4);
    let g = tape.write(this.#bytes(last, 4));
    tape.free(x);
    for (let block = blocks - 1, stage = last; block >= 0; block--) {
      for (; stage > stageOf(block); stage--) g = this.#unitBackward(g, stage - 1, stage, 4);
      g = this.#blockBackward(g, stage);
      if (block > 0) continue;
      for (; stage >= 0; stage--) g = this.#unitBackward(g, Math.max(0, stage - 1), stage, 4);
    }
    tape.free(g);
    gradients.finish();
  }

  /** Three units, of which the outer ones change the channels, and the sum with the block's input. */
  #block(x: number, stage: number): number {
    const { tape } = this.#kernels;
    const narrow = this.#unit(x, stage, 1);
    const same = this.#unit(narrow, stage, 1);
    const wide = this.#unit(same, stage, 4);
    const sum = tape.write(this.#bytes(stage, 4));
    tape.free(wide);
    return sum;
  }

  #blockBackward(g: number, stage: number): number {
    const kernels = this.#kernels;
    const branch = kernels.tape.write(this.#bytes(stage, 4));
    let inner = this.#unitBackward(branch, stage, stage, 4, 1);
    inner = this.#unitBackward(inner, stage, stage, 1);
    inner = this.#unitBackward(inner, stage, stage, 1, 4);
    kernels.gradients.layerDone();
    return kernels.sum(g, inner, this.#bytes(stage, 4));
  }

  /** Convolution, normalisation and activation. Saves the input and what is between. */
  #unit(x: number, to: number, factor: number): number {
    const kernels = this.#kernels;
    const { tape } = kernels;
    const bytes = this.#bytes(to, factor);
    this.#saved.push(x);
    const y = tape.write(bytes);
    this.#scratch();
    this.#saved.push(y);
    const z = kernels.norm(this.#saved, bytes, this.#channels(to, factor) * WIDE);
    if (this.#shape.inPlace) return z;
    this.#saved.push(z);
    return tape.write(bytes);
  }

  #unitBackward(g: number, from: number, to: number, factor: number, factorBefore = factor): number {
    const kernels = this.#kernels;
    const { tape } = kernels;
    const bytes = this.#bytes(to, factor);
    let dz = g;
    if (!this.#shape.inPlace) {
      dz = tape.write(bytes);
      tape.free(g, this.#saved.pop()!);
    }
    const dy = kernels.normBackward(this.#saved, dz, this.#channels(to, factor) * WIDE, bytes);
    tape.free(this.#saved.pop()!);
    // 3 × 3 where the channels stay, 1 × 1 where they change.
    const kernel = factor === factorBefore && factor === 1 ? 9 : 1;
    const weight = kernel * this.#channels(to, factor) * this.#channels(from, factorBefore) * ELEMENT;
    this.#scratch();
    return kernels.linear(dy, this.#saved.pop()!, weight, 0, this.#bytes(from, factorBefore));
  }

  #scratch(): void {
    const { scratch } = this.#shape;
    if (scratch === 0) return;
    const { tape } = this.#kernels;
    tape.free(tape.make(scratch));
  }

  #channels(stage: number, factor: number): number {
    return this.#shape.width * factor * 2 ** stage;
  }

  #bytes(stage: number, factor: number): number {
    const side = Math.ceil(this.#shape.side / 2 ** stage);
    return this.#shape.images * side * side * this.#channels(stage, factor) * ELEMENT;
  }
}
