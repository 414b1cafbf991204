import type { Xoshiro128 } from "../xoshiro128.js";
import { Gradients, type TrainingStyle } from "./gradients.js";
import type { Tape } from "./tape.js";

/** Bytes of an activation or weight: 16 bits, as in mixed precision. */
export const ELEMENT = 2;
/** Bytes of sums, statistics and indices. */
export const WIDE = 4;

/** What the backward pass pops in the opposite order: rows of buffers, and numbers that go with them. */
export type Saved = number[];

/** The kernels of the backward pass that all models have. */
export class Kernels {
  readonly gradients: Gradients;
  readonly tape: Tape;
  readonly random: Xoshiro128;
  readonly #weightsFirstPercent: number;

  constructor(tape: Tape, style: TrainingStyle, random: Xoshiro128) {
    this.tape = tape;
    this.random = random;
    this.gradients = new Gradients(tape, style);
    this.#weightsFirstPercent = style.weightsFirstPercent;
  }

  /**
   * Backward through x · W: the gradient of W and that of x, in this order or the other one. Frees the incoming
   * gradient `g`, and x unless it is −1.
   *
   * @returns the row of the gradient of x
   */
  linear(g: number, x: number, weight: number, biasBytes: number, bytes: number): number {
    const { tape, gradients, random } = this;
    const weights = () => {
      tape.op();
      gradients.add(weight);
      if (biasBytes > 0) gradients.add(biasBytes);
    };
    const first = random.chance(this.#weightsFirstPercent);
    if (first) {
      weights();
      if (x >= 0) tape.free(x);
    }
    const dx = tape.write(bytes);
    if (!first) {
      weights();
      if (x >= 0) tape.free(x);
    }
    tape.free(g);
    return dx;
  }

  /** x normalised: the row of the result. Its two statistics are saved. */
  norm(saved: Saved, bytes: number, statistics: number): number {
    const y = this.tape.write(bytes);
    saved.push(this.tape.make(statistics), this.tape.make(statistics));
    return y;
  }

  /** Backward through it: frees the statistics and `g`. */
  normBackward(saved: Saved, g: number, weight: number, bytes: number): number {
    const { tape, gradients } = this;
    const dx = tape.write(bytes);
    tape.free(g, saved.pop()!, saved.pop()!);
    gradients.add(weight);
    gradients.add(weight);
    return dx;
  }

  /** Dropout of `x`, which is freed: the row of the result. The mask is saved. Nothing where there is no dropout. */
  dropout(saved: Saved, on: boolean, x: number, bytes: number): number {
    if (!on) return x;
    const y = this.tape.write(bytes);
    saved.push(this.tape.make(bytes / ELEMENT));
    this.tape.free(x);
    return y;
  }

  /** Backward through it; `g` stays, and is what is returned where there is no dropout. */
  dropoutBackward(saved: Saved, on: boolean, g: number, bytes: number): number {
    if (!on) return g;
    const dx = this.tape.write(bytes);
    this.tape.free(saved.pop()!);
    return dx;
  }

  /** The sum of two, which are freed. */
  sum(a: number, b: number, bytes: number): number {
    const row = this.tape.write(bytes);
    this.tape.free(a, b);
    return row;
  }
}
