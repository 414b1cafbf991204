import type { Xoshiro128 } from "../xoshiro128.js";
import type { StepValues } from "./step.js";
import type { Tape } from "./tape.js";

/** `accumulated`: over several microbatches, each of which adds to what the first one left. */
type Kind = "fused" | "after" | "sharded" | "accumulated";

/** What becomes of gradients, and which states there are besides the weights. */
export interface TrainingStyle {
  readonly gradients: Kind;
  /** Bytes of each state that is kept throughout, per byte of the weight, the weight itself among them; may be none. */
  readonly states: readonly number[];
  /** Bytes of the temporaries of an update, per byte of the weight. */
  readonly update: readonly number[];
  /** Devices among which gathered gradients are divided. */
  readonly devices: number;
  /** Percent of the layers that compute gradients of weights first, then those of what they read. */
  readonly weightsFirstPercent: number;
}

export function trainingStyle(
  values: Pick<StepValues, "states"> & { readonly gradients: StepValues["gradients"] | "accumulated" },
  random: Xoshiro128,
): TrainingStyle {
  const gradients = random.pick(["fused", "after", "sharded"] as const);
  const kept = random.chance(50);
  // Weights of 16 bits; a copy of 32 bits and two moments where they are kept.
  const states = random.pick([[1], [1, 2], [1, 2, 2, 2]]);
  return {
    gradients: values.gradients === "any" ? gradients : (values.gradients as Kind),
    states: values.states === "kept" || (values.states === "any" && kept) ? states : [],
    update: random.pick([[2], [2, 2], [1, 2]]),
    devices: random.pick([2, 4, 8]),
    weightsFirstPercent: random.pick([0, 50, 90, 100]),
  };
}

/** Takes the gradients of weights as the backward pass comes by them. */
export class Gradients {
  /** Bytes and row of each gradient that waits for the end. */
  readonly #waiting: number[] = [];
  /** Gradients of the layer at hand, bytes and row. */
  readonly #gathered: number[] = [];
  /** Which gradient of a microbatch comes next. */
  #next = 0;
  readonly #tape: Tape;
  readonly #style: TrainingStyle;

  constructor(tape: Tape, style: TrainingStyle) {
    this.#tape = tape;
    this.#style = style;
  }

  /** The op at hand writes the gradient of a weight of so many bytes. */
  add(bytes: number): void {
    const tape = this.#tape;
    if (this.#style.gradients === "accumulated" && this.#next < this.#waiting.length) {
      const part = tape.make(bytes);
      tape.op();
      tape.free(part);
      this.#next += 2;
      return;
    }
    this.#next += 2;
    for (const factor of this.#style.states) tape.keep(bytes * factor);
    const row = tape.make(bytes);
    const { gradients } = this.#style;
    if (gradients === "after" || gradients === "accumulated") this.#waiting.push(bytes, row);
    else if (gradients === "sharded") this.#gathered.push(bytes, row);
    else this.#update(bytes, row);
  }

  /** A layer is over: what was gathered is reduced among the devices, and each keeps its share to the end. */
  layerDone(): void {
    const gathered = this.#gathered;
    if (gathered.length === 0) return;
    let bytes = 0;
    for (let i = 0; i < gathered.length; i += 2) bytes += gathered[i]!;
    const flat = this.#tape.write(bytes);
    for (let i = 1; i < gathered.length; i += 2) this.#tape.free(gathered[i]!);
    const share = Math.ceil(bytes / this.#style.devices);
    this.#waiting.push(share, this.#tape.write(share));
    this.#tape.free(flat);
    gathered.length = 0;
  }

  /** A microbatch is over: the next gradients are of the same weights again, in the same order. */
  microbatchDone(): void {
    this.#next = 0;
  }

  /** The backward pass is over. */
  finish(): void {
    this.layerDone();
    for (let i = 0; i < this.#waiting.length; i += 2) this.#update(this.#waiting[i]!, this.#waiting[i + 1]!);
  }

  #update(bytes: number, gradient: number): void {
    const tape = this.#tape;
    tape.op();
    const temporaries = this.#style.update.map((factor) => tape.make(bytes * factor));
    tape.op();
    tape.free(gradient, ...temporaries);
  }
}
