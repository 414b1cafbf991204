import type { Buffer, Gap } from "../problem/index.js";

/** A piece of a lifetime and the bytes that are needed in it, from the buffer's offset. */
export interface Piece {
  readonly lower: number;
  readonly upper: number;
  readonly from: number;
  readonly to: number;
}

/** A lifetime cut at its gaps: the pieces in which bytes are needed, in order of time. */
export function piecesOf({ lower, upper, size, gaps = [] }: Buffer): Piece[] {
  const pieces: Piece[] = [];
  let at = lower;
  const add = (until: number, from: number, to: number): void => {
    if (until > at && to > from) pieces.push({ lower: at, upper: until, from, to });
    at = Math.max(at, until);
  };
  for (const gap of sorted(gaps)) {
    add(gap.lower, 0, size);
    add(gap.upper, gap.from ?? 0, gap.to ?? 0);
  }
  add(upper, 0, size);
  return pieces;
}

/** Gaps by their time. */
export function sorted(gaps: readonly Gap[]): readonly Gap[] {
  return gaps.toSorted((a, b) => a.lower - b.lower || a.upper - b.upper);
}

/** Whether the first ends before the second begins, by vector clocks. */
export function endsBefore(upper: readonly number[], lower: readonly number[]): boolean {
  return upper.every((entry, i) => entry <= lower[i]!);
}

/** Whether two pieces of different buffers are live at one time. */
export function overlap(a: Pick<Piece, "lower" | "upper">, b: Pick<Piece, "lower" | "upper">): boolean {
  return a.lower < b.upper && b.lower < a.upper;
}

/** Whether two buffers are live together, as their clocks say; only where both have one. */
export function clocksMeet(a: Buffer, b: Buffer): boolean {
  const [x, y] = [a.clock!, b.clock!];
  return !endsBefore(x.upper, y.lower) && !endsBefore(y.upper, x.lower);
}
