const DIGIT_BITS = 16;
const DIGITS = 2 ** DIGIT_BITS;
/** Digits of a number of 64 bits. */
const PLACES = 4;

const pair = new Float64Array(1);
const halves = new Uint32Array(pair.buffer);
pair[0] = 1;
/** Which half of a number has its sign. */
const HIGH = halves[1] === 0 ? 0 : 1;

/**
 * Sorts indices by a key in place, ascending and stable: a radix sort of the bits of the numbers, the least digit first
 * (Knuth, The Art of Computer Programming 3, 5.2.5). Digits that are the same for all cost one look. No key may be NaN.
 *
 * @param spare of the same length, whose content is lost
 * @param pause called between passes; what it throws is thrown, and `items` is then in no particular order
 */
export function radixSort(items: Int32Array, key: Float64Array, spare: Int32Array, pause: () => void): void {
  const { length } = items;
  const counts = new Int32Array(PLACES * DIGITS);
  for (let i = 0; i < length; i++) {
    load(key[items[i]!]!);
    for (let place = 0; place < PLACES; place++) counts[place * DIGITS + digit(place)]!++;
  }
  let [from, to] = [items, spare];
  for (let place = 0; place < PLACES; place++) {
    const own = counts.subarray(place * DIGITS, (place + 1) * DIGITS);
    load(length === 0 ? 0 : key[from[0]!]!);
    if (own[digit(place)] === length) continue;
    pause();
    for (let at = 0, d = 0; d < DIGITS; d++) {
      const count = own[d]!;
      own[d] = at;
      at += count;
    }
    for (let i = 0; i < length; i++) {
      const item = from[i]!;
      load(key[item]!);
      to[own[digit(place)]!++] = item;
    }
    [from, to] = [to, from];
  }
  if (from !== items) items.set(from);
}

/** The bits of a number, changed so that they are ordered as numbers are. */
function load(value: number): void {
  // −0 becomes 0, which it equals.
  pair[0] = value + 0;
  const high = halves[HIGH]!;
  if (high >>> 31 === 1) {
    halves[0] = ~halves[0]!;
    halves[1] = ~halves[1]!;
  } else {
    halves[HIGH] = high | 0x80000000;
  }
}

function digit(place: number): number {
  const half = halves[place < 2 ? 1 - HIGH : HIGH]!;
  return place % 2 === 0 ? half & (DIGITS - 1) : half >>> DIGIT_BITS;
}
