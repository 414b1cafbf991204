import type { Timing } from "../model/model.js";
import { GIVEN, type Items, KEPT } from "./items.js";
import { lowestPlace } from "./lowest-place.js";
import type { Scene } from "./scene.js";
import type { Settler } from "./settle.js";
import { timeAnnealSteps } from "./time-anneal.js";
import { type TimeDual, timeDualSteps } from "./time-dual.js";
import { GREEDY_RULES, greedyPlan } from "./time-greedy.js";
import { type TimeRelaxation, timeRelaxation } from "./time-relaxation.js";
import { timeSweepSteps } from "./time-sweep.js";
import { TimeTally } from "./time-tally.js";
import { type SoftPlan, valuesOf } from "./values.js";

/** What bounding and looking for choices may take, in numbers looked at: some nanoseconds each. */
const DUAL_WORK = 300_000_000;
const MOST_ROUNDS = 6_000;
const ANNEAL_WORK = 100_000_000;
const MOST_MOVES = 400_000;
/** Of the room of memories, what choices are made for: what fits by its bytes need not fit by its offsets. */
const FILLED = [1, 0.97, 0.93] as const;
/** Bytes of states kept in a sweep, and states at most. */
const SWEEP_BYTES = 4_000_000;
const MOST_STATES = 20_000;
/** Questions whether a choice fits, for each choice, and decisions for each. */
const QUESTIONS = 40;
const HARD_STEPS = 2_000;

export interface TimeStartOptions {
  readonly seed: number;
  /** Moves at most; 0 where no plans are to be looked for but those of the greedy rules. */
  readonly steps: number;
  readonly shouldStop?: () => boolean;
  /** Called with every plan within all hard rules, in no order; its other terms are as they come. */
  readonly onPlan: (plan: SoftPlan) => void;
}

/**
 * Bounds the time of a plan without offsets, and finds first plans that take little: those of the greedy rules that
 * compilers use, and choices of memories by annealing and by a sweep over time, which the hard search places. What
 * does not fit is moved out, what has room besides moved in.
 */
export class TimeStart {
  readonly relaxation: TimeRelaxation;
  /** Picoseconds that no plan takes less than. */
  bound = 0;
  readonly #scene: Scene;
  readonly #timing: Timing;
  readonly #items: Items;
  readonly #settler: Settler;
  readonly #options: TimeStartOptions;
  #dual: TimeDual | null = null;
  readonly #plans: SoftPlan[] = [];

  constructor(scene: Scene, timing: Timing, items: Items, settler: Settler, options: TimeStartOptions) {
    this.#scene = scene;
    this.#timing = timing;
    this.#items = items;
    this.#settler = settler;
    this.#options = options;
    this.relaxation = timeRelaxation(scene, timing);
  }

  *dualSteps(): Generator<undefined, TimeDual> {
    const { bodies, memories, slots, timing, cellFrom } = this.relaxation;
    const size = memories * (2 * timing.operator.length + 2 * cellFrom.length + 4 * slots + timing.computePs.length);
    const small = 64 * (1 + bodies);
    const rounds = Math.min(MOST_ROUNDS, small, Math.ceil(DUAL_WORK / Math.max(1, size)));
    this.#dual = yield* timeDualSteps(this.relaxation, rounds, this.#options);
    this.bound = this.#dual.bound;
    return this.#dual;
  }

