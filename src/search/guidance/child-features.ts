import type { Floors } from "../state/floors.js";
import type { SearchModel } from "../state/model.js";
import type { Experience } from "./experience.js";

/**
 * What is told of a buffer that could rest on the floor of the section branched on. Levels and sizes are shares of the
 * capacity, spans shares of all sections; the *run* is the sections of equal floors around the section, its *walls* the
 * floors beside it.
 */
export const CHILD_FEATURES = [
  "size",
  "size, of the largest child",
  "span",
  "span, of the longest child",
  "touches the left wall",
  "touches the right wall",
  "top meets the left floor",
  "top meets the right floor",
  "step to the left wall",
  "step to the right wall",
  "narrowness of the gap at its left",
  "narrowness of the gap at its right",
  "few for the gap at its left",
  "few for the gap at its right",
  "slack at its tightest section",
  "mean slack",
  "share of sections without slack",
  "mean number of open buffers",
  "open buffers, of the section's",
  "contention of what is left",
  "fills the run",
  "share of the run",
  "area",
  "area, of the greatest child",
  "place in the rule's order",
  "failures, of the children's most",
  "failures",
  "share of resting buffers",
  "resting buffers a section",
  "top",
  "children",
  "slack of the section",
  "floor",
  "run",
  "left wall",
  "right wall",
  "share placed",
] as const;

/** Nodes with more children than these are left to the branching. */
export const MAX_CHILDREN = 64;

/**
 * Computes the rows of `CHILD_FEATURES` for the children of a node. Scratch is sized once; `fill` allocates nothing.
 */
export class ChildFeatures {
  /** Row-major: child × feature. */
  readonly rows = new Float64Array(MAX_CHILDREN * CHILD_FEATURES.length);
  /**
   * By section of the run: who could rest there besides the children, plus one where waste is possible; then the least
   * of these from an end on.
   */
  readonly #fromLeft: Int32Array;
  readonly #fromRight: Int32Array;
  /**
   * By section of the run: sums over the run's sections before it. A child rests on the floor of all its sections and
   * none is lower, so that they lie in the run, and what is told of them is the difference of two sums.
   */
  readonly #totals: Float64Array;
  readonly #opens: Int32Array;
  readonly #restings: Int32Array;
  readonly #fulls: Int32Array;

  constructor({ sectionCount }: SearchModel) {
    this.#fromLeft = new Int32Array(sectionCount + 1);
    this.#fromRight = new Int32Array(sectionCount + 1);
    this.#totals = new Float64Array(sectionCount + 1);
    this.#opens = new Int32Array(sectionCount + 1);
    this.#restings = new Int32Array(sectionCount + 1);
    this.#fulls = new Int32Array(sectionCount + 1);
  }

