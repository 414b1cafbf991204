import type { BodyProblem } from "../body-problem.js";
import { type BodyFit, type BodyPlacer, STOP_INTERVAL } from "./body-placer.js";
import type { Conflicts } from "./conflicts.js";
import { OtherBanks } from "./other-banks.js";
import { Places } from "./places.js";
import { Shut } from "./shut.js";

/** Placement where the conflicts of all pairs are listed: each body looks at what its placed neighbours shut. */
export class PairPlacer implements BodyPlacer {
  failed = -1;
  readonly #problem: BodyProblem;
  readonly #conflicts: Conflicts;
  readonly #places: Places;
  readonly #otherBanks: OtherBanks;
  readonly #shut = new Shut();
  readonly #placed: Uint8Array;
  readonly #fixed: Int32Array;
  readonly #isPlaced = (b: number): boolean => this.#placed[b] === 1;

  constructor(problem: BodyProblem, conflicts: Conflicts) {
    this.#problem = problem;
    this.#conflicts = conflicts;
    this.#places = new Places(problem);
    this.#otherBanks = new OtherBanks(problem);
    this.#placed = new Uint8Array(problem.count);
    this.#fixed = Int32Array.from(problem.fixedOffset.keys()).filter((b) => problem.fixedOffset[b]! >= 0);
  }

  place(order: Int32Array, fit: BodyFit, most: number, offsets: Float64Array, shouldStop?: () => boolean): number {
    const { size, base } = this.#problem;
    const placed = this.#placed;
    const fixed = this.#fixed.length;
    placed.fill(0);
    this.failed = -1;
    let peak = 0;
    for (let i = 0; i < fixed + order.length; i++) {
      const b = i < fixed ? this.#fixed[i]! : order[i - fixed]!;
      if (placed[b] === 1) continue;
      if (i % STOP_INTERVAL === STOP_INTERVAL - 1 && shouldStop?.() === true) return Number.POSITIVE_INFINITY;
      const highest = base + most - size[b]!;
      this.#gather(b, offsets);
      const x = fit === "first" ? this.#lowest(b) : this.#tightest(b, highest);
      if (!(x <= highest)) {
        this.failed = b;
        return Number.POSITIVE_INFINITY;
      }
      offsets[b] = x;
      placed[b] = 1;
      peak = Math.max(peak, x + size[b]! - base);
    }
    return peak;
  }

  #gather(b: number, offsets: Float64Array): void {
    const { start, other, low, high } = this.#conflicts;
    const placed = this.#placed;
    const shut = this.#shut;
    shut.clear();
    for (let i = start[b]!; i < start[b + 1]!; i++) {
      const a = other[i]!;
      if (placed[a] === 1) shut.add(offsets[a]! + low[i]!, offsets[a]! + high[i]!);
    }
    if (this.#otherBanks.size > 0) this.#otherBanks.shut(b, this.#isPlaced, offsets, shut);
    shut.sort();
  }

  #lowest(b: number): number {
    const places = this.#places;
    const { low, high, length } = this.#shut;
    let x = places.next(b, 0);
    for (let i = 0; i < length && low[i]! < x; i++) if (x < high[i]!) x = places.next(b, high[i]!);
    return x;
  }

  /** The place under the nearest ceiling; without one below `highest`, the lowest of all. */
  #tightest(b: number, highest: number): number {
    const places = this.#places;
    const { low, high, length } = this.#shut;
    let x = places.next(b, 0);
    let found = Number.POSITIVE_INFINITY;
    let tightest = Number.POSITIVE_INFINITY;
    for (let i = 0; i < length; i++) {
      if (low[i]! >= x && low[i]! - x < tightest && x <= highest) {
        tightest = low[i]! - x;
        found = x;
      }
      if (x < high[i]!) x = places.next(b, high[i]!);
    }
    return found < Number.POSITIVE_INFINITY ? found : x;
  }
}
