import { contention, loadBound, type ProblemArrays } from "../problem/index.js";
import { contentionPhases } from "./phases.js";
import { SlotMaxima } from "./slot-maxima.js";
import { heed } from "./stopped.js";

/** Below this many buffers no key takes a millisecond. */
const HEED_COUNT = 10_000;

/**
 * What buffers are ordered by; the first come those with the
 * - `lifetime`: longest lifetime, in slots (W in MiniMalloc's names);
 * - `size`: largest size (Z);
 * - `area`: largest lifetime · size (A);
 * - `contention`: most live bytes at some time of their lifetime (T);
 * - `overlaps`: most other buffers that live at some time of theirs (O);
 * - `conflict`: most bytes of such buffers · own size;
 * - `start`: earliest start; `end`: latest end;
 * - `phase`: earliest contention phase of TelaMalloc.
 */
export type Key = "lifetime" | "size" | "area" | "contention" | "overlaps" | "conflict" | "start" | "end" | "phase";

/** Keys of all buffers, worked out when first asked for. Ascending: the least key goes first. */
export class SortKeys {
  readonly live: Float64Array;
  readonly #known = new Map<Key, Float64Array>();
  readonly #arrays: ProblemArrays;
  readonly #limit: number;

  /** `limit` in bytes is what the phases are tenths of; the load bound if it is not finite or below that. */
  constructor(arrays: ProblemArrays, limit: number = Infinity) {
    this.#arrays = arrays;
    this.#limit = limit;

    this.live = contention(arrays);
  }

  /** The values by buffer. Heeds `shouldStop` while it works them out. */
  get(key: Key, shouldStop?: () => boolean): Float64Array {
    let values = this.#known.get(key);
    if (values === undefined) {
      if (this.#arrays.count >= HEED_COUNT) heed(shouldStop);
      values = this.#compute(key, shouldStop);
      this.#known.set(key, values);
    }
    return values;
  }

  #compute(key: Key, shouldStop?: () => boolean): Float64Array {
    const { count, size, start, end } = this.#arrays;
    const values = new Float64Array(count);
    switch (key) {
      case "lifetime":
        for (let b = 0; b < count; b++) values[b] = start[b]! - end[b]!;
        break;
      case "size":
        for (let b = 0; b < count; b++) values[b] = -size[b]!;
        break;
      case "area":
        for (let b = 0; b < count; b++) values[b] = (start[b]! - end[b]!) * size[b]!;
        break;
      case "start":
        for (let b = 0; b < count; b++) values[b] = start[b]!;
        break;
      case "end":
        for (let b = 0; b < count; b++) values[b] = -end[b]!;
        break;
      case "contention":
        this.#negatedPeaks(values, shouldStop);
        break;
      case "overlaps":
        this.#overlaps(values, null);
        break;
      case "conflict":
        this.#overlaps(values, size);
        for (let b = 0; b < count; b++) values[b]! *= size[b]!;
        break;
      case "phase":
        this.#phases(values, shouldStop);
        break;
    }
    return values;
  }

  #negatedPeaks(values: Float64Array, shouldStop?: () => boolean): void {
    const { count, start, end, slotCount } = this.#arrays;
    const maxima = new SlotMaxima(slotCount);
    maxima.reset(this.live);
    for (let b = 0; b < count; b++) {
      if (b % HEED_COUNT === HEED_COUNT - 1) heed(shouldStop);
      values[b] = -this.live[maxima.argmax(start[b]!, end[b]!)]!;
    }
  }

  /**
   * The negated number (or, given weights, sum of weights) of the buffers that overlap each, itself included: those
   * that start before its end, without those that end by its start.
   */
  #overlaps(values: Float64Array, weight: Float64Array | null): void {
    const { count, start, end, slotCount } = this.#arrays;
    const started = new Float64Array(slotCount + 1);
    const ended = new Float64Array(slotCount + 1);
    for (let b = 0; b < count; b++) {
      const own = weight === null ? 1 : weight[b]!;
      started[start[b]! + 1]! += own;
      ended[end[b]!]! += own;
    }
    for (let slot = 0; slot < slotCount; slot++) {
      started[slot + 1]! += started[slot]!;
      ended[slot + 1]! += ended[slot]!;
    }
    for (let b = 0; b < count; b++) values[b] = ended[start[b]!]! - started[end[b]!]!;
  }

  #phases(values: Float64Array, shouldStop?: () => boolean): void {
    const peaks = this.get("contention", shouldStop).map((negated) => -negated);
    const bound = loadBound(this.#arrays, this.live);
    const limit = Number.isFinite(this.#limit) && this.#limit > bound ? this.#limit : bound;
    contentionPhases(this.#arrays, this.live, peaks, limit, values);
  }
}
