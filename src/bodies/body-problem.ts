import type { Model, Range } from "../model/model.js";

/**
 * Bodies of one memory that are to be placed: what presolve leaves that is not plain, as heuristics, bounds and the
 * body search take it.
 *
 * What two bodies may not do is said by the difference of their offsets, d = offset(other) − offset(own): d lies in
 * none of some open intervals. Two cells that live together, [from, to) of one's own and [from', to') of the other's,
 * share a byte exactly if from − to' < d < to − from'. Every other rule for a pair is of this form too (apart with a
 * distance, exclusive, what a reuse cost forbids once it is to be avoided, in place as an interval with a hole), except
 * for banks.
 */
export interface BodyProblem {
  readonly count: number;
  /** Where the memory begins, and its bytes (Infinity where it has no end): bodies lie in [base, base + capacity). */
  readonly base: number;
  readonly capacity: number;
  /** Reserved bytes, absolute, ascending, apart from each other: no extent of a body meets them. */
  readonly reserved: readonly Range[];
  /** Bytes of a bank, 0 where there are none; the memory is cut into banks from byte 0 on. */
  readonly bank: number;
  /** By body: bytes from its offset to its highest top, which count for capacity and peak. */
  readonly size: Float64Array;
  /** By body: the bytes of its buffers, from its offset, ascending, apart from each other. Mostly one: [0, size). */
  readonly extents: readonly (readonly Range[])[];
  /** The offset is `residue` modulo `modulus`, 0 ≤ residue < modulus. */
  readonly modulus: Float64Array;
  readonly residue: Float64Array;
  /** Absolute; −1 where it may move. */
  readonly fixedOffset: Float64Array;
  /** Cells of body b: those from cellStart[b] to cellStart[b + 1], in the problem's time and bytes from its offset. */
  readonly cellStart: Int32Array;
  readonly cellLower: Float64Array;
  readonly cellUpper: Float64Array;
  readonly cellFrom: Float64Array;
  readonly cellTo: Float64Array;
  /** The buffer of each cell, as `free` names it. */
  readonly cellBuffer: Int32Array;
  /** How many buffers the whole problem has, as `pairKey` asks it. */
  readonly buffers: number;
  /** Pairs of buffers whose cells have no conflict, by `pairKey`. */
  readonly free: ReadonlySet<number>;
  /** More differences that are forbidden between two bodies, each pair once, whatever their cells say. */
  readonly forbidden: readonly Forbidden[];
  /** Pieces of bodies that lie within one bank, [from, to) from the body's offset. */
  readonly withinBank: readonly ({ readonly body: number } & Range)[];
  /** Two pieces that touch no common bank. */
  readonly otherBanks: readonly (readonly [{ readonly body: number } & Range, { readonly body: number } & Range])[];
  /** The body of the model that each is. */
  readonly bodies: Int32Array;
}

/** low < offset(b) − offset(a) < high is forbidden. */
export interface Forbidden {
  readonly a: number;
  readonly b: number;
  readonly low: number;
  readonly high: number;
}

/** Buffers that are free of some other: their cells are not those of their body to all. */
export function freeBuffers({ free, buffers }: BodyProblem): ReadonlySet<number> {
  const found = new Set<number>();
  for (const key of free) {
    found.add(Math.floor(key / buffers));
    found.add(key % buffers);
  }
  return found;
}

/** What the free set holds of two buffers. */
export function pairKey(a: number, b: number, buffers: number): number {
  return a < b ? a * buffers + b : b * buffers + a;
}

/** Fills rows of cells; for those who make body problems from something else than a model. */
export interface CellRows {
  readonly start: Int32Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly buffer: Int32Array;
}

export function cellRows({ bodies }: Pick<Model, "bodies">, chosen: Int32Array): CellRows {
  let count = 0;
  for (const b of chosen) count += bodies[b]!.cells.length;
  const rows = {
    start: new Int32Array(chosen.length + 1),
    lower: new Float64Array(count),
    upper: new Float64Array(count),
    from: new Float64Array(count),
    to: new Float64Array(count),
    buffer: new Int32Array(count),
  };
  let at = 0;
  chosen.forEach((b, row) => {
    for (const { buffer, lower, upper, from, to } of bodies[b]!.cells) {
      rows.lower[at] = lower;
      rows.upper[at] = upper;
      rows.from[at] = from;
      rows.to[at] = to;
      rows.buffer[at++] = buffer;
    }
    rows.start[row + 1] = at;
  });
  return rows;
}
