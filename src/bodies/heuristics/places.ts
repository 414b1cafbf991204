import type { Range } from "../../model/model.js";
import { lcm } from "../../problem/index.js";
import type { BodyProblem } from "../body-problem.js";
import { Shut } from "./shut.js";

/**
 * Where a body may lie by itself, whatever the others do: within the memory, at its alignment, off the reserved bytes,
 * its pieces within one bank each, at its fixed offset.
 */
export class Places {
  readonly #problem: BodyProblem;
  /** By body: offsets that reserved bytes forbid, as open intervals, low and high in turn, ascending. */
  readonly #shut: (Float64Array | undefined)[];
  /** By body: its pieces that lie within one bank. */
  readonly #pieces = new Map<number, Range[]>();

  constructor(problem: BodyProblem) {
    this.#problem = problem;
    const { reserved, extents } = problem;
    const shut = new Shut();
    this.#shut = reserved.length === 0 ? [] : extents.map((ranges) => shutBy(reserved, ranges, shut));
    for (const { body, from, to } of problem.withinBank) {
      const pieces = this.#pieces.get(body);
      if (pieces === undefined) this.#pieces.set(body, [{ from, to }]);
      else pieces.push({ from, to });
    }
  }

  /** The lowest offset ≥ x at which body `b` may lie; Infinity where there is none. */
  next(b: number, x: number): number {
    const fixed = this.#problem.fixedOffset[b]!;
    if (fixed < 0) return this.#least(b, x);
    return x <= fixed && this.#least(b, fixed) === fixed ? fixed : Number.POSITIVE_INFINITY;
  }

  #least(b: number, x: number): number {
    const { base, capacity, size, modulus, residue } = this.#problem;
    const last = base + capacity - size[b]!;
    const step = modulus[b]!;
    const shut = this.#shut[b];
    const pieces = this.#pieces.get(b);
    if (x < base) x = base;
    let horizon = Number.POSITIVE_INFINITY;
    for (;;) {
      if (step > 1) x = aligned(x, step, residue[b]!);
      if (!(x <= last && x <= horizon)) return Number.POSITIVE_INFINITY;
      let y = x;
      if (shut !== undefined) {
        for (let i = 0; i < shut.length && shut[i]! < y; i += 2) if (y < shut[i + 1]!) y = shut[i + 1]!;
      }
      if (pieces !== undefined) {
        if (horizon === Number.POSITIVE_INFINITY) horizon = this.#horizon(x, step, shut);
        y = this.#intoBanks(pieces, y);
      }
      if (y === x) return x;
      x = y;
    }
  }

  /** The offset from which on banks and alignments only repeat what they said below it. */
  #horizon(x: number, step: number, shut: Float64Array | undefined): number {
    return Math.max(x, shut?.at(-1) ?? 0) + lcm(step, this.#problem.bank);
  }

  #intoBanks(pieces: readonly Range[], y: number): number {
    const { bank } = this.#problem;
    for (const { from, to } of pieces) {
      if (to - from > bank) return Number.POSITIVE_INFINITY;
      const end = Math.floor((y + to - 1) / bank) * bank;
      if (end > y + from) y = end - from;
    }
    return y;
  }
}

/** The lowest number ≥ x, x ≥ 0, that is `residue` modulo `step`. */
export function aligned(x: number, step: number, residue: number): number {
  if (x <= residue) return residue;
  const rest = (x - residue) % step;
  return rest === 0 ? x : x + step - rest;
}

/** The offsets at which one of the extents meets reserved bytes. */
function shutBy(reserved: readonly Range[], extents: readonly Range[], shut: Shut): Float64Array {
  shut.clear();
  for (const { from, to } of extents) {
    for (const range of reserved) shut.add(range.from - to, range.to - from);
  }
  shut.sort();
  const { low, high, length } = shut;
  const flat = new Float64Array(2 * length);
  let used = 0;
  for (let i = 0; i < length; i++) {
    if (used > 0 && low[i]! < flat[used - 1]!) flat[used - 1] = Math.max(flat[used - 1]!, high[i]!);
    else {
      flat[used++] = low[i]!;
      flat[used++] = high[i]!;
    }
  }
  return flat.subarray(0, used);
}
