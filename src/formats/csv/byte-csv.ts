/**
 * CSV without a text and without an object for each buffer: bytes to columns. It takes what it understands for
 * certain, and then makes the same document as `csv.ts`; anything else it leaves to that.
 */
import { isUtf8, Buffer as NodeBuffer } from "node:buffer";
import { emptyColumns } from "../../problem/index.js";
import type { FileContent } from "../content.js";
import { endsOf, NONE, type ReadOptions } from "../fields.js";
import type { ColumnsReading, FileSource } from "../form.js";
import type { NameJudge } from "../names.js";
import { BYTE_ORDER_MARK } from "../text.js";
import { ByteIds } from "./byte-ids.js";
import { type ByteRows, countRows, type Holds, readByteRows } from "./byte-rows.js";
import { COLUMN_PLACE, findColumns, type Header } from "./columns.js";
import { readComments, type Said } from "./comment-fields.js";
import { uncomment } from "./comments.js";
import { readPlain } from "./plain.js";
import { type Separator, separatorOf } from "./separator.js";

/** What the writer must know of a file that was read as bytes. */
export interface ByteSource extends FileSource, Pick<ByteRows, "putBegin" | "putEnd"> {
  readonly form: "csv";
  readonly bytes: NodeBuffer;
  readonly separator: Separator;
  /** Where the name of a new column goes; −1 where the file has a column for offsets. */
  readonly headerEnd: number;
}

/** Positions in a file are 32-bit integers here. */
const MOST_BYTES = 2 ** 31 - 1;
const LF = 10;
const CR = 13;

/** The fields that plain problems have in columns. A hint has none: problems with constraints alone look at it. */
const FIELDS: readonly string[] = ["id", "lower", "upper", "size", "alignment", "offset"];

/** What stands above the rows. */
interface Head {
  readonly header: Header;
  readonly said: Said;
  readonly separator: Separator;
  /** Position in the bytes behind the last character of the header that is no blank. */
  readonly end: number;
}

/** Says that a file is for the other reader. Never leaves this module. */
class Unsure extends Error {}

/**
 * Reads a CSV file as columns; null where the other reader is to read it, and to tell what is wrong if anything is.
 * What the whole problem must be, `areSound` tells, when its memory is known.
 */
export function readByteCsv(
  file: FileContent,
  names: NameJudge,
  { placed, ignoreOffsets, hasBase, ends, onProgress = () => {} }: ReadOptions,
): ColumnsReading<ByteSource> | null {
  const { buffer, byteOffset, byteLength } = file.bytes;
  const given = NodeBuffer.from(buffer, byteOffset, byteLength);
  if (byteLength > MOST_BYTES || given.includes(0) || given.includes('"') || !isUtf8(given)) return null;
  // The document keeps them, and the caller may do with his what he likes.
  const bytes = NodeBuffer.from(given);
  const begin = headerBegin(bytes);
  const after = lineEnd(bytes, begin);
  const head = readHead(bytes, after, names);
  if (head === null) return null;
  const { said, separator } = head;
  const { columns: at, headers, offsetColumn } = head.header;
  if (placed && at.offset === undefined) return null;
  // Tabs before it make no less a comment of a line.
  if (separator === "\t" && bytes.includes("#", after)) return null;

  const count = countRows(bytes, after);
  const columns = emptyColumns(count, { capacity: Number.POSITIVE_INFINITY, base: 0, ids: null });
  const { lower, upper, size, alignment, fixedOffset } = columns;
  const offsets = placed ? new Float64Array(count) : null;
  const holds = new Array<Holds>(headers.length).fill("nothing");
  holds[at.id!] = "id";
  holds[at.lower!] = lower;
  holds[at.upper!] = upper;
  holds[at.size!] = size;
  if (at.alignment !== undefined) holds[at.alignment] = alignment;
  if (at.offset !== undefined && (placed || !ignoreOffsets)) holds[at.offset] = offsets ?? fixedOffset;
  const shape = { count, separator: separator.charCodeAt(0), holds, putColumn: offsetColumn };
  const rows = readByteRows(bytes, after, shape, onProgress);
  if (rows === null) return null;
  const ids = new ByteIds(bytes, rows.idBegin, rows.idEnd);
  if (!ids.areDistinct(rows.idHash)) return null;

  const lifetime = endsOf(ends, headers[at.upper!]!);
  for (let b = 0; lifetime !== "exclusive" && b < count; b++) {
    const isEmpty = lower[b] === upper[b];
    if (lifetime === "open") lower[b]! += 1;
    if (lifetime === "inclusive" || isEmpty) upper[b]! += 1;
  }
  const saysAlignment = at.alignment === undefined ? null : fillIn(alignment, 1);
  if (offsets === null) fillIn(fixedOffset, NONE);
  // The first address that an offset may have: below it, the other reader has something to say.
  const least = !hasBase && said.base?.isPool === true ? said.base.bytes : Number.NEGATIVE_INFINITY;
  const areOffsetsRight = offsets === null ? areFrom(fixedOffset, least, true) : areFrom(offsets, least, false);
  if (!areOffsetsRight) return null;
  const { putBegin, putEnd } = rows;
  return {
    columns: { ...columns, ids },
    saysAlignment,
    capacity: said.capacity?.bytes,
    base: said.base?.bytes,
    ends: endsOf(undefined, headers[at.upper!]!),
    offsets,
    source: { form: "csv", bytes, separator, headerEnd: offsetColumn < 0 ? head.end : -1, putBegin, putEnd },
  };
}

