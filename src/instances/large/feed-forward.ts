import { ELEMENT, type Kernels, type Saved } from "./kernels.js";
import type { TransformerShape } from "./transformer-shape.js";

/** The part of a layer after attention, from and to `rows` × width. An expert is one that gets some of the tokens. */
export class FeedForward {
  readonly #kernels: Kernels;
  readonly #shape: TransformerShape;

  constructor(kernels: Kernels, shape: TransformerShape) {
    this.#kernels = kernels;
    this.#shape = shape;
  }

  /** Saves what it makes but the result. `x` stays the caller's. @returns the row of the result */
  forward(saved: Saved, rows: number): number {
    const { tape } = this.#kernels;
    const { width, feed, gated } = this.#shape;
    saved.push(tape.write(rows * feed * ELEMENT));
    if (gated) saved.push(tape.write(rows * feed * ELEMENT));
    saved.push(tape.write(rows * feed * ELEMENT));
    return tape.write(rows * width * ELEMENT);
  }

  /** Frees `g` and what was saved. @returns the row of the gradient of the input, which it reads and leaves */
  backward(saved: Saved, g: number, rows: number): number {
    const kernels = this.#kernels;
    const { tape } = kernels;
    const { width, feed, gated, bias } = this.#shape;
    const inner = rows * feed * ELEMENT;
    const outer = rows * width * ELEMENT;
    const weight = width * feed * ELEMENT;
    const dInner = kernels.linear(g, saved.pop()!, weight, bias ? width * ELEMENT : 0, inner);
    const dUp = tape.write(inner);
    const dGate = gated ? tape.make(inner) : -1;
    tape.free(dInner, saved.pop()!);
    if (gated) tape.free(saved.pop()!);
    const dx = kernels.linear(dUp, -1, weight, bias ? feed * ELEMENT : 0, outer);
    return gated ? kernels.sum(dx, kernels.linear(dGate, -1, weight, 0, outer), outer) : dx;
  }
}
