import { FeedForward } from "./feed-forward.js";
import { ELEMENT, type Kernels, type Saved, WIDE } from "./kernels.js";
import type { TransformerShape } from "./transformer-shape.js";

export interface ExpertShape {
  /** Experts of the whole model, and those of this device. */
  readonly all: number;
  readonly here: number;
  /** How many experts a token goes to. */
  readonly top: number;
}

/** Loads of experts in quarters of the fair one. They are few, as tokens are padded to blocks. */
const QUARTERS = [2, 3, 3, 4, 4, 4, 5, 6] as const;

/** Routing, dispatch, the experts of this device and the combination of what they give, in place of a feed-forward. */
export class Experts {
  readonly #kernels: Kernels;
  readonly #shape: TransformerShape;
  readonly #experts: ExpertShape;
  readonly #expert: FeedForward;

  constructor(kernels: Kernels, shape: TransformerShape, experts: ExpertShape) {
    this.#kernels = kernels;
    this.#shape = shape;
    this.#experts = experts;
    this.#expert = new FeedForward(kernels, shape);
  }

  forward(saved: Saved): number {
    const { tape, random } = this.#kernels;
    const { tokens, width } = this.#shape;
    const { all, here, top } = this.#experts;
    const logits = tape.write(tokens * all * WIDE);
    const probabilities = tape.write(tokens * all * WIDE);
    tape.free(logits);
    const chosen = tape.write(tokens * top * WIDE);
    const weights = tape.make(tokens * top * WIDE);
    const order = tape.write(tokens * top * WIDE);
    const dispatched = tape.write(tokens * top * width * ELEMENT);
    saved.push(probabilities, chosen, weights, order, dispatched);
    const results: number[] = [];
    for (let expert = 0; expert < here; expert++) {
      const rows = Math.ceil((tokens * top * random.pick(QUARTERS)) / (4 * here));
      results.push(this.#expert.forward(saved, rows));
      saved.push(rows);
    }
    const gathered = tape.write(tokens * top * width * ELEMENT);
    tape.free(...results);
    saved.push(gathered);
    return tape.write(tokens * width * ELEMENT);
  }

  backward(saved: Saved, g: number): number {
    const kernels = this.#kernels;
    const { tape } = kernels;
    const { tokens, width } = this.#shape;
    const { all, here, top } = this.#experts;
    const dGathered = tape.write(tokens * top * width * ELEMENT);
    const dWeights = tape.make(tokens * top * WIDE);
    tape.free(saved.pop()!, g);
    const results: number[] = [];
    for (let expert = 0; expert < here; expert++) {
      const rows = saved.pop()!;
      const part = tape.write(rows * width * ELEMENT);
      results.push(this.#expert.backward(saved, part, rows));
    }
    const dDispatched = tape.write(tokens * top * width * ELEMENT);
    tape.free(...results, dGathered, saved.pop()!);
    const dx = tape.write(tokens * width * ELEMENT);
    tape.free(dDispatched, saved.pop()!);
    const dLogits = tape.write(tokens * all * WIDE);
    tape.free(dWeights, saved.pop()!, saved.pop()!, saved.pop()!);
    const routed = kernels.linear(dLogits, -1, width * all * WIDE, 0, tokens * width * ELEMENT);
    return kernels.sum(dx, routed, tokens * width * ELEMENT);
  }
}
