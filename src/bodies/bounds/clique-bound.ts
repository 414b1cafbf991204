import { type BodyProblem, freeBuffers } from "../body-problem.js";
import { heaviestClique } from "./clique.js";
import { BitMatrix, type Conflicts, conflictsOf } from "./conflicts.js";
import { latticeOf, unionOf } from "./differences.js";
import { mergeCells } from "./merge-cells.js";
import { lowestPlace } from "./place.js";

/** A peak that no plan is below, and why. */
export interface PeakBound {
  /** Bytes from the base; Infinity where a body has no place at all. */
  readonly bytes: number;
  /** Bodies that no two of share a byte (clique), that live together at some time (load), or the one that it is. */
  readonly by: "clique" | "load" | "body";
  /** Positions in the body problem, ascending. */
  readonly bodies: Int32Array;
}

/**
 * The greatest of the bounds that are cheap: each body at its lowest place, the bytes that are needed at one time, and
 * the heaviest clique of bodies that share no byte at any time.
 *
 */
export function peakBound(problem: BodyProblem): PeakBound {
  const bounds = [cliqueBound(problem), placeBound(problem)];
  return bounds.reduce((best, bound) => (bound.bytes > best.bytes ? bound : best));
}

/** The body whose lowest place reaches highest. */
export function placeBound(problem: BodyProblem): PeakBound {
  let bytes = 0;
  let highest = -1;
  for (let b = 0; b < problem.count; b++) {
    const top = lowestPlace(problem, b) + problem.size[b]! - problem.base;
    if (top <= bytes) continue;
    bytes = top;
    highest = b;
  }
  return { bytes, by: "body", bodies: Int32Array.from(highest < 0 ? [] : [highest]) };
}

/**
 * The bytes of the heaviest clique of bodies that share no byte at any time: exactly so where their graph is chordal,
 * else as good as a bounded search finds. What rules and alignments keep between the bodies of a clique counts too: in
 * the order of a plan each two that follow each other have at least that between them, so no less in all than a least
 * spanning tree. On more than some thousand bodies, and where that is more, the bytes that are needed at one time.
 */
export function cliqueBound(problem: BodyProblem): PeakBound {
  const merged = mergeCells(problem);
  const load = loadBound(merged);
  const conflicts = conflictsOf(merged);
  if (conflicts === null) return load;
  const matrix = wideMatrix(conflicts);
  let best = load;
  const extras = extrasOf(problem, conflicts);
  for (const distance of distancesOf(conflicts, extras)) {
    const graph = distance === 0 ? matrix : thinned(matrix, extras, distance);
    const weight = problem.size.map((size) => size + distance);
    const { members } = heaviestClique(graph, weight);
    const bytes = heightOf(problem, members, extras);
    if (bytes > best.bytes) best = { bytes, by: "clique", bodies: members };
  }
  return best;
}

/** Pairs of bodies that share no byte of their extents. */
function wideMatrix({ count, full, odd }: Conflicts): BitMatrix {
  const matrix = new BitMatrix(count);
  const { start, neighbour } = full.graph();
  for (let a = 0; a < count; a++) for (let i = start[a]!; i < start[a + 1]!; i++) matrix.set(a, neighbour[i]!);
  for (const { a, b, isWide } of odd) if (isWide) matrix.set(a, b);
  return matrix;
}

/** Bytes that two bodies of a clique have between them at least, whichever lies below. */
type Extras = (a: number, b: number) => number;

function extrasOf(problem: BodyProblem, { count, odd }: Conflicts): Extras {
  const { size } = problem;
  const wide = new Map<number, number>();
  const least = (a: number, b: number, low: number, high: number): number => Math.min(-low - size[b]!, high - size[a]!);
  for (const { a, b, forbidden, isWide } of odd) {
    if (!isWide) continue;
    for (let i = 0; i < forbidden.length; i += 2) {
      if (forbidden[i]! > -size[b]! || forbidden[i + 1]! < size[a]!) continue;
      wide.set(a * count + b, least(a, b, forbidden[i]!, forbidden[i + 1]!));
    }
  }
  return (a, b) => {
    const [x, y] = a < b ? [a, b] : [b, a];
    const known = wide.get(x * count + y);
    if (known !== undefined) return known;
    const lattice = latticeOf(problem, x, y);
    if (lattice.step <= 1) return 0;
    const [low, high] = unionOf([-size[y]!, size[x]!], lattice);
    return low === undefined ? 0 : Math.max(0, least(x, y, low, high!));
  };
}

