/**
 * The CSV form, after MiniMalloc: a header, then a row for each buffer. Columns stand in any order and are recognised
 * by name (`problem/vocabulary.ts`, `names.ts`); what is between them is what the header has: commas, semicolons or
 * tabs. An empty cell of an optional column means that the buffer has no such value. Lines that begin with `#` are
 * comments; some say what the columns cannot (`csv-comments.ts`; OmniMalloc writes `# pool_offset=4096`). Constraints
 * of a buffer have columns of their own, gaps in MiniMalloc's syntax; vector clocks stand in those of the times, as
 * OmniMalloc writes them, `0:1`.
 */
import { Buffer as NodeBuffer } from "node:buffer";
import type { Culprit } from "../../problem/index.js";
import type { Lists } from "../../problem/shapes.js";
import { type FileContent, textOf } from "../content.js";
import { clip, errorAt } from "../errors.js";
import {
  type Draft,
  endsOf,
  type Field,
  NONE,
  OPTIONAL,
  type ReadOptions,
  setLifetime,
  timesNoteOf,
} from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import type { NameJudge } from "../names.js";
import { csvCell } from "../serialize.js";
import { cellInteger, cellText, integerOf, isEmptyCell, type Table } from "../table.js";
import { beginsAsText } from "../text.js";
import { type ByteSource, readByteCsv } from "./byte-csv.js";
import { findColumns, listed } from "./columns.js";
import { type Fail, readComments, type Said } from "./comment-fields.js";
import { type Comment, uncomment } from "./comments.js";
import { ConstraintCells } from "./constraints.js";
import { readPlain } from "./plain.js";
import { readQuoted } from "./quoted.js";
import { separatorOf } from "./separator.js";
import { csvPieces } from "./write-bytes.js";

export interface CsvSource extends FileSource {
  readonly form: "csv";
  readonly mark: string;
  readonly table: Table;
  /** Where the header has the column `offset`; −1 if it has none. */
  readonly offsetColumn: number;
  /** Where it has the column `memory`; −1 if it has none. */
  readonly memoryColumn: number;
  /** Whether each row leaves open in which of several memories its buffer lies, as it may where time is minimised. */
  readonly isOpen: readonly boolean[];
}

/** Any text that is nothing else is taken for a table: what is wrong with it is best told by its header. */
export const csvForm: FileForm<CsvSource | ByteSource> = {
  name: "CSV (MiniMalloc)",
  takes: ["ends"],
  sniff: ({ bytes }) => beginsAsText(bytes),
  readColumns: readByteCsv,
  read: readCsv,
  write: (source, plan) => ("bytes" in source ? textOfPieces(source, plan.offsets) : formatCsv(source, plan)),
  writePieces: (source, { offsets }) => ("bytes" in source ? csvPieces(source, offsets) : null),
};

function textOfPieces(source: ByteSource, offsets: ArrayLike<number>): string {
  return NodeBuffer.concat([...csvPieces(source, offsets)]).toString("utf8");
}

/**
 * Reads a CSV text.
 *
 * @throws FormatError at the first fault
 */
