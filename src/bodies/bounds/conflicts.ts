import type { BodyProblem } from "../body-problem.js";
import { sweepMeetings } from "../meetings.js";
import { covers, type Differences, latticeOf, sameDifferences, unionOf } from "./differences.js";

/** Bodies of a conflict graph at most: a bit for every two of them. */
export const MOST_BODIES = 4_096;

/** Rules at most, and pairs of cells that live together, so that a graph is made in some hundredths of a second. */
export const MOST_MEETINGS = 2_000_000;

/** A graph of bodies as compressed rows: neighbours of v are those from start[v] to start[v + 1], ascending. */
export interface Graph {
  readonly count: number;
  readonly start: Int32Array;
  readonly neighbour: Int32Array;
}

/** A pair of which more or less is forbidden than to share a byte of their whole extents. */
export interface OddPair {
  readonly a: number;
  readonly b: number;
  /** Forbidden differences of their offsets, in the pair's lattice. */
  readonly forbidden: Differences;
  /** Sharing a byte of the extents is forbidden, and more. */
  readonly isWide: boolean;
}

/** Who is in conflict with whom, and whether that is no more than to share no byte at any time. */
export interface Conflicts {
  readonly count: number;
  /** Bit a · count + b: the two share no byte of their whole extents, [0, size), and nothing else is asked of them. */
  readonly full: BitMatrix;
  readonly odd: readonly OddPair[];
  /** Pairs of cells that live together. */
  readonly meetings: number;
}

/** A symmetric relation as bits. */
export class BitMatrix {
  readonly #rows: Int32Array;
  readonly #words: number;
  #graph: Graph | null = null;

  constructor(readonly count: number) {
    this.#words = (count + 31) >>> 5;
    this.#rows = new Int32Array(count * this.#words);
  }

  set(a: number, b: number): void {
    this.#graph = null;
    this.#rows[a * this.#words + (b >>> 5)]! |= 1 << (b & 31);
    this.#rows[b * this.#words + (a >>> 5)]! |= 1 << (a & 31);
  }

  clear(a: number, b: number): void {
    this.#graph = null;
    this.#rows[a * this.#words + (b >>> 5)]! &= ~(1 << (b & 31));
    this.#rows[b * this.#words + (a >>> 5)]! &= ~(1 << (a & 31));
  }

  has(a: number, b: number): boolean {
    return ((this.#rows[a * this.#words + (b >>> 5)]! >>> (b & 31)) & 1) === 1;
  }

  /** As compressed rows, made once. */
  graph(): Graph {
    this.#graph ??= this.#rowsOfGraph();
    return this.#graph;
  }

  #rowsOfGraph(): Graph {
    const start = new Int32Array(this.count + 1);
    let found = 0;
    for (const bits of this.#rows) found += ones(bits);
    const neighbour = new Int32Array(found);
    let at = 0;
    for (let v = 0; v < this.count; v++) {
      for (let w = 0; w < this.#words; w++) {
        for (let bits = this.#rows[v * this.#words + w]!; bits !== 0; bits &= bits - 1) {
          neighbour[at++] = 32 * w + 31 - Math.clz32(bits & -bits);
        }
      }
      start[v + 1] = at;
    }
    return { count: this.count, start, neighbour };
  }
}

/** Bits that are 1. */
function ones(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}

/**
 * The conflicts between all bodies of a problem. Null where there are too many bodies, rules, or cells that live
 * together.
 *
 * @param mostMeetings pairs of cells that live together, and rules
 */
export function conflictsOf(problem: BodyProblem, mostMeetings: number = MOST_MEETINGS): Conflicts | null {
  const { count, size, forbidden } = problem;
  if (count > MOST_BODIES || forbidden.length > mostMeetings) return null;
  const full = new BitMatrix(count);
  const parts = new Map<number, number[]>();
  const add = (a: number, b: number, low: number, high: number): void => {
    const key = a < b ? a * count + b : b * count + a;
    const interval = a < b ? [low, high] : [-high, -low];
    const known = parts.get(key);
    if (known === undefined) parts.set(key, interval);
    else known.push(...interval);
  };
  const meetings = addMeetings(problem, full, add, mostMeetings);
  if (meetings > mostMeetings) return null;
  for (const { a, b, low, high } of forbidden) add(a, b, low, high);
  const odd: OddPair[] = [];
  for (const [key, intervals] of parts) {
    const [a, b] = [Math.floor(key / count), key % count];
    const lattice = latticeOf(problem, a, b);
    const whole = unionOf([-size[b]!, size[a]!], lattice);
    if (full.has(a, b)) intervals.push(-size[b]!, size[a]!);
    const union = unionOf(intervals, lattice);
    full.clear(a, b);
    if (union.length === 0) continue;
    if (sameDifferences(union, whole)) full.set(a, b);
    else odd.push({ a, b, forbidden: union, isWide: covers(union, whole) });
  }
  return { count, full, odd, meetings };
}

/** Every two cells that live together, whole ones as a bit, others as an interval. How many, or some above the most. */
function addMeetings(
  problem: BodyProblem,
  full: BitMatrix,
  add: (a: number, b: number, low: number, high: number) => void,
  most: number,
): number {
  const { size, cellFrom, cellTo } = problem;
  let meetings = 0;
  sweepMeetings(
    problem,
    (x, y, other, body) => {
      const areWhole = cellFrom[x] === 0 && cellTo[x] === size[other] && cellFrom[y] === 0 && cellTo[y] === size[body];
      if (areWhole) full.set(body, other);
      else add(other, body, cellFrom[x]! - cellTo[y]!, cellTo[x]! - cellFrom[y]!);
    },
    (alive) => {
      meetings += alive;
      return meetings <= most;
    },
  );
  return meetings;
}
