import { finish, gcd, loadBound, markSections, type ProblemArrays } from "../../problem/index.js";
import { ALL_PRUNING, type Pruning } from "../policy/pruning.js";
import { commonUnit } from "./unit.js";

/** Levels are offsets in units: Int32 where they fit, Float64 where they do not. */
export type Levels = Int32Array | Float64Array;

/**
 * What a search works on: which buffers live in which *sections*, and sizes in units. It does not change during a
 * search.
 *
 * A section is a slot whose set of live buffers no other slot's set contains (Moffitt's MiniMalloc, 2023, calls them
 * sections and needs only these: a slot that is contained in another one is implied by it). Two buffers are live
 * together exactly if they share a section.
 *
 * Who lives where is kept as compressed rows, both ways: a loop over the sections of one buffer, or over the buffers of
 * one section, goes along a row and assumes nothing about its entries but that they rise.
 */
export interface SearchModel extends Intervals {
  readonly count: number;
  readonly sectionCount: number;
  /** Bytes a unit: the greatest divisor that all sizes, alignments and fixed offsets allow. */
  readonly unit: number;
  /** True where levels need Float64. */
  readonly wide: boolean;
  /** Units. */
  readonly size: Levels;
  /** Units; 1 where the buffer may lie anywhere. */
  readonly alignment: Levels;
  /** Units; −1 where free. */
  readonly fixed: Levels;
  /** True where neither alignment nor fixed offsets restrict anything: a buffer can rest at any level. */
  readonly plain: boolean;
  /** Slots that a buffer is live in: orders use it, the search itself knows only sections. */
  readonly lifetime: Float64Array;
  /** Compressed rows: the buffers of section s are `sectionBuffers[sectionStart[s] … sectionStart[s + 1])`. */
  readonly sectionStart: Int32Array;
  readonly sectionBuffers: Int32Array;
  /** By entry of `sectionBuffers`: where the same pair of section and buffer stands in `bufferSections`. */
  readonly sectionPairs: Int32Array;
  /**
   * Compressed rows: the sections of buffer b are `bufferSections[bufferStart[b] … bufferStart[b + 1])`. The place of
   * an entry in `bufferSections` names the pair of buffer and section: what is kept for the pair stands there.
   */
  readonly bufferStart: Int32Array;
  readonly bufferSections: Int32Array;
  /**
   * The same as runs: the sections of buffer b are `runFrom[r] ≤ s < runTo[r]` for `runStart[b] ≤ r < runStart[b + 1]`.
   * The hottest loop of all goes along runs (`Floors`: raising a buffer): along entries, steps take 5 % longer.
   */
  readonly runStart: Int32Array;
  readonly runFrom: Int32Array;
  readonly runTo: Int32Array;
  /** Compressed rows: the buffers that are live together with b, without b. */
  readonly neighbourStart: Int32Array;
  readonly neighbours: Int32Array;
  /**
   * The next buffer with the same sections, size and alignment, or −1. Twins are interchangeable, so they go up in this
   * order.
   */
  readonly nextTwin: Int32Array;
  /** The twin before b, or −1. */
  readonly earlierTwin: Int32Array;
  /** Load bound in units. */
  readonly loadBound: number;
}

/**
 * The interval fact: a buffer lives without a gap, and sections are in time order, so the sections of a buffer are all
 * of `first[b] … last[b] − 1`. Only what asks about *two* buffers, or about sections beside each other, rests on it:
 *
 * - the sections that two buffers share are those from the greater `first` to before the lesser `last`, and the first
 *   of them explains why one lies on the other (`Floors.place`);
 * - a buffer that rests on a floor crosses no higher one, so a local low shows at the two ends of a run of equal floors
 *   (`SectionSearch`), which is also what children are described by (`ChildFeatures`);
 * - who is unplaced in the sections of a nogood is asked of the first and last section of each buffer (`Nogoods`);
 * - models are told of spans, and of neighbours within a span (`BUFFER_FEATURES`, `TARGET_FEATURES`);
 * - neighbours are found by a sweep over time (`neighbourRows`), rows are filled from the ends of lifetimes
 *   (`livingRows`), and each buffer has one run (`modelSteps`).
 *
 * Buffers with several intervals need another answer to these, and to nothing else.
 */
export interface Intervals {
  /** First section of a buffer. */
  readonly first: Int32Array;
  /** One past the last section of a buffer. */
  readonly last: Int32Array;
}

/** Entries of rows between two pauses while they are built: some milliseconds. */
const PAUSE_ENTRIES = 4e5;

/**
 * Overlapping pairs, counted without listing them, in O(n + slots): what the search's compressed rows would hold,
 * halved.
 */
export function countOverlaps(arrays: ProblemArrays): number {
  const { count, start, end, slotCount } = arrays;
  const starts = new Int32Array(slotCount + 1);
  const ends = new Int32Array(slotCount + 1);
  for (let b = 0; b < count; b++) {
    starts[start[b]!]!++;
    ends[end[b]!]!++;
  }
  let live = 0;
  let pairs = 0;
  for (let slot = 0; slot < slotCount; slot++) {
    live -= ends[slot]!;
    const begun = starts[slot]!;
    pairs += begun * live + (begun * (begun - 1)) / 2;
    live += begun;
  }
  return pairs;
}

