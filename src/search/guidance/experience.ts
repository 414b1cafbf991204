import { Random } from "../../problem/random.js";
import { ALL_PRUNING, type Pruning } from "../policy/pruning.js";
import type { Branching } from "../policy/search-policy.js";
import type { Floors } from "../state/floors.js";
import type { SearchModel } from "../state/model.js";

/** Share of a failure weight that outlives a restart. */
const DECAY = 0.9;

/**
 * What a failed section adds to the weights of its unplaced buffers together, where a buffer that does not fit adds 1
 * to its own. Without it 74 and 71 of 100 generated instances are placed in 20,000 steps by two branchings, with it 83
 * and 85 (noise 0.2 and the square root of section weights included; blaming the placements behind a failure instead:
 * 61 and 62).
 */
const SECTION_BLAME = 2;

/** Greatest random addition to a buffer's rank after a restart; ranks go from 0 to 1. */
const NOISE = 0.2;

export interface ExperienceOptions {
  readonly pruning?: Pruning;
  /** A whole number. */
  readonly seed?: number;
  /** By buffer, from 0 to 1: the order to begin with in place of the branching's. */
  readonly ranks?: Float64Array | null;
}

/**
 * How one member of the portfolio branches, and what its failures have taught it: sections and buffers that fail often
 * are branched on first (dom/wdeg, Boussemart et al. 2004). It outlives restarts, so that each attempt goes another
 * way.
 */
export class Experience {
  readonly branching: Branching;
  /** By buffer: the greater, the earlier it is tried. */
  readonly priority: Float64Array;
  /**
   * By section: one through the square root of its failure weight. A section's number of candidates counts this many
   * times.
   */
  readonly ease: Float64Array;
  /** By buffer: its failures, of which older ones have faded. */
  readonly weight: Float64Array;
  readonly #weighs: boolean;
  readonly #rank: Float64Array;
  readonly #sectionWeight: Float64Array;
  readonly #random: Random;
  #attempts = 0;

  constructor(model: SearchModel, branching: Branching, options: ExperienceOptions = {}) {
    const { pruning = ALL_PRUNING, seed = 0, ranks = null } = options;
    this.branching = branching;
    this.#weighs = pruning.failureWeights && branching.weights;
    this.#random = new Random(seed);
    this.#rank = ranks ?? ranksBy(model, branching.buffers);
    this.priority = new Float64Array(model.count);
    this.ease = new Float64Array(model.sectionCount).fill(1);
    this.weight = new Float64Array(model.count);
    this.#sectionWeight = new Float64Array(model.sectionCount).fill(1);
  }

  /**
   * Before a search starts from an empty memory: older failures fade, and from the second time on the order is shaken.
   */
  beginAttempt(): void {
    const shaken = this.#attempts > 0 || this.#random.seed > 0;
    for (let b = 0; b < this.priority.length; b++) {
      const noise = shaken ? NOISE * this.#random.next() : 0;
      this.weight[b]! *= DECAY;
      this.priority[b] = this.#rank[b]! + noise + this.weight[b]!;
    }
    this.#attempts++;
  }

  /** Weighs the section that failed, and the buffer that did not fit or those that are still to go into the section. */
  blame({ failedSection, failedBuffer, members, open, model }: Floors): void {
    if (!this.#weighs) return;
    this.ease[failedSection] = 1 / Math.sqrt(++this.#sectionWeight[failedSection]!);
    if (failedBuffer >= 0) {
      this.#weigh(failedBuffer, 1);
      return;
    }
    const share = SECTION_BLAME / open[failedSection]!;
    for (let i = model.sectionStart[failedSection]!, end = i + open[failedSection]!; i < end; i++) {
      this.#weigh(members[i]!, share);
    }
  }

  #weigh(b: number, by: number): void {
    this.weight[b]! += by;
    this.priority[b]! += by;
  }
}

/**
 * Each buffer's place in the order by area, lifetime or size, as a number from 0 to 1: the greater, the earlier it is
 * tried.
 */
function ranksBy({ count, size, lifetime }: SearchModel, by: Branching["buffers"]): Float64Array {
  const key = new Float64Array(count);
  for (let b = 0; b < count; b++) key[b] = (by === "lifetime" ? 1 : size[b]!) * (by === "size" ? 1 : lifetime[b]!);
  const order = Int32Array.from(key.keys()).sort((a, b) => key[a]! - key[b]! || b - a);
  const rank = new Float64Array(count);
  for (let i = 0; i < count; i++) rank[order[i]!] = i / count;
  return rank;
}
