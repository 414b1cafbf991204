import { finish, loadBound, type ProblemArrays } from "../problem/index.js";
import { Random } from "../problem/random.js";
import type { Preference } from "./candidates.js";
import { PRESSED_FIRST, Runner, SIDES_FIRST } from "./heuristic.js";
import { betterByParts, type GreedyOptions, type Plan } from "./plan.js";

export interface ImproveOptions extends GreedyOptions {
  /** A whole number. The same seed gives the same plan on every machine, unless `shouldStop` cuts the run short. */
  readonly seed: number;
  /** Skylines to build at most, for each independent part of the problem: 20 to 200 µs each at 150 to 450 buffers. */
  readonly rounds: number;
  /** The peak that others have reached meanwhile, in bytes: rounds are bounded by it too. */
  readonly known?: () => number;
}

/**
 * Factors to draw from, 1/20 to 20 in steps of a tenth: to draw anew and wide beats small steps from the factor before.
 * By multiplication, because powers and logarithms are not the same to the last bit on every machine.
 */
const FACTORS = Float64Array.from({ length: 64 }, () => 1 / 20);
for (let i = 1; i < FACTORS.length; i++) FACTORS[i] = FACTORS[i - 1]! * 1.1;
/** Buffers that get a new factor in a round: two, and up to this share of all. */
const LEAST_CHANGES = 2;
const MOST_SHARE = 0.3;
/** How often a round tries another power of the size, or the other preference. */
const CHANGE = 0.1;
/** Powers of the size are in quarters: 0 is by lifetime, 4 by area. */
const POWERS = 5;
/** A round may fall this share behind the best progress and still be where the walk goes on. */
const SLACK = 0.01;
/** Rounds for one walk before it is the other's turn: this many, and fewer where there are few in all. */
const LONGEST_LEG = 50;
const LEAST_TURNS = 8;

/**
 * Looks for a lower plan near the skyline heuristics: a random walk over the order in which the skyline takes buffers.
 *
 * A buffer's score is lifetime · size^(power / 4) · factor. A round draws new factors for some buffers, now and then
 * another power or the other preference, and builds a skyline, bounded, so that most rounds end early. The walk goes on
 * from there if the skyline rose at least about as high before it failed: that says how near a failed round came, which
 * the peak does not.
 *
 * Two walks take turns. One is bounded by the target (or the load bound, if that is higher), the other by the best peak
 * so far: the first finds what fits exactly, the second makes something of a target out of reach. Alone, either loses
 * on what the other is for.
 *
 * Tried and left, with what they gained in 500 rounds beside the first version of this walk: moving the buffer that
 * fails to an earlier place of a first-fit order, or buffers at random (a tenth), weights for buffers that failed (two
 * thirds), noise around the heuristics without a walk (four fifths); and beginning anew after some hundred rounds
 * without progress (no difference).
 *
 * @returns the best plan found, `start` itself if none is lower.
 */
export function improve(arrays: ProblemArrays, start: Plan, options: ImproveOptions): Plan {
  return finish(improving(arrays, start, options));
}

/** `improve` with a pause after each round. */
export function* improving(arrays: ProblemArrays, start: Plan, options: ImproveOptions): Generator<undefined, Plan> {
  if (start.peak <= options.target || options.shouldStop?.() === true) return start;
  const { seed, rounds, known } = options;
  return yield* betterByParts(arrays, start, options, (part, plan, partOptions) =>
    takeTurns(part, plan, { ...partOptions, seed, rounds, ...(part === arrays && known && { known }) }),
  );
}

