import { TERMS } from "../problem/index.js";
import { Random } from "../problem/random.js";
import { energyOf, type Weights } from "./energy.js";
import type { Scene } from "./scene.js";
import type { WalkState } from "./walk-state.js";

/** How a round cools: the temperature, in units of what is lowered, at its beginning and at its end. */
export interface Schedule {
  readonly steps: number;
  readonly hot: number;
  readonly cold: number;
  /** What a broken pair weighs at first. */
  readonly weight: number;
}

/** Steps between two changes of temperature and weights at least, and how often a round pauses. */
const CHUNK = 4096;
const STEPS_A_PAUSE = 32_768;
/** Steps without a pause at most: between changes there are as many as conflicts, millions on large problems. */
const STEPS_AT_ONCE = 262_144;
/** What is added to the weight of a pair, in all, if it is broken for the whole round. */
const ADDED = 400;
/** How often a body with several memories is offered another one, and one with hints its old place. */
const OTHER_MEMORY = 0.5;
const TO_HINT = 0.1;

/**
 * Simulated annealing over plans that may break rules: a body jumps to a place right above or below another one, and
 * stays there if that is better, or not much worse. A broken rule weighs little at first, so that bodies pass through
 * each other, and more with every chunk of steps at whose end it is broken: what is hard to keep grows heavy, and the
 * rest stays light. Most moves fail at the first large neighbour in their way, so a step takes some 100 ns.
 *
 * Tried and left, on eleven problems of 150 to 450 buffers with thousands of reuse costs: the same weight for all rules
 * (a tenth more cost where it is high, no plan at all where it is low), one that rises for all (no plan on half of
 * them), weights that fall again once a rule is kept (no plan on most), and mending what is broken at the end.
 */
export class Annealer {
  readonly #scene: Scene;
  readonly #random: Random;
  readonly #movable: Int32Array;
  /** Conflicts in all, both ways. */
  readonly #entries: number;

