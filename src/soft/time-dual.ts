/**
 * A bound on the time of a plan by Lagrangian relaxation: the longest of an operator is at least any mean of what it
 * may be (weights), and a memory that is too full costs for each byte (prices). Given these, every body chooses for
 * itself, and whatever they are, no plan takes less. The best weights and prices are those of the linear program, in
 * which bodies may be split between memories.
 *
 * They are looked for by primal-dual hybrid gradient steps (Chambolle, Pock 2011) with steps by rows and columns (Pock,
 * Chambolle 2011), restarted at the mean of what was seen since (Applegate and others, PDLP, 2021). Loads are summed
 * along time, so a step takes as long as there are accesses, cells and slots.
 *
 * Tried and left: subgradient steps with a mean of the last choices (the volume algorithm) stay 5 to 20 % below the
 * linear program on training steps.
 */
import { choiceCosts, type Multipliers } from "./time-costs.js";
import type { TimeRelaxation } from "./time-relaxation.js";

export interface TimeDual extends Multipliers {
  /** No choice of memories takes less. A whole number. */
  readonly bound: number;
}

/** Steps between two looks at how far it is. */
const LOOK = 64;
/** It restarts where the distance has become so much less, or less and no longer falls, or for its length. */
const MUCH_LESS = 0.2;
const LESS = 0.8;
const LONG = 0.36;

/**
 * @param rounds steps at most
 * @param options.near how close the bound comes to the linear program, as a share, before it ends
 * @param options.shouldStop asked at every pause; once it returns true, the best so far is returned
 */
export function* timeDualSteps(
  relaxation: TimeRelaxation,
  rounds: number,
  { near = 1e-5, shouldStop }: { readonly near?: number; readonly shouldStop?: () => boolean } = {},
): Generator<undefined, TimeDual> {
  const steps = new Steps(relaxation);
  let best: Multipliers & { value: number; error: number } = { ...steps.current(), ...steps.dual(steps.current()) };
  let [sinceRestart, atRestart, before] = [0, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 1; round <= rounds; round++) {
    steps.step();
    sinceRestart++;
    if (round % LOOK !== 0) continue;
    yield;
    if (shouldStop?.() === true) break;
    const looks = [steps.current(), steps.mean()].map((point) => {
      const found = steps.dual(point);
      if (found.value > best.value) {
        best = { ...found, weights: point.weights.slice(), prices: point.prices.slice() };
      }
      return { point, distance: steps.distance(point, found.value), value: found.value };
    });
    const nearer = looks[0]!.distance < looks[1]!.distance ? looks[0]! : looks[1]!;
    if (nearer.distance < near * Math.abs(nearer.value)) break;
    const isDue =
      nearer.distance <= MUCH_LESS * atRestart ||
      (nearer.distance <= LESS * atRestart && nearer.distance > before) ||
      sinceRestart >= LONG * round;
    before = nearer.distance;
    if (!isDue) continue;
    steps.restart(nearer.point);
    atRestart = nearer.distance;
    before = Number.POSITIVE_INFINITY;
    sinceRestart = 0;
  }
  const { weights, prices } = withinOne(best, relaxation.memories + 1);
  const { value, error } = steps.dual({ weights, prices });
  return { weights, prices, bound: Math.max(0, Math.ceil(value - error)) };
}

/**
 * Multipliers bound the time only where the weights of each operator sum to 1 at most, whatever rounding has made of
 * them: all are scaled by the greatest sum.
 */
function withinOne({ weights, prices }: Multipliers, width: number): Multipliers {
  let greatest = 1;
  for (let from = 0; from < weights.length; from += width) {
    greatest = Math.max(
      greatest,
      weights.subarray(from, from + width).reduce((sum, weight) => sum + weight, 0),
    );
  }
  return { weights: weights.map((weight) => weight / greatest), prices: prices.map((price) => price / greatest) };
}

interface Point extends Multipliers {
  /** The share of each body in each memory. */
  readonly shares: Float64Array;
}

class Steps {
  readonly #relaxation: TimeRelaxation;
  #now: Point;
  #sum: Point;
  #begin: Point;
  #count = 0;
  /** The lengths of steps, by body, by operator, and by memory and slot. */
  readonly #ofBody: Float64Array;
  readonly #ofOperator: Float64Array;
  readonly #ofSlot: Float64Array;
  /** Picoseconds that a byte of load weighs, by memory. */
  readonly #perByte: Float64Array;
  /** How far the multipliers go for what the shares go. */
  #balance = 1;
  readonly #busy: Float64Array;
  readonly #load: Float64Array;
  readonly #ahead: Float64Array;

