import { alignUp, gcd, lcm, type Problem, validate } from "../problem/index.js";
import { isEmpty, isFixed, loadBoundOf, pairsOf } from "./raw.js";

/**
 * What every model of an oracle is made from: the buffers that can meet others, in units, with a range for each offset.
 * All of it is computed here from the raw buffers, naively, and nothing is taken from the planner: a mistake there is
 * not repeated in its judge.
 *
 * The models count from an origin at or below the base that is a multiple of all alignments. The units between the two
 * are ground: no buffer may use them. Peaks and bounds of the models count from the origin, too.
 */
export interface Frame {
  /** Buffers that meet others. The rest is no part of any model: each lies at its lowest offset. */
  readonly count: number;
  /** Position of each in `problem.buffers`, ascending. */
  readonly position: readonly number[];
  /** Bytes, absolute. */
  readonly origin: number;
  /**
   * Bytes a unit: divides the ground and all sizes and fixed offsets, and either divides an alignment or is divided by
   * it.
   */
  readonly unit: number;
  /** Units from the origin to the base. */
  readonly ground: number;
  /** Units. */
  readonly size: readonly number[];
  /** Units; 1 where every level will do. */
  readonly alignment: readonly number[];
  readonly isFixed: readonly boolean[];
  /**
   * Least and greatest offset in a plan that peaks at `limit` or lower, in units, both aligned. Equal for a fixed
   * buffer.
   */
  readonly least: readonly number[];
  readonly most: readonly number[];
  /** The pairs of buffers that are live together, the smaller index first. */
  readonly pairs: readonly (readonly [number, number])[];
  /**
   * Units: the ground and the greatest sum of sizes that are live together, or the highest top of one that lies as low
   * as it may.
   */
  readonly loadBound: number;
  /** Units: the peak of a plan that exists, so that models may leave out everything above it. */
  readonly limit: number;
}

/**
 * @param problem one that has a plan at some capacity.
 * @throws InputError for a malformed problem.
 */
export function frameOf(problem: Problem): Frame {
  validate(problem);
  const { base = 0 } = problem;
  const position = [...problem.buffers.keys()].filter((b) => !isEmpty(problem.buffers[b]!));
  const buffers = position.map((b) => problem.buffers[b]!);
  const steps = buffers.map(({ alignment = 1 }) => alignment);
  const origin = originOf(base, steps);
  const fixedBytes = buffers.map((buffer) => (isFixed(buffer) ? buffer.offset! - origin : null));
  const unit = unitOf([base - origin, ...buffers.map(({ size }) => size), ...fixedBytes.map((at) => at ?? 0)], steps);
  const ground = (base - origin) / unit;
  const size = buffers.map((buffer) => buffer.size / unit);
  const alignment = steps.map((step) => (unit % step === 0 ? 1 : step / unit));
  const fixed = fixedBytes.map((at) => (at === null ? null : at / unit));
  const pairs = pairsOf(buffers);
  const least = fixed.map((offset, b) => offset ?? alignUp(ground, alignment[b]!));
  const loadBound = loadBoundOf({ buffers, base }) / unit + ground;
  const limit = Math.max(loadBound, firstFitPeak({ size, alignment, fixed, least, pairs }));
  const most = fixed.map((offset, b) => offset ?? alignDown(limit - size[b]!, alignment[b]!));
  const isPinned = fixed.map((offset) => offset !== null);
  const ranges = { isFixed: isPinned, least, most };
  return { count: buffers.length, position, origin, unit, ground, size, alignment, ...ranges, pairs, loadBound, limit };
}

function alignDown(value: number, step: number): number {
  return value - (value % step);
}

/** The greatest multiple of all alignments up to `base`. */
function originOf(base: number, alignments: readonly number[]): number {
  let period = 1;
  for (const step of alignments) {
    period = lcm(period, step);
    // Beyond 2^53 it would not be exact.
    if (period > base) return 0;
  }
  return base - (base % period);
}

/**
 * Bytes such that some best plan has every offset at a multiple, counted from the origin: push everything down as far
 * as it goes, and offsets are sums of sizes on the ground or on fixed buffers, rounded up to alignments on the way. 1
 * where there is nothing.
 */
function unitOf(bytes: readonly number[], alignments: readonly number[]): number {
  let unit = bytes.reduce((divisor, each) => gcd(divisor, each), 0);
  for (let before = -1; before !== unit; ) {
    before = unit;
    for (const alignment of alignments) if (unit % alignment !== 0) unit = gcd(unit, alignment);
  }
  return Math.max(1, unit);
}

interface Boxes {
  readonly size: readonly number[];
  readonly alignment: readonly number[];
  readonly fixed: readonly (number | null)[];
  readonly least: readonly number[];
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
  { size, alignment, fixed, least }: Boxes,
  neighbours: readonly number[][],
  order: readonly number[],
): number {
  const offset = [...fixed];
  for (const b of order) {
    const placed = neighbours[b]!.filter((other) => offset[other] !== null);
    placed.sort((a, c) => offset[a]! - offset[c]!);
    let at = least[b]!;
    for (const other of placed) {
      if (at + size[b]! <= offset[other]!) break;
      at = Math.max(at, alignUp(offset[other]! + size[other]!, alignment[b]!));
    }
    offset[b] = at;
  }
  return size.reduce((peak, height, b) => Math.max(peak, offset[b]! + height), 0);
}
