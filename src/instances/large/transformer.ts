import { Attention } from "./attention.js";
import { type ExpertShape, Experts } from "./experts.js";
import { FeedForward } from "./feed-forward.js";
import { ELEMENT, type Kernels, type Saved, WIDE } from "./kernels.js";
import type { TransformerShape } from "./transformer-shape.js";

/** A transformer's layers, its embedding and its head, forward and backward, on the tape of `kernels`. */
export class Transformer {
  readonly #kernels: Kernels;
  readonly #shape: TransformerShape;
  readonly #attention: Attention;
  readonly #feedForward: FeedForward;
  readonly #experts: Experts | null;
  /** Bytes of tokens × width, and of the statistics of a normalisation. */
  readonly #wide: number;
  readonly #statistics: number;

  constructor(kernels: Kernels, shape: TransformerShape, experts: ExpertShape | null = null) {
    this.#kernels = kernels;
    this.#shape = shape;
    this.#attention = new Attention(kernels, shape);
    this.#feedForward = new FeedForward(kernels, shape);
    this.#experts = experts === null ? null : new Experts(kernels, shape, experts);
    this.#wide = shape.tokens * shape.width * ELEMENT;
    this.#statistics = shape.tokens * WIDE;
  }

  /** @returns the row of the embedded tokens */
  embed(saved: Saved): number {
    const { tape } = this.#kernels;
    saved.push(tape.write(this.#shape.tokens * WIDE));
    return tape.write(this.#wide);
  }

  embedBackward(saved: Saved, g: number): void {
    const { tape, gradients } = this.#kernels;
    const { vocabulary, width } = this.#shape;
    tape.op();
    gradients.add(vocabulary * width * ELEMENT);
    tape.free(g, saved.pop()!);
  }

  /** Normalises, projects on the vocabulary, and comes back with the gradient of `x`. */
  head(x: number): number {
    const kernels = this.#kernels;
    const { tape } = kernels;
    const { tokens, width, vocabulary } = this.#shape;
    const saved: Saved = [];
    const y = kernels.norm(saved, this.#wide, this.#statistics);
    const logits = tape.write(tokens * vocabulary * ELEMENT);
    const loss = tape.write(tokens * WIDE);
    const dLogits = tape.write(tokens * vocabulary * ELEMENT);
    tape.free(logits, loss);
    const dy = kernels.linear(dLogits, y, vocabulary * width * ELEMENT, 0, this.#wide);
    const dx = kernels.normBackward(saved, dy, width * ELEMENT, this.#wide);
    tape.free(x);
    return dx;
  }

  /**
   * One layer. Saves its input `x`.
   *
   * @param routed with experts in place of the feed-forward part
   * @returns the row of its result
   */
  layer(saved: Saved, x: number, routed = false): number {
    const kernels = this.#kernels;
    const { tape } = kernels;
    const { tokens, dropout } = this.#shape;
    saved.push(x);
    const y = kernels.norm(saved, this.#wide, this.#statistics);
    const attended = kernels.dropout(saved, dropout, this.#attention.forward(saved, y), this.#wide);
    const middle = tape.write(this.#wide);
    tape.free(attended);
    saved.push(middle);
    const z = kernels.norm(saved, this.#wide, this.#statistics);
    saved.push(z);
    const fed = routed ? this.#experts!.forward(saved) : this.#feedForward.forward(saved, tokens);
    const dropped = kernels.dropout(saved, dropout, fed, this.#wide);
    const result = tape.write(this.#wide);
    tape.free(dropped);
    return result;
  }

  /** Frees all that the layer saved, its input too. @returns the row of the gradient of the input */
  layerBackward(saved: Saved, g: number, routed = false): number {
    const kernels = this.#kernels;
    const { tape } = kernels;
    const { tokens, width, dropout } = this.#shape;
    const weight = width * ELEMENT;
    // Without dropout the incoming gradient is read twice: the branch gets a copy, as from an addition's kernel.
    const ofFed = dropout ? kernels.dropoutBackward(saved, true, g, this.#wide) : tape.write(this.#wide);
    const dz = routed ? this.#experts!.backward(saved, ofFed) : this.#feedForward.backward(saved, ofFed, tokens);
    tape.free(saved.pop()!);
    const dNormed = kernels.normBackward(saved, dz, weight, this.#wide);
    tape.free(saved.pop()!);
    const dMiddle = kernels.sum(g, dNormed, this.#wide);
    const ofAttended = dropout ? kernels.dropoutBackward(saved, true, dMiddle, this.#wide) : tape.write(this.#wide);
    const dy = this.#attention.backward(saved, ofAttended);
    const dx = kernels.normBackward(saved, dy, weight, this.#wide);
    tape.free(saved.pop()!);
    kernels.gradients.layerDone();
    return kernels.sum(dMiddle, dx, this.#wide);
  }
}
