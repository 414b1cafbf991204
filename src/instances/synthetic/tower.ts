import type { Xoshiro128 } from "../xoshiro128.js";

/** Halvings from the largest layers to the smallest. */
const LEVELS = 5;

/**
 * One chain of layers, made of modules one after the other:
 * - a residual block keeps its input until its last layer;
 * - an hourglass keeps every layer of its way down until the layer of the same height on its way up, so lifetimes nest;
 * - a dense block keeps every layer until its end.
 * All layers of a level are of one size, and that halves, more or less, from level to level.
 */
export class Tower {
  #module: "residual" | "hourglass" | "dense" = "residual";
  #depth = 0;
  #position = 0;
  #level: number;
  /** Units of a layer of each level. */
  readonly #sizes: readonly number[];

  readonly #random: Xoshiro128;

  constructor(units: number, random: Xoshiro128) {
    this.#random = random;
    const widest = (units * random.between(10, 24)) / 100;
    this.#sizes = Array.from({ length: LEVELS + 2 }, (_, level) => {
      const nominal = Math.floor(widest / 2 ** level);
      const sway = Math.floor(nominal / 4);
      return Math.max(1, nominal + random.between(-sway, sway));
    });
    this.#level = random.below(LEVELS);
  }

  /**
   * The tensors of the next layer, two numbers each: for how many steps it lives, and how many units it would like to
   * have.
   */
  step(): number[] {
    const random = this.#random;
    if (this.#position >= this.#depth) this.#nextModule();
    const at = this.#position++;
    const rest = this.#depth - at;
    const tensors: number[] = [];
    if (this.#module === "residual") {
      if (at === 0) tensors.push(this.#depth + 2, this.#size(this.#level));
      else tensors.push(random.between(2, 3), this.#size(this.#level + random.below(2)));
    } else if (this.#module === "dense") {
      tensors.push(rest + 1, this.#size(this.#level + 1));
    } else {
      const half = this.#depth >>> 1;
      const downward = at < half;
      const height = downward ? at : this.#depth - 1 - at;
      tensors.push(downward ? 2 * (half - at) + 1 : 2, this.#size(this.#level + (height >>> 1)));
    }
    // Other chains run between the steps of this one, so a skip spans more steps than its module has layers.
    for (let i = 0; i < tensors.length; i += 2) tensors[i] = tensors[i]! * random.between(1, 3);
    if (random.chance(30)) tensors.push(random.between(12, 80), this.#size(this.#level + 2));
    if (random.chance(25)) tensors.push(1, this.#size(this.#level + 1));
    return tensors;
  }

  #nextModule(): void {
    const random = this.#random;
    this.#position = 0;
    this.#module = random.pick(["residual", "residual", "hourglass", "dense"] as const);
    this.#depth = random.between(3, 6);
    if (this.#module === "hourglass") this.#depth = 2 * random.between(2, 7);
    this.#level = Math.min(LEVELS - 1, Math.max(0, this.#level + random.between(-1, 1)));
  }

  #size(level: number): number {
    return this.#sizes[Math.min(level, this.#sizes.length - 1)]!;
  }
}
