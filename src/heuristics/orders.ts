import type { ProblemArrays } from "../problem/index.js";
import { type Key, SortKeys } from "./keys.js";
import { freeBuffers } from "./placer.js";
import { KeySorter } from "./sort.js";

/**
 * The orders in which buffers are placed, by name; what is equal in all keys goes by index. Size, lifetime, area,
 * contention, start and overlaps are the field's; TWA, TAW and WAT are MiniMalloc's (T contention, W lifetime, A area);
 * the phase orders are TelaMalloc's phases with its three candidate rules. Contention with start or end keeps the
 * peak's buffers together and stacks them like the steps of a stair: the best orders for training steps of networks.
 */
export const ORDERS = {
  size: ["size", "lifetime"],
  lifetime: ["lifetime", "size"],
  area: ["area", "size"],
  contention: ["contention", "size", "lifetime"],
  start: ["start", "size"],
  end: ["end", "size"],
  overlaps: ["overlaps", "size"],
  conflict: ["conflict", "size"],
  TWA: ["contention", "lifetime", "area"],
  TAW: ["contention", "area", "lifetime"],
  WAT: ["lifetime", "area", "contention"],
  "contention, start": ["contention", "start", "size"],
  "contention, end": ["contention", "end", "size"],
  "phase, lifetime": ["phase", "lifetime", "size"],
  "phase, size": ["phase", "size", "lifetime"],
  "phase, area": ["phase", "area", "size"],
} as const satisfies Record<string, readonly [Key, Key] | readonly [Key, Key, Key]>;

export type OrderName = keyof typeof ORDERS;

export const ORDER_NAMES = Object.keys(ORDERS) as OrderName[];

/** Puts the free buffers of one problem in order; nothing but keys not needed before is allocated per order. */
export class Orders {
  readonly keys: SortKeys;
  readonly #free: Int32Array;
  readonly #order: Int32Array;
  #sorter: KeySorter | null = null;

  /** `limit` in bytes is what the phases are tenths of, as in `Keys`. */
  constructor(arrays: ProblemArrays, limit?: number) {
    this.keys = new SortKeys(arrays, limit);
    this.#free = freeBuffers(arrays);
    this.#order = new Int32Array(this.#free.length);
  }

  /** The free buffers in the named order; overwritten by the next call. Heeds `shouldStop`, as `by` does. */
  get(name: OrderName, shouldStop?: () => boolean): Int32Array {
    const [first, second, third = second] = ORDERS[name] as readonly [Key, Key, Key?];
    const [one, two, three] = [first, second, third].map((key) => this.keys.get(key, shouldStop));
    return this.by(one!, two!, three!, shouldStop);
  }

  /** The free buffers by keys of the caller, ascending; overwritten by the next call. */
  by(first: Float64Array, second: Float64Array, third = second, shouldStop?: () => boolean): Int32Array {
    this.#sorter ??= new KeySorter(this.#free.length);
    this.#order.set(this.#free);
    this.#sorter.sort(this.#order, first, second, third, shouldStop);
    return this.#order;
  }
}