/** Puts a value where there is none, and tells where there was one. */
function fillIn(column: Float64Array, value: number): Uint8Array {
  const said = new Uint8Array(column.length);
  for (let b = 0; b < column.length; b++) {
    if (Number.isNaN(column[b]!)) column[b] = value;
    else said[b] = 1;
  }
  return said;
}

/** Whether all offsets are at `least` or above it. @param mayLack whether some may be absent */
function areFrom(offsets: Float64Array, least: number, mayLack: boolean): boolean {
  for (let b = 0; b < offsets.length; b++) {
    const offset = offsets[b]!;
    if (offset === NONE ? !mayLack : !(offset >= least)) return false;
  }
  return true;
}

/** Where the first line begins that is neither blank nor a comment; the file's length where there is none. */
function headerBegin(bytes: NodeBuffer): number {
  let at = markLength(bytes);
  while (at < bytes.length) {
    const end = lineEnd(bytes, at);
    const line = bytes.toString("utf8", at, end).trim();
    if (line !== "" && !line.startsWith("#")) return at;
    at = end + 1;
  }
  return at;
}

function lineEnd(bytes: NodeBuffer, from: number): number {
  let at = from;
  while (at < bytes.length && bytes[at] !== LF && bytes[at] !== CR) at++;
  return at;
}

function markLength(bytes: NodeBuffer): number {
  const mark = NodeBuffer.from(BYTE_ORDER_MARK);
  return bytes.subarray(0, mark.length).equals(mark) ? mark.length : 0;
}

/** Reads comments and header as the other reader does. Null where they say more than plain problems have. */
function readHead(bytes: NodeBuffer, after: number, names: NameJudge): Head | null {
  const fail = (): never => {
    throw new Unsure();
  };
  const from = markLength(bytes);
  const text = bytes.toString("utf8", from, after);
  const { body, comments } = uncomment(text);
  if (body.trim() === "") return null;
  const separator = separatorOf(body);
  const table = { ...readPlain(body, separator), text };
  if (table.rowCount !== 1 || table.fault !== null) return null;
  const cells = Array.from(table.begin, (begin, cell) => text.slice(begin, table.end[cell]!));
  // Whether a column that would be refused is empty, and may stay, the rows tell.
  const isPlain = (name: string): boolean => {
    const { field, refusal } = names.judge(name, COLUMN_PLACE);
    return name !== "" && refusal === undefined && (field === undefined || FIELDS.includes(field));
  };
  if (!cells.every(isPlain)) return null;
  try {
    const header = findColumns(table, names, fail);
    const isAll = Object.keys(header.columns).every((field) => FIELDS.includes(field));
    const said = readComments(text, comments, names, fail);
    if (!isAll || said.memories.length > 0 || said.minimize !== undefined) return null;
    const end = from + NodeBuffer.byteLength(text.slice(0, table.end[table.columnCount - 1]!));
    return { header, said, separator, end };
  } catch (error) {
    if (error instanceof Unsure) return null;
    throw error;
  }
}
