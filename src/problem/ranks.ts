/** Values within a range of this many for each are counted instead of sorted. */
const DENSE = 4;

/** From this many values on, digits are sorted by: comparing takes three times as long. */
const MANY = 50_000;

const DIGIT_BITS = 11;
const DIGITS = 2 ** DIGIT_BITS;
/** A difference of two values is cut into words of two digits. */
const WORD = DIGITS ** 2;

/** For each value, how many distinct ones are below it. */
export interface Ranks {
  readonly rank: Int32Array;
  /** How many distinct values there are. */
  readonly distinct: number;
}

/** The ranks of integers within ±(2^53 − 1), in O(n) where they are dense or many, else in O(n log n). */
export function ranks(values: Float64Array): Ranks {
  let least = values[0] ?? 0;
  let greatest = least;
  for (let i = 1; i < values.length; i++) {
    if (values[i]! < least) least = values[i]!;
    if (values[i]! > greatest) greatest = values[i]!;
  }
  const range = greatest - least;
  if (range < DENSE * values.length) return counted(values, least, range);
  // A greater range may be rounded.
  if (values.length >= MANY && range <= Number.MAX_SAFE_INTEGER) return ranksByDigits(values, least, range);
  const rank = new Int32Array(values.length);
  const cuts = distinctSorted(values);
  for (let i = 0; i < values.length; i++) rank[i] = rankOf(cuts, values[i]!);
  return { rank, distinct: cuts.length };
}

function counted(values: Float64Array, least: number, range: number): Ranks {
  const rank = new Int32Array(values.length);
  const below = new Int32Array(range + 2);
  for (let i = 0; i < values.length; i++) below[values[i]! - least + 1] = 1;
  for (let i = 1; i < below.length; i++) below[i]! += below[i - 1]!;
  for (let i = 0; i < values.length; i++) rank[i] = below[values[i]! - least]!;
  return { rank, distinct: below[below.length - 1]! };
}

/**
 * A radix sort, the least digit first (Knuth, The Art of Computer Programming 3, 5.2.5). Words travel with their
 * positions: they are read in the order of the memory.
 */
function ranksByDigits(values: Float64Array, least: number, range: number): Ranks {
  const { length } = values;
  let order = new Int32Array(length);
  let spare = new Int32Array(length);
  let words = new Int32Array(length);
  let spareWords = new Int32Array(length);
  const counters = new Int32Array(DIGITS);
  for (let i = 0; i < length; i++) order[i] = i;
  for (let unit = 1; unit <= range; unit *= WORD) {
    const scale = 1 / unit;
    for (let i = 0; i < length; i++) words[i] = ((values[order[i]!]! - least) * scale) & (WORD - 1);
    for (let shift = 0; shift < 2 * DIGIT_BITS && unit * 2 ** shift <= range; shift += DIGIT_BITS) {
      counters.fill(0);
      for (let i = 0; i < length; i++) counters[(words[i]! >>> shift) & (DIGITS - 1)]!++;
      for (let digit = 0, begin = 0; digit < DIGITS; digit++) {
        const many = counters[digit]!;
        counters[digit] = begin;
        begin += many;
      }
      for (let i = 0; i < length; i++) {
        const word = words[i]!;
        const at = counters[(word >>> shift) & (DIGITS - 1)]!++;
        spare[at] = order[i]!;
        spareWords[at] = word;
      }
      [order, spare] = [spare, order];
      [words, spareWords] = [spareWords, words];
    }
  }
  const rank = spare;
  let distinct = 0;
  let before = Number.NaN;
  for (let i = 0; i < length; i++) {
    const value = values[order[i]!]!;
    if (value !== before) distinct++;
    before = value;
    rank[order[i]!] = distinct - 1;
  }
  return { rank, distinct };
}

function distinctSorted(values: Float64Array): Float64Array {
  const sorted = values.slice().sort();
  let kept = 0;
  for (let i = 0; i < sorted.length; i++) if (i === 0 || sorted[i] !== sorted[i - 1]) sorted[kept++] = sorted[i]!;
  return sorted.subarray(0, kept);
}

/** Position of `value` in `sorted`, which holds it. */
function rankOf(sorted: Float64Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