function readCsv(
  file: FileContent,
  names: NameJudge,
  { placed, ignoreOffsets, hasBase, ends }: ReadOptions,
): SourcedReading<CsvSource> {
  const { fileName } = file;
  const text = textOf(file);
  const fail: Fail = (position, detail, refusedName) => {
    throw errorAt(fileName, text, {
      position,
      detail,
      ...(refusedName !== undefined && { refusedNames: [refusedName] }),
    });
  };
  const { body, comments } = uncomment(text);
  if (body.trim() === "") fail(0, "the file has nothing but comments");
  const separator = separatorOf(body);
  const found = body.includes('"') ? readQuoted(body, fileName, separator) : readPlain(body, separator);
  const table: Table = { ...found, text };
  const { rowCount, columnCount, begin } = table;
  const { columns, headers, offsetColumn } = findColumns(table, names, (column, detail, refusedName) =>
    fail(begin[column] ?? 0, detail, refusedName),
  );
  const said = readComments(text, comments, names, fail);
  refuseCommentedRows(table, comments, [columns.lower!, columns.upper!, columns.size!], fail);
  const lifetime = endsOf(ends, headers[columns.upper!]!);
  if (placed && columns.offset === undefined) fail(0, `no column "offset"; the header has ${listed(headers)}`);

  const integer = (row: number, column: number, id: string): number => {
    const cell = row * columnCount + column;
    const value = cellInteger(table, cell);
    if (Number.isFinite(value)) return value;
    const content = cellText(table, cell);
    const reason =
      content.trim() === ""
        ? "is empty"
        : `must be an integer${Number.isNaN(value) ? "" : " within ±(2^53 − 1)"}, got ${clip(content)}`;
    return fail(begin[cell]!, `buffer ${clip(id)}: ${headers[column]} ${reason}`);
  };
  const isEmpty = (row: number, column: number): boolean => isEmptyCell(table, row * columnCount + column);

  const least = !hasBase && said.base?.isPool === true ? said.base : null;
  const refuseBelow = (row: number, id: string, offset: number): void => {
    if (least === null || offset >= least.bytes) return;
    const detail = `offset ${offset} lies below the pool_offset of ${least.bytes}, and telaplan counts from 0`;
    fail(begin[row * columnCount + columns.offset!]!, `buffer ${clip(id)}: ${detail}; --base 0 counts from the pool`);
  };

  const buffers: Draft[] = [];
  const plan = placed ? { offsets: new Float64Array(rowCount - 1), memories: new Array<string>(rowCount - 1) } : null;
  const isLeftOut = (field: Field): boolean => field === "offset" && (placed || ignoreOffsets);
  const optional = OPTIONAL.filter((field) => columns[field] !== undefined && !isLeftOut(field));
  const constraints = new ConstraintCells(table, columns, headers, lifetime, fail);
  for (let row = 1; row < rowCount; row++) {
    const id = cellText(table, row * columnCount + columns.id!);
    if (id === "") fail(begin[row * columnCount + columns.id!]!, `the row has no ${headers[columns.id!]}`);
    const buffer: Draft = { id, lower: 0, upper: 0, size: 0 };
    if (!constraints.setClock(buffer, row)) {
      setLifetime(buffer, lifetime, integer(row, columns.lower!, id), integer(row, columns.upper!, id));
    }
    buffer.size = integer(row, columns.size!, id);
    for (const field of optional) {
      if (isEmpty(row, columns[field]!)) continue;
      const value = integer(row, columns[field]!, id);
      if (value === NONE && field !== "alignment") continue;
      buffer[field] = value;
      if (field === "offset") refuseBelow(row, id, value);
    }
    if (plan !== null) {
      const offset = isEmpty(row, columns.offset!) ? NONE : integer(row, columns.offset!, id);
      if (offset === NONE) fail(begin[row * columnCount + columns.offset!]!, `buffer ${clip(id)} has no offset`);
      refuseBelow(row, id, offset);
      plan.offsets[row - 1] = offset;
    }
    constraints.read(buffer, row);
    if (plan !== null) {
      if (buffer.memory === undefined && said.memories.length > 1) {
        const choices = said.memories.map(({ memory }) => clip(memory.id)).join(", ");
        const detail = `buffer ${clip(id)} has no memory; it may lie in ${choices}`;
        fail(begin[row * columnCount + (columns.memory ?? columns.id!)]!, detail);
      }
      plan.memories[row - 1] = buffer.memory ?? said.memories[0]?.memory.id ?? "";
    }
    buffers.push(buffer);
  }
  if (table.fault !== null) throw errorAt(fileName, text, table.fault);

  const { aliases, rows } = constraints.aliases(buffers);
  const lists: Lists = {
    ...(said.memories.length > 0 && { memories: said.memories.map(({ memory }) => memory) }),
    ...(aliases.length > 0 && { aliases }),
    // Whether they are terms, the check of the problem says.
    ...(said.minimize !== undefined && { minimize: said.minimize.terms as NonNullable<Lists["minimize"]> }),
  };
  const positionOf = (bufferIndex: number | undefined, field: string | undefined, entry: Entry): number => {
    if (bufferIndex !== undefined) {
      const cell = (bufferIndex + 1) * columnCount + (columns[(field === "clock" ? "lower" : field) as Field] ?? 0);
      return begin[cell]! + (field === "gaps" && entry.entry !== undefined ? gapBegin(table, cell, entry.entry) : 0);
    }
    const alias = field === "aliases" && entry.entry !== undefined ? rows[entry.entry] : undefined;
    return alias === undefined ? positionIn(said, field, entry) : begin[alias * columnCount + columns.alias!]!;
  };
  return {
    buffers,
    capacity: said.capacity?.bytes,
    base: said.base?.bytes,
    lists,
    ends: endsOf(undefined, headers[columns.upper!]!),
    offsets: plan === null ? null : plan.offsets,
    memories: plan === null || said.memories.length === 0 ? null : plan.memories,
    source: {
      form: "csv",
      mark: file.mark,
      table,
      offsetColumn,
      memoryColumn: columns.memory ?? -1,
      isOpen: buffers.map(({ memory }) => said.memories.length > 1 && memory === undefined),
    },
    errorAt: (bufferIndex, field, detail, entry = {}) =>
      errorAt(fileName, text, { position: positionOf(bufferIndex, field, entry), detail }),
    timesNote: () => timesNoteOf(lifetime, headers[columns.lower!]!, headers[columns.upper!]!),
    notes: [],
  };
}