function* takeTurns(arrays: ProblemArrays, start: Plan, options: ImproveOptions): Generator<undefined, Plan> {
  const { target, rounds, seed, shouldStop, onIncumbent, known = () => Infinity } = options;
  const runner = new Runner(arrays, target);
  const random = new Random(seed);
  const toGoal = new Walk(runner, random);
  const toBest = new Walk(runner, random);
  const goal = Math.max(target, loadBound(arrays, runner.orders.keys.live));
  // Peaks are whole numbers, so this allows the goal itself.
  const aboveGoal = Math.floor(goal) + 1;
  const leg = Math.max(1, Math.min(LONGEST_LEG, Math.floor(rounds / LEAST_TURNS)));
  let best = start;
  let offsets = new Float64Array(arrays.count);
  for (let round = 0; round < rounds && best.peak > goal; round++) {
    yield;
    if (shouldStop?.() === true) break;
    const first = Math.floor(round / leg) % 2 === 0;
    const lowest = Math.min(best.peak, known());
    const limit = first ? Math.min(aboveGoal, lowest) : lowest;
    const peak = (first ? toGoal : toBest).step(limit, offsets, shouldStop);
    if (peak >= limit) continue;
    best = { offsets, peak, foundBy: "walk over skylines" };
    offsets = new Float64Array(arrays.count);
    onIncumbent?.(best);
  }
  return best;
}

/** Where a walk is: the scores of its latest accepted round, and how far that got. */
class Walk {
  readonly #factor: Float64Array;
  #power = 0;
  #preference: Preference = PRESSED_FIRST;
  #progress = 0;
  readonly #trial: Float64Array;
  readonly #score: Float64Array;
  readonly #lifetime: Float64Array;
  /** Lifetime · size^(power / 4), for the power that was tried last. */
  readonly #base: Float64Array;
  #basePower = -1;
  readonly #runner: Runner;
  readonly #random: Random;

  constructor(runner: Runner, random: Random) {
    this.#runner = runner;
    this.#random = random;

    const { count } = runner.arrays;
    this.#factor = new Float64Array(count).fill(1);
    this.#trial = new Float64Array(count);
    this.#score = new Float64Array(count);
    this.#base = new Float64Array(count);
    this.#lifetime = runner.orders.keys.get("lifetime");
  }

  /** One round. Returns the peak in bytes, with the plan in `offsets`, or Infinity where it reached the limit. */
  step(limit: number, offsets: Float64Array, shouldStop?: () => boolean): number {
    const random = this.#random;
    const factor = this.#factor;
    const trial = this.#trial;
    const score = this.#score;
    const base = this.#base;
    const { count } = this.#runner.arrays;
    const power = random.next() < CHANGE ? drawPower(random) : this.#power;
    const preference = random.next() < CHANGE ? drawPreference(random) : this.#preference;
    const share = LEAST_CHANGES / count + random.next() * MOST_SHARE;
    this.#setBase(power);
    for (let b = 0; b < count; b++) {
      trial[b] = random.next() < share ? FACTORS[Math.floor(random.next() * FACTORS.length)]! : factor[b]!;
      score[b] = base[b]! * trial[b]!;
    }
    const peak = this.#runner.skyline(score, preference, limit, offsets, shouldStop);
    const { progress } = this.#runner;
    if (peak < limit || progress >= this.#progress * (1 - SLACK * random.next())) {
      // What comes after a success has a lower limit and gets less far.
      this.#progress = peak < limit ? 0 : progress;
      this.#power = power;
      this.#preference = preference;
      factor.set(trial);
    }
    return peak;
  }

  #setBase(power: number): void {
    if (power === this.#basePower) return;
    this.#basePower = power;
    const { size } = this.#runner.arrays;
    for (let b = 0; b < size.length; b++) {
      const root = Math.sqrt(size[b]!);
      let weight = 1;
      if (power >= 2) weight *= root;
      if (power === 4) weight *= root;
      if (power % 2 === 1) weight *= Math.sqrt(root);
      this.#base[b] = -this.#lifetime[b]! * weight;
    }
  }
}

function drawPower(random: Random): number {
  return Math.floor(random.next() * POWERS);
}

function drawPreference(random: Random): Preference {
  return random.next() < 0.5 ? PRESSED_FIRST : SIDES_FIRST;
}
