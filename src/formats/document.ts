import { compile } from "../model/compile.js";
import {
  areSound,
  bufferCount,
  InputError,
  isConstrained,
  MAX_BYTES,
  type Memory,
  type Problem,
  problemOver,
  validate,
} from "../problem/index.js";
import { joined } from "./bytes.js";
import { FileContent } from "./content.js";
import type { Ends, ModelOptions, OtherPlan, Reading, ReadOptions, Stated } from "./fields.js";
import { capacityOf } from "./file-name.js";
import type { FileForm, FileSource } from "./form.js";
import { NameJudge, type NameOptions } from "./names.js";
import { unpacked } from "./packing.js";
import { type Pairs, pairFault, withPairs } from "./pairs.js";
import { formOf } from "./registry.js";
import { serialize } from "./serialize.js";

/**
 * Where a capacity was found: in the caller's options, in the file, or in the file's name; null where there is none.
 */
export type CapacitySource = "option" | "file" | "name" | null;

/** A file that was read: the problem in it, and what is needed to write the same file with offsets. */
export interface Document {
  readonly fileName: string;
  /** Valid. Its buffers are in the order of the file's. */
  readonly problem: Problem;
  readonly capacitySource: CapacitySource;
  /** What the content says, whatever the options and the name do. */
  readonly stated: Stated;
  /**
   * With `placed`, the plan in the order of the buffers, as the file has it: integers, checked for nothing else. Else
   * null.
   */
  readonly offsets: Float64Array | null;
  /** With `placed`, the id of the memory in which each buffer lies; null where the problem lists no memories. */
  readonly memories: readonly string[] | null;
  /** Plans of the same buffers by others, which the file has or implies. */
  readonly otherPlans: readonly OtherPlan[];
  /** The names of columns and keys that were passed over. */
  readonly ignored: readonly string[];
  /**
   * What the user should be told of how the file was read, a sentence each: what was ignored, and what was taken how.
   */
  readonly notes: readonly string[];
  /** The form that the file was found to have. */
  readonly form: FileForm;
  readonly source: FileSource;
}

export interface ParseOptions extends NameOptions, ModelOptions {
  /**
   * Bytes; counts before the capacity in the file, which counts before the one in its name. Infinity: none, whatever
   * they say.
   */
  readonly capacity?: number;
  /** The first address of the memory, in bytes; counts before the one in the file. */
  readonly base?: number;
  /**
   * Take the file's offsets for a plan that is to be checked. The problem then has no fixed offsets, and every buffer
   * must have an offset.
   */
  readonly placed?: boolean;
  /** Pass over the file's offsets: they are no constraints. */
  readonly ignoreOffsets?: boolean;
  /** Which ends of a lifetime are live, under whatever names; absent: `lower`, and `upper` only by the name `end`. */
  readonly ends?: Ends;
  /** What a second file says of pairs of the buffers, as `parsePairs` has read it. */
  readonly pairs?: Pairs;
  /** What the caller's users call options, for notes; an option that is not here goes by its own name. */
  readonly optionNames?: Readonly<Partial<Record<keyof ModelOptions | "ends", string>>>;
}

/**
 * Reads a problem in any of the forms of `registry.ts`, packed or not. The form goes by the content.
 *
 * @param content the bytes of the file, or its text
 * @param fileName for messages and for the capacity that may be in it; nothing is opened
 * @throws FormatError at the first fault, with file, line and column; an InputError if `options.capacity` is no
 * capacity, or `options.base` no address, or either is given for a file that lists memories
 */
