import type { BankPartner } from "../bodies/heuristics/other-banks.js";
import type { Scene } from "./scene.js";
import { TimeTally } from "./time-tally.js";

/** The weight of a body that lies where it may not: any place is better. */
const MISPLACED = 1e6;

/**
 * Where all bodies lie during a walk, with what that breaks and costs, kept up to date move by move. Rules may be
 * broken: `broken` counts the pairs that are in each other's way, and each pair has a weight of its own.
 */
export class WalkState {
  readonly offsets: Float64Array;
  readonly memories: Int32Array;
  /** By body: the weight of pairs that it breaks, and the costs of the pairs that it shares bytes with. */
  readonly brokenBy: Float64Array;
  readonly reuseBy: Float64Array;
  broken = 0;
  spill = 0;
  reuse = 0;
  moved = 0;
  /** Of all memories. */
  peak = 0;
  /** By memory. */
  readonly peaks: Float64Array;
  readonly #scene: Scene;
  /** Null where the problem says nothing of time. */
  readonly #tally: TimeTally | null;
  /** By memory, as its conflicts. */
  readonly #weights: readonly Float64Array[];
  /** Of each pair that is in a common bank. */
  #bankWeight = 1;
  /** Bodies that lie where none may, since the beginning: moves lead only to places that suit. */
  readonly #misplaced: Uint8Array;

  constructor(scene: Scene) {
    const { bodies, memories } = scene.model;
    this.#scene = scene;
    const { timing } = scene.model;
    this.#tally = timing === null ? null : new TimeTally(timing);
    this.offsets = new Float64Array(bodies.length);
    this.memories = new Int32Array(bodies.length);
    this.brokenBy = new Float64Array(bodies.length);
    this.reuseBy = new Float64Array(bodies.length);
    this.peaks = new Float64Array(memories.length);
    this.#misplaced = new Uint8Array(bodies.length);
    this.#weights = scene.memories.map(({ conflicts }) => new Float64Array(conflicts.low.length).fill(1));
  }

  /** Begins with every body where it is said, and counts all anew. */
  begin(offsets: Float64Array, memories: Int32Array): void {
    const { model, shared } = this.#scene;
    this.offsets.set(offsets);
    this.memories.set(memories);
    this.spill = this.moved = this.broken = this.peak = 0;
    this.#tally?.clear();
    let reuse = 0;
    for (let b = 0; b < model.bodies.length; b++) {
      this.reuseBy[b] = this.countReuse(b, memories[b]!, offsets[b]!, Number.POSITIVE_INFINITY);
      reuse += this.reuseBy[b]!;
      this.spill += this.spillOf(b, memories[b]!);
      this.#tally?.add(b, memories[b]!);
      this.moved += this.movedBy(b, offsets[b]!);
      const { places, rowOf } = this.#scene.memories[memories[b]!]!;
      this.#misplaced[b] = places.next(rowOf[b]!, offsets[b]!) === offsets[b] ? 0 : 1;
      this.broken += this.#forBroken(b, () => {}) / 2 + this.#misplaced[b]!;
    }
    this.reuse = shared.always + reuse / 2;
    for (let m = 0; m < this.peaks.length; m++) this.peak += this.peaks[m] = this.#topWithout(m, -1);
    this.#countWeights();
  }

