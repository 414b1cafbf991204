/**
 * What `vela --verbose-allocation` prints: the live ranges of the tensors in each memory, and where Vela laid them.
 * Tensors of one live range stand in a row each, at the same place: all but one become parts of it. Alignment 16.
 */
import { type FileContent, textOf } from "../content.js";
import { clip, errorAt, type FormatError } from "../errors.js";
import { type ReadOptions, setLifetime, timesNoteOf } from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import type { NameJudge } from "../names.js";
import { listOf, readingOf } from "../producer/dump.js";
import { beginsAsText } from "../text.js";
import { UniqueNames } from "../unique-names.js";
import { hasTable, tablesIn, type VelaTable } from "./tables.js";

/** Tensor.AllocationQuantum of Vela. */
const ALIGNMENT = 16;

export const velaForm: FileForm = {
  name: "Vela's verbose allocation",
  takes: ["ends", "module", "alignment"],
  sniff: isVela,
  read: readVela,
};

function isVela(file: FileContent): boolean {
  if (!beginsAsText(file.bytes)) return false;
  try {
    return hasTable(file.text);
  } catch {
    return false;
  }
}

function readVela(file: FileContent, _: NameJudge, options: ReadOptions): SourcedReading<FileSource> {
  const text = textOf(file);
  const errorIn = (position: number, detail: string) => errorAt(file.fileName, text, { position, detail });
  const tables = tablesIn(text);
  if (!Array.isArray(tables)) throw errorIn(tables.position, tables.detail);
  const names = new UniqueNames();
  const named = new Map(tables.map((table) => [names.take(table.name), table]));
  const table = chosen(named, options.module, errorIn);
  const ends = options.ends ?? (table.isInclusive ? "inclusive" : "exclusive");
  const ids = new UniqueNames();
  const rows = table.rows.map(({ name, start, end, size, address }) => {
    const lifetime = { lower: 0, upper: 0 };
    setLifetime(lifetime, ends, start, end);
    return { id: ids.take(name), ...lifetime, size, offset: address };
  });
  return readingOf(
    {
      rows,
      planner: "Vela",
      ...(table.peak !== undefined && { peak: table.peak }),
      alignment: ALIGNMENT,
      ends: table.isInclusive ? "inclusive" : "exclusive",
      notes: [],
      errorAt: (row, _field, detail) => errorIn(row === undefined ? table.position : table.rows[row]!.position, detail),
      timesNote: timesNoteOf(ends, "Start Time", "End Time"),
    },
    options,
  );
}

type ErrorIn = (position: number, detail: string) => FormatError;

/** The table that is meant, by its name or by the memory's where that has one table. */
function chosen(tables: ReadonlyMap<string, VelaTable>, wanted: string | undefined, errorIn: ErrorIn): VelaTable {
  const there = `it has ${listOf([...tables.keys()])}`;
  const [first] = tables.values();
  if (first === undefined) throw errorIn(0, "no table of Vela's has a row");
  if (wanted === undefined) {
    if (tables.size === 1) return first;
    throw errorIn(first.position, `the file has the tables of several memories; --module names one: ${there}`);
  }
  const exact = tables.get(wanted);
  if (exact !== undefined) return exact;
  const same = [...tables.values()].filter(({ area }) => area.toLowerCase() === wanted.toLowerCase());
  if (same.length === 1) return same[0]!;
  throw errorIn(
    first.position,
    `${same.length === 0 ? "no" : "more than one"} table is called ${clip(wanted)}: ${there}`,
  );
}
