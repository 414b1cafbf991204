import { ELEMENT, type Kernels, type Saved, WIDE } from "./kernels.js";
import type { TransformerShape } from "./transformer-shape.js";

/**
 * Attention of one layer, from the normalised input to the projected result, both of tokens × width. Flash attention
 * keeps a row of sums only; without it the scores of all pairs of tokens are there, and their softmax is kept.
 */
export class Attention {
  readonly #kernels: Kernels;
  readonly #shape: TransformerShape;

  constructor(kernels: Kernels, shape: TransformerShape) {
    this.#kernels = kernels;
    this.#shape = shape;
  }

  /** Saves `y`. @returns the row of the result */
  forward(saved: Saved, y: number): number {
    const { tape } = this.#kernels;
    const { tokens, width, keyWidth, heads, flash, dropout } = this.#shape;
    const wide = tokens * width * ELEMENT;
    const qkv = tape.write(tokens * (width + 2 * keyWidth) * ELEMENT);
    saved.push(y, qkv);
    if (flash) {
      const context = tape.write(wide);
      saved.push(tape.make(tokens * heads * WIDE), context);
      return tape.write(wide);
    }
    const pairs = this.#pairBytes();
    const scores = tape.write(pairs);
    const masked = tape.write(pairs);
    tape.free(scores);
    const probabilities = tape.write(pairs);
    tape.free(masked);
    saved.push(probabilities);
    let used = probabilities;
    if (dropout) {
      used = tape.write(pairs);
      saved.push(tape.make(pairs / ELEMENT), used);
    }
    const context = tape.write(wide);
    saved.push(context);
    return tape.write(wide);
  }

  /** @returns the row of the gradient of `y` */
  backward(saved: Saved, g: number): number {
    const kernels = this.#kernels;
    const { tape } = kernels;
    const { tokens, width, keyWidth, flash, dropout } = this.#shape;
    const wide = tokens * width * ELEMENT;
    const all = width + 2 * keyWidth;
    const bias = this.#shape.bias ? ELEMENT : 0;
    const dContext = kernels.linear(g, saved.pop()!, width * width * ELEMENT, width * bias, wide);
    let dqkv: number;
    if (flash) {
      dqkv = tape.write(tokens * all * ELEMENT);
      // Sums by row, which the kernel uses while it runs.
      const sums = tape.make(tokens * this.#shape.heads * WIDE);
      tape.free(sums, saved.pop()!, saved.pop()!, dContext);
    } else {
      const pairs = this.#pairBytes();
      let dUsed = tape.write(pairs);
      const dv = tape.write(tokens * keyWidth * ELEMENT);
      tape.free(dContext);
      if (dropout) {
        tape.free(saved.pop()!);
        const before = dUsed;
        dUsed = tape.write(pairs);
        tape.free(saved.pop()!, before);
      }
      const dScores = tape.write(pairs);
      tape.free(saved.pop()!, dUsed);
      const dq = tape.write(wide);
      const dk = tape.write(tokens * keyWidth * ELEMENT);
      tape.free(dScores, saved.pop()!);
      dqkv = tape.write(tokens * all * ELEMENT);
      tape.free(dq, dk, dv);
    }
    return kernels.linear(dqkv, saved.pop()!, width * all * ELEMENT, all * bias, wide);
  }

  /** Scores of all pairs of tokens of a sequence, of all heads. */
  #pairBytes(): number {
    const { tokens, sequence, heads } = this.#shape;
    return tokens * sequence * heads * ELEMENT;
  }
}
