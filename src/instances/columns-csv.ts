import type { ColumnInstance } from "./columns.js";

const HEADER = "id,lower,upper,size\n";
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const ZERO = 0x30;
const B = 0x62;

/** Digits of 2^53 − 1. */
const MOST_DIGITS = 16;
/** `b`, four numbers, three commas, the end of the line. */
const LONGEST_LINE = 4 * MOST_DIGITS + 5;
/** Rows for which there is room at a time. */
const ROWS_A_PIECE = 65_536;

/**
 * The instance as the bytes of a CSV file, piece by piece: what `serialize` writes for the same problem, without a
 * string a line. The capacity is not in it, as in all CSV.
 */
export function* csvOfColumns({ lower, upper, size }: ColumnInstance): Generator<Uint8Array> {
  yield Uint8Array.from(HEADER, (letter) => letter.charCodeAt(0));
  for (let from = 0; from < lower.length; from += ROWS_A_PIECE) {
    const to = Math.min(lower.length, from + ROWS_A_PIECE);
    const bytes = new Uint8Array((to - from) * LONGEST_LINE);
    let at = 0;
    for (let row = from; row < to; row++) {
      bytes[at++] = B;
      at = writeWhole(bytes, at, row);
      bytes[at++] = COMMA;
      at = writeWhole(bytes, at, lower[row]!);
      bytes[at++] = COMMA;
      at = writeWhole(bytes, at, upper[row]!);
      bytes[at++] = COMMA;
      at = writeWhole(bytes, at, size[row]!);
      bytes[at++] = LINE_FEED;
    }
    yield bytes.subarray(0, at);
  }
}

/** Writes a whole number from 0 to 2^53 − 1 in digits, and returns where it ends. */
function writeWhole(bytes: Uint8Array, at: number, value: number): number {
  let digits = 1;
  for (let power = 10; digits < MOST_DIGITS && value >= power; power *= 10) digits++;
  for (let i = at + digits - 1; i >= at; i--) {
    const rest = Math.floor(value / 10);
    bytes[i] = ZERO + (value - rest * 10);
    value = rest;
  }
  return at + digits;
}