export function parse(content: string | Uint8Array, fileName: string, options: ParseOptions = {}): Document {
  const { placed = false, ignoreOffsets = false } = options;
  const { ends, views, inPlace, dims, module, alignment, log, beside, onProgress } = options;
  validate(problemOf([], options.capacity, options.base));
  const file = new FileContent(typeof content === "string" ? content : unpacked(content, fileName), fileName);
  const form = formOf(file);
  const hasBase = options.base !== undefined;
  const model = { views, inPlace, dims, module, alignment, log, beside, onProgress };
  const how = { placed, ignoreOffsets, hasBase, ends, ...given(model) };
  const inColumns = options.pairs === undefined ? columnsDocument(file, form, how, options) : null;
  if (inColumns !== null) return inColumns;
  const names = new NameJudge(options);
  const reading = form.read(file, names, how);
  const { lists = {}, memories = null } = reading;
  const hasMemories = lists.memories !== undefined && lists.memories.length > 0;
  if (hasMemories) refuseBounds(options);
  const {
    capacity,
    source: capacitySource,
    note,
  } = hasMemories
    ? { capacity: reading.capacity, source: null, note: undefined }
    : capacityFor(options.capacity, reading.capacity, fileName);
  const bounded = problemOf(reading.buffers, capacity, options.base ?? reading.base);
  const isUnbounded = hasMemories && options.capacity === Number.POSITIVE_INFINITY;
  const own: Problem = { ...bounded, ...lists, ...(isUnbounded && { memories: unbounded(lists.memories!) }) };
  const problem = withPairs(own, options.pairs);
  check(problem, own, reading, options.pairs);
  return {
    fileName,
    problem,
    capacitySource,
    stated: { capacity: reading.capacity, base: reading.base, ends: reading.ends },
    offsets: reading.offsets,
    memories,
    otherPlans: reading.otherPlans ?? [],
    ignored: names.ignored,
    notes: [...names.notes, ...unused(form, options), ...reading.notes, ...(note === undefined ? [] : [note])],
    form,
    source: reading.source,
  };
}

/** What a form makes of a file without an object for each buffer; null where it is not to be had. */
function columnsDocument(file: FileContent, form: FileForm, how: ReadOptions, options: ParseOptions): Document | null {
  // What is given as text is at hand as text.
  if (form.readColumns === undefined || file.isText) return null;
  const names = new NameJudge(options);
  const reading = form.readColumns(file, names, how);
  if (reading === null) return null;
  const { fileName } = file;
  const { capacity, source: capacitySource, note } = capacityFor(options.capacity, reading.capacity, fileName);
  const memory = { capacity: capacity ?? Number.POSITIVE_INFINITY, base: options.base ?? reading.base ?? 0 };
  const columns = { ...reading.columns, ...memory };
  if (!areSound(columns)) return null;
  return {
    fileName,
    problem: problemOver(columns, reading.saysAlignment),
    capacitySource,
    stated: { capacity: reading.capacity, base: reading.base, ends: reading.ends },
    offsets: reading.offsets,
    memories: null,
    otherPlans: [],
    ignored: names.ignored,
    notes: [...names.notes, ...unused(form, options), ...(note === undefined ? [] : [note])],
    form,
    source: reading.source,
  };
}

/**
 * The document's text with an offset for every buffer: rows, columns, keys, their order, comments, separators, line
 * ends and whatever else is in it stay as they are; the offset goes where the file has a place for it, or into a new
 * last column or key. So does the memory of a buffer that has a choice of them. A file of a form that cannot hold
 * offsets is written anew.
 *
 * @param offsets bytes, in the order of the buffers
 * @param memories ids, in the same order; null or absent where the problem lists no memories
 * @throws RangeError for another number of offsets or memories, an offset that is no integer ≥ 0, or a document that is
 * no text: `formatBytes` writes those
 */
export function format(
  document: Document,
  offsets: ArrayLike<number>,
  memories: readonly string[] | null = null,
): string {
  checkPlan(document, offsets, memories);
  const { problem, form, source } = document;
  if (form.writeBytes !== undefined) throw new RangeError(`a file of this form is no text: ${form.name}`);
  return form.write?.(source, { offsets, memories }) ?? serialize(problem, source.form, offsets, memories);
}

/** As `format`, for documents of all forms: the bytes of the file, in UTF-8 where it is text. */
export function formatBytes(
  document: Document,
  offsets: ArrayLike<number>,
  memories: readonly string[] | null = null,
): Uint8Array {
  const { form, source } = document;
  const pieces = formatPieces(document, offsets, memories);
  if (pieces !== null) return joined([...pieces]);
  if (form.writeBytes === undefined) return new TextEncoder().encode(format(document, offsets, memories));
  checkPlan(document, offsets, memories);
  return form.writeBytes(source, { offsets, memories });
}

