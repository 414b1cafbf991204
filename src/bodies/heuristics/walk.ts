import { Random } from "../../problem/random.js";
import type { BodyFit } from "./body-placer.js";
import { BODY_ORDER_NAMES, type BodyOrders } from "./orders.js";

/** Rounds before the walk begins anew from another order: the first leg, and by how much each is longer. */
const FIRST_LEG = 20;
/** How often a failed body goes to the very front, and how often two others change places as well. */
const TO_FRONT = 0.3;
const SWAP = 0.4;
const BEST_FIT = 0.3;

/** A walk over orders: what found no place goes earlier, now and then two others change places. */
export class OrderWalk {
  readonly #orders: BodyOrders;
  readonly #random: Random;
  #order: Int32Array;
  #fit: BodyFit = "first";
  #left = FIRST_LEG;
  #leg = 0;

  constructor(orders: BodyOrders, seed: number) {
    this.#orders = orders;
    this.#random = new Random(seed);
    this.#order = orders.get(BODY_ORDER_NAMES[0]!);
  }

  /** The order of the next round; overwritten by `failed`. */
  next(): { readonly order: Int32Array; readonly fit: BodyFit } {
    if (this.#left-- <= 0) this.#restart();
    return { order: this.#order, fit: this.#fit };
  }

  /** Tells which body found no place in the latest round. */
  failed(body: number): void {
    const random = this.#random;
    const order = this.#order;
    const at = order.indexOf(body);
    if (at > 0) this.#moveTo(at, random.next() < TO_FRONT ? 0 : this.#below(at));
    else if (order.length > 1) this.#moveTo(this.#below(order.length), 0);
    if (order.length > 1 && random.next() < SWAP) {
      const [i, j] = [this.#below(order.length), this.#below(order.length)];
      [order[i], order[j]] = [order[j]!, order[i]!];
    }
  }

  #restart(): void {
    this.#leg++;
    this.#left = FIRST_LEG * (1 + Math.floor(this.#leg / BODY_ORDER_NAMES.length));
    this.#order = this.#orders.get(BODY_ORDER_NAMES[this.#leg % BODY_ORDER_NAMES.length]!);
    this.#fit = this.#random.next() < BEST_FIT ? "best" : "first";
  }

  #moveTo(from: number, to: number): void {
    const order = this.#order;
    const body = order[from]!;
    order.copyWithin(to + 1, to, from);
    order[to] = body;
  }

  #below(count: number): number {
    return Math.floor(this.#random.next() * count);
  }
}