/** Builds the model, in time and memory proportional to the overlapping pairs. `arrays` holds at least one buffer. */
export function buildModel(arrays: ProblemArrays, pruning: Pruning = ALL_PRUNING): SearchModel {
  return finish(modelSteps(arrays, pruning));
}

/** `buildModel` with pauses, some milliseconds apart. */
export function* modelSteps(arrays: ProblemArrays, pruning: Pruning = ALL_PRUNING): Generator<undefined, SearchModel> {
  const { count, start, end } = arrays;
  const unit = commonUnit(arrays);
  const bound = Math.ceil(loadBound(arrays) / unit);
  // A level, a total and their sum all stay below twice the greatest capacity that is ever tried.
  let reach = bound;
  for (let b = 0; b < count; b++) reach += Math.ceil((arrays.size[b]! + arrays.alignment[b]!) / unit);
  const wide = reach >= 2 ** 29;
  const levels = (): Levels => (wide ? new Float64Array(count) : new Int32Array(count));
  const size = levels();
  const alignment = levels();
  const fixed = levels();
  const lifetime = new Float64Array(count);
  let plain = true;
  for (let b = 0; b < count; b++) {
    size[b] = arrays.size[b]! / unit;
    alignment[b] = arrays.alignment[b]! / gcd(arrays.alignment[b]!, unit);
    fixed[b] = arrays.fixedOffset[b]! < 0 ? -1 : arrays.fixedOffset[b]! / unit;
    lifetime[b] = end[b]! - start[b]!;
    if (alignment[b]! > 1 || fixed[b]! >= 0) plain = false;
  }
  const { first, last, sectionCount } = sectionRuns(arrays);
  const { ofBuffers, ofSections, pairs: sectionPairs } = yield* livingRows(first, last, sectionCount);
  const { rowStart: bufferStart, entries: bufferSections } = ofBuffers;
  const { rowStart: sectionStart, entries: sectionBuffers } = ofSections;
  const { rowStart: neighbourStart, entries: neighbours } = yield* neighbourRows(first, last, sectionCount);
  const buffers = { first, last, size, alignment, fixed, lifetime };
  const rows = {
    sectionStart,
    sectionBuffers,
    sectionPairs,
    bufferStart,
    bufferSections,
    neighbourStart,
    neighbours,
  };
  // By the interval fact, each buffer has one run.
  const runStart = new Int32Array(count + 1);
  for (let b = 0; b <= count; b++) runStart[b] = b;
  const runs = { runStart, runFrom: first, runTo: last };
  const model = { count, sectionCount, unit, wide, plain, ...buffers, ...rows, ...runs };
  return { ...model, ...(pruning.twins ? twins(model) : noTwins(count)), loadBound: bound };
}

function sectionRuns(arrays: ProblemArrays): { first: Int32Array; last: Int32Array; sectionCount: number } {
  const { count, start, end, slotCount } = arrays;
  const marks = markSections(arrays);
  // before[slot]: sections in the slots before it.
  const before = new Int32Array(slotCount + 1);
  for (let slot = 0; slot < slotCount; slot++) before[slot + 1] = before[slot]! + marks[slot]!;
  const first = new Int32Array(count);
  const last = new Int32Array(count);
  for (let b = 0; b < count; b++) {
    first[b] = before[start[b]!]!;
    last[b] = before[end[b]!]!;
  }
  return { first, last, sectionCount: before[slotCount]! };
}

/** Row i is `entries[rowStart[i] … rowStart[i + 1])`. */
interface Rows {
  rowStart: Int32Array;
  entries: Int32Array;
}

/** Who lives where, both ways: rows of buffers, rows of sections, and by entry of the latter the place of the pair. */
function* livingRows(
  first: Int32Array,
  last: Int32Array,
  sectionCount: number,
): Generator<undefined, { ofBuffers: Rows; ofSections: Rows; pairs: Int32Array }> {
  const count = first.length;
  const bufferStart = new Int32Array(count + 1);
  // The change in how many live, then how many live, in each section.
  const change = new Int32Array(sectionCount + 1);
  for (let b = 0; b < count; b++) {
    bufferStart[b + 1] = bufferStart[b]! + last[b]! - first[b]!;
    change[first[b]!]!++;
    change[last[b]!]!--;
  }
  const sectionStart = new Int32Array(sectionCount + 1);
  for (let s = 0, live = 0; s < sectionCount; s++) {
    live += change[s]!;
    sectionStart[s + 1] = sectionStart[s]! + live;
  }
  const sections = new Int32Array(bufferStart[count]!);
  const buffers = new Int32Array(sections.length);
  const pairs = new Int32Array(sections.length);
  const filled = sectionStart.slice(0, sectionCount);
  let pauseAt = PAUSE_ENTRIES;
  let pair = 0;
  for (let b = 0; b < count; b++) {
    const until = last[b]!;
    for (let s = first[b]!; s < until; s++) {
      const at = filled[s]!++;
      buffers[at] = b;
      pairs[at] = pair;
      sections[pair++] = s;
    }
    if (pair < pauseAt) continue;
    yield;
    pauseAt = pair + PAUSE_ENTRIES;
  }
  const ofBuffers = { rowStart: bufferStart, entries: sections };
  return { ofBuffers, ofSections: { rowStart: sectionStart, entries: buffers }, pairs };
}

