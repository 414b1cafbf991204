import { Random } from "../../problem/random.js";
import type { BodyFloors } from "./floors.js";
import type { BodyModel } from "./model.js";

/** How a member branches. Every choice is complete; they differ in luck. */
export interface BodyRule {
  /** Which body of a section is tried first: greatest area (size times conflicts), number of conflicts, or size. */
  readonly bodies: "area" | "conflicts" | "size";
  /** Added to a section's number of candidates, times slack / capacity. */
  readonly slackFactor: number;
  /** Whether the waste counts as a candidate. */
  readonly countWaste: boolean;
}

/** Share of a failure weight that outlives a restart, and the greatest random addition to a rank after one. */
const DECAY = 0.9;
const NOISE = 0.2;

/** What a failed section adds to the weights of its unplaced bodies together; a body that does not fit adds 1. */
const SECTION_BLAME = 2;

/**
 * What failures have taught a member: sections and bodies that fail often are branched on first (dom/wdeg, Boussemart
 * et al. 2004). It outlives restarts, so that each attempt goes another way.
 */
export class BodyExperience {
  readonly rule: BodyRule;
  /** By body: the greater, the earlier it is tried. */
  readonly priority: Float64Array;
  /** By section: its number of candidates counts this many times. */
  readonly ease: Float64Array;
  readonly #rank: Float64Array;
  readonly #weight: Float64Array;
  readonly #sectionWeight: Float64Array;
  readonly #weighs: boolean;
  readonly #random: Random;
  #attempts = 0;

  constructor(model: BodyModel, rule: BodyRule, weighs: boolean, seed: number) {
    this.rule = rule;
    this.#weighs = weighs;
    this.#random = new Random(seed);
    this.#rank = ranksBy(model, rule.bodies);
    this.priority = this.#rank.slice();
    this.ease = new Float64Array(model.sectionCount).fill(1);
    this.#weight = new Float64Array(model.count);
    this.#sectionWeight = new Float64Array(model.sectionCount).fill(1);
  }

  /**
   * Before a search starts from an empty memory: older failures fade, and from the second time on the order is shaken.
   */
  beginAttempt(): void {
    const shaken = this.#attempts++ > 0 || this.#random.seed > 0;
    for (let b = 0; b < this.priority.length; b++) {
      const noise = shaken ? NOISE * this.#random.next() : 0;
      this.#weight[b]! *= DECAY;
      this.priority[b] = this.#rank[b]! + noise + this.#weight[b]!;
    }
  }

  /** Weighs the section that failed and what is open in it, or the body that did not fit. */
  blame({ failedSection, failedBody, members, open, model }: BodyFloors): void {
    if (!this.#weighs) return;
    if (failedSection < 0) {
      if (failedBody >= 0) this.#weigh(failedBody, 1);
      return;
    }
    this.ease[failedSection] = 1 / Math.sqrt(++this.#sectionWeight[failedSection]!);
    const share = SECTION_BLAME / open[failedSection]!;
    for (let i = model.sectionStart[failedSection]!, end = i + open[failedSection]!; i < end; i++) {
      this.#weigh(model.itemBody[members[i]!]!, share);
    }
  }

  #weigh(b: number, by: number): void {
    this.#weight[b]! += by;
    this.priority[b]! += by;
  }
}

/** Each body's place in the order, from 0 to 1: the greater, the earlier it is tried. */
function ranksBy({ count, size, rowStart }: BodyModel, by: BodyRule["bodies"]): Float64Array {
  const key = Float64Array.from({ length: count }, (_, b) => {
    const conflicts = rowStart[b + 1]! - rowStart[b]! + 1;
    return (by === "conflicts" ? 1 : size[b]!) * (by === "size" ? 1 : conflicts);
  });
  const order = Int32Array.from(key.keys()).sort((a, b) => key[a]! - key[b]! || b - a);
  const rank = new Float64Array(count);
  order.forEach((b, i) => {
    rank[b] = i / count;
  });
  return rank;
}
