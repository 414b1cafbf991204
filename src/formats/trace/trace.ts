/**
 * Traces of allocations, `time,op,id|addr,size` as CSV or JSON lines: what a malloc log, an interposed allocator or a
 * compiler's lifetime markers tell. What rows do and how their fields may be called is in `words.ts`.
 */
import { type FileContent, textOf } from "../content.js";
import { errorAt } from "../errors.js";
import type { ReadOptions } from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import type { NameJudge } from "../names.js";
import { beginsAsText } from "../text.js";
import { beginsAsCsv, readCsvRows } from "./csv-rows.js";
import { Events } from "./events.js";
import { beginsAsJsonLines, readJsonRows } from "./json-rows.js";
import { live } from "./lifetimes.js";
import type { Fail } from "./rows.js";
import { timelineOf } from "./timeline.js";

export const traceForm: FileForm = {
  name: "trace of allocations (CSV, JSON lines)",
  takes: ["alignment"],
  sniff: ({ bytes }) => {
    if (!beginsAsText(bytes)) return false;
    const text = beginOf(bytes);
    return beginsAsJsonLines(text) || beginsAsCsv(text);
  },
  read: readTrace,
};

/** Bytes in which the first row of a trace must stand. */
const BEGIN = 2 ** 14;

function beginOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes.subarray(0, BEGIN));
  return bytes.length <= BEGIN ? text : text.slice(0, text.lastIndexOf("\n") + 1);
}

/** Characters between two reports of progress. */
const REPORT = 2 ** 22;
/** Of the time that reading takes, what is over when the rows are read. */
const ROWS_READ = 0.8;

/** @throws FormatError at the first fault */
function readTrace(
  file: FileContent,
  names: NameJudge,
  { placed, alignment = 1, onProgress }: ReadOptions,
): SourcedReading<FileSource> {
  const text = textOf(file);
  const fail: Fail = (position, detail, refusedName) => {
    const refusedNames = refusedName === undefined ? [] : [refusedName];
    throw errorAt(file.fileName, text, { position, detail, refusedNames });
  };
  if (placed) fail(0, "a trace of allocations has no plan to check: its addresses are those of an allocator");
  const events = new Events(fail);
  let report = REPORT;
  const read = beginsAsJsonLines(beginOf(file.bytes)) ? readJsonRows : readCsvRows;
  read(text, names, fail, (row, place) => {
    events.add(row, place);
    if (place() < report) return;
    onProgress?.((ROWS_READ * place()) / text.length);
    report = place() + REPORT;
  });
  const timeline = timelineOf(events);
  const lineOf = (position: number): number => errorAt("", text, { position, detail: "" }).line;
  const { buffers, positions, notes } = live(events, timeline, alignment, fail, lineOf);
  const passed = [...events.passedOver].map(([word, count]) => `${word} (${count})`).join(", ");
  return {
    buffers,
    capacity: undefined,
    base: undefined,
    ends: "exclusive",
    offsets: null,
    source: { form: "csv" },
    errorAt: (index, _field, detail) =>
      errorAt(file.fileName, text, { position: index === undefined ? 0 : positions[index]!, detail }),
    timesNote: () => null,
    notes: [
      ...timeline.notes,
      ...notes,
      ...(passed === "" ? [] : [`rows that change nothing are passed over: ${passed}`]),
    ],
  };
}
