import type { ProblemArrays } from "../problem/index.js";
import { BlockPlacer } from "./block-placer.js";
import type { Preference } from "./candidates.js";
import { type OrderName, Orders } from "./orders.js";
import type { Fit, Placer } from "./placer.js";
import { ScanPlacer } from "./scan-placer.js";
import { SkylinePlacer } from "./skyline.js";
import { unlessStopped } from "./stopped.js";

/** Up to this many buffers, walking the list of all placed ones is faster than the tree over blocks. */
const SCAN_LIMIT = 600;

/** Buffers that cover the most pressed slot first, or those that fit the sides of the flat. */
export const PRESSED_FIRST: Preference = { cover: 8, match: 1 };
export const SIDES_FIRST: Preference = { cover: 1, match: 2 };

/** A way to a plan without search: first or best fit in some order, or the skyline with some choice. */
export type Heuristic =
  | { readonly fit: Fit; readonly order: OrderName }
  | { readonly fit: "skyline"; readonly prefer: "pressed" | "sides"; readonly by: "lifetime" | "area" };

/** For people: "first fit by area", "skyline by lifetime, pressed first". */
export function heuristicName(heuristic: Heuristic): string {
  return heuristic.fit === "skyline"
    ? `skyline by ${heuristic.by}, ${heuristic.prefer} first`
    : `${heuristic.fit} fit by ${heuristic.order}`;
}

/** The placer that is fastest for a problem of this size. */
export function placerFor(arrays: ProblemArrays): Placer {
  return arrays.count <= SCAN_LIMIT ? new ScanPlacer(arrays) : new BlockPlacer(arrays);
}

/** Runs heuristics on one problem, sharing keys and workspace between them. */
export class Runner {
  readonly orders: Orders;
  #placer: Placer | null = null;
  #skylinePlacer: SkylinePlacer | null = null;
  readonly #negated: Float64Array;
  /** Where offsets are fixed: those of the skyline as if they were not. */
  #heights: Float64Array | null = null;

  /** `limit` in bytes is what contention phases are tenths of, as in `Keys`. */
  constructor(
    readonly arrays: ProblemArrays,
    limit?: number,
  ) {
    this.orders = new Orders(arrays, limit);
    this.#negated = new Float64Array(arrays.count);
  }

  /** Made when first needed: the skyline alone has no use for it. */
  get placer(): Placer {
    this.#placer ??= placerFor(this.arrays);
    return this.#placer;
  }

  /**
   * Runs one heuristic and writes the offsets of all buffers, in bytes.
   *
   * @param shouldStop is asked while the heuristic is prepared, too
   * @returns the peak in bytes, below `limit`, or Infinity where the run ended early; `offsets` is then written for
   * those buffers only that it had placed.
   */
  run(heuristic: Heuristic, limit: number, offsets: Float64Array, shouldStop?: () => boolean): number {
    return unlessStopped(() => this.#run(heuristic, limit, offsets, shouldStop));
  }

  #run(heuristic: Heuristic, limit: number, offsets: Float64Array, shouldStop: (() => boolean) | undefined): number {
    if (heuristic.fit !== "skyline") {
      const order = this.orders.get(heuristic.order, shouldStop);
      return this.placer.place(order, heuristic.fit, limit, offsets, shouldStop);
    }
    const keys = this.orders.keys.get(heuristic.by, shouldStop);
    for (let b = 0; b < keys.length; b++) this.#negated[b] = -keys[b]!;
    const preference = heuristic.prefer === "pressed" ? PRESSED_FIRST : SIDES_FIRST;
    return this.#skyline(this.#negated, preference, limit, offsets, shouldStop, false);
  }

  /**
   * The skyline by scores of the caller, which tells its `progress` where it ends early. Where some offsets are fixed,
   * it is built as if they were not, and then serves as an order from the bottom up for first fit.
   */
  skyline(
    score: Float64Array,
    preference: Preference,
    limit: number,
    offsets: Float64Array,
    shouldStop?: () => boolean,
  ): number {
    return unlessStopped(() => this.#skyline(score, preference, limit, offsets, shouldStop, true));
  }

  #skyline(
    score: Float64Array,
    preference: Preference,
    limit: number,
    offsets: Float64Array,
    shouldStop: (() => boolean) | undefined,
    measures: boolean,
  ): number {
    this.#skylinePlacer ??= new SkylinePlacer(this.arrays, shouldStop);
    if (!this.arrays.hasFixed) {
      return this.#skylinePlacer.place(score, preference, limit, offsets, shouldStop, measures);
    }
    // Not where the caller looks: offsets are those of buffers that lie where they can.
    this.#heights ??= new Float64Array(this.arrays.count);
    const heights = this.#heights;
    if (this.#skylinePlacer.place(score, preference, Infinity, heights, shouldStop) === Infinity) return Infinity;
    return this.placer.place(
      this.orders.by(heights, heights, heights, shouldStop),
      "first",
      limit,
      offsets,
      shouldStop,
    );
  }

  /**
   * How far the latest skyline run got before it ended early, in bytes of level, or in buffers where some are fixed.
   */
  get progress(): number {
    return this.arrays.hasFixed ? this.placer.placed : (this.#skylinePlacer?.filled ?? 0);
  }
}
