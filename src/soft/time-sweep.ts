/**
 * The choice of memories by dynamic programming over time: what has been decided matters to what comes only by the
 * memories of the bodies that are still there.
 *
 *     a ────────────┐            states after s:  a in 0, b in 0    a in 0, b in 1    a in 1, b in 0   …
 *        b ─────────┼──────┐
 *              ↑    └ a ends: states that differ in a alone become one, the best
 *              s      ↑ an operator runs: every state adds what it takes there
 *
 * A state's time so far, and what the multipliers of the dual say of the rest, bound all that comes of it. States that
 * cannot be below the best plan are dropped; of more than `width` the most promising are kept. The least bound of
 * those that were dropped for that bounds every choice that is not found.
 */
import { Decisions } from "./decisions.js";
import { choiceCosts, type Multipliers } from "./time-costs.js";
import { type CellsOfSlots, cellsOfSlots, type Step, timelineOf } from "./time-line.js";
import type { TimeRelaxation } from "./time-relaxation.js";

export interface SweepOptions {
  readonly multipliers: Multipliers;
  /** Bytes for bodies, by memory: those of the relaxation, or less. */
  readonly rooms: Float64Array;
  /** Only choices that take less are looked for. */
  readonly below: number;
  /** States kept at most. */
  readonly width: number;
}

export interface SweepResult {
  /** No choice within the rooms takes less, or less than `below`. */
  readonly bound: number;
  /** The best choice that was found, and what it takes; null where none is. */
  readonly memories: Int32Array | null;
  readonly time: number;
}

/** States looked at between two pauses. */
const PAUSE = 100_000;

export function* timeSweepSteps(
  relaxation: TimeRelaxation,
  { multipliers, rooms, below, width }: SweepOptions,
): Generator<undefined, SweepResult> {
  const line = timelineOf(relaxation);
  const front = new Front(relaxation, multipliers, rooms, below, width, line.positions);
  let left = PAUSE;
  const spend = function* (): Generator<undefined, void> {
    left -= front.count + 1;
    if (left > 0) return;
    left = PAUSE;
    yield;
  };
  for (const step of line.steps) {
    for (const body of step.begin) {
      front.decide(body, line.positionOf[body]!, step.slot);
      yield* spend();
    }
    if (step.slot >= 0) front.enter(step.slot);
    if (step.operator >= 0) front.run(step.operator, step.accessors);
    yield* spend();
    if (step.end.length > 0) front.retire(step.end);
    yield* spend();
  }
  return front.result();
}

/** The states between two steps. */
class Front {
  count = 1;
  readonly #relaxation: TimeRelaxation;
  readonly #multipliers: Multipliers;
  readonly #rooms: Float64Array;
  readonly #below: number;
  readonly #width: number;
  readonly #positions: number;
  /** By state: memory + 1 of the body at each position, 0 where there is none; and a hash of that. */
  #rows = new Uint8Array(0);
  #hash = new Int32Array(0);
  /** At state · memories + memory: bytes in the slot. */
  #load = new Float64Array(0);
  /** By state: time so far; what the dual says that its bodies will cost; the last decision. */
  #time = new Float64Array(0);
  #rest = new Float64Array(0);
  #node = new Int32Array(0);
  /** What the dual says of operators, slots and undecided bodies to come. */
  #future = 0;
  /** What it says of each body from here on, at body · memories + memory. */
  readonly #costs: Float64Array;
  /** More than rounding can have added to a bound. */
  readonly #error: number;
  readonly #decisions = new Decisions();
  /** The least bound of states that were dropped for want of room. */
  #dropped = Number.POSITIVE_INFINITY;
  readonly #slots: CellsOfSlots;
  /** Cells of the slot. */
  readonly #active = new Set<number>();
  /** Where the memory of a body is kept, and the slot at which it was decided. */
  readonly #positionOf: Int32Array;
  readonly #decidedAt: Int32Array;

