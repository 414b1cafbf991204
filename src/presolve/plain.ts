import type { BodyProblem } from "../bodies/body-problem.js";
import { alignTo } from "../bodies/bounds/place.js";
import { combine } from "../model/bodies.js";
import type { Range } from "../model/model.js";
import { emptyColumns, MAX_BYTES, type ProblemColumns } from "../problem/index.js";
import type { PlainPart } from "./presolved.js";

/** Bodies of a body problem that make a plain problem, with lifetimes that have exactly their conflicts. */
export interface PlainBodies {
  /** Rows of the body problem. */
  readonly members: Int32Array;
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
}

/** Where the alignments of all free bodies let them lie: each at an offset that is `residue` modulo a divisor. */
export interface Congruence {
  readonly modulus: number;
  readonly residue: number;
}

/**
 * What the offsets of all these bodies have in common once they are shifted: one number that is the residue of each,
 * modulo the alignment of each. Null where there is none, or none below 2^53. Fixed bodies have no say.
 */
export function sharedResidue({ modulus, residue, fixedOffset }: BodyProblem, members: Int32Array): Congruence | null {
  if (members.every((b) => residue[b] === 0 || fixedOffset[b]! >= 0)) return { modulus: 1, residue: 0 };
  let shared: Congruence | null = { modulus: 1, residue: 0 };
  for (const b of members) {
    if (fixedOffset[b]! >= 0) continue;
    shared = combine(shared, { modulus: modulus[b]!, residue: residue[b]! });
    if (shared === null || shared.modulus >= MAX_BYTES) return null;
  }
  return shared;
}

/**
 * Plain bodies that are planned in one go, those of each group at times of their own, as today's planner takes them: it
 * cuts them apart again. Null where numbers would become too large.
 *
 * @param memory position in the model's memories
 * @param groups with no conflict between two of them
 * @param lift of the body problem in its memory, in bytes
 * @param shared of all bodies; its modulus is 1 only where no body has a residue
 */
export function plainPart(
  problem: BodyProblem,
  memory: number,
  groups: readonly PlainBodies[],
  lift: number,
  shared: Congruence,
): PlainPart | null {
  const { base, capacity, reserved, size, modulus, fixedOffset } = problem;
  const rows = groups.reduce((sum, { members }) => sum + members.length, 0);
  let lowest = base;
  for (const { members } of groups) {
    for (const b of members) if (fixedOffset[b]! >= 0) lowest = Math.min(lowest, fixedOffset[b]!);
  }
  // The greatest shift that leaves all offsets at 0 or above.
  const shift = shared.modulus === 1 ? 0 : alignTo(lowest - shared.modulus + 1, shared.modulus, shared.residue);
  const spans = spansOf(groups);
  const ranges = reserved.map(({ from, to }): Range => {
    return { from: Math.max(from, base) - shift, to: Math.min(to, base + capacity) - shift };
  });
  // A range is a buffer in each span of time, so that spans stay apart, or one buffer if those would be too many.
  const times = spans.length * ranges.length <= rows + 64 ? spans : [hullOf(spans)];
  const count = rows + times.length * ranges.length;
  const columns = emptyColumns(count, { capacity, base: base - shift, ids: null });
  const bodies = new Int32Array(count).fill(-1);
  let row = 0;
  for (const { members, lower, upper } of groups) {
    for (const [i, b] of members.entries()) {
      bodies[row] = problem.bodies[b]!;
      columns.lower[row] = lower[i]!;
      columns.upper[row] = upper[i]!;
      columns.size[row] = size[b]!;
      if (fixedOffset[b]! < 0) columns.alignment[row] = modulus[b]!;
      else columns.fixedOffset[row] = fixedOffset[b]! - shift;
      row++;
    }
  }
  for (const { from, to } of ranges) {
    for (const time of times) {
      columns.lower[row] = time.from;
      columns.upper[row] = time.to;
      columns.size[row] = to - from;
      columns.fixedOffset[row++] = from;
    }
  }
  if (!isSmallEnough(columns)) return null;
  return { kind: "plain", memory, bodies, shift, lift, columns, ranges };
}

/** Whether a plain problem of these numbers passes `validate`. */
function isSmallEnough({ count, base, size, alignment, fixedOffset }: ProblemColumns): boolean {
  let sum = base;
  let top = 0;
  for (let b = 0; b < count; b++) {
    sum += size[b]! + alignment[b]! - 1;
    if (fixedOffset[b]! >= 0) top = Math.max(top, fixedOffset[b]! + size[b]!);
  }
  return sum + top <= MAX_BYTES;
}

/** The times of groups that live together at some time, in order. */
function spansOf(groups: readonly PlainBodies[]): Range[] {
  const hulls = groups
    .filter(({ members }) => members.length > 0)
    .map(({ lower, upper, members }) => {
      const hull = { from: Number.POSITIVE_INFINITY, to: Number.NEGATIVE_INFINITY };
      for (let i = 0; i < members.length; i++) {
        hull.from = Math.min(hull.from, lower[i]!);
        hull.to = Math.max(hull.to, upper[i]!);
      }
      return hull;
    })
    .sort((a, b) => a.from - b.from);
  const spans: { from: number; to: number }[] = [];
  for (const { from, to } of hulls) {
    const last = spans.at(-1);
    if (last !== undefined && from < last.to) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

function hullOf(spans: readonly Range[]): Range {
  return { from: spans[0]?.from ?? 0, to: spans.at(-1)?.to ?? 0 };
}
