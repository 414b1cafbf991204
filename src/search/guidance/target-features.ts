import type { SearchModel } from "../state/model.js";
import { sectionLoads } from "./loads.js";
import type { SearchView } from "./nodes.js";

/**
 * What is told of a decision in the conflict set of a failure: how likely is it the one to go back to? Sizes are shares
 * of the capacity, spans shares of all sections; numbers without a natural scale are folded as n / (n + c).
 */
export const TARGET_FEATURES = [
  "rank in the conflict set",
  "rank, folded",
  "is the latest",
  "distance from the failure",
  "depth",
  "depth of the failure",
  "decisions in the conflict set",
  "conflict set, of all decisions",
  "is a waste",
  "size",
  "span",
  "area",
  "contention at its tightest section",
  "overlaps what failed",
  "children left",
  "has children left",
  "had one child",
  "children tried",
  "slack of its section",
  "its section is full",
  "what failed is full",
  "lead over the next child",
  "chosen by the rule",
  "steps spent below",
  "distance to the next in the conflict set",
  "failures",
  "times targeted",
] as const;

/** Only so many decisions of a conflict set, the latest, are looked at. */
export const MAX_TARGETS = 16;

/** Computes the rows of `TARGET_FEATURES` for the latest decisions of a conflict set. `fill` allocates nothing. */
export class TargetFeatures {
  /** Row-major: decision × feature. */
  readonly rows = new Float64Array(MAX_TARGETS * TARGET_FEATURES.length);
  /** The depths of the decisions, from the latest on. */
  readonly depths = new Int32Array(MAX_TARGETS);
  /** By buffer: the greatest load of its sections, of the load bound. */
  readonly #contention: Float64Array;

  constructor(model: SearchModel) {
    this.#contention = contentions(model);
  }

  /**
   * Fills one row for each of the latest decisions in `floors.conflict` that the search may take back. Returns how many
   * these are.
   */
  fill({ floors, nodes, steps, root, experience }: SearchView): number {
    const { conflict, depth: failedAt, decision, floor, total, capacity, never, failedSection, model } = floors;
    const { first, last, size, count, sectionCount } = model;
    const { weight } = experience;
    const { rows, depths } = this;
    let found = 0;
    for (let d = failedAt - 1; d >= root && found < MAX_TARGETS; d--) {
      if ((conflict[d >> 5]! & (1 << (d & 31))) !== 0) depths[found++] = d;
    }
    if (found < 2) return found;
    const members = countBits(conflict, failedAt);
    const failedSlack = floor[failedSection] === never ? 0 : capacity - floor[failedSection]! - total[failedSection]!;
    let at = 0;
    for (let i = 0; i < found; i++) {
      const d = depths[i]!;
      const what = decision[d]!;
      const placed = what >= 0;
      const section = nodes.section[d]!;
      const from = placed ? first[what]! : -1 - what;
      const to = placed ? last[what]! : -what;
      const left = Math.max(0, nodes.end[d]! - nodes.next[d]!);
      const slack = floor[section] === never ? 0 : capacity - floor[section]! - total[section]!;
      const below = steps - nodes.enteredAt[d]!;
      const gap = (i === 0 ? failedAt : depths[i - 1]!) - d;
      rows[at++] = i / MAX_TARGETS;
      rows[at++] = 1 / (1 + i);
      rows[at++] = i === 0 ? 1 : 0;
      rows[at++] = fold(failedAt - d, 8);
      rows[at++] = d / count;
      rows[at++] = failedAt / count;
      rows[at++] = fold(members, 16);
      rows[at++] = members / failedAt;
      rows[at++] = placed ? 0 : 1;
      rows[at++] = placed ? (4 * size[what]!) / capacity : 0;
      rows[at++] = (to - from) / sectionCount;
      rows[at++] = placed ? (10 * size[what]! * (to - from)) / capacity / sectionCount : 0;
      rows[at++] = placed ? this.#contention[what]! : 0;
      rows[at++] = from <= failedSection && failedSection < to ? 1 : 0;
      rows[at++] = fold(left, 4);
      rows[at++] = left > 0 ? 1 : 0;
      rows[at++] = nodes.end[d]! - nodes.begin[d]! === 1 ? 1 : 0;
      rows[at++] = fold(nodes.next[d]! - nodes.begin[d]!, 4);
      rows[at++] = (4 * slack) / capacity;
      rows[at++] = slack === 0 ? 1 : 0;
      rows[at++] = failedSlack <= 0 ? 1 : 0;
      rows[at++] = nodes.lead[d]! / 4;
      rows[at++] = nodes.lead[d] === 0 ? 1 : 0;
      rows[at++] = fold(below, 32);
      rows[at++] = fold(gap, 8);
      rows[at++] = placed ? fold(weight[what]!, 4) : 0;
      rows[at++] = fold(nodes.targeted[d]!, 2);
    }
    return found;
  }
}

function fold(n: number, half: number): number {
  return n / (n + half);
}

function countBits(set: Int32Array, length: number): number {
  let count = 0;
  for (let w = 0; w <= length >> 5; w++) for (let bits = set[w]!; bits !== 0; bits &= bits - 1) count++;
  return count;
}

function contentions(model: SearchModel): Float64Array {
  const { count, bufferStart, bufferSections, loadBound } = model;
  const load = sectionLoads(model);
  const contention = new Float64Array(count);
  for (let b = 0; b < count; b++) {
    for (let e = bufferStart[b]!; e < bufferStart[b + 1]!; e++) {
      contention[b] = Math.max(contention[b]!, load[bufferSections[e]!]! / loadBound);
    }
  }
  return contention;
}
