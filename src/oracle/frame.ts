import { type Problem, validate } from "../problem/index.js";

/**
 * What every model of an oracle is made from: the problem in units, with a range for each offset. All of it is computed here from
 * the raw buffers, naively, and nothing is taken from the planner: a mistake there is not repeated in its judge.
 */
export interface Frame {
  readonly count: number;
  /** Bytes a unit: divides all sizes and fixed offsets, and either divides an alignment or is divided by it. */
  readonly unit: number;
  /** Units. */
  readonly size: readonly number[];
  /** Units; 1 where every level will do. */
  readonly alignment: readonly number[];
  readonly isFixed: readonly boolean[];
  /** Least and greatest offset in a plan that peaks at `limit` or lower, in units, both aligned. Equal for a fixed buffer. */
  readonly least: readonly number[];
  readonly most: readonly number[];
  /** The pairs of buffers that are live together, the smaller index first. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Units: the greatest sum of sizes that are live together, or the highest fixed top. */
  readonly loadBound: number;
  /** Units: the peak of a plan that exists, so that models may leave out everything above it. */
  readonly limit: number;
}

/** @throws InputError for a malformed problem. */
export function frameOf(problem: Problem): Frame {
  validate(problem);
  const { buffers } = problem;
  const unit = unitOf(problem);
  const size = buffers.map((buffer) => buffer.size / unit);
  const alignment = buffers.map(({ alignment: step = 1 }) => (unit % step === 0 ? 1 : step / unit));
  const fixed = buffers.map(({ offset }) => (offset === undefined ? null : offset / unit));
  const pairs = pairsOf(problem);
  const loadBound = loadBoundOf(problem) / unit;
  const limit = Math.max(loadBound, firstFitPeak({ size, alignment, fixed, pairs }));
  const least = fixed.map((offset) => offset ?? 0);
  const most = fixed.map((offset, b) => offset ?? alignDown(limit - size[b]!, alignment[b]!));
  const isFixed = fixed.map((offset) => offset !== null);
  return { count: buffers.length, unit, size, alignment, isFixed, least, most, pairs, loadBound, limit };
}

/** The least multiple of `step` that is at least `value`. */
export function alignUp(value: number, step: number): number {
  return Math.ceil(value / step) * step;
}

function alignDown(value: number, step: number): number {
  return Math.floor(value / step) * step;
}

/**
 * Bytes such that some best plan has every offset at a multiple: push everything down as far as it goes, and offsets are sums of
 * sizes on the ground or on fixed buffers, rounded up to alignments on the way. 1 for the empty problem.
 */
function unitOf({ buffers }: Problem): number {
  let unit = 0;
  for (const { size, offset = 0 } of buffers) unit = gcd(gcd(unit, size), offset);
  for (let before = -1; before !== unit; ) {
    before = unit;
    for (const { alignment = 1 } of buffers) if (unit % alignment !== 0) unit = gcd(unit, alignment);
  }
  return Math.max(1, unit);
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

function pairsOf({ buffers }: Problem): [number, number][] {
  return buffers.flatMap((a, i) =>
    buffers.flatMap((b, j): [number, number][] => (i < j && a.lower < b.upper && b.lower < a.upper ? [[i, j]] : [])),
  );
}

/** How many pairs of buffers are live together, without listing them. */
export function countPairs({ buffers }: Problem): number {
  const starts = buffers.map(({ lower }) => lower).sort((a, b) => a - b);
  const ends = buffers.map(({ upper }) => upper).sort((a, b) => a - b);
  let pairs = 0;
  let ended = 0;
  for (const [begun, start] of starts.entries()) {
    while (ends[ended]! <= start) ended++;
    pairs += begun - ended;
  }
  return pairs;
}

/** Bytes: what is live at once at most, or the highest fixed top. */
export function loadBoundOf({ buffers }: Problem): number {
  const starting = buffers.toSorted((a, b) => a.lower - b.lower);
  const ending = buffers.toSorted((a, b) => a.upper - b.upper);
  let bound = 0;
  let live = 0;
  let ended = 0;
  for (const { lower, offset, size } of starting) {
    for (; ending[ended]!.upper <= lower; ended++) live -= ending[ended]!.size;
    live += size;
    bound = Math.max(bound, live, offset === undefined ? 0 : offset + size);
  }
  return bound;
}

interface Boxes {
  readonly size: readonly number[];
  readonly alignment: readonly number[];
  readonly fixed: readonly (number | null)[];
  readonly pairs: readonly (readonly [number, number])[];
}

/** The lowest peak that first fit reaches by size, by the number of neighbours or as the buffers come; units. */
function firstFitPeak(boxes: Boxes): number {
  const { size, fixed, pairs } = boxes;
  const neighbours = size.map((): number[] => []);
  for (const [a, b] of pairs) {
    neighbours[a]!.push(b);
    neighbours[b]!.push(a);
  }
  const free = size.flatMap((_, b) => (fixed[b] === null ? [b] : []));
  const orders = [
    free,
    free.toSorted((a, b) => size[b]! - size[a]!),
    free.toSorted((a, b) => size[b]! * neighbours[b]!.length - size[a]! * neighbours[a]!.length),
  ];
  return Math.min(...orders.map((order) => firstFit(boxes, neighbours, order)));
}

function firstFit(
  { size, alignment, fixed }: Boxes,
  neighbours: readonly number[][],
  order: readonly number[],
): number {
  const offset = [...fixed];
  for (const b of order) {
    const placed = neighbours[b]!.filter((other) => offset[other] !== null);
    placed.sort((a, c) => offset[a]! - offset[c]!);
    let at = 0;
    for (const other of placed) {
      if (at + size[b]! <= offset[other]!) break;
      at = Math.max(at, alignUp(offset[other]! + size[other]!, alignment[b]!));
    }
    offset[b] = at;
  }
  return size.reduce((peak, height, b) => Math.max(peak, offset[b]! + height), 0);
}
