/**
 * The rows of a CSV file straight from its bytes into arrays, a million in a third of a second: for files of which
 * every cell is what one expects. Whatever is not leaves the file to the reader of texts (`csv.ts`), which knows more
 * and tells what is wrong.
 */
import type { Buffer as NodeBuffer } from "node:buffer";

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const HASH = 35;
const MINUS = 45;
const ZERO = 48;
/** The first byte of a character that is not ASCII is this or more. */
const WIDE = 0x80;

/** What a column holds: ids, what is passed over, or integers and where they go: NaN for an empty cell. */
export type Holds = "id" | "nothing" | Float64Array;

/** What is read of the rows besides numbers. All arrays are as long as the rows are many. */
export interface ByteRows {
  /** Where each id lies in the bytes. */
  readonly idBegin: Int32Array;
  readonly idEnd: Int32Array;
  /** Of each id's bytes (FNV-1a). */
  readonly idHash: Int32Array;
  /** Where the cell of the offset lies, or the end of the row for both. */
  readonly putBegin: Int32Array;
  readonly putEnd: Int32Array;
}

/** How the rows are to be read. */
export interface RowShape {
  /** As `countRows` tells. */
  readonly count: number;
  readonly separator: number;
  /** One for each column. */
  readonly holds: readonly Holds[];
  /** The column whose place is kept; −1 for the end of the row. */
  readonly putColumn: number;
}

/**
 * Reads the rows that begin at `from`. Null where a cell is none of the expected kind: ragged rows, quotes, comments,
 * lines of blanks, empty ids, numbers that are no decimal integers within ±(2^53 − 1), and blanks that are not ASCII
 * about a cell whose ends count.
 *
 * @param bytes UTF-8, without quotes
 * @param onProgress told, now and then, of the part of the bytes that is read, from 0 to 1
 */
export function readByteRows(
  bytes: NodeBuffer,
  from: number,
  { count, separator, holds, putColumn }: RowShape,
  onProgress: (fraction: number) => void,
): ByteRows | null {
  const { length } = bytes;
  const idBegin = new Int32Array(count);
  const idEnd = new Int32Array(count);
  const idHash = new Int32Array(count);
  const putBegin = new Int32Array(count);
  const putEnd = putColumn < 0 ? putBegin : new Int32Array(count);
  const last = holds.length - 1;
  let at = from;
  for (let row = 0; row < count; row++) {
    if ((row & PROGRESS_ROWS) === 0 && row > 0) onProgress(at / length);
    while (bytes[at] === LF || bytes[at] === CR) at++;
    for (let column = 0; column <= last; column++) {
      at = afterBlanks(bytes, at, separator);
      const begin = at;
      let end = at;
      const held = holds[column]!;
      if (typeof held !== "string") {
        const isNegative = bytes[at] === MINUS;
        if (isNegative) at++;
        const first = at;
        let value = 0;
        for (let digit = bytes[at]! - ZERO; digit >= 0 && digit <= 9; digit = bytes[++at]! - ZERO) {
          value = value * 10 + digit;
        }
        // Rounding is monotone, so a value beyond 2^53 − 1 can never round back below it.
        if (value > Number.MAX_SAFE_INTEGER || (at === first && isNegative)) return null;
        held[row] = at === first ? Number.NaN : isNegative ? 0 - value : value;
        end = at;
        at = afterBlanks(bytes, at, separator);
      } else {
        if (column === 0 && bytes[at] === HASH) return null;
        let hash = FNV_BASIS;
        // The blanks at the end do not belong to an id: its hash is the one before them.
        let ended = hash;
        let code = at < length ? bytes[at]! : LF;
        for (; code !== separator && code !== LF && code !== CR; code = ++at < length ? bytes[at]! : LF) {
          hash = Math.imul(hash ^ code, FNV_PRIME);
          if (code > SPACE || !isBlankByte(code)) {
            end = at + 1;
            ended = hash;
          }
        }
        if (end > begin && (bytes[begin]! >= WIDE || bytes[end - 1]! >= WIDE) && !isTrimmed(bytes, begin, end)) {
          return null;
        }
        if (held === "id") {
          if (end === begin) return null;
          idBegin[row] = begin;
          idEnd[row] = end;
          idHash[row] = ended;
        }
      }
      const code = at < length ? bytes[at]! : LF;
      if (column < last ? code !== separator : code !== LF && code !== CR) return null;
      if (column === putColumn || (putColumn < 0 && column === last)) {
        putEnd[row] = end;
        putBegin[row] = putColumn < 0 ? end : begin;
      }
      at++;
    }
  }
  return { idBegin, idEnd, idHash, putBegin, putEnd };
}

const FNV_BASIS = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;
/** One less than a power of two: progress is told after so many rows. */
const PROGRESS_ROWS = 0xffff;

/** Lines of at least one byte. */
export function countRows(bytes: NodeBuffer, from: number): number {
  let rows = 0;
  let isInRow = 0;
  for (let at = from; at < bytes.length; at++) {
    const code = bytes[at]!;
    if (code === LF || code === CR) {
      rows += isInRow;
      isInRow = 0;
    } else {
      isInRow = 1;
    }
  }
  return rows + isInRow;
}

function afterBlanks(bytes: NodeBuffer, from: number, separator: number): number {
  let at = from;
  for (let code = bytes[at]!; code <= SPACE && isBlankByte(code) && code !== separator; code = bytes[++at]!);
  return at;
}

/** White space of ASCII that ends no line. */
function isBlankByte(code: number): boolean {
  return code === SPACE || code === TAB || code === 11 || code === 12;
}

function isTrimmed(bytes: NodeBuffer, begin: number, end: number): boolean {
  const text = bytes.toString("utf8", begin, end);
  return text.trim() === text;
}
