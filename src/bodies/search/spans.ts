import { gcd } from "../../problem/index.js";
import { type BodyProblem, pairKey } from "../body-problem.js";

/** An open interval of differences that are forbidden. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/**
 * What every two bodies may not do, by pair: the differences offset(b) − offset(a), a < b, that are forbidden, as
 * merged spans, ascending; and pieces of both that touch no common bank.
 */
export interface PairSpans {
  readonly a: number;
  readonly b: number;
  readonly spans: readonly Span[];
  readonly banks: readonly { readonly a: Piece; readonly b: Piece }[];
}

export interface Piece {
  readonly from: number;
  readonly to: number;
}

export interface Draft {
  readonly ranges: { low: number; high: number }[];
  readonly banks: { readonly a: Piece; readonly b: Piece }[];
}

/** What is forbidden as it was found, by a · count + b. */
export type Drafts = ReadonlyMap<number, Draft>;

export function draftsOf(problem: BodyProblem): Drafts {
  const { count } = problem;
  const drafts = new Map<number, Draft>();
  const draftOf = (a: number, b: number): Draft => {
    const key = a * count + b;
    let known = drafts.get(key);
    if (known === undefined) {
      known = { ranges: [], banks: [] };
      drafts.set(key, known);
    }
    return known;
  };
  const forbid = (a: number, b: number, low: number, high: number): void => {
    if (a < b) draftOf(a, b).ranges.push({ low, high });
    else draftOf(b, a).ranges.push({ low: -high, high: -low });
  };
  addCells(problem, forbid);
  for (const { a, b, low, high } of problem.forbidden) forbid(a, b, low, high);
  for (const [p, q] of problem.otherBanks) {
    const [a, b] = p.body < q.body ? [p, q] : [q, p];
    draftOf(a.body, b.body).banks.push({ a, b });
  }
  return drafts;
}

/** All pairs that bind, ascending by a, then b. Differences that these moduli rule out anyway count as forbidden. */
export function pairSpans({ count, residue }: BodyProblem, drafts: Drafts, modulus: Float64Array): PairSpans[] {
  const found: PairSpans[] = [];
  for (const [key, { ranges, banks }] of drafts) {
    const a = Math.floor(key / count);
    const b = key % count;
    const spans = merged(ranges, gcd(modulus[a]!, modulus[b]!), residue[b]! - residue[a]!);
    if (spans.length > 0 || banks.length > 0) found.push({ a, b, spans, banks });
  }
  return found.sort((p, q) => p.a - q.a || p.b - q.b);
}

/** Forbids what cells that live together, and are not free of each other, may not share. */
function addCells(problem: BodyProblem, forbid: (a: number, b: number, low: number, high: number) => void): void {
  const { count, cellStart, cellLower, cellUpper, cellFrom, cellTo, cellBuffer, buffers, free } = problem;
  const bodyOf = new Int32Array(cellLower.length);
  for (let b = 0; b < count; b++) bodyOf.fill(b, cellStart[b]!, cellStart[b + 1]!);
  const isFree = (x: number, y: number): boolean =>
    free.size > 0 && free.has(pairKey(cellBuffer[x]!, cellBuffer[y]!, buffers));
  const order = Int32Array.from(cellLower.keys()).sort((x, y) => cellLower[x]! - cellLower[y]!);
  let live: number[] = [];
  for (const x of order) {
    live = live.filter((y) => cellUpper[y]! > cellLower[x]!);
    if (cellLower[x]! >= cellUpper[x]! || cellFrom[x]! >= cellTo[x]!) continue;
    for (const y of live) {
      if (bodyOf[x] === bodyOf[y] || isFree(x, y)) continue;
      forbid(bodyOf[x]!, bodyOf[y]!, cellFrom[x]! - cellTo[y]!, cellTo[x]! - cellFrom[y]!);
    }
    live.push(x);
  }
}

/** Ranges drawn out to the differences that alignments allow, `residue` modulo `modulus`, and merged. */
function merged(ranges: readonly Span[], modulus: number, residue: number): Span[] {
  const up = (value: number): number => Math.ceil((value - residue) / modulus) * modulus + residue;
  const down = (value: number): number => Math.floor((value - residue) / modulus) * modulus + residue;
  const wide = ranges
    .map(({ low, high }) => ({ low: down(low), high: up(high) }))
    .filter(({ low, high }) => high - low > modulus)
    .sort((p, q) => p.low - q.low);
  const spans: { low: number; high: number }[] = [];
  for (const { low, high } of wide) {
    const last = spans.at(-1);
    if (last !== undefined && low < last.high) last.high = Math.max(last.high, high);
    else spans.push({ low, high });
  }
  return spans;
}
