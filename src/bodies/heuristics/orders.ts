import { SlotMaxima } from "../../heuristics/slot-maxima.js";
import { KeySorter } from "../../heuristics/sort.js";
import type { BodyProblem } from "../body-problem.js";
import type { Conflicts } from "./conflicts.js";
import type { CellSlots } from "./slots.js";

/** What bodies are put in order by, ascending: negated where the greatest goes first. */
type Key = "contention" | "time" | "area" | "size" | "conflict" | "degree" | "start" | "end";

/** Orders by name; what is equal in all keys goes by index. The first is the best of them on most problems. */
export const BODY_ORDERS = {
  "contention, time": ["contention", "time", "area"],
  conflict: ["conflict", "size", "time"],
  area: ["area", "size", "time"],
  "contention, start": ["contention", "start", "size"],
  "contention, end": ["contention", "end", "size"],
  size: ["size", "time", "start"],
  degree: ["degree", "size", "time"],
  time: ["time", "size", "start"],
  start: ["start", "size", "time"],
} as const satisfies Record<string, readonly [Key, Key, Key]>;

export type BodyOrder = keyof typeof BODY_ORDERS;

export const BODY_ORDER_NAMES = Object.keys(BODY_ORDERS) as BodyOrder[];

export class BodyOrders {
  readonly #problem: BodyProblem;
  readonly #slots: CellSlots;
  readonly #conflicts: Conflicts | null;
  readonly #known = new Map<Key, Float64Array>();
  readonly #sorter: KeySorter;

  /** Without a list of conflicts, `degree` and `conflict` count what is live together at most. */
  constructor(problem: BodyProblem, slots: CellSlots, conflicts: Conflicts | null) {
    this.#problem = problem;
    this.#slots = slots;
    this.#conflicts = conflicts;
    this.#sorter = new KeySorter(problem.count);
  }

  /** All bodies in the named order. */
  get(name: BodyOrder): Int32Array {
    const [first, second, third] = BODY_ORDERS[name];
    const order = Int32Array.from({ length: this.#problem.count }, (_, b) => b);
    this.#sorter.sort(order, this.#key(first), this.#key(second), this.#key(third));
    return order;
  }

  #key(key: Key): Float64Array {
    let values = this.#known.get(key);
    if (values === undefined) {
      values = this.#compute(key);
      this.#known.set(key, values);
    }
    return values;
  }

  #compute(key: Key): Float64Array {
    const { count, size, cellLower, cellUpper, cellFrom, cellTo } = this.#problem;
    const values = new Float64Array(count);
    const each = (visit: (b: number, cell: number) => void): Float64Array => {
      const { cellStart } = this.#problem;
      for (let b = 0; b < count; b++) for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) visit(b, c);
      return values;
    };
    const conflicts = this.#conflicts;
    if (key === "size") return size.map((bytes) => -bytes);
    if (key === "contention") return this.#contention(values);
    if (key === "time") return each((b, c) => (values[b]! -= cellUpper[c]! - cellLower[c]!));
    if (key === "area")
      return each((b, c) => (values[b]! -= (cellUpper[c]! - cellLower[c]!) * (cellTo[c]! - cellFrom[c]!)));
    if (key === "start") {
      values.fill(Number.MAX_VALUE);
      return each((b, c) => (values[b] = Math.min(values[b]!, cellLower[c]!)));
    }
    if (key === "end") return each((b, c) => (values[b] = Math.min(values[b]!, -cellUpper[c]!)));
    if (conflicts === null) {
      const load = this.#key("contention");
      return key === "degree" ? load : load.map((bytes, b) => bytes * size[b]!);
    }
    const { start, other } = conflicts;
    for (let b = 0; b < count; b++) {
      for (let i = start[b]!; i < start[b + 1]!; i++) values[b]! -= key === "degree" ? 1 : size[other[i]!]!;
      if (key === "conflict") values[b]! *= size[b]!;
    }
    return values;
  }

  /** The most bytes that cells need in a slot of the body's, negated. */
  #contention(values: Float64Array): Float64Array {
    const { count, cellStart, cellFrom, cellTo } = this.#problem;
    const { from, to } = this.#slots;
    const live = new Float64Array(this.#slots.count + 1);
    for (let c = 0; c < from.length; c++) {
      live[from[c]!]! += cellTo[c]! - cellFrom[c]!;
      live[to[c]!]! -= cellTo[c]! - cellFrom[c]!;
    }
    for (let slot = 1; slot < live.length; slot++) live[slot]! += live[slot - 1]!;
    const maxima = new SlotMaxima(live.length);
    maxima.reset(live);
    for (let b = 0; b < count; b++) {
      for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
        values[b] = Math.min(values[b]!, -live[maxima.argmax(from[c]!, to[c]!)]!);
      }
    }
    return values;
  }
}