/** Each pair is found once, where the later of the two begins. */
function* neighbourRows(first: Int32Array, last: Int32Array, sectionCount: number): Generator<undefined, Rows> {
  const count = first.length;
  const byFirst = sectionOrder(first, sectionCount);
  const rowStart = neighbourRowStarts(first, last, sectionCount);
  const entries = new Int32Array(rowStart[count]!);
  const filled = rowStart.slice(0, count);
  const live = new Int32Array(count);
  let liveCount = 0;
  let pauseAt = PAUSE_ENTRIES;
  let looked = 0;
  for (let i = 0; i < count; i++) {
    const b = byFirst[i]!;
    const begin = first[b]!;
    let own = filled[b]!;
    let kept = 0;
    looked += liveCount;
    for (let k = 0; k < liveCount; k++) {
      const other = live[k]!;
      if (last[other]! <= begin) continue;
      live[kept++] = other;
      entries[own++] = other;
      entries[filled[other]!++] = b;
    }
    filled[b] = own;
    live[kept++] = b;
    liveCount = kept;
    if (looked < pauseAt) continue;
    yield;
    pauseAt = looked + PAUSE_ENTRIES;
  }
  return { rowStart, entries };
}

/** A buffer meets those that begin before it ends, without those that end before it begins, and without itself. */
function neighbourRowStarts(first: Int32Array, last: Int32Array, sectionCount: number): Int32Array {
  const begun = new Int32Array(sectionCount + 1);
  const ended = new Int32Array(sectionCount + 1);
  for (let b = 0; b < first.length; b++) {
    begun[first[b]! + 1]!++;
    ended[last[b]!]!++;
  }
  for (let s = 0; s < sectionCount; s++) {
    begun[s + 1]! += begun[s]!;
    ended[s + 1]! += ended[s]!;
  }
  const rowStart = new Int32Array(first.length + 1);
  for (let b = 0; b < first.length; b++) rowStart[b + 1] = rowStart[b]! + begun[last[b]!]! - ended[first[b]!]! - 1;
  return rowStart;
}

/** Buffers by first section, ties by index: a counting sort. */
function sectionOrder(first: Int32Array, sectionCount: number): Int32Array {
  const filled = new Int32Array(sectionCount + 1);
  for (let b = 0; b < first.length; b++) filled[first[b]! + 1]!++;
  for (let s = 0; s < sectionCount; s++) filled[s + 1]! += filled[s]!;
  const order = new Int32Array(first.length);
  for (let b = 0; b < first.length; b++) order[filled[first[b]!]!++] = b;
  return order;
}

type Twins = Pick<SearchModel, "nextTwin" | "earlierTwin">;

function noTwins(count: number): Twins {
  return { nextTwin: new Int32Array(count).fill(-1), earlierTwin: new Int32Array(count).fill(-1) };
}

/**
 * Twins begin in the same section, and its row goes by index: the one before b is the last that stands before it there.
 */
function twins(model: Omit<SearchModel, keyof Twins | "loadBound">): Twins {
  const { count, size, alignment, fixed } = model;
  const { sectionCount, sectionStart, sectionBuffers, bufferStart, bufferSections } = model;
  const { nextTwin, earlierTwin } = noTwins(count);
  const liveAlike = (a: number, b: number): boolean => {
    const shift = bufferStart[b]! - bufferStart[a]!;
    if (bufferStart[b + 1]! - bufferStart[a + 1]! !== shift) return false;
    for (let i = bufferStart[a]!, end = bufferStart[a + 1]!; i < end; i++) {
      if (bufferSections[i] !== bufferSections[i + shift]) return false;
    }
    return true;
  };
  const isTwin = (a: number, b: number): boolean =>
    size[a] === size[b] && alignment[a] === alignment[b] && fixed[a]! < 0 && liveAlike(a, b);
  for (let s = 0; s < sectionCount; s++) {
    for (let i = sectionStart[s]!; i < sectionStart[s + 1]!; i++) {
      const b = sectionBuffers[i]!;
      if (bufferSections[bufferStart[b]!] !== s || fixed[b]! >= 0) continue;
      let j = i - 1;
      while (j >= sectionStart[s]! && !isTwin(sectionBuffers[j]!, b)) j--;
      if (j < sectionStart[s]!) continue;
      earlierTwin[b] = sectionBuffers[j]!;
      nextTwin[earlierTwin[b]!] = b;
    }
  }
  return { nextTwin, earlierTwin };
}
