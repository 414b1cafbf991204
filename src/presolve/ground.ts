import type { BodyProblem } from "../bodies/body-problem.js";
import type { Range } from "../model/model.js";
import { emptyColumns } from "../problem/index.js";
import type { PlainPart } from "./presolved.js";

/**
 * The same problem with fewer reserved ranges: what is reserved from the base on raises the base, what is reserved up
 * to the end lowers the capacity, and what lies beyond is gone. Alignments stay as they are, for offsets stay absolute.
 *
 * Where the lowest or the highest byte of a body belongs to none of its buffers, the body may reach into a range, and
 * ranges at the ends stay.
 *
 * @param isLaid by body: 1 for those that lie somewhere already
 */
export function trimMemory(problem: BodyProblem, isLaid: Uint8Array): BodyProblem {
  const { base, capacity, reserved, extents, size } = problem;
  const isFilled = extents.every((own, b) => {
    return isLaid[b] === 1 || (own.length > 0 && own[0]!.from === 0 && own.at(-1)!.to === size[b]);
  });
  let bottom = base;
  let top = base + capacity;
  const inside = reserved.filter(({ from, to }) => to > base && from < top);
  if (isFilled) {
    for (const { from, to } of inside) if (from <= bottom) bottom = Math.max(bottom, to);
    for (const { from, to } of inside.toReversed()) if (to >= top) top = Math.min(top, from);
  }
  const left = inside.filter(({ from, to }) => to > bottom && from < top);
  if (left.length === reserved.length && bottom === base) return problem;
  return { ...problem, base: bottom, capacity: Math.max(0, top - bottom), reserved: left };
}

/**
 * The plain problem without its last reserved range and all memory from there on: its bodies peak below the range, if
 * they can.
 *
 * The least peak of bodies that have ranges above them is found from the top down: plan the part for the least peak,
 * and where that is no more than the top of its last range, no body lies above the range, so plan `withoutLastRange` in
 * the same way. That has a plan then. A bound above the top of the last range is one for the bodies too; any other says
 * nothing about them.
 */
export function withoutLastRange(part: PlainPart): PlainPart {
  const last = part.ranges.at(-1);
  if (last === undefined) throw new Error("a plain part without reserved ranges has none to leave out");
  const { columns, bodies } = part;
  const rows = Int32Array.from(bodies.keys()).filter((row) => {
    return bodies[row]! >= 0 || columns.fixedOffset[row]! < last.from;
  });
  const fewer = emptyColumns(rows.length, { capacity: last.from - columns.base, base: columns.base, ids: null });
  for (const field of ["lower", "upper", "size", "alignment", "fixedOffset"] as const) {
    for (let i = 0; i < rows.length; i++) fewer[field][i] = columns[field][rows[i]!]!;
  }
  return { ...part, columns: fewer, bodies: bodies.slice(0, rows.length), ranges: part.ranges.slice(0, -1) };
}

/** Bytes from the part's base to the top of its last reserved range; 0 where it has none. */
export function topOfRanges({ ranges, columns }: PlainPart): number {
  return ranges.length === 0 ? 0 : ranges.at(-1)!.to - columns.base;
}

/** Whether a body is one piece of bytes, as a buffer is: only then can it not lie around a reserved range. */
export function isOnePiece({ extents, size }: BodyProblem, body: number): boolean {
  const [first, second] = extents[body]! as readonly (Range | undefined)[];
  return first !== undefined && second === undefined && first.from === 0 && first.to === size[body];
}
