/**
 * A bound on the time of a plan by Lagrangian relaxation: the longest of an operator is at least any mean of what it
 * may be (weights), and a memory that is too full costs for each byte (prices). Given these, every body chooses for
 * itself. The best weights and prices are those of the linear program; the volume algorithm (Barahona, Anbil 2000)
 * looks for them by steps along a mean of the last choices.
 */
import type { TimeRelaxation } from "./time-relaxation.js";

export interface Multipliers {
  /** At operator · (memories + 1) + memory, and after the memories the computing; each operator's sum to 1. */
  readonly weights: Float64Array;
  /** Picoseconds a byte, at memory · slots + slot. */
  readonly prices: Float64Array;
}

export interface TimeDual extends Multipliers {
  /** No choice of memories takes less. A whole number. */
  readonly bound: number;
}

/** Steps without a better bound before they become shorter, and how much shorter; the share of the last choice. */
const PATIENCE = 15;
const SHORTER = 0.66;
const LEAST_STEP = 1e-4;
const FRESH = 0.1;

/**
 * @param target a time that some choice takes, at which steps aim
 * @param longest by operator, about how long it takes
 * @param rounds evaluations at most
 */
export function timeDual(
  relaxation: TimeRelaxation,
  target: number,
  longest: ArrayLike<number>,
  rounds: number,
): TimeDual {
  const { timing, memories, rooms, slots } = relaxation;
  const { computePs } = timing;
  const operators = computePs.length;
  const width = memories + 1;
  const evaluation = new Evaluation(relaxation);
  const best = { weights: new Float64Array(operators * width).fill(1 / width), prices: new Float64Array(memories * slots) };
  const tried = { weights: best.weights.slice(), prices: best.prices.slice() };
  let bound = evaluation.run(best.weights, best.prices);
  const busy = evaluation.busy.slice();
  const load = evaluation.load.slice();
  const forWeights = new Float64Array(operators * width);
  const forPrices = new Float64Array(memories * slots);
  let reach = 0.5;
  let failed = 0;
  for (let round = 1; round < rounds && reach > LEAST_STEP && bound < target; round++) {
    let norm = 0;
    for (let o = 0; o < operators; o++) {
      const scale = Math.max(1, longest[o]!);
      let mean = 0;
      for (let m = 0; m < width; m++) {
        const value = m < memories ? busy[o * memories + m]! : computePs[o]!;
        forWeights[o * width + m] = value / scale;
        mean += best.weights[o * width + m]! * (value / scale);
      }
      for (let m = 0; m < width; m++) {
        const slope = forWeights[o * width + m]! - mean;
        if (slope > 0 || best.weights[o * width + m]! > 0) norm += slope * slope;
        forWeights[o * width + m] = slope / scale;
      }
    }
    for (let m = 0; m < memories; m++) {
      const room = rooms[m]!;
      if (room === Number.POSITIVE_INFINITY || room === 0) continue;
      for (let s = 0; s < slots; s++) {
        const slope = load[m * slots + s]! / room - 1;
        if (slope > 0 || best.prices[m * slots + s]! > 0) norm += slope * slope;
        forPrices[m * slots + s] = slope / room;
      }
    }
    if (norm < 1e-18) break;
    const step = (reach * (Math.max(target, bound * (1 + 1e-4) + 1) - bound)) / norm;
    for (let i = 0; i < tried.weights.length; i++) tried.weights[i] = best.weights[i]! + step * forWeights[i]!;
    for (let o = 0; o < operators; o++) ontoSimplex(tried.weights, o * width, width);
    for (let i = 0; i < tried.prices.length; i++) tried.prices[i] = Math.max(0, best.prices[i]! + step * forPrices[i]!);
    const found = evaluation.run(tried.weights, tried.prices);
    blend(busy, evaluation.busy);
    blend(load, evaluation.load);
    if (found > bound) {
      if (found > bound + 1e-6 * Math.abs(bound)) failed = 0;
      bound = found;
      best.weights.set(tried.weights);
      best.prices.set(tried.prices);
      reach = Math.min(2, reach * 1.05);
    } else if (++failed >= PATIENCE) {
      reach *= SHORTER;
      failed = 0;
    }
  }
  return { ...best, bound: Math.max(0, Math.ceil(bound - evaluation.error)) };
}

/** What multipliers come to, and what the bodies choose for them. */
class Evaluation {
  readonly busy: Float64Array;
  readonly load: Float64Array;
  /** More than rounding can have added to the last sum. */
  error = 0;
  readonly #relaxation: TimeRelaxation;
  readonly #sums: Float64Array;

