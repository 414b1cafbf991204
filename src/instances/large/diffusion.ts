import { defineColumnFamily } from "../columns.js";
import { Xoshiro128 } from "../xoshiro128.js";
import { trainingStyle } from "./gradients.js";
import { ELEMENT, Kernels, type Saved, WIDE } from "./kernels.js";
import { runProgram, stepOptions } from "./step.js";

const LEVELS = 4;

interface DiffusionShape {
  readonly images: number;
  readonly side: number;
  readonly width: number;
  /** Of the embedded time, which every block reads. */
  readonly embedded: number;
}

/**
 * A U-shaped network as diffusion models train it (Ho, Jain, Abbeel, "Denoising diffusion probabilistic models", 2020).
 * What a block on the way down gives is joined to the input of its partner on the way up, so skips are nested.
 */
export const diffusion = defineColumnFamily(
  {
    name: "diffusion",
    kind: "large",
    description: "a training step of a deep U-shaped network: nested skips from the way down to the way up",
    options: stepOptions,
  },
  (values) => {
    const draw = new Xoshiro128(values.seed, "diffusion");
    const style = trainingStyle(values, draw);
    const width = draw.pick([128, 192, 320]);
    const shape: DiffusionShape = {
      images: draw.pick([1, 2, 4, 8]),
      side: draw.pick([32, 64, 128]),
      width,
      embedded: 4 * width,
    };
    return runProgram("diffusion", values, (tape, blocks, random) => {
      const net = new UShaped(new Kernels(tape, style, random), shape);
      net.run(blocks);
    });
  },
);

class UShaped {
  readonly #kernels: Kernels;
  readonly #shape: DiffusionShape;
  readonly #saved: Saved = [];

  constructor(kernels: Kernels, shape: DiffusionShape) {
    this.#kernels = kernels;
    this.#shape = shape;
  }

  run(blocks: number): void {
    const { tape, gradients } = this.#kernels;
    const levelOf = (block: number) => Math.floor((block * LEVELS) / blocks);
    const time = tape.write(this.#shape.images * this.#shape.embedded * ELEMENT);
    const skips: number[] = [];
    let x = tape.write(this.#bytes(0));
    for (let block = 0; block < blocks; block++) {
      x = this.#block(x, levelOf(block), 1);
      skips.push(x);
    }
    for (let block = blocks - 1; block >= 0; block--) {
      const level = levelOf(block);
      const joined = tape.write(2 * this.#bytes(level));
      tape.free(x);
      x = this.#block(joined, level, 2);
    }
    let g = tape.write(this.#bytes(0));
    tape.free(x);
    const toSkips: number[] = [];
    for (let block = 0; block < blocks; block++) {
      const level = levelOf(block);
      const both = this.#blockBackward(g, level, 2);
      g = tape.write(this.#bytes(level));
      toSkips.push(tape.make(this.#bytes(level)));
      tape.free(both);
    }
    for (let block = blocks - 1; block >= 0; block--) {
      const level = levelOf(block);
      const sum = this.#kernels.sum(g, toSkips.pop()!, this.#bytes(level));
      g = this.#blockBackward(sum, level, 1);
    }
    tape.free(g, time);
    gradients.finish();
  }

  /** Two normalised convolutions with the embedded time between them, and a shortcut. Its input is saved. */
  #block(x: number, level: number, inputs: number): number {
    const kernels = this.#kernels;
    const { tape } = kernels;
    const saved = this.#saved;
    const bytes = this.#bytes(level);
    const statistics = this.#shape.images * 32 * WIDE;
    saved.push(x, kernels.norm(saved, inputs * bytes, statistics));
    saved.push(tape.write(inputs * bytes));
    const first = tape.write(bytes);
    const shift = tape.write(this.#shape.images * this.#channels(level) * ELEMENT);
    const shifted = tape.write(bytes);
    tape.free(first, shift);
    saved.push(shifted, kernels.norm(saved, bytes, statistics));
    saved.push(tape.write(bytes));
    const second = tape.write(bytes);
    const shortcut = inputs > 1 ? tape.write(bytes) : -1;
    const sum = tape.write(bytes);
    tape.free(second);
    if (shortcut >= 0) tape.free(shortcut);
    return sum;
  }

  #blockBackward(g: number, level: number, inputs: number): number {
    const kernels = this.#kernels;
    const { tape } = kernels;
    const bytes = this.#bytes(level);
    const channels = this.#channels(level);
    const branch = tape.write(bytes);
    const dSecond = this.#halfBackward(branch, channels, channels, bytes);
    // The time's projection is the same for all pixels.
    const dShift = tape.write(this.#shape.images * channels * ELEMENT);
    const dTime = kernels.linear(dShift, -1, channels * this.#shape.embedded * ELEMENT, 0, this.#shape.images * 4);
    tape.free(dTime);
    const dFirst = this.#halfBackward(dSecond, channels, inputs * channels, inputs * bytes);
    kernels.gradients.layerDone();
    if (inputs === 1) return kernels.sum(dFirst, g, bytes);
    const dShortcut = kernels.linear(g, -1, inputs * channels * channels * ELEMENT, 0, inputs * bytes);
    return kernels.sum(dFirst, dShortcut, inputs * bytes);
  }

  /** Convolution, activation and normalisation, backward. */
  #halfBackward(g: number, channels: number, channelsBefore: number, bytes: number): number {
    const kernels = this.#kernels;
    const { tape } = kernels;
    const saved = this.#saved;
    const weight = 9 * channels * channelsBefore * ELEMENT;
    const dActivated = kernels.linear(g, saved.pop()!, weight, channels * ELEMENT, bytes);
    const dNormed = tape.write(bytes);
    tape.free(dActivated, saved.pop()!);
    const x = saved.pop()!;
    const dx = kernels.normBackward(saved, dNormed, channelsBefore * ELEMENT, bytes);
    tape.free(x);
    return dx;
  }

  #channels(level: number): number {
    return this.#shape.width * Math.min(4, 2 ** level);
  }

  #bytes(level: number): number {
    const side = this.#shape.side / 2 ** level;
    return this.#shape.images * side * side * this.#channels(level) * ELEMENT;
  }
}