  constructor(scene: Scene, seed: number) {
    this.#scene = scene;
    this.#random = new Random(seed);
    this.#entries = scene.memories.reduce((sum, { conflicts }) => sum + conflicts.other.length, 0);
    const { bodies } = scene.model;
    this.#movable = Int32Array.from(bodies.keys()).filter(
      (b) => bodies[b]!.fixedOffset < 0 || bodies[b]!.choices.length > 1,
    );
  }

  /** Whether there is a body that may lie elsewhere. */
  get canMove(): boolean {
    return this.#movable.length > 0;
  }

  /**
   * Walks for one round, with a pause now and then. `weigh` says what terms weigh where one that exceeds its cap has
   * this weight; `visit` is called at every state that breaks no rule, and ends the round if it returns true.
   */
  *round(
    state: WalkState,
    { steps, hot, cold, weight }: Schedule,
    weigh: (steep: number) => Weights,
    visit: () => boolean,
  ): Generator<undefined, void> {
    if (!this.canMove) return;
    const chunk = Math.max(CHUNK, this.#entries);
    const chunks = Math.max(1, Math.ceil(steps / chunk));
    const warmth = (cold / hot) ** (1 / chunks);
    let temperature = hot;
    let steep = weight;
    state.weighAll(weight);
    for (let at = 0; at < chunks; at++) {
      const weights = weigh(steep);
      for (let left = chunk; left > 0; left -= STEPS_AT_ONCE) {
        if (left < chunk) yield;
        if (this.#walk(state, Math.min(left, STEPS_AT_ONCE), temperature, weights, visit)) return;
      }
      temperature *= warmth;
      state.weighBroken(ADDED / chunks);
      if (exceeds(weights, state)) steep += ADDED / chunks;
      if (((at + 1) * chunk) % STEPS_A_PAUSE < chunk) yield;
    }
  }

  #walk(state: WalkState, steps: number, temperature: number, weights: Weights, visit: () => boolean): boolean {
    const random = this.#random;
    const movable = this.#movable;
    const { time, spill, reuse, moved, peak } = weights;
    const { bodies } = this.#scene.model;
    for (let step = 0; step < steps; step++) {
      const b = movable[Math.floor(random.next() * movable.length)]!;
      const memory = this.#memoryFor(b, state);
      const x = this.#placeFor(b, memory, state);
      if (x < 0 || (x === state.offsets[b] && memory === state.memories[b])) continue;
      // What the move may add at most, in all.
      let left = -temperature * Math.log(1 - random.next());
      if (bodies[b]!.choices.length > 1 && spill.slope > 0) {
        const value = state.spill + state.spillOf(b, memory) - state.spillOf(b, state.memories[b]!);
        left -= energyOf(spill, value) - energyOf(spill, state.spill);
      }
      if (memory !== state.memories[b] && time.slope > 0) {
        left -= energyOf(time, state.timeWith(b, memory)) - energyOf(time, state.time);
      }
      if (moved.slope > 0) {
        const value = state.moved + state.movedBy(b, x) - state.movedBy(b, state.offsets[b]!);
        left -= energyOf(moved, value) - energyOf(moved, state.moved);
      }
      if (peak.slope > 0) left -= energyOf(peak, state.peakWith(b, memory, x)) - energyOf(peak, state.peak);
      left += state.brokenBy[b]!;
      const reuseWithout = state.reuse - state.reuseBy[b]!;
      const gain = energyOf(reuse, state.reuse) - energyOf(reuse, reuseWithout);
      if (left + gain < 0) continue;
      const broken = state.countBroken(b, memory, x, left + gain);
      left -= broken;
      if (left + gain < 0) continue;
      // The most that all reuse may cost after the move, less what others cost.
      const most =
        reuse.slope > 0 ? reuse.free + (energyOf(reuse, state.reuse) + left) / reuse.slope - reuseWithout : Infinity;
      const due = state.countReuse(b, memory, x, most);
      if (due > most) continue;
      state.move(b, memory, x, broken, due);
      if (state.broken === 0 && visit()) return true;
    }
    return false;
  }

  #memoryFor(b: number, state: WalkState): number {
    const { choices } = this.#scene.model.bodies[b]!;
    if (choices.length === 1 || this.#random.next() >= OTHER_MEMORY) return state.memories[b]!;
    return choices[Math.floor(this.#random.next() * choices.length)]!.memory;
  }

  /** A place right above or below another body, at an end of the memory, or at a hint; −1 where it is none. */
  #placeFor(b: number, memory: number, state: WalkState): number {
    const { shared, hints, model } = this.#scene;
    const { problem, places, rowOf, conflicts } = this.#scene.memories[memory]!;
    const row = rowOf[b]!;
    const fixed = model.bodies[b]!.fixedOffset;
    if (fixed >= 0) return places.next(row, fixed) === fixed ? fixed : -1;
    const random = this.#random;
    const own = hints[b]!;
    if (own.length > 0 && random.next() < TO_HINT) {
      const { offset } = own[Math.floor(random.next() * own.length)]!;
      return offset >= 0 && places.next(row, offset) === offset ? offset : -1;
    }
    const hard = conflicts.start[row + 1]! - conflicts.start[row]!;
    const all = hard + shared.start[b + 1]! - shared.start[b]!;
    const pick = Math.floor(random.next() * (2 * all + 2));
    const entry = pick >> 1;
    const isAbove = (pick & 1) === 1;
    let x: number;
    if (entry === all) x = isAbove ? problem.base : problem.base + problem.capacity - problem.size[row]!;
    else if (entry < hard) {
      const i = conflicts.start[row]! + entry;
      x = state.offsets[conflicts.other[i]!]! + (isAbove ? conflicts.high[i]! : conflicts.low[i]!);
    } else {
      const i = shared.start[b]! + entry - hard;
      x = state.offsets[shared.other[i]!]! + (isAbove ? shared.high[i]! : shared.low[i]!);
    }
    if (!(x >= 0 && x < Infinity)) return -1;
    const modulus = problem.modulus[row]!;
    if (!isAbove && modulus > 1) {
      x -= (((x - problem.residue[row]!) % modulus) + modulus) % modulus;
      return x >= 0 && places.next(row, x) === x ? x : -1;
    }
    const y = places.next(row, x);
    return y < Infinity ? y : -1;
  }
}

/** Whether a term with a cap is above it. */
function exceeds(weights: Weights, state: WalkState): boolean {
  return TERMS.some((term) => weights[term].isCap && energyOf(weights[term], state[term]) > 0);
}
