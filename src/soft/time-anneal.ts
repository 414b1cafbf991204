import { Random } from "../problem/random.js";
import type { TimeRelaxation } from "./time-relaxation.js";
import { TimeTally } from "./time-tally.js";

export interface TimeAnnealOptions {
  readonly seed: number;
  /** Moves tried. */
  readonly steps: number;
  /** Bytes for bodies, by memory. */
  readonly rooms: Float64Array;
  /** Where each body lies at first. What does not fit is moved out. */
  readonly memories: Int32Array;
}

/** The temperature at the beginning and at the end, in what a body's memory is worth on average. */
const HOT = 0.3;
const COLD = 0.003;
/** Bodies that one move may throw out of a memory. */
const MOST_EVICTED = 8;
/** Moves between two pauses. */
const PAUSE = 4096;

/**
 * Looks for a choice of memories that takes little time by simulated annealing: a body goes to another memory, and
 * others that live with it leave, one after the other, until it has room. Offsets are not asked for.
 *
 * @returns the best choice within the rooms that was seen; null where none was
 */
export function* timeAnnealSteps(
  relaxation: TimeRelaxation,
  options: TimeAnnealOptions,
): Generator<undefined, { memories: Int32Array; time: number } | null> {
  const walk = new Walk(relaxation, options);
  let best: { memories: Int32Array; time: number } | null = null;
  const keep = (): void => {
    if (best !== null && walk.time >= best.time) return;
    best = { memories: walk.memories.slice(), time: walk.time };
  };
  if (!walk.mend()) return null;
  keep();
  const unit = walk.unit();
  if (unit === 0) return best;
  const { steps } = options;
  for (let step = 0; step < steps; step++) {
    if (step % PAUSE === PAUSE - 1) yield;
    const temperature = unit * HOT * (COLD / HOT) ** (step / steps);
    if (walk.move(temperature)) keep();
  }
  return best;
}

class Walk {
  readonly memories: Int32Array;
  readonly #relaxation: TimeRelaxation;
  readonly #rooms: Float64Array;
  readonly #random: Random;
  readonly #tally: TimeTally;
  readonly #load: Float64Array;
  /** Bodies with several memories. */
  readonly #movable: number[];
  /** Of these, by slot. */
  readonly #ofSlot: number[][];
  readonly #choices: number[][];
  /** Moves since the last that was kept: body and where it lay. */
  readonly #undo: [body: number, from: number][] = [];

  constructor(relaxation: TimeRelaxation, { seed, rooms, memories }: TimeAnnealOptions) {
    const { bodies, memories: count, allowed, slots, cellStart, cellFrom, cellTo } = relaxation;
    this.#relaxation = relaxation;
    this.#rooms = rooms;
    this.#random = new Random(seed);
    this.#tally = new TimeTally(relaxation.timing);
    this.#load = new Float64Array(count * slots);
    this.memories = memories.slice();
    this.#choices = Array.from({ length: bodies }, (_, b) =>
      Array.from({ length: count }, (_, m) => m).filter((m) => allowed[b * count + m] === 1),
    );
    this.#movable = Array.from({ length: bodies }, (_, b) => b).filter((b) => this.#choices[b]!.length > 1);
    this.#ofSlot = Array.from({ length: slots }, () => []);
    for (let b = 0; b < bodies; b++) {
      if (!this.#choices[b]!.includes(memories[b]!)) this.memories[b] = this.#choices[b]![0]!;
      this.#put(b, this.memories[b]!, 1);
      for (let c = cellStart[b]!; c < cellStart[b + 1]! && this.#choices[b]!.length > 1; c++) {
        for (let s = cellFrom[c]!; s < cellTo[c]!; s++) this.#ofSlot[s]!.push(b);
      }
    }
  }

  get time(): number {
    return this.#tally.total;
  }

