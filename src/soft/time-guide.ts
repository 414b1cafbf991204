import type { Model, Timing } from "../model/model.js";
import { GIVEN, type Items } from "./items.js";
import { choiceCosts } from "./time-costs.js";
import type { TimeDual } from "./time-dual.js";
import type { TimeRelaxation } from "./time-relaxation.js";
import { TimeTally } from "./time-tally.js";

/**
 * What a choice of memories that is not complete yet takes at least: the accesses of bodies that have one memory left,
 * or what the dual says of the memories that each body has left, whichever is more. Exact once all are decided.
 */
export class TimeGuide {
  readonly #items: Items;
  readonly #tally: TimeTally;
  readonly #model: Model;
  readonly #memories: number;
  /** What each body costs in each memory by the dual. */
  readonly #costs: Float64Array;
  /** What the dual says besides bodies, and more than rounding can have added to it. */
  readonly #rest: number;
  readonly #error: number;
  /** By body: its memory where it has one left, else −1; the least of its costs. */
  readonly #memoryOf: Int32Array;
  readonly #least: Float64Array;
  #sum = 0;
  /** Bodies that are left no memory in which they fit. */
  #stuck = 0;
  /** Bodies with several memories, what matters most first. */
  readonly #order: Int32Array;

  constructor(model: Model, timing: Timing, items: Items, relaxation: TimeRelaxation, dual: TimeDual) {
    this.#items = items;
    this.#model = model;
    this.#tally = new TimeTally(timing);
    this.#memories = relaxation.memories;
    this.#costs = choiceCosts(relaxation, dual);
    const { bodies } = model;
    const [memories, costs] = [this.#memories, this.#costs];
    this.#memoryOf = new Int32Array(bodies.length).fill(-1);
    this.#least = new Float64Array(bodies.length);
    const width = memories + 1;
    let [rest, size] = [0, 0];
    for (const [o, compute] of timing.computePs.entries()) rest += dual.weights[o * width + memories]! * compute;
    size += rest;
    for (const [i, price] of dual.prices.entries()) {
      if (price === 0) continue;
      const due = price * relaxation.rooms[Math.floor(i / relaxation.slots)]!;
      rest -= due;
      size += due;
    }
    for (const cost of costs) if (Number.isFinite(cost)) size += cost;
    this.#rest = rest;
    this.#error = size * 1e-9 + 1e-6;
    const spread = Float64Array.from(bodies, (_, b) => {
      const own = costs.subarray(b * memories, (b + 1) * memories).filter(Number.isFinite);
      return Math.max(...own) - Math.min(...own);
    });
    const several = Array.from(bodies.keys()).filter((b) => items.firstOf[b]! >= 0);
    this.#order = Int32Array.from(several.sort((a, b) => spread[b]! - spread[a]! || a - b));
  }

  /** Begins anew with what is given up. */
  begin(state: Uint8Array): void {
    this.#tally.clear();
    this.#memoryOf.fill(-1);
    this.#least.fill(0);
    this.#sum = this.#stuck = 0;
    for (let b = 0; b < this.#memoryOf.length; b++) this.update(b, state);
  }

  /** Counts a body anew, some of whose memories have been given up or come back. */
  update(body: number, state: Uint8Array): void {
    const { choices } = this.#model.bodies[body]!;
    const first = this.#items.firstOf[body]!;
    let least = Number.POSITIVE_INFINITY;
    let [left, only] = [0, -1];
    for (let i = 0; i < choices.length; i++) {
      if (first >= 0 && state[first + i] === GIVEN) continue;
      left++;
      only = choices[i]!.memory;
      least = Math.min(least, this.#costs[body * this.#memories + only]!);
    }
    const before = this.#least[body]!;
    if (before === Number.POSITIVE_INFINITY) this.#stuck--;
    else this.#sum -= before;
    if (least === Number.POSITIVE_INFINITY) this.#stuck++;
    else this.#sum += least;
    this.#least[body] = least;
    const [was, is] = [this.#memoryOf[body]!, left === 1 ? only : -1];
    if (was === is) return;
    if (was >= 0) this.#tally.remove(body, was);
    if (is >= 0) this.#tally.add(body, is);
    this.#memoryOf[body] = is;
  }

  /** Picoseconds that no complete choice takes less than. */
  bound(): number {
    if (this.#stuck > 0) return Number.POSITIVE_INFINITY;
    return Math.max(this.#tally.total, Math.ceil(this.#rest + this.#sum - this.#error));
  }

  /** Picoseconds, once all bodies are decided. */
  time(): number {
    return this.#tally.total;
  }

  /** A body that has several memories left; −1 where none has. */
  undecided(): number {
    for (const body of this.#order) if (this.#memoryOf[body]! < 0) return body;
    return -1;
  }

  /** What a body's memory costs by the dual. */
  cost(body: number, memory: number): number {
    return this.#costs[body * this.#memories + memory]!;
  }
}
