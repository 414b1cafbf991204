/**
 * The list of allocations that TensorFlow Lite Micro prints when it is built with `TF_LITE_SHOW_MEMORY_USE`:
 *
 *     c (id=12): size=16, offset=0, first_used=13 last_used=14
 *
 * Tensors come first, then the scratch buffers that kernels asked for; times are inclusive, sizes rounded up. Around it
 * stand a drawing and what else the program printed, each line perhaps behind a mark of the terminal's.
 *
 * Source: `tensorflow/lite/micro/memory_planner/greedy_memory_planner.cc` (PrintMemoryPlan).
 */
import { type FileContent, textOf } from "../content.js";
import { clip, errorAt, type FormatError } from "../errors.js";
import type { Draft, OtherPlan, ReadOptions } from "../fields.js";
import type { FileForm, FileSource, SourcedReading } from "../form.js";
import type { NameJudge } from "../names.js";
import { beginsAsText } from "../text.js";

export interface Allocation {
  /** Bytes, as printed. */
  readonly size: number;
  readonly offset: number;
  /** Inclusive. */
  readonly first: number;
  readonly last: number;
  /** Where its line stands in the text. */
  readonly position: number;
}

export interface AllocationLog {
  /** By id. */
  readonly allocations: readonly Allocation[];
  readonly errorAt: (position: number, detail: string) => FormatError;
}

const MARK = "(id=";
/** What a line of the list begins with, or all that is left of one; programs print other things with ids. */
const BEGIN = /^\(id=\d*(?:\): ?|$)/;
const LINE = /\(id=(\d+)\): size=(\d+), offset=(-?\d+), first_used=(-?\d+) last_used=(-?\d+)(?!\d)/;

/** Characters of a text in which a first line must stand for it to be taken for such a log. */
const SNIFFED = 65_536;

/**
 * @throws FormatError where a line is broken or missing, where there is none, and where a second list begins
 */
export function readLog(file: FileContent): AllocationLog {
  const text = textOf(file);
  const fail = (position: number, detail: string): FormatError => errorAt(file.fileName, text, { position, detail });
  const allocations: Allocation[] = [];
  for (let at = text.indexOf(MARK); at >= 0; ) {
    const end = lineEnd(text, at);
    const line = text.slice(at, end);
    if (BEGIN.test(line)) allocations.push(allocationIn(line, at, allocations.length, fail));
    at = text.indexOf(MARK, end);
  }
  if (allocations.length === 0) throw fail(0, 'no line has an allocation, such as "0 (id=0): size=96, offset=512, …"');
  return { allocations, errorAt: fail };
}

function allocationIn(line: string, position: number, id: number, fail: AllocationLog["errorAt"]): Allocation {
  const match = LINE.exec(line);
  if (match === null || match.index !== 0) throw fail(position, `${clip(line)} is no whole line of an allocation`);
  const [found, size, offset, first, last] = match.slice(1).map(Number) as [number, number, number, number, number];
  if (found === 0 && id > 0) throw fail(position, "a second list of allocations begins; leave one of them in the file");
  if (found !== id) throw fail(position, `id ${found} comes where ${id} is due: lines are missing`);
  for (const value of [size, offset, first, last]) {
    if (!Number.isSafeInteger(value)) throw fail(position, `id ${id}: ${value} is beyond ±(2^53 − 1)`);
  }
  if (offset < 0) throw fail(position, `id ${id}: the offset is ${offset}`);
  return { size, offset, first, last, position };
}

function lineEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at++) if (text[at] === "\n" || text[at] === "\r") return at;
  return text.length;
}

/** TFLM's plan, as it was printed. */
export function planInLog({ allocations }: AllocationLog): OtherPlan & { readonly offsets: Float64Array } {
  const peak = allocations.reduce((most, { offset, size }) => Math.max(most, offset + size), 0);
  return { planner: "TFLM", peak, offsets: Float64Array.from(allocations, ({ offset }) => offset) };
}

interface LogSource extends FileSource {
  readonly form: "csv";
}

/** The log by itself: its ids are those of TFLM's `BufferPlan`. */
export const tflmLogForm: FileForm<LogSource> = {
  name: "log of TensorFlow Lite Micro (TF_LITE_SHOW_MEMORY_USE)",
  takes: ["alignment"],
  sniff: sniffLog,
  read: readLogFile,
};

/** JSON may quote such a line. */
function sniffLog(file: FileContent): boolean {
  const { bytes } = file;
  if (!beginsAsText(bytes)) return false;
  return LINE.test(new TextDecoder("latin1").decode(bytes.subarray(0, SNIFFED))) && file.json === undefined;
}

/** @throws FormatError at the first fault */
function readLogFile(
  file: FileContent,
  _names: NameJudge,
  { placed, alignment = DEFAULT_ALIGNMENT }: ReadOptions,
): SourcedReading<LogSource> {
  const log = readLog(file);
  const { allocations, errorAt: fail } = log;
  const plan = planInLog(log);
  const buffers = allocations.map(({ size, first, last }, id): Draft => {
    return { id: String(id), lower: first, upper: last + 1, size, alignment };
  });
  return {
    buffers,
    offsets: placed ? plan.offsets : null,
    otherPlans: [plan],
    capacity: undefined,
    base: undefined,
    ends: "exclusive",
    errorAt: (index, _field, detail) => fail(index === undefined ? 0 : allocations[index]!.position, detail),
    timesNote: () => "upper = last_used + 1",
    notes: [],
    source: { form: "csv" },
  };
}

/** Of TFLM's arena: `MicroArenaBufferAlignment` in `micro_arena_constants.h`. Bytes. */
export const DEFAULT_ALIGNMENT = 16;
