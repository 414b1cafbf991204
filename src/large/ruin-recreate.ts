import { type Plan, peakOf } from "../heuristics/plan.js";
import type { ProblemArrays } from "../problem/index.js";
import { Random } from "../problem/random.js";
import { Placement } from "./ruin/placement.js";
import { Pool } from "./ruin/pool.js";
import { Trial } from "./ruin/trial.js";

export interface RuinRecreateOptions {
  /** A whole number. The same seed gives the same plans on every machine. */
  readonly seed: number;
  /** Bytes: no plan is lower. The load bound, or a better one. */
  readonly bound: number;
  /** Bytes: a plan that peaks no higher ends it. The bound, or the capacity where a fit is enough. */
  readonly target: number;
  /** Asked now and then during the set-up, which takes about a second for a million buffers. */
  readonly shouldStop?: () => boolean;
}

/** How far the limit falls after a plan: this share of the gap between its peak and the bound. */
const FALL = 0.05;
/** What every buffer weighs besides its share of the mean area, so that no number of small ones weighs nothing. */
const LEAST_WEIGHT = 0.1;
/**
 * By how much the weight of a buffer grows at every step for it that is rejected: by less where more live at a time,
 * for there are more boxes to be tried. The share for one that lives alone, and its limits.
 */
const GROWTH = { alone: 0.07, least: 0.0007, most: 0.003 };
/** Ranks that one step may look at; what looks at more counts as several. */
const LOOKS_A_STEP = 4096;

/**
 * Ruin and recreate (Schrimpf et al. 2000) for problems whose load is flat: near the bound at most times, so that no
 * single place decides the peak.
 *
 * A limit lies below the best peak. What lies above it goes to a pool, and steps try to empty the pool: each takes out
 * what meets a box around one of the pool, and puts that one and the others back in another order (`Trial`). A plan
 * is found when the pool is empty; then the limit falls.
 *
 * ```text
 *   limit ────────────────────────────      pool: u
 *         │  ┌────┐  ╔═══════╗ ┌───┐
 *         │  │    │  ║ ┌───┐ ║ │   │        u's lifetime, and a random range of addresses:
 *         │  └────┘  ║┌┴─┐ │ ║ └───┘        what meets this box is taken out
 *         │ ┌───────┐╚╪══╪═╪═╝ ┌────┐
 * ```
 *
 * Neither steps nor chance depend on where `run` pauses: the same seed, the same plans after as many steps.
 */
export class RuinRecreate {
  /** Bytes: peak of the best plan so far. */
  peak: number;
  /** Steps taken. One that looks at very many buffers counts as several, so that all take about as long. */
  steps = 0;
  /** True where no step can better the plan: it is at the target or at the bound, or the set-up was stopped. */
  exhausted = false;
  readonly #arrays: ProblemArrays;
  readonly #bound: number;
  readonly #target: number;
  readonly #random: Random;
  readonly #placement: Placement;
  readonly #pool: Pool;
  readonly #weight: Float64Array;
  readonly #trial: Trial;
  /** The factor of a weight that grows. */
  readonly #growth: number;
  /** Bytes: no buffer in place reaches above it. */
  #limit = 0;
  /** Steps that were asked for. */
  #due = 0;

  /** @param start a plan of all buffers, which is neither changed nor kept. */
  constructor(arrays: ProblemArrays, start: Plan, options: RuinRecreateOptions) {
    const { seed, bound, target, shouldStop = () => false } = options;
    this.#arrays = arrays;
    this.#bound = bound;
    this.#target = target;
    this.#random = new Random(seed);
    this.peak = start.peak;
    this.#placement = new Placement(arrays, start.offsets, shouldStop);
    const { count, start: first, end } = this.#placement.line;
    this.exhausted = this.#placement.stopped;
    const area = new Float64Array(count);
    let sum = 0;
    let lifetimes = 0;
    for (let rank = 0; rank < count; rank++) {
      area[rank] = this.#placement.size[rank]! * (end[rank]! - first[rank]!);
      sum += area[rank]!;
      lifetimes += end[rank]! - first[rank]!;
    }
    const share = (GROWTH.alone * arrays.slotCount) / lifetimes;
    this.#growth = 1 + Math.max(GROWTH.least, Math.min(GROWTH.most, share));
    const mean = sum / count;
    this.#weight = area.map((own) => own / mean + LEAST_WEIGHT);
    this.#pool = new Pool(count);
    this.#trial = new Trial(this.#placement, this.#pool, area, this.#weight, this.#random);
    this.#lower();
  }

  /**
   * Takes this many steps, fewer where it is exhausted.
   *
   * @returns the best plan that they came to, or null where none is better than the best before.
   */
  run(steps: number): Plan | null {
    this.#due += steps;
    const placement = this.#placement;
    let plan: Plan | null = null;
    while (this.steps < this.#due && !this.exhausted) {
      if (this.#pool.size === 0) {
        plan = this.#plan();
        this.#lower();
        continue;
      }
      placement.looks = 0;
      const rank = this.#pool.draw(this.#random);
      if (!this.#trial.step(rank, this.#limit)) this.#weight[rank]! *= this.#growth;
      this.steps += 1 + Math.floor(placement.looks / LOOKS_A_STEP);
    }
    return plan;
  }

  /** The plan in place; its peak is the best from now on. */
  #plan(): Plan {
    const offsets = new Float64Array(this.#arrays.count);
    settleUnmet(this.#arrays, offsets);
    this.#placement.writeTo(offsets);
    this.peak = peakOf(this.#arrays, offsets);
    return { offsets, peak: this.peak, foundBy: "ruin and recreate" };
  }

  /** Lowers the limit below the peak, and takes out what lies above. */
  #lower(): void {
    const { peak } = this;
    const least = Math.max(this.#target, this.#bound);
    this.exhausted ||= peak <= least;
    if (this.exhausted) return;
    // Peaks are whole numbers.
    this.#limit = Math.max(least, Math.min(peak - 1, Math.floor(peak - FALL * (peak - this.#bound))));
    const { low, size, line } = this.#placement;
    for (let rank = 0; rank < line.count; rank++) {
      if (low[rank]! + size[rank]! <= this.#limit) continue;
      this.#placement.takeOut(rank);
      this.#pool.add(rank);
    }
  }
}

/** Puts the buffers that meet no other as low as they may lie. */
function settleUnmet({ count, fixedOffset }: ProblemArrays, offsets: Float64Array): void {
  for (let b = 0; b < count; b++) offsets[b] = Math.max(0, fixedOffset[b]!);
}
