/**
 * The allocations in the fast memory that XLA's memory space assignment (MSA) dumps as `allocinfo`: CSV with the
 * header `buffer_id,size,offset,start_time,end_time`. Both times are live. A buffer may have several rows, one for each
 * stay in the fast memory; a negative id is a scoped allocation, the scratch of one instruction.
 *
 * Source: `AppendAllocationInfoDebugString` in XLA's memory_space_assignment/algorithm.cc.
 */
import { beginsWith } from "../bytes.js";
import { type FileContent, textOf } from "../content.js";
import { readPlain } from "../csv/plain.js";
import { clip, errorAt } from "../errors.js";
import { type ReadOptions, setLifetime, timesNoteOf } from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import type { NameJudge } from "../names.js";
import { type DumpRow, readingOf } from "../producer/dump.js";
import { cellInteger, cellText } from "../table.js";
import { UniqueNames } from "../unique-names.js";

const COLUMNS = ["buffer_id", "size", "offset", "start_time", "end_time"] as const;

const NO_ALIGNMENT = "the file does not state an alignment, and offsets may be any: --align states one";

export const msaForm: FileForm = {
  name: "MSA allocinfo (XLA)",
  takes: ["ends", "alignment"],
  sniff: isMsa,
  read: readMsa,
};

function isMsa({ bytes }: FileContent): boolean {
  const begin = beginsWith(bytes, [0xef, 0xbb, 0xbf]) ? 3 : 0;
  const head = String.fromCharCode(...bytes.subarray(begin, begin + 200)).trimStart();
  return new RegExp(`^${COLUMNS.join(",")}[ \\t]*(\\r?\\n|\\r|$)`).test(head);
}

function readMsa(file: FileContent, _: NameJudge, options: ReadOptions): SourcedReading<FileSource> {
  const text = textOf(file);
  const table = readPlain(text, ",");
  const { begin, columnCount, rowCount } = table;
  const ends = options.ends ?? "inclusive";
  const fail = (position: number, detail: string): never => {
    throw errorAt(file.fileName, text, { position, detail });
  };
  const names = new UniqueNames();
  const rows: DumpRow[] = [];
  for (let row = 1; row < rowCount; row++) {
    const at = row * columnCount;
    const label = cellText(table, at);
    const [, size, offset, start, end] = COLUMNS.map((column, i) => {
      const value = cellInteger(table, at + i);
      if (Number.isFinite(value)) return value;
      return fail(
        begin[at + i]!,
        `buffer ${clip(label)}: ${column} must be an integer, got ${clip(cellText(table, at + i))}`,
      );
    }) as [number, number, number, number, number];
    if (offset < 0) fail(begin[at + 2]!, `buffer ${clip(label)}: offset must be ≥ 0 bytes, got ${offset}`);
    const lifetime = { lower: 0, upper: 0 };
    setLifetime(lifetime, ends, start, end);
    rows.push({ id: names.take(label), ...lifetime, size, offset });
  }
  if (table.fault !== null) throw errorAt(file.fileName, text, table.fault);
  const columnOf: Readonly<Record<string, number>> = { size: 1, offset: 2, lower: 3, upper: 4 };
  return readingOf(
    {
      rows,
      planner: "MSA",
      alignment: 1,
      ends: "inclusive",
      notes: options.alignment === undefined ? [NO_ALIGNMENT] : [],
      errorAt: (row, field, detail) => {
        const position = row === undefined ? 0 : begin[(row + 1) * columnCount + (columnOf[field ?? ""] ?? 0)]!;
        return errorAt(file.fileName, text, { position, detail });
      },
      timesNote: timesNoteOf(ends, "start_time", "end_time"),
    },
    options,
  );
}
