import { type BodyProblem, pairKey } from "../body-problem.js";
import { type BodyFit, type BodyPlacer, STOP_INTERVAL } from "./body-placer.js";
import { type Conflicts, listForbidden } from "./conflicts.js";
import { LiveCells } from "./live-cells.js";
import { Occupied } from "./occupied.js";
import { OtherBanks } from "./other-banks.js";
import { Places } from "./places.js";
import { Shut } from "./shut.js";
import type { CellSlots } from "./slots.js";

/**
 * Placement without a list of all pairs, for large problems: cells that live together are found by the bytes that are
 * occupied over time, other rules for pairs by their lists. Bodies with free pairs, for which occupied bytes may be
 * free all the same, look at every cell that lives with them. Always first fit.
 */
export class TreePlacer implements BodyPlacer {
  failed = -1;
  readonly #problem: BodyProblem;
  readonly #forbidden: Conflicts;
  readonly #places: Places;
  readonly #otherBanks: OtherBanks;
  readonly #shut = new Shut();
  readonly #occupied: Occupied;
  readonly #slots: CellSlots;
  readonly #bodyOf: Int32Array;
  readonly #placed: Uint8Array;
  readonly #fixed: Int32Array;
  /** Bodies with free pairs. */
  readonly #hasFree: Uint8Array;
  readonly #live: LiveCells | null;
  readonly #isPlaced = (b: number): boolean => this.#placed[b] === 1;

  // The sets that the body in hand has to respect: the unread part of each, and the bytes of its cell that ask.
  readonly #at: number[] = [];
  readonly #end: number[] = [];
  readonly #cell: number[] = [];

  constructor(problem: BodyProblem, slots: CellSlots) {
    this.#problem = problem;
    const { count, cellStart, cellLower, fixedOffset, free } = problem;
    this.#forbidden = listForbidden(problem);
    this.#places = new Places(problem);
    this.#otherBanks = new OtherBanks(problem);
    this.#slots = slots;
    this.#occupied = new Occupied(slots.count);
    this.#bodyOf = new Int32Array(cellLower.length);
    for (let b = 0; b < count; b++) this.#bodyOf.fill(b, cellStart[b]!, cellStart[b + 1]!);
    this.#placed = new Uint8Array(count);
    this.#fixed = Int32Array.from(fixedOffset.keys()).filter((b) => fixedOffset[b]! >= 0);
    this.#hasFree = bodiesWithFree(problem, this.#bodyOf);
    this.#live = free.size > 0 ? new LiveCells(problem) : null;
  }

  place(order: Int32Array, _fit: BodyFit, most: number, offsets: Float64Array, shouldStop?: () => boolean): number {
    const { size, base, cellStart, cellFrom, cellTo } = this.#problem;
    const placed = this.#placed;
    const fixed = this.#fixed.length;
    placed.fill(0);
    this.#occupied.clear();
    this.failed = -1;
    let peak = 0;
    for (let i = 0; i < fixed + order.length; i++) {
      const b = i < fixed ? this.#fixed[i]! : order[i - fixed]!;
      if (placed[b] === 1) continue;
      if (i % STOP_INTERVAL === STOP_INTERVAL - 1 && shouldStop?.() === true) return Number.POSITIVE_INFINITY;
      this.#gather(b, offsets);
      const x = this.#lowest(b);
      if (!(x + size[b]! <= base + most)) {
        this.failed = b;
        return Number.POSITIVE_INFINITY;
      }
      offsets[b] = x;
      placed[b] = 1;
      peak = Math.max(peak, x + size[b]! - base);
      for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
        this.#occupied.add(this.#slots.from[c]!, this.#slots.to[c]!, x + cellFrom[c]!, x + cellTo[c]!);
      }
    }
    return peak;
  }

  #gather(b: number, offsets: Float64Array): void {
    const { start, other, low, high } = this.#forbidden;
    const shut = this.#shut;
    shut.clear();
    this.#at.length = this.#end.length = this.#cell.length = 0;
    for (let i = start[b]!; i < start[b + 1]!; i++) {
      const a = other[i]!;
      if (this.#placed[a] === 1) shut.add(offsets[a]! + low[i]!, offsets[a]! + high[i]!);
    }
    this.#otherBanks.shut(b, this.#isPlaced, offsets, shut);
    if (this.#hasFree[b] === 1) this.#gatherLive(b, offsets);
    else this.#gatherSets(b);
    shut.sort();
  }

  #gatherSets(b: number): void {
    const { cellStart } = this.#problem;
    const { first, length } = this.#occupied.sets;
    for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
      this.#occupied.forEach(this.#slots.from[c]!, this.#slots.to[c]!, (set) => {
        this.#at.push(first[set]!);
        this.#end.push(first[set]! + length[set]!);
        this.#cell.push(c);
      });
    }
  }

  #gatherLive(b: number, offsets: Float64Array): void {
    const { cellStart, cellLower, cellUpper, cellFrom, cellTo, cellBuffer, free, buffers } = this.#problem;
    for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
      this.#live!.forEach(cellLower[c]!, cellUpper[c]!, (x) => {
        const a = this.#bodyOf[x]!;
        if (this.#placed[a] === 0 || free.has(pairKey(cellBuffer[x]!, cellBuffer[c]!, buffers))) return;
        this.#shut.add(offsets[a]! + cellFrom[x]! - cellTo[c]!, offsets[a]! + cellTo[x]! - cellFrom[c]!);
      });
    }
  }

  #lowest(b: number): number {
    const { cellFrom, cellTo } = this.#problem;
    const { pool } = this.#occupied.sets;
    const { low, high, length } = this.#shut;
    let next = 0;
    let x = this.#places.next(b, 0);
    for (let before = -1; before !== x; ) {
      before = x;
      for (; next < length && low[next]! < x; next++) if (x < high[next]!) x = this.#places.next(b, high[next]!);
      for (let j = 0; j < this.#at.length; j++) {
        const c = this.#cell[j]!;
        const end = this.#end[j]!;
        let at = this.#at[j]!;
        for (; at < end && pool[at]! < x + cellTo[c]!; at += 2) {
          if (pool[at + 1]! > x + cellFrom[c]!) x = this.#places.next(b, pool[at + 1]! - cellFrom[c]!);
        }
        this.#at[j] = at;
      }
      if (x === Number.POSITIVE_INFINITY) return x;
    }
    return x;
  }
}

function bodiesWithFree({ free, buffers, cellBuffer, count }: BodyProblem, bodyOf: Int32Array): Uint8Array {
  const named = new Set<number>();
  for (const key of free) named.add(Math.floor(key / buffers)).add(key % buffers);
  const found = new Uint8Array(count);
  cellBuffer.forEach((buffer, cell) => {
    if (named.has(buffer)) found[bodyOf[cell]!] = 1;
  });
  return found;
}