  /** The plans of the greedy rules. */
  *greedySteps(): Generator<undefined, void> {
    for (const rule of GREEDY_RULES) {
      const plan = greedyPlan(this.#scene, this.#timing, rule);
      if (plan !== null) {
        this.#tell(this.#planOf(plan.offsets, plan.memories, `greedy by ${rule.benefit} a ${rule.per}`));
      }
      yield;
    }
  }

  /** Plans of choices of memories, by annealing and by a sweep over time. */
  *planSteps(): Generator<undefined, void> {
    const plans = this.#plans;
    const { steps, seed } = this.#options;
    if (steps === 0 || this.#dual === null) return;
    const least = (): number => Math.min(...plans.map(({ values }) => values.time));
    const first = plans.find(({ values }) => values.time === least());
    const seen = new Set<string>();
    for (const [i, filled] of FILLED.entries()) {
      if (this.#isDone(least())) break;
      const rooms = this.relaxation.rooms.map((room) => Math.floor(room * filled));
      const annealing = timeAnnealSteps(this.relaxation, {
        seed: seed + i,
        steps: this.#moves(),
        rooms,
        memories: first?.memories ?? new Int32Array(this.relaxation.bodies),
      });
      const found = yield* this.#inTime(annealing);
      if (found !== null) yield* this.#place(found.memories, `annealing of memories`, seen, least());
      if (this.#isDone(least())) break;
      const below = i === 0 ? least() : Math.min(least(), found?.time ?? Number.POSITIVE_INFINITY);
      const sweeping = timeSweepSteps(this.relaxation, {
        multipliers: this.#dual,
        rooms,
        below,
        width: Math.min(MOST_STATES, Math.ceil(SWEEP_BYTES / Math.max(1, this.relaxation.bodies))),
      });
      const sweep = yield* this.#inTime(sweeping);
      if (sweep === null) break;
      if (i === 0) this.bound = Math.max(this.bound, sweep.bound);
      if (sweep.memories !== null) yield* this.#place(sweep.memories, "a sweep over time", seen, least());
    }
  }

  /** What work comes to; null where the time is over before. */
  *#inTime<T>(work: Generator<undefined, T>): Generator<undefined, T | null> {
    for (;;) {
      const { done, value } = work.next();
      if (done === true) return value;
      if (this.#options.shouldStop?.() === true) return null;
      yield;
    }
  }

  #tell(plan: SoftPlan): void {
    this.#plans.push(plan);
    this.#options.onPlan(plan);
  }

  #isDone(least: number): boolean {
    return least <= this.bound || this.#options.shouldStop?.() === true;
  }

  /** Moves of an annealing: they take as long as bodies live. */
  #moves(): number {
    const { bodies, cellFrom, cellTo } = this.relaxation;
    let length = 0;
    for (let c = 0; c < cellFrom.length; c++) length += cellTo[c]! - cellFrom[c]!;
    const each = 20 + (4 * length) / Math.max(1, bodies);
    return Math.min(MOST_MOVES, 500 * bodies, Math.ceil(ANNEAL_WORK / each));
  }

  /** Places a choice of memories, moving out what does not fit and in what has room. */
  *#place(chosen: Int32Array, foundBy: string, seen: Set<string>, least: number): Generator<undefined, void> {
    const memories = chosen.slice();
    const tally = new TimeTally(this.#timing);
    for (const [b, memory] of memories.entries()) tally.add(b, memory);
    const { shouldStop } = this.#options;
    for (let question = 0, out = 1; question < QUESTIONS; question++) {
      if (tally.total >= least || seen.has(memories.join())) return;
      seen.add(memories.join());
      const settled = yield* this.#settler.settle(this.#stateOf(memories), Number.POSITIVE_INFINITY, {
        steps: HARD_STEPS,
        ...(shouldStop && { shouldStop }),
      });
      if (settled.status === "fits") {
        this.#fill(settled.offsets, memories, tally);
        this.#tell(this.#planOf(settled.offsets, memories, foundBy));
        return;
      }
      if (shouldStop?.() === true) return;
      const named = settled.status === "refuted" ? Array.from(settled.cut.items) : Array.from(this.#kept(memories));
      for (let i = 0; i < out; i++) if (!this.#moveOut(named, memories, tally)) return;
      if (question % 4 === 3) out *= 2;
    }
  }

  /** Items of memories that end. */
  *#kept(memories: Int32Array): Generator<number> {
    const { memory, subject, count } = this.#items;
    for (let item = 0; item < count; item++) {
      const m = memory[item]!;
      if (m >= 0 && memories[subject[item]!] === m && this.relaxation.rooms[m] !== Number.POSITIVE_INFINITY) yield item;
    }
  }

  /** Moves one of these bodies to a slower memory: what costs least for the bytes. */
  #moveOut(items: readonly number[], memories: Int32Array, tally: TimeTally): boolean {
    const { memory, subject } = this.#items;
    const { memories: count, allowed, rooms } = this.relaxation;
    let [body, to, least] = [-1, -1, Number.POSITIVE_INFINITY];
    for (const item of items) {
      const m = memory[item]!;
      const b = subject[item]!;
      if (m < 0 || memories[b] !== m) continue;
      for (let other = 0; other < count; other++) {
        if (other === m || allowed[b * count + other] === 0 || rooms[other]! < Number.POSITIVE_INFINITY) continue;
        const { size } = this.#scene.model.bodies[b]!;
        const price = (tally.withMove(b, m, other) - tally.total) / Math.max(1, size);
        if (price < least) [body, to, least] = [b, other, price];
      }
    }
    if (body < 0) return false;
    tally.remove(body, memories[body]!);
    tally.add(body, to);
    memories[body] = to;
    return true;
  }

  /** Moves bodies to where there is room and they take less, what gains most first, until nothing does. */
  #fill(offsets: Float64Array, memories: Int32Array, tally: TimeTally): void {
    const { bodies, memories: count, allowed } = this.relaxation;
    for (let isBetter = true; isBetter; ) {
      isBetter = false;
      const moves: { b: number; to: number; gain: number }[] = [];
      for (let b = 0; b < bodies; b++) {
        for (let m = 0; m < count; m++) {
          if (m === memories[b] || allowed[b * count + m] === 0) continue;
          const gain = tally.total - tally.withMove(b, memories[b]!, m);
          if (gain > 0) moves.push({ b, to: m, gain });
        }
      }
      for (const { b, to } of moves.sort((x, y) => y.gain - x.gain || x.b - y.b)) {
        if (memories[b] === to || tally.withMove(b, memories[b]!, to) >= tally.total) continue;
        const offset = lowestPlace(this.#scene, to, b, offsets, (other) => other !== b && memories[other] === to);
        if (offset === Number.POSITIVE_INFINITY) continue;
        tally.remove(b, memories[b]!);
        tally.add(b, to);
        memories[b] = to;
        offsets[b] = offset;
        isBetter = true;
      }
    }
  }

  /** The items that are kept: memories, and nothing else that is soft. */
  #stateOf(memories: Int32Array): Uint8Array {
    const { count, memory, subject } = this.#items;
    const state = new Uint8Array(count).fill(GIVEN);
    for (let item = 0; item < count; item++) {
      if (memory[item]! >= 0 && memories[subject[item]!] === memory[item]) state[item] = KEPT;
    }
    return state;
  }

  #planOf(offsets: Float64Array, memories: Int32Array, foundBy: string): SoftPlan {
    const { model, shared, hints } = this.#scene;
    return { offsets, memories, values: valuesOf(model, shared, hints, offsets, memories), foundBy };
  }
}