/** Distances that are worth a clique of their own, few of them; 0 first. */
function distancesOf({ count, odd }: Conflicts, extras: Extras): number[] {
  const found = new Map<number, number>();
  for (const { a, b, isWide } of odd) {
    if (!isWide) continue;
    const extra = extras(a, b);
    if (extra > 0) found.set(extra, (found.get(extra) ?? 0) + 1);
  }
  const common = Array.from(found).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return [0, ...common.slice(0, count > 512 ? 1 : 4).map(([distance]) => distance)];
}

function thinned(matrix: BitMatrix, extras: Extras, distance: number): BitMatrix {
  const { count, start, neighbour } = matrix.graph();
  const kept = new BitMatrix(count);
  for (let a = 0; a < count; a++) {
    for (let i = start[a]!; i < start[a + 1]!; i++) {
      const b = neighbour[i]!;
      if (a < b && extras(a, b) >= distance) kept.set(a, b);
    }
  }
  return kept;
}

/** What bodies that share no byte take in all, from the base. */
function heightOf(problem: BodyProblem, members: Int32Array, extras: Extras): number {
  if (members.length === 0) return 0;
  let sum = 0;
  let lead = Number.POSITIVE_INFINITY;
  for (const b of members) {
    sum += problem.size[b]!;
    lead = Math.min(lead, lowestPlace(problem, b) - problem.base);
  }
  if (lead === Number.POSITIVE_INFINITY) return lead;
  const bytes = members.every((b) => isWhole(problem, b)) ? aboveReserved(problem, sum) : sum;
  return Math.max(bytes, lead + sum + spanningTree(members, extras));
}

function isWhole({ extents, size }: BodyProblem, body: number): boolean {
  const [first, second] = extents[body]!;
  return second === undefined && first !== undefined && first.from === 0 && first.to === size[body];
}

/** The peak below which so many bytes are not reserved. */
function aboveReserved({ base, reserved }: BodyProblem, bytes: number): number {
  let peak = bytes;
  for (const { from, to } of reserved) {
    const start = Math.max(from, base);
    if (to > start && start - base < peak) peak += to - start;
  }
  return peak;
}

/** The least sum of edges that connect all, by Prim. */
function spanningTree(members: Int32Array, extras: Extras): number {
  const left = Array.from(members);
  let last = left.pop()!;
  const least = new Map(left.map((v) => [v, Number.POSITIVE_INFINITY]));
  let sum = 0;
  while (least.size > 0) {
    let next = -1;
    for (const [v, known] of least) {
      const now = Math.min(known, extras(v, last));
      least.set(v, now);
      if (next < 0 || now < least.get(next)!) next = v;
    }
    sum += least.get(next)!;
    least.delete(next);
    last = next;
  }
  return sum;
}

/** The bytes of cells that are needed at one time, without buffers that are free of another. Cells are merged. */
function loadBound(problem: BodyProblem): PeakBound {
  const { count, cellStart, cellLower, cellUpper, cellFrom, cellTo, cellBuffer } = problem;
  const some = freeBuffers(problem);
  const bound = Int32Array.from(cellLower.keys()).filter((c) => !some.has(cellBuffer[c]!));
  const starts = bound.toSorted((x, y) => cellLower[x]! - cellLower[y]!);
  const ends = bound.toSorted((x, y) => cellUpper[x]! - cellUpper[y]!);
  let load = 0;
  let bytes = 0;
  let time = 0;
  let ended = 0;
  for (const c of starts) {
    for (; cellUpper[ends[ended]!]! <= cellLower[c]!; ended++) load -= cellTo[ends[ended]!]! - cellFrom[ends[ended]!]!;
    load += cellTo[c]! - cellFrom[c]!;
    if (load <= bytes) continue;
    bytes = load;
    time = cellLower[c]!;
  }
  const live: number[] = [];
  for (let b = 0; b < count && bytes > 0; b++) {
    for (let c = cellStart[b]!; c < cellStart[b + 1]!; c++) {
      if (cellLower[c]! > time || cellUpper[c]! <= time || some.has(cellBuffer[c]!) || live.at(-1) === b) continue;
      live.push(b);
    }
  }
  return { bytes, by: "load", bodies: Int32Array.from(live) };
}