  /** Gives all pairs the same weight. */
  weighAll(weight: number): void {
    for (const weights of this.#weights) weights.fill(weight);
    this.#bankWeight = weight;
    this.#countWeights();
  }

  /** Adds to the weight of every pair that is broken. */
  weighBroken(more: number): void {
    if (this.broken === 0) return;
    let isInBank = false;
    for (let b = 0; b < this.memories.length; b++) {
      const weights = this.#weights[this.memories[b]!]!;
      this.#forBroken(b, (_, entry) => {
        if (entry >= 0) weights[entry]! += more;
        else isInBank = true;
      });
    }
    if (isInBank) this.#bankWeight += more;
    this.#countWeights();
  }

  #countWeights(): void {
    for (let b = 0; b < this.memories.length; b++) {
      this.brokenBy[b] = this.countBroken(b, this.memories[b]!, this.offsets[b]!, Number.POSITIVE_INFINITY);
      if (this.#misplaced[b] === 1) this.brokenBy[b]! += MISPLACED;
    }
  }

  /** The weight of pairs that would be broken if the body lay there; some weight above `most` where it is more. */
  countBroken(b: number, memory: number, x: number, most: number): number {
    const { rowOf, conflicts, otherBanks } = this.#scene.memories[memory]!;
    const { offsets, memories } = this;
    const { start, other, low, high } = conflicts;
    const weights = this.#weights[memory]!;
    const row = rowOf[b]!;
    let broken = 0;
    for (let i = start[row]!; i < start[row + 1]!; i++) {
      const a = other[i]!;
      const difference = x - offsets[a]!;
      if (low[i]! < difference && difference < high[i]! && memories[a] === memory) {
        broken += weights[i]!;
        if (broken > most) return broken;
      }
    }
    if (otherBanks.size === 0) return broken;
    for (const partner of otherBanks.of(row)) if (this.#inBank(memory, x, partner)) broken += this.#bankWeight;
    return broken;
  }

  /** The costs of pairs that would be due if the body lay there; some number above `most` where it is more. */
  countReuse(b: number, memory: number, x: number, most: number): number {
    const { start, other, low, high, cost } = this.#scene.shared;
    const { offsets, memories } = this;
    let due = 0;
    for (let i = start[b]!; i < start[b + 1]!; i++) {
      const a = other[i]!;
      const difference = x - offsets[a]!;
      if (low[i]! < difference && difference < high[i]! && memories[a] === memory) {
        due += cost[i]!;
        if (due > most) return due;
      }
    }
    return due;
  }

  spillOf(b: number, memory: number): number {
    const { choices } = this.#scene.model.bodies[b]!;
    if (choices.length === 1) return choices[0]!.cost;
    for (const choice of choices) if (choice.memory === memory) return choice.cost;
    return Number.POSITIVE_INFINITY;
  }

  /** Picoseconds. */
  get time(): number {
    return this.#tally?.total ?? 0;
  }

  /** The time if the body lay in that memory. */
  timeWith(b: number, memory: number): number {
    return this.#tally?.withMove(b, this.memories[b]!, memory) ?? 0;
  }

  movedBy(b: number, x: number): number {
    let bytes = 0;
    for (const { offset, size } of this.#scene.hints[b]!) if (offset !== x) bytes += size;
    return bytes;
  }

  /** The sum of the peaks if the body lay there. */
  peakWith(b: number, memory: number, x: number): number {
    const own = this.memories[b]!;
    const top = this.#topOf(b, memory, x);
    const rest = this.#rest(b);
    const others = this.peak - this.peaks[own]!;
    if (memory === own) return others + Math.max(rest, top);
    return others + rest + Math.max(0, top - this.peaks[memory]!);
  }

  /** Moves a body; `broken` and `reuse` are what `countBroken` and `countReuse` say of its new place. */
  move(b: number, memory: number, x: number, broken: number, reuse: number): void {
    const from = this.memories[b]!;
    const { peaks } = this;
    this.spill += this.spillOf(b, memory) - this.spillOf(b, from);
    if (memory !== from) {
      this.#tally?.remove(b, from);
      this.#tally?.add(b, memory);
    }
    this.moved += this.movedBy(b, x) - this.movedBy(b, this.offsets[b]!);
    this.peak = this.peakWith(b, memory, x);
    peaks[from] = this.#rest(b);
    peaks[memory] = Math.max(peaks[memory]!, this.#topOf(b, memory, x));
    this.#touch(b, -1);
    this.offsets[b] = x;
    this.memories[b] = memory;
    this.#touch(b, 1);
    this.broken -= this.#misplaced[b]!;
    this.#misplaced[b] = 0;
    this.reuse += reuse - this.reuseBy[b]!;
    this.brokenBy[b] = broken;
    this.reuseBy[b] = reuse;
  }

  #topOf(b: number, memory: number, x: number): number {
    const { bodies, memories } = this.#scene.model;
    return x + bodies[b]!.size - memories[memory]!.base;
  }

  /** The peak of the body's memory without it. */
  #rest(b: number): number {
    const memory = this.memories[b]!;
    const peak = this.peaks[memory]!;
    return this.#topOf(b, memory, this.offsets[b]!) < peak ? peak : this.#topWithout(memory, b);
  }

  #topWithout(memory: number, without: number): number {
    let top = 0;
    for (let b = 0; b < this.memories.length; b++) {
      if (b !== without && this.memories[b] === memory) top = Math.max(top, this.#topOf(b, memory, this.offsets[b]!));
    }
    return top;
  }

  /** Adds to, or takes off, what others count because of a body where it lies. */
  #touch(b: number, sign: number): void {
    const { offsets, memories, brokenBy } = this;
    const memory = memories[b]!;
    const x = offsets[b]!;
    const weights = this.#weights[memory]!;
    const broken = this.#forBroken(b, (a, entry) => {
      brokenBy[a]! += sign * (entry >= 0 ? weights[entry]! : this.#bankWeight);
    });
    this.broken += sign * broken;
    const { shared } = this.#scene;
    for (let i = shared.start[b]!; i < shared.start[b + 1]!; i++) {
      const a = shared.other[i]!;
      const difference = x - offsets[a]!;
      if (shared.low[i]! < difference && difference < shared.high[i]! && memories[a] === memory) {
        this.reuseBy[a]! += sign * shared.cost[i]!;
      }
    }
  }

  /** Calls `visit` for each pair that the body breaks, with its conflict, or −1 for a bank; returns how many. */
  #forBroken(b: number, visit: (other: number, entry: number) => void): number {
    const { offsets, memories } = this;
    const memory = memories[b]!;
    const x = offsets[b]!;
    const { rowOf, conflicts, otherBanks, problem } = this.#scene.memories[memory]!;
    const { start, other, low, high } = conflicts;
    const row = rowOf[b]!;
    let count = 0;
    for (let i = start[row]!; i < start[row + 1]!; i++) {
      const a = other[i]!;
      const difference = x - offsets[a]!;
      if (!(low[i]! < difference && difference < high[i]!) || memories[a] !== memory) continue;
      count++;
      visit(a, i);
    }
    if (otherBanks.size === 0) return count;
    for (const partner of otherBanks.of(row)) {
      if (!this.#inBank(memory, x, partner)) continue;
      count++;
      visit(problem.bodies[partner.body]!, -1);
    }
    return count;
  }

  #inBank(memory: number, x: number, partner: BankPartner): boolean {
    const { otherBanks, problem } = this.#scene.memories[memory]!;
    const other = problem.bodies[partner.body]!;
    if (this.memories[other] !== memory) return false;
    const offset = this.offsets[other]!;
    return otherBanks.low(partner, offset) < x && x < otherBanks.high(partner, offset);
  }
}