  /** What a body's memory is worth on average, in picoseconds. */
  unit(): number {
    const { start, ps, memories } = this.#relaxation.timing;
    let sum = 0;
    for (const b of this.#movable) {
      const own = this.#choices[b]!.map((m) => {
        let total = 0;
        for (let i = start[b]!; i < start[b + 1]!; i++) total += ps[i * memories + m]!;
        return total;
      });
      sum += Math.max(...own) - Math.min(...own);
    }
    return this.#movable.length === 0 ? 0 : sum / this.#movable.length;
  }

  /** Moves bodies out of memories that are too full; false where that does not come to an end. */
  mend(): boolean {
    const { memories, slots } = this.#relaxation;
    for (let m = 0; m < memories; m++) {
      for (let s = 0; s < slots; s++) {
        while (this.#load[m * slots + s]! > this.#rooms[m]!) if (!this.#evict(m, s)) return false;
      }
    }
    this.#undo.length = 0;
    return true;
  }

  /** Tries one move; true where it is kept. */
  move(temperature: number): boolean {
    const random = this.#random;
    const b = this.#movable[Math.floor(random.next() * this.#movable.length)]!;
    const choices = this.#choices[b]!;
    const to = choices[Math.floor(random.next() * choices.length)]!;
    const from = this.memories[b]!;
    if (to === from) return false;
    const before = this.time;
    const most = before - temperature * Math.log(1 - random.next());
    this.#undo.length = 0;
    this.#moveTo(b, to);
    let isKept = true;
    for (let evicted = 0; isKept; evicted++) {
      const slot = this.#tooFull(b);
      if (slot < 0) break;
      isKept = evicted < MOST_EVICTED && this.#evict(to, slot, b);
    }
    if (isKept && this.time <= most) return true;
    while (this.#undo.length > 0) {
      const [body, memory] = this.#undo.pop()!;
      this.#put(body, this.memories[body]!, -1);
      this.#put(body, memory, 1);
      this.memories[body] = memory;
    }
    return false;
  }

  /** Moves a body of the slot, other than this one, to a memory in which it has room; false where none can. */
  #evict(memory: number, slot: number, but = -1): boolean {
    const here = this.#ofSlot[slot]!;
    const first = Math.floor(this.#random.next() * here.length);
    for (let i = 0; i < here.length; i++) {
      const b = here[(first + i) % here.length]!;
      if (b === but || this.memories[b] !== memory) continue;
      const to = this.#choices[b]!.find((m) => m !== memory && this.#hasRoom(b, m));
      if (to === undefined) continue;
      this.#moveTo(b, to);
      return true;
    }
    return false;
  }

  #moveTo(b: number, memory: number): void {
    this.#undo.push([b, this.memories[b]!]);
    this.#put(b, this.memories[b]!, -1);
    this.#put(b, memory, 1);
    this.memories[b] = memory;
  }

  #put(b: number, memory: number, sign: number): void {
    const { slots, cellStart, cellFrom, cellTo, cellBytes } = this.#relaxation;
    if (sign > 0) this.#tally.add(b, memory);
    else this.#tally.remove(b, memory);
    if (this.#rooms[memory] === Number.POSITIVE_INFINITY) return;
    for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
      const bytes = sign * cellBytes[c]!;
      for (let s = cellFrom[c]!; s < cellTo[c]!; s++) this.#load[memory * slots + s]! += bytes;
    }
  }

  /** A slot in which the body's memory holds too much; −1 where there is none. */
  #tooFull(b: number): number {
    const { slots, cellStart, cellFrom, cellTo } = this.#relaxation;
    const memory = this.memories[b]!;
    const room = this.#rooms[memory]!;
    if (room === Number.POSITIVE_INFINITY) return -1;
    for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
      for (let s = cellFrom[c]!; s < cellTo[c]!; s++) if (this.#load[memory * slots + s]! > room) return s;
    }
    return -1;
  }

  #hasRoom(b: number, memory: number): boolean {
    const { slots, cellStart, cellFrom, cellTo, cellBytes } = this.#relaxation;
    const room = this.#rooms[memory]!;
    if (room === Number.POSITIVE_INFINITY) return true;
    for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
      for (let s = cellFrom[c]!; s < cellTo[c]!; s++) {
        if (this.#load[memory * slots + s]! + cellBytes[c]! > room) return false;
      }
    }
    return true;
  }
}