type Entry = Pick<Culprit, "entry" | "key">;

/** Where the gap of this number begins within its cell. */
function gapBegin({ text, begin, end }: Table, cell: number, gap: number): number {
  const found = [...text.slice(begin[cell]!, end[cell]!).matchAll(/[^\s"]+/g)][gap];
  return found === undefined ? 0 : found.index;
}

/** Where the comments say it; the begin of the file where they do not. */
function positionIn(said: Said, field: string | undefined, { entry, key }: Entry): number {
  if (field === "capacity" || field === "base" || field === "minimize") return said[field]?.position ?? 0;
  const memory = field === "memories" && entry !== undefined ? said.memories[entry] : undefined;
  return memory === undefined ? 0 : ((key === undefined ? undefined : memory.positions[key]) ?? memory.position);
}

/**
 * Refuses a comment that could as well be a row, of a buffer whose id begins with `#`: passed over in silence, the
 * buffer would be lost. A blank after the `#` makes it a comment, quotes around the id make it a row.
 */
function refuseCommentedRows(table: Table, comments: readonly Comment[], numeric: readonly number[], fail: Fail): void {
  const { text, separator, columnCount, rowCount, begin } = table;
  const headerBegin = rowCount > 0 ? begin[0]! : 0;
  for (const comment of comments) {
    const line = text.slice(comment.begin, comment.end);
    if (comment.begin < headerBegin || /^#\s/.test(line)) continue;
    const cells = line.split(separator);
    // Longer ones too: with a column of offsets they are as long as the rows.
    if (cells.length < columnCount) continue;
    if (numeric.every((column) => Number.isFinite(integerOf(cells[column]!.trim())))) {
      const way = `write ${clip(`# ${line.slice(1)}`)} for a comment, and quote the id of a buffer`;
      fail(comment.begin, `a comment, or a buffer called ${clip(cells[0]!.trim())}? ${way}`);
    }
  }
}

/**
 * The text with each buffer's offset in its row: in the column `offset`, or in a new last one. The memory of a buffer
 * whose row names none goes into the column `memory` likewise.
 */
function formatCsv(
  { mark, table, offsetColumn, memoryColumn, isOpen }: CsvSource,
  { offsets, memories }: { readonly offsets: ArrayLike<number>; readonly memories: readonly string[] | null },
): string {
  const { text, separator, rowCount, columnCount, begin, end } = table;
  const pieces: string[] = [mark];
  let written = 0;
  const put = (at: number, next: number, value: string): void => {
    pieces.push(text.slice(written, at), value);
    written = next;
  };
  const laysMemories = memories !== null && isOpen.some(Boolean);
  const memoryOf = (row: number): string => (isOpen[row - 1] ? csvCell(memories![row - 1]!, separator) : "");
  const fillMemory = (row: number): void => {
    const cell = row * columnCount + memoryColumn;
    if (isOpen[row - 1]) put(begin[cell]!, end[cell]!, memoryOf(row));
  };
  const fillOffset = (row: number): void => {
    const cell = row * columnCount + offsetColumn;
    put(begin[cell]!, end[cell]!, String(offsets[row - 1]!));
  };
  for (let row = 0; row < rowCount; row++) {
    const lineEnd = end[(row + 1) * columnCount - 1]!;
    const isMemoryFirst = memoryColumn < offsetColumn;
    if (row > 0 && laysMemories && memoryColumn >= 0 && isMemoryFirst) fillMemory(row);
    if (row > 0 && offsetColumn >= 0) fillOffset(row);
    if (row > 0 && laysMemories && memoryColumn >= 0 && !isMemoryFirst) fillMemory(row);
    if (laysMemories && memoryColumn < 0) put(lineEnd, lineEnd, separator + (row === 0 ? "memory" : memoryOf(row)));
    if (offsetColumn < 0) put(lineEnd, lineEnd, separator + (row === 0 ? "offset" : String(offsets[row - 1]!)));
  }
  pieces.push(text.slice(written));
  return pieces.join("");
}