  constructor(relaxation: TimeRelaxation) {
    const { timing, memories, slots } = relaxation;
    this.#relaxation = relaxation;
    this.busy = new Float64Array(timing.computePs.length * memories);
    this.load = new Float64Array(memories * slots);
    this.#sums = new Float64Array(memories * (slots + 1));
  }

  run(weights: Float64Array, prices: Float64Array): number {
    const { timing, bodies, memories, slots, rooms, cellStart, cellFrom, cellTo, cellBytes } = this.#relaxation;
    const { computePs, start, operator, ps } = timing;
    const { busy, load } = this;
    busy.fill(0);
    load.fill(0);
    const costs = choiceCosts(this.#relaxation, { weights, prices }, this.#sums);
    let [sum, size] = [0, 0];
    for (let o = 0; o < computePs.length; o++) sum += weights[o * (memories + 1) + memories]! * computePs[o]!;
    size += sum;
    for (let m = 0; m < memories; m++) {
      if (rooms[m] === Number.POSITIVE_INFINITY) continue;
      for (let s = 0; s < slots; s++) {
        sum -= prices[m * slots + s]! * rooms[m]!;
        size += prices[m * slots + s]! * rooms[m]!;
      }
    }
    for (let b = 0; b < bodies; b++) {
      let chosen = -1;
      for (let m = 0; m < memories; m++) {
        if (chosen < 0 || costs[b * memories + m]! < costs[b * memories + chosen]!) chosen = m;
      }
      sum += costs[b * memories + chosen]!;
      size += costs[b * memories + chosen]!;
      for (let i = start[b]!; i < start[b + 1]!; i++) {
        busy[operator[i]! * memories + chosen]! += ps[i * memories + chosen]!;
      }
      for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
        for (let s = cellFrom[c]!; s < cellTo[c]!; s++) load[chosen * slots + s]! += cellBytes[c]!;
      }
    }
    this.error = size * 1e-11 + 1e-6;
    return sum;
  }
}

/**
 * What each body costs in each memory, at body · memories + memory: weighed accesses and the price of its bytes;
 * Infinity where it may not lie.
 */
export function choiceCosts(
  { timing, bodies, memories, allowed, slots, cellStart, cellFrom, cellTo, cellBytes }: TimeRelaxation,
  { weights, prices }: Multipliers,
  sums: Float64Array = new Float64Array(memories * (slots + 1)),
): Float64Array {
  const { start, operator, ps } = timing;
  for (let m = 0; m < memories; m++) {
    for (let s = 0; s < slots; s++) sums[m * (slots + 1) + s + 1] = sums[m * (slots + 1) + s]! + prices[m * slots + s]!;
  }
  const costs = new Float64Array(bodies * memories).fill(Number.POSITIVE_INFINITY);
  for (let b = 0; b < bodies; b++) {
    for (let m = 0; m < memories; m++) {
      if (allowed[b * memories + m] === 0) continue;
      let cost = 0;
      for (let i = start[b]!; i < start[b + 1]!; i++) {
        cost += weights[operator[i]! * (memories + 1) + m]! * ps[i * memories + m]!;
      }
      for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
        cost += cellBytes[c]! * (sums[m * (slots + 1) + cellTo[c]!]! - sums[m * (slots + 1) + cellFrom[c]!]!);
      }
      costs[b * memories + m] = cost;
    }
  }
  return costs;
}

function blend(mean: Float64Array, last: Float64Array): void {
  for (let i = 0; i < mean.length; i++) mean[i] = (1 - FRESH) * mean[i]! + FRESH * last[i]!;
}

/** The nearest point with no entry below 0 whose entries sum to 1. */
function ontoSimplex(values: Float64Array, from: number, width: number): void {
  let free = width;
  let sum = 0;
  for (let i = from; i < from + width; i++) sum += values[i]!;
  // Entries that would fall below 0 are taken out until none does.
  const out = new Uint8Array(width);
  for (let again = true; again; ) {
    again = false;
    const shift = (1 - sum) / free;
    for (let i = 0; i < width; i++) {
      if (out[i] === 1 || values[from + i]! + shift >= 0) continue;
      out[i] = 1;
      free--;
      sum -= values[from + i]!;
      again = true;
    }
  }
  const shift = (1 - sum) / free;
  for (let i = 0; i < width; i++) values[from + i] = out[i] === 1 ? 0 : values[from + i]! + shift;
}