  /** Fills one row for each of `children[begin … end)`, at most `MAX_CHILDREN`, in the order that they stand in. */
  fill(state: Floors, experience: Experience, section: number, children: Int32Array, begin: number, end: number): void {
    const { floor, total, open, capacity, never, model } = state;
    const { first, last, size, sectionCount, count } = model;
    const totals = this.#totals;
    const opens = this.#opens;
    const restings = this.#restings;
    const fulls = this.#fulls;
    const { weight } = experience;
    const { rows } = this;
    const fromLeft = this.#fromLeft;
    const fromRight = this.#fromRight;
    const level = floor[section]!;
    let left = section;
    while (left > 0 && floor[left - 1] === level) left--;
    let right = section + 1;
    while (right < sectionCount && floor[right] === level) right++;
    this.#sum(state, left, right);
    this.#countOthers(state, children, begin, end, left, right);
    const scale = 1 / capacity;
    let largest = 1e-9;
    let longest = 1e-9;
    let greatest = 1e-9;
    let heaviest = 1e-9;
    for (let i = begin; i < end; i++) {
      const b = children[i]!;
      const span = last[b]! - first[b]!;
      largest = Math.max(largest, size[b]!);
      longest = Math.max(longest, span);
      greatest = Math.max(greatest, span * size[b]!);
      heaviest = Math.max(heaviest, weight[b]!);
    }
    const number = (end - begin) / 8;
    const slack = (capacity - level - total[section]!) * scale;
    const leftWall = wall(left - 1, level, state);
    const rightWall = wall(right, level, state);
    const placed = 1 - state.unplaced / count;
    const opened = open[section]!;
    let at = 0;
    for (let i = begin; i < end; i++) {
      const b = children[i]!;
      const from = first[b]!;
      const to = last[b]!;
      const height = size[b]!;
      const span = to - from;
      const top = level + height;
      let mostLeft = 0;
      for (let s = from; s < to; s++) if (total[s]! > mostLeft) mostLeft = total[s]!;
      const tightest = capacity - level - mostLeft;
      const slackSum = (capacity - level) * span - (totals[to]! - totals[from]!);
      const full = fulls[to]! - fulls[from]!;
      const openSum = opens[to]! - opens[from]!;
      const restingSum = restings[to]! - restings[from]!;
      const leftFloor = from > 0 ? floor[from - 1]! : -1;
      const rightFloor = to < sectionCount ? floor[to]! : -1;
      const gapLeft = from - left;
      const gapRight = right - to;
      rows[at++] = height * scale;
      rows[at++] = height / largest;
      rows[at++] = span / sectionCount;
      rows[at++] = span / longest;
      rows[at++] = gapLeft <= 0 && leftFloor !== level ? 1 : 0;
      rows[at++] = gapRight <= 0 && rightFloor !== level ? 1 : 0;
      rows[at++] = leftFloor === top ? 1 : 0;
      rows[at++] = rightFloor === top ? 1 : 0;
      rows[at++] = step(leftFloor, level, top, never, scale);
      rows[at++] = step(rightFloor, level, top, never, scale);
      rows[at++] = gapLeft > 0 ? 1 / gapLeft : 0;
      rows[at++] = gapRight > 0 ? 1 / gapRight : 0;
      rows[at++] = gapLeft > 0 ? 1 / (1 + fromLeft[from - 1]!) : 0;
      rows[at++] = gapRight > 0 ? 1 / (1 + fromRight[to]!) : 0;
      rows[at++] = tightest * scale;
      rows[at++] = (slackSum / span) * scale;
      rows[at++] = full / span;
      rows[at++] = openSum / span / 30;
      rows[at++] = openSum / span / opened;
      rows[at++] = mostLeft * scale;
      rows[at++] = gapLeft === 0 && gapRight === 0 ? 1 : 0;
      rows[at++] = span / (right - left);
      rows[at++] = (height * scale * span) / sectionCount;
      rows[at++] = (height * span) / greatest;
      rows[at++] = 1 / (1 + i - begin);
      rows[at++] = weight[b]! / heaviest;
      rows[at++] = weight[b]! / (4 + weight[b]!);
      rows[at++] = restingSum / openSum;
      rows[at++] = restingSum / span / 10;
      rows[at++] = top * scale;
      rows[at++] = number;
      rows[at++] = slack;
      rows[at++] = level * scale;
      rows[at++] = (right - left) / sectionCount;
      rows[at++] = leftWall;
      rows[at++] = rightWall;
      rows[at++] = placed;
    }
  }

  #sum({ floor, total, open, resting, capacity }: Floors, left: number, right: number): void {
    const totals = this.#totals;
    const opens = this.#opens;
    const restings = this.#restings;
    const fulls = this.#fulls;
    const room = capacity - floor[left]!;
    totals[left] = 0;
    opens[left] = 0;
    restings[left] = 0;
    fulls[left] = 0;
    for (let s = left; s < right; s++) {
      totals[s + 1] = totals[s]! + total[s]!;
      opens[s + 1] = opens[s]! + open[s]!;
      restings[s + 1] = restings[s]! + resting[s]!;
      fulls[s + 1] = fulls[s]! + (room === total[s] ? 1 : 0);
    }
  }

  /**
   * For each section of the run, who could rest there besides the children; then the least of it from either end of the
   * run.
   */
  #countOthers(
    { resting, total, floor, capacity, model }: Floors,
    children: Int32Array,
    begin: number,
    end: number,
    left: number,
    right: number,
  ): void {
    const { first, last } = model;
    const fromLeft = this.#fromLeft;
    const fromRight = this.#fromRight;
    fromLeft.fill(0, left, right + 1);
    for (let i = begin; i < end; i++) {
      const b = children[i]!;
      fromLeft[Math.max(left, first[b]!)]!--;
      fromLeft[Math.min(right, last[b]!)]!++;
    }
    for (let s = left, covering = 0; s < right; s++) {
      covering += fromLeft[s]!;
      fromLeft[s] = resting[s]! + covering + (capacity - floor[s]! - total[s]! > 0 ? 1 : 0);
      fromRight[s] = fromLeft[s]!;
    }
    for (let s = left + 1; s < right; s++) fromLeft[s] = Math.min(fromLeft[s]!, fromLeft[s - 1]!);
    for (let s = right - 2; s >= left; s--) fromRight[s] = Math.min(fromRight[s]!, fromRight[s + 1]!);
  }
}

/** How much higher a wall is than the floor; 1 at the ends of time and beside what is done. */
function wall(s: number, level: number, { floor, never, capacity, model }: Floors): number {
  if (s < 0 || s >= model.sectionCount || floor[s] === never) return 1;
  return Math.min(1, (floor[s]! - level) / capacity);
}

/**
 * How far the top lies above a wall beside the child, cut off at a fifth of the capacity either way; 0 where there is
 * none.
 */
function step(beside: number, level: number, top: number, never: number, scale: number): number {
  if (beside <= level || beside === never) return 0;
  return Math.max(-1, Math.min(1, (top - beside) * scale * 5));
}
