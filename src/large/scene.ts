import { Orders, type Placer, placerFor } from "../heuristics/index.js";
import type { ProblemArrays } from "../problem/index.js";

/** The orders that a piece is tried in, the first two keys of each. Equal in both, they go by index. */
export const ORDERS = [
  ["size", "start"],
  ["overlaps", "size"],
  ["conflict", "size"],
  ["latest start", "size"],
  ["start", "size"],
  ["end", "size"],
  ["area", "size"],
  ["lifetime", "size"],
  ["contention", "size"],
] as const;

/** The orders that a core is stacked in. */
export const STACKS = [
  ["size", "start"],
  ["lifetime", "size"],
  ["end", "size"],
  ["start", "size"],
] as const;

type Pair = (typeof ORDERS | typeof STACKS)[number];

/** A problem with what placing its buffers again and again needs, made when first asked for: keys, orders, a placer. */
export class Scene {
  readonly arrays: ProblemArrays;
  readonly #orders: Orders;
  #placer: Placer | null = null;
  #latest: Float64Array | null = null;

  constructor(arrays: ProblemArrays) {
    this.arrays = arrays;
    this.#orders = new Orders(arrays);
  }

  get placer(): Placer {
    this.#placer ??= placerFor(this.arrays);
    return this.#placer;
  }

  /** Live bytes by slot. */
  get live(): Float64Array {
    return this.#orders.keys.live;
  }

  /** The negated greatest load that each buffer meets, in bytes. */
  get contention(): Float64Array {
    return this.#orders.keys.get("contention");
  }

  /** The free buffers in this order; overwritten by the next call. */
  order([first, second]: Pair): Int32Array {
    return this.#orders.by(this.#key(first), this.#key(second));
  }

  /** The free buffers by keys of the caller, ascending; overwritten by the next call. */
  by(first: Float64Array, second: Float64Array): Int32Array {
    return this.#orders.by(first, second);
  }

  #key(name: Pair[number]): Float64Array {
    const { keys } = this.#orders;
    if (name !== "latest start") return keys.get(name);
    this.#latest ??= keys.get("start").map((slot) => -slot);
    return this.#latest;
  }
}
