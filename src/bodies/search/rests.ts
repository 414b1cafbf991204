import { lcm } from "../../problem/index.js";
import type { BodyProblem } from "../body-problem.js";

/**
 * Where each body may lie for itself: above the base, as its alignment has it, off the reserved ranges, its pieces
 * within one bank, and at its fixed offset if it has one. The capacity is not looked at.
 */
export class Rests {
  readonly #base: number;
  readonly #bank: number;
  readonly #modulus: Float64Array;
  readonly #residue: Float64Array;
  readonly #fixed: Float64Array;
  /** By body, forbidden offsets as open intervals, ascending by their upper ends. */
  readonly #start: Int32Array;
  readonly #low: Float64Array;
  readonly #high: Float64Array;
  readonly #pieceStart: Int32Array;
  readonly #pieceFrom: Float64Array;
  readonly #pieceTo: Float64Array;

  /** @param modulus in place of the problem's, where offsets are known to be multiples of more */
  constructor(problem: BodyProblem, modulus: Float64Array) {
    const { count, base, bank, residue, fixedOffset, reserved, extents, withinBank } = problem;
    this.#base = base;
    this.#bank = bank;
    this.#modulus = modulus;
    this.#residue = residue;
    this.#fixed = fixedOffset;
    this.#start = new Int32Array(count + 1);
    const rows: { low: number; high: number }[] = [];
    for (let b = 0; b < count; b++) {
      const row = extents[b]!.flatMap((extent) =>
        reserved.map(({ from, to }) => ({ low: from - extent.to, high: to - extent.from })),
      );
      rows.push(...row.filter(({ low, high }) => high - low > 1).sort((p, q) => p.low - q.low));
      this.#start[b + 1] = rows.length;
    }
    this.#low = Float64Array.from(rows, ({ low }) => low);
    this.#high = Float64Array.from(rows, ({ high }) => high);
    const pieces = withinBank.toSorted((p, q) => p.body - q.body);
    this.#pieceStart = new Int32Array(count + 1);
    for (const { body } of pieces) this.#pieceStart[body + 1]!++;
    for (let b = 0; b < count; b++) this.#pieceStart[b + 1]! += this.#pieceStart[b]!;
    this.#pieceFrom = Float64Array.from(pieces, ({ from }) => from);
    this.#pieceTo = Float64Array.from(pieces, ({ to }) => to);
  }

  /** The least offset of b that is not below `level`; Infinity where there is none. It never falls as `level` rises. */
  at(b: number, level: number): number {
    const modulus = this.#modulus[b]!;
    const residue = this.#residue[b]!;
    const fixed = this.#fixed[b]!;
    const from = fixed >= 0 && level < fixed ? fixed : Math.max(level, this.#base);
    let offset = modulus === 1 ? from : Math.ceil((from - residue) / modulus) * modulus + residue;
    const start = this.#start[b]!;
    const end = this.#start[b + 1]!;
    const banked = this.#pieceStart[b] !== this.#pieceStart[b + 1];
    if (start !== end || banked) offset = this.#clear(b, offset, start, end, banked);
    return fixed >= 0 && offset !== fixed ? Infinity : offset;
  }

  /** Lifts an aligned offset above what is reserved, and until its pieces lie within banks. */
  #clear(b: number, from: number, start: number, end: number, banked: boolean): number {
    const modulus = this.#modulus[b]!;
    const residue = this.#residue[b]!;
    let offset = from;
    // Past all that is reserved, what banks allow repeats itself.
    let last = from;
    for (let i = start; i < end; i++) last = Math.max(last, this.#high[i]!);
    last += banked ? 2 * lcm(modulus, this.#bank) : modulus;
    for (let before = -1; before !== offset && offset <= last; ) {
      before = offset;
      for (let i = start; i < end; i++) {
        if (this.#low[i]! < offset && offset < this.#high[i]!) {
          offset = Math.ceil((this.#high[i]! - residue) / modulus) * modulus + residue;
        }
      }
      if (!banked) continue;
      const wanted = this.#banked(b, offset);
      if (wanted !== offset) offset = Math.ceil((wanted - residue) / modulus) * modulus + residue;
    }
    return offset <= last ? offset : Infinity;
  }

  /**
   * The offset itself where each piece of b lies within a bank; else the least one at which the first that does not
   * may.
   */
  #banked(b: number, offset: number): number {
    const bank = this.#bank;
    for (let i = this.#pieceStart[b]!; i < this.#pieceStart[b + 1]!; i++) {
      const low = offset + this.#pieceFrom[i]!;
      const top = offset + this.#pieceTo[i]!;
      const next = (Math.floor(low / bank) + 1) * bank;
      if (top > next) return top - low > bank ? Infinity : next - this.#pieceFrom[i]!;
    }
    return offset;
  }
}