  constructor(relaxation: TimeRelaxation) {
    this.#relaxation = relaxation;
    const { timing, bodies, memories, allowed, rooms, slots, cellStart, cellFrom, cellTo, cellBytes } = relaxation;
    const { computePs, start, operator, ps } = timing;
    const operators = computePs.length;
    const accesses = new Float64Array(bodies * memories);
    const bytes = new Float64Array(bodies);
    const mostBusy = new Float64Array(operators * memories);
    const mostLoad = new Float64Array(slots);
    let [allPs, allBytes] = [0, 0];
    for (let b = 0; b < bodies; b++) {
      for (let m = 0; m < memories; m++) {
        if (allowed[b * memories + m] === 0) continue;
        for (let i = start[b]!; i < start[b + 1]!; i++) {
          accesses[b * memories + m]! += ps[i * memories + m]!;
          mostBusy[operator[i]! * memories + m]! += ps[i * memories + m]!;
        }
        allPs += accesses[b * memories + m]!;
      }
      for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
        bytes[b]! += cellBytes[c]! * (cellTo[c]! - cellFrom[c]!);
        for (let s = cellFrom[c]!; s < cellTo[c]!; s++) mostLoad[s]! += cellBytes[c]!;
      }
      allBytes += bytes[b]!;
    }
    const perByte = allPs / Math.max(1, allBytes);
    this.#perByte = Float64Array.from(rooms, (room) => (room === Number.POSITIVE_INFINITY ? 0 : perByte));
    this.#ofBody = Float64Array.from({ length: bodies }, (_, b) => {
      const most = Math.max(...accesses.subarray(b * memories, (b + 1) * memories));
      return 1 / Math.max(1e-9, most + perByte * bytes[b]!);
    });
    this.#ofOperator = Float64Array.from({ length: operators }, (_, o) => {
      return 1 / Math.max(1e-9, ...mostBusy.subarray(o * memories, (o + 1) * memories));
    });
    this.#ofSlot = Float64Array.from(mostLoad, (load) => perByte / Math.max(1e-9, load));
    const width = memories + 1;
    const shares = new Float64Array(bodies * memories);
    for (let b = 0; b < bodies; b++) {
      const own = allowed.subarray(b * memories, (b + 1) * memories);
      const count = own.reduce((sum, each) => sum + each, 0);
      for (let m = 0; m < memories; m++) shares[b * memories + m] = own[m]! / count;
    }
    this.#now = {
      shares,
      weights: new Float64Array(operators * width).fill(1 / width),
      prices: new Float64Array(memories * slots),
    };
    this.#begin = copyOf(this.#now);
    this.#sum = scaled(this.#now, 0);
    this.#busy = new Float64Array(operators * memories);
    this.#load = new Float64Array(memories * slots);
    this.#ahead = new Float64Array(shares.length);
  }

  current(): Point {
    return this.#now;
  }

  mean(): Point {
    return this.#count === 0 ? this.#now : scaled(this.#sum, 1 / this.#count);
  }

  step(): void {
    const { bodies, memories, allowed, slots, rooms, timing } = this.#relaxation;
    const { shares, weights, prices } = this.#now;
    const costs = choiceCosts(this.#relaxation, this.#now);
    for (let b = 0; b < bodies; b++) {
      const length = this.#ofBody[b]! / this.#balance;
      for (let m = 0; m < memories; m++) {
        const i = b * memories + m;
        this.#ahead[i] = shares[i]!;
        shares[i] = allowed[i] === 1 ? shares[i]! - length * costs[i]! : Number.NEGATIVE_INFINITY;
      }
      ontoSimplex(shares, b * memories, memories);
    }
    for (let i = 0; i < shares.length; i++) this.#ahead[i] = 2 * shares[i]! - this.#ahead[i]!;
    this.#use(this.#ahead);
    const width = memories + 1;
    for (let o = 0; o < timing.computePs.length; o++) {
      const length = this.#ofOperator[o]! * this.#balance;
      for (let m = 0; m < memories; m++) weights[o * width + m]! += length * this.#busy[o * memories + m]!;
      weights[o * width + memories]! += length * timing.computePs[o]!;
      ontoSimplex(weights, o * width, width);
    }
    for (let m = 0; m < memories; m++) {
      if (rooms[m] === Number.POSITIVE_INFINITY) continue;
      for (let s = 0; s < slots; s++) {
        const over = this.#load[m * slots + s]! - rooms[m]!;
        prices[m * slots + s] = Math.max(0, prices[m * slots + s]! + this.#ofSlot[s]! * this.#balance * over);
      }
    }
    add(this.#sum, this.#now);
    this.#count++;
  }

  /** Begins again at a point. How far it went since the last time says how long steps are. */
  restart(point: Point): void {
    const perByte = Math.max(...this.#perByte);
    const distance = (a: Float64Array, b: Float64Array, unit = 1): number => {
      let sum = 0;
      for (let i = 0; i < a.length; i++) sum += ((a[i]! - b[i]!) / unit) ** 2;
      return sum;
    };
    const primal = Math.sqrt(distance(point.shares, this.#begin.shares));
    const prices = perByte > 0 ? distance(point.prices, this.#begin.prices, perByte) : 0;
    const dual = Math.sqrt(distance(point.weights, this.#begin.weights) + prices);
    if (primal > 1e-9 && dual > 1e-9) this.#balance = Math.sqrt(this.#balance * (dual / primal));
    this.#now = copyOf(point);
    this.#begin = copyOf(point);
    this.#sum = scaled(point, 0);
    this.#count = 0;
  }

  /** What the multipliers bound the time by, and more than rounding can have added to it. */
  dual(multipliers: Multipliers): { value: number; error: number } {
    const { bodies, memories, rooms, slots, timing } = this.#relaxation;
    const { weights, prices } = multipliers;
    const costs = choiceCosts(this.#relaxation, multipliers);
    let [value, size] = [0, 0];
    const sum = (each: number): void => {
      value += each;
      size += Math.abs(each);
    };
    for (const [o, compute] of timing.computePs.entries()) sum(weights[o * (memories + 1) + memories]! * compute);
    for (let m = 0; m < memories; m++) {
      if (rooms[m] === Number.POSITIVE_INFINITY) continue;
      for (let s = 0; s < slots; s++) sum(-prices[m * slots + s]! * rooms[m]!);
    }
    for (let b = 0; b < bodies; b++) {
      let least = Number.POSITIVE_INFINITY;
      for (let m = 0; m < memories; m++) least = Math.min(least, costs[b * memories + m]!);
      sum(least);
    }
    return { value, error: size * 1e-10 + 1e-6 };
  }

  /** How far a point is from the optimum of the linear program: its gap, and what exceeds memories. */
  distance({ shares }: Point, dual: number): number {
    const { memories, rooms, slots, timing } = this.#relaxation;
    this.#use(shares);
    let time = 0;
    for (const [o, compute] of timing.computePs.entries()) {
      let longest = compute;
      for (let m = 0; m < memories; m++) longest = Math.max(longest, this.#busy[o * memories + m]!);
      time += longest;
    }
    let over = 0;
    for (let m = 0; m < memories; m++) {
      if (rooms[m] === Number.POSITIVE_INFINITY || rooms[m] === 0) continue;
      for (let s = 0; s < slots; s++) over = Math.max(over, this.#load[m * slots + s]! / rooms[m]! - 1);
    }
    return Math.abs(time - dual) + over * time;
  }

  /** Counts how busy memories are and what they hold. */
  #use(shares: Float64Array): void {
    const { timing, bodies, memories, slots, cellStart, cellFrom, cellTo, cellBytes } = this.#relaxation;
    const { start, operator, ps } = timing;
    const [busy, load] = [this.#busy, this.#load];
    busy.fill(0);
    load.fill(0);
    for (let b = 0; b < bodies; b++) {
      for (let m = 0; m < memories; m++) {
        const share = shares[b * memories + m]!;
        if (share === 0) continue;
        for (let i = start[b]!; i < start[b + 1]!; i++) {
          busy[operator[i]! * memories + m]! += share * ps[i * memories + m]!;
        }
        for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
          load[m * slots + cellFrom[c]!]! += share * cellBytes[c]!;
          if (cellTo[c]! < slots) load[m * slots + cellTo[c]!]! -= share * cellBytes[c]!;
        }
      }
    }
    for (let m = 0; m < memories; m++) {
      for (let s = 1; s < slots; s++) load[m * slots + s]! += load[m * slots + s - 1]!;
    }
  }
}

function copyOf({ shares, weights, prices }: Point): Point {
  return { shares: shares.slice(), weights: weights.slice(), prices: prices.slice() };
}

function scaled({ shares, weights, prices }: Point, by: number): Point {
  const times = (values: Float64Array): Float64Array => values.map((value) => value * by);
  return { shares: times(shares), weights: times(weights), prices: times(prices) };
}

function add(sum: Point, point: Point): void {
  for (const key of ["shares", "weights", "prices"] as const) {
    const [to, from] = [sum[key], point[key]];
    for (let i = 0; i < to.length; i++) to[i]! += from[i]!;
  }
}

/** The nearest point with no entry below 0 whose entries sum to 1; −∞ stands for 0. */
function ontoSimplex(values: Float64Array, from: number, width: number): void {
  const until = from + width;
  // All are shifted in the end. From the greatest on, large values leave no rounding that the sum would be off by: a
  // bound counts on it.
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = from; i < until; i++) greatest = Math.max(greatest, values[i]!);
  for (let i = from; i < until; i++) values[i]! -= greatest;
  // What falls below 0 is taken out, until nothing does.
  for (let again = true; again; ) {
    again = false;
    const shift = shiftOf(values, from, until);
    for (let i = from; i < until; i++) {
      if (values[i]! + shift >= 0 || values[i] === Number.NEGATIVE_INFINITY) continue;
      values[i] = Number.NEGATIVE_INFINITY;
      again = true;
    }
  }
  const shift = shiftOf(values, from, until);
  for (let i = from; i < until; i++) values[i] = values[i] === Number.NEGATIVE_INFINITY ? 0 : values[i]! + shift;
}

/** What is to be added to every finite value so that they sum to 1. */
function shiftOf(values: Float64Array, from: number, until: number): number {
  let [sum, free] = [0, 0];
  for (let i = from; i < until; i++) {
    if (values[i] === Number.NEGATIVE_INFINITY) continue;
    sum += values[i]!;
    free++;
  }
  return (1 - sum) / free;
}