/** As `formatBytes`, in pieces of some megabytes; null where the form makes no pieces of such a document. */
export function formatPieces(
  document: Document,
  offsets: ArrayLike<number>,
  memories: readonly string[] | null = null,
): Iterable<Uint8Array> | null {
  const { form, source } = document;
  if (form.writePieces === undefined) return null;
  checkPlan(document, offsets, memories);
  return form.writePieces(source, { offsets, memories });
}

function checkPlan({ problem }: Document, offsets: ArrayLike<number>, memories: readonly string[] | null): void {
  const count = bufferCount(problem);
  if (offsets.length !== count) throw new RangeError(`expected ${count} offsets, got ${offsets.length}`);
  if (memories !== null && memories.length !== count) {
    throw new RangeError(`expected ${count} memories, got ${memories.length}`);
  }
  for (let i = 0; i < count; i++) {
    const offset = offsets[i]!;
    if (!(Number.isInteger(offset) && offset >= 0 && offset <= MAX_BYTES)) {
      throw new RangeError(`offset ${i} (counted from 0) must be an integer ≥ 0 bytes, got ${offset}`);
    }
  }
}

/** The options that are there. */
function given(options: { readonly [K in keyof ModelOptions]: ModelOptions[K] | undefined }): ModelOptions {
  const entries = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as ModelOptions;
}

/** A sentence for each option that means nothing to the form. */
function unused({ name, takes }: FileForm, options: ParseOptions): string[] {
  const known = ["ends", "views", "inPlace", "dims", "module", "alignment", "log"] as const;
  const isGiven = (key: (typeof known)[number]) => options[key] !== undefined && options[key] !== false;
  return known
    .filter((key) => isGiven(key) && !takes.includes(key))
    .map((key) => options.optionNames?.[key] ?? `the option ${key}`)
    .map((called) => `${called} is ignored: it means nothing for this form (${name})`);
}

/** Memories say their own capacities and bases. @throws InputError */
function refuseBounds({ capacity, base }: ParseOptions): void {
  for (const [field, value] of Object.entries({ capacity, base })) {
    if (value === undefined || value === Number.POSITIVE_INFINITY) continue;
    throw new InputError(`${field} ${value}: the file lists memories, and each says its own ${field}`, { field });
  }
}

function unbounded(memories: readonly Memory[]): Memory[] {
  return memories.map(({ capacity: _, ...memory }) => memory);
}

/** An infinite capacity, and a base of 0, are left out. */
function problemOf(buffers: Problem["buffers"], capacity: number | undefined, base: number | undefined): Problem {
  const isBounded = capacity !== undefined && capacity !== Number.POSITIVE_INFINITY;
  return { buffers, ...(isBounded && { capacity }), ...(base !== undefined && base !== 0 && { base }) };
}

interface FoundCapacity {
  readonly capacity: number | undefined;
  readonly source: CapacitySource;
  readonly note?: string;
}

function capacityFor(option: number | undefined, stated: number | undefined, fileName: string): FoundCapacity {
  if (option === Number.POSITIVE_INFINITY) return { capacity: undefined, source: null };
  if (option !== undefined) return { capacity: option, source: "option" };
  if (stated !== undefined) return { capacity: stated, source: "file" };
  const { capacity, note } = capacityOf(fileName);
  return { capacity, source: capacity === undefined ? null : "name", ...(note !== undefined && { note }) };
}

/** Validates, and says of a fault where in which file it is. */
function check(problem: Problem, own: Problem, reading: Reading, pairs: Pairs | undefined): void {
  try {
    if (isConstrained(problem)) compile(problem);
    else validate(problem);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { bufferIndex, field } = error.culprit;
    const elsewhere = pairs === undefined ? null : pairFault(error, own, pairs);
    if (elsewhere !== null) throw elsewhere;
    const tellsTimes = bufferIndex !== undefined && (field === "upper" || field === "gaps");
    const note = tellsTimes ? reading.timesNote(bufferIndex) : null;
    const detail = note === null ? error.message : `${error.message} (${note})`;
    throw reading.errorAt(bufferIndex, field, detail, error.culprit);
  }
}
