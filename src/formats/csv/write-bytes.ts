import { Buffer as NodeBuffer } from "node:buffer";
import type { ByteSource } from "./byte-csv.js";

/** Bytes of a piece that is written at once. */
const PIECE = 2 ** 22;
/** Bytes of an offset and what stands before it, at most: a separator and sixteen digits. */
const MOST_PUT = 32;
const ZERO = 48;
/** Numbers up to this many digits are divided as 32-bit integers, which is several times as fast. */
const SHORT = 1e9;

/**
 * The bytes of the file with each buffer's offset in its row, in pieces of some megabytes: in the column for offsets,
 * or in a new last one. All else is as it was.
 */
export function* csvPieces(
  { bytes, separator, headerEnd, putBegin, putEnd }: ByteSource,
  offsets: ArrayLike<number>,
): Generator<Uint8Array> {
  const mark = separator.charCodeAt(0);
  let piece = new Uint8Array(PIECE);
  let filled = 0;
  let written = 0;
  const isNew = headerEnd >= 0;
  for (let row = isNew ? -1 : 0; row < putBegin.length; row++) {
    const to = row < 0 ? headerEnd : putBegin[row]!;
    while (to - written > PIECE - MOST_PUT - filled) {
      const fits = PIECE - filled;
      const some = Math.min(fits, to - written);
      piece.set(bytes.subarray(written, written + some), filled);
      written += some;
      yield piece.subarray(0, filled + some);
      piece = new Uint8Array(PIECE);
      filled = 0;
    }
    while (written < to) piece[filled++] = bytes[written++]!;
    if (isNew) piece[filled++] = mark;
    if (row < 0) {
      filled += NodeBuffer.from(piece.buffer).write("offset", filled);
    } else {
      filled = putDigits(piece, filled, offsets[row]!);
      written = putEnd[row]!;
    }
  }
  if (filled > 0) yield piece.subarray(0, filled);
  if (written < bytes.length) yield bytes.subarray(written);
}

/** Writes an integer ≥ 0 in digits. Returns where they end. */
function putDigits(piece: Uint8Array, at: number, value: number): number {
  let high = value;
  let end = at;
  if (value >= SHORT) {
    high = Math.floor(value / SHORT);
    end = putDigits(piece, at, high);
    let low = (value - high * SHORT) | 0;
    for (let digit = end + 8; digit >= end; digit--) {
      const next = (low / 10) | 0;
      piece[digit] = ZERO + low - next * 10;
      low = next;
    }
    return end + 9;
  }
  let rest = high | 0;
  let digits = 1;
  for (let ten = 10; ten <= rest; ten *= 10) digits++;
  for (let digit = at + digits - 1; digit >= at; digit--) {
    const next = (rest / 10) | 0;
    piece[digit] = ZERO + rest - next * 10;
    rest = next;
  }
  return at + digits;
}