  constructor(
    relaxation: TimeRelaxation,
    multipliers: Multipliers,
    rooms: Float64Array,
    below: number,
    width: number,
    positions: number,
  ) {
    this.#relaxation = relaxation;
    this.#multipliers = multipliers;
    this.#rooms = rooms;
    this.#below = below;
    this.#width = Math.max(1, width);
    this.#positions = Math.max(1, positions);
    this.#grow(16);
    this.#costs = choiceCosts(relaxation, multipliers);
    this.#slots = cellsOfSlots(relaxation);
    this.#positionOf = new Int32Array(relaxation.bodies);
    this.#decidedAt = new Int32Array(relaxation.bodies).fill(-1);
    this.#error = this.#foresee() * 1e-10 + 1e-6;
  }

  /** Sums up what is to come; returns the sum of its amounts. */
  #foresee(): number {
    const { bodies, memories, slots, timing } = this.#relaxation;
    const { weights, prices } = this.#multipliers;
    let size = 0;
    const add = (value: number): void => {
      this.#future += value;
      size += Math.abs(value);
    };
    for (let o = 0; o < timing.computePs.length; o++) {
      add(weights[o * (memories + 1) + memories]! * timing.computePs[o]!);
    }
    for (let i = 0; i < prices.length; i++) if (prices[i]! > 0) add(-prices[i]! * this.#rooms[Math.floor(i / slots)]!);
    for (let b = 0; b < bodies; b++) add(this.#least(b));
    return size;
  }

  /** Gives every state one for each memory of the body, if what it needs in the slot is there. */
  decide(body: number, position: number, slot: number): void {
    const { memories, allowed, cellStart, cellFrom, cellBytes } = this.#relaxation;
    this.#positionOf[body] = position;
    this.#decidedAt[body] = slot;
    this.#future -= this.#least(body);
    let bytes = 0;
    for (let c = cellStart[body]!; c < cellStart[body + 1]!; c++) if (cellFrom[c] === slot) bytes += cellBytes[c]!;
    const choices: number[] = [];
    for (let m = 0; m < memories; m++) if (allowed[body * memories + m] === 1) choices.push(m);
    const before = this.count;
    this.#grow(before * choices.length);
    this.#decisions.reserve(before * choices.length, this.#node, before);
    for (let state = 0; state < before; state++) {
      // The first choice comes last: it takes the place of the state that it is made from.
      for (let i = choices.length - 1; i >= 0; i--) {
        const m = choices[i]!;
        const to = i === 0 ? state : this.count;
        const load = this.#load[state * memories + m]! + bytes;
        if (load > this.#rooms[m]!) {
          if (i === 0) this.#time[state] = Number.POSITIVE_INFINITY;
          continue;
        }
        if (to !== state) {
          this.#copy(state, to);
          this.count++;
        }
        this.#rows[to * this.#positions + position] = m + 1;
        this.#hash[to]! ^= scramble(position, m + 1);
        this.#load[to * memories + m] = load;
        this.#rest[to]! += this.#costs[body * memories + m]!;
        if (choices.length > 1) this.#node[to] = this.#decisions.add(this.#node[state]!, body * memories + m);
      }
    }
    this.#prune();
  }

  /** Adds what begins in a slot, drops states that need more than there is, and takes off what ends with it. */
  enter(slot: number): void {
    const { memories, slots } = this.#relaxation;
    const { prices } = this.#multipliers;
    for (const c of this.#slots.begin[slot]!) {
      if (this.#decidedAt[this.#slots.bodyOf[c]!] !== slot) this.#changeLoad(c, 1);
      this.#active.add(c);
    }
    for (let m = 0; m < memories; m++) {
      const price = prices[m * slots + slot]!;
      const room = this.#rooms[m]!;
      if (room === Number.POSITIVE_INFINITY) continue;
      this.#future += price * room;
      for (let state = 0; state < this.count; state++) {
        const load = this.#load[state * memories + m]!;
        if (load > room) this.#time[state] = Number.POSITIVE_INFINITY;
        this.#rest[state]! -= price * load;
      }
    }
    this.#pay(slot);
    for (const c of this.#slots.end[slot]!) {
      this.#changeLoad(c, -1);
      this.#active.delete(c);
    }
    this.#prune();
  }

  /** Takes what a slot costs off the costs to come. */
  #pay(slot: number): void {
    const { memories, slots, cellBytes } = this.#relaxation;
    const { prices } = this.#multipliers;
    for (let m = 0; m < memories; m++) {
      const price = prices[m * slots + slot]!;
      if (price === 0) continue;
      for (const c of this.#active) this.#costs[this.#slots.bodyOf[c]! * memories + m]! -= price * cellBytes[c]!;
    }
  }

  /** Adds the time of an operator. */
  run(operator: number, accessors: Step["accessors"]): void {
    const { memories, timing } = this.#relaxation;
    const { weights } = this.#multipliers;
    const { computePs, ps } = timing;
    const busy = new Float64Array(memories);
    const width = memories + 1;
    const compute = computePs[operator]!;
    this.#future -= weights[operator * width + memories]! * compute;
    for (let state = 0; state < this.count; state++) {
      busy.fill(0);
      for (const { body, entry } of accessors) {
        const m = this.#rows[state * this.#positions + this.#positionOf[body]!]! - 1;
        busy[m]! += ps[entry * memories + m]!;
      }
      let longest = compute;
      let paid = 0;
      for (let m = 0; m < memories; m++) {
        if (busy[m]! > longest) longest = busy[m]!;
        paid += weights[operator * width + m]! * busy[m]!;
      }
      this.#time[state]! += longest;
      this.#rest[state]! -= paid;
    }
    for (const { body, entry } of accessors) {
      for (let m = 0; m < memories; m++) {
        this.#costs[body * memories + m]! -= weights[operator * width + m]! * ps[entry * memories + m]!;
      }
    }
    this.#prune();
  }

  /** Forgets bodies: of states that differ in them alone, keeps the best. */
  retire(bodies: readonly number[]): void {
    const { memories, allowed } = this.#relaxation;
    let isChoice = false;
    for (const body of bodies) {
      const position = this.#positionOf[body]!;
      let choices = 0;
      for (let m = 0; m < memories; m++) choices += allowed[body * memories + m]!;
      isChoice ||= choices > 1;
      for (let state = 0; state < this.count; state++) {
        const at = state * this.#positions + position;
        this.#hash[state]! ^= scramble(position, this.#rows[at]!);
        this.#rows[at] = 0;
      }
    }
    if (!isChoice || this.count < 2) return;
    const seen = new Map<number, number[]>();
    for (let state = 0; state < this.count; state++) {
      const key = this.#hash[state]!;
      const known = seen.get(key);
      const twin = known === undefined ? -1 : known.findIndex((other) => this.#isSame(state, other));
      if (known === undefined) seen.set(key, [state]);
      else if (twin < 0) known.push(state);
      else {
        const other = known[twin]!;
        const isBetter = this.#time[state]! < this.#time[other]!;
        if (isBetter) known[twin] = state;
        this.#time[isBetter ? other : state] = Number.POSITIVE_INFINITY;
      }
    }
    this.#prune();
  }

  result(): SweepResult {
    const { bodies, memories, allowed } = this.#relaxation;
    let best = -1;
    for (let state = 0; state < this.count; state++) {
      if (best < 0 || this.#time[state]! < this.#time[best]!) best = state;
    }
    const time = best < 0 ? Number.POSITIVE_INFINITY : this.#time[best]!;
    const dropped = Math.ceil(this.#dropped - this.#error);
    const bound = Math.max(0, Math.min(this.#below, time, dropped));
    // Rounding lets some pass that are no better.
    if (time >= this.#below) return { bound, memories: null, time: Number.POSITIVE_INFINITY };
    const chosen = Int32Array.from({ length: bodies }, (_, b) => {
      return allowed.subarray(b * memories, (b + 1) * memories).indexOf(1);
    });
    for (const decided of this.#decisions.from(this.#node[best]!)) {
      chosen[Math.floor(decided / memories)] = decided % memories;
    }
    return { bound, memories: chosen, time };
  }

  /** The least that a body costs from here on. */
  #least(body: number): number {
    const { memories } = this.#relaxation;
    let least = Number.POSITIVE_INFINITY;
    for (let m = 0; m < memories; m++) least = Math.min(least, this.#costs[body * memories + m]!);
    return least;
  }

  #changeLoad(cell: number, sign: number): void {
    const { memories, cellBytes } = this.#relaxation;
    const position = this.#positionOf[this.#slots.bodyOf[cell]!]!;
    for (let state = 0; state < this.count; state++) {
      const m = this.#rows[state * this.#positions + position]! - 1;
      this.#load[state * memories + m]! += sign * cellBytes[cell]!;
    }
  }

  #boundOf(state: number): number {
    return this.#time[state]! + this.#rest[state]! + this.#future;
  }

  /** Drops states that cannot be below the best plan, and the least promising of too many. */
  #prune(): void {
    const most = this.#below + this.#error;
    let kept = 0;
    for (let state = 0; state < this.count; state++) {
      if (!(this.#boundOf(state) < most)) continue;
      if (kept !== state) this.#copy(state, kept);
      kept++;
    }
    this.count = kept;
    if (kept <= this.#width) return;
    const bounds = Float64Array.from({ length: kept }, (_, state) => this.#boundOf(state));
    const limit = bounds.slice().sort()[this.#width]!;
    kept = 0;
    for (let state = 0; state < this.count; state++) {
      const bound = bounds[state]!;
      if (bound >= limit) {
        this.#dropped = Math.min(this.#dropped, bound);
        continue;
      }
      if (kept !== state) this.#copy(state, kept);
      kept++;
    }
    // Where all are alike, the first of them have to do.
    this.count = kept === 0 ? this.#width : kept;
  }

  #isSame(a: number, b: number): boolean {
    const width = this.#positions;
    for (let i = 0; i < width; i++) if (this.#rows[a * width + i] !== this.#rows[b * width + i]) return false;
    return true;
  }

  #copy(from: number, to: number): void {
    const { memories } = this.#relaxation;
    this.#rows.copyWithin(to * this.#positions, from * this.#positions, (from + 1) * this.#positions);
    this.#load.copyWithin(to * memories, from * memories, (from + 1) * memories);
    this.#hash[to] = this.#hash[from]!;
    this.#time[to] = this.#time[from]!;
    this.#rest[to] = this.#rest[from]!;
    this.#node[to] = this.#node[from]!;
  }

  #grow(states: number): void {
    const { memories } = this.#relaxation;
    const before = this.#time.length;
    if (states <= before) return;
    const count = Math.max(states, 2 * before);
    this.#rows = wider(new Uint8Array(count * this.#positions), this.#rows);
    this.#load = wider(new Float64Array(count * memories), this.#load);
    this.#hash = wider(new Int32Array(count), this.#hash);
    this.#time = wider(new Float64Array(count), this.#time);
    this.#rest = wider(new Float64Array(count), this.#rest);
    this.#node = wider(new Int32Array(count), this.#node);
  }
}

function wider<T extends Uint8Array | Float64Array | Int32Array>(made: T, old: T): T {
  made.set(old);
  return made;
}

function scramble(position: number, value: number): number {
  let x = Math.imul(position * 256 + value + 1, 0x9e3779b1);
  x = Math.imul(x ^ (x >>> 15), 0x85ebca6b);
  return x ^ (x >>> 13);
}
