import type { Buffer, Culprit } from "../problem/index.js";
import type { Lists } from "../problem/shapes.js";
import { BUFFER_NAMES, type BufferField } from "../problem/vocabulary.js";
import type { FormatError } from "./errors.js";

export type Field = BufferField;

/** A buffer while a reader fills it. */
export type Draft = { -readonly [K in keyof Buffer]: Buffer[K] };

/** Which of the two ends of a lifetime are live: `[lower, upper)`, `[lower, upper]` or `(lower, upper)`. */
export type Ends = "exclusive" | "inclusive" | "open";

/** A file beside the one that is read, such as a log. */
export interface OtherFile {
  readonly content: string | Uint8Array;
  /** For messages. */
  readonly fileName: string;
}

/** What readers of models and dumps are told; which of it a form takes is in `FileForm.takes`. */
export interface ModelOptions {
  /** Merge the input and the output of operators that copy nothing (reshapes) into one buffer at one place. */
  readonly views?: boolean;
  /** Let operators that may write over an input do so. */
  readonly inPlace?: boolean;
  /** Sizes of dimensions that the model leaves open, by name. */
  readonly dims?: Readonly<Record<string, number>>;
  /** Which of several modules, graphs or programs in the file is meant, by name. */
  readonly module?: string;
  /** Bytes, for every buffer whose alignment the file does not state, in place of the form's own default. */
  readonly alignment?: number;
  /** What a runtime printed of the same model: for TensorFlow Lite Micro, its list of allocations. */
  readonly log?: OtherFile;
  /**
   * Finds a file by its name in the folder of the one that is read; null where there is none. Nothing else is opened.
   * Absent: there are no such files.
   */
  readonly beside?: (fileName: string) => Uint8Array | null;
  /**
   * Called now and then by readers of large files, with the part of the work that is done: from 0 to 1, never less than
   * before. Not called for what is read at once.
   */
  readonly onProgress?: (fraction: number) => void;
}

/** How a file is to be read. */
export interface ReadOptions extends ModelOptions {
  /** Take the offsets for a plan instead of for constraints. */
  readonly placed: boolean;
  /** Pass over the offsets, which are neither. */
  readonly ignoreOffsets: boolean;
  /** The caller says where the memory begins: what the file says of it does not count. */
  readonly hasBase: boolean;
  /** What the file's times mean; undefined is exclusive, but for the name `end`, which is inclusive. */
  readonly ends: Ends | undefined;
}

/** What the content of a file says of the problem besides its buffers. Bytes. */
export interface Stated {
  readonly capacity: number | undefined;
  readonly base: number | undefined;
  /** What its times are taken for where no option says; null where that is not the same for all buffers. */
  readonly ends: Ends | null;
}

/** A plan of the same buffers by another planner, which the file has or of which the size is known. */
export interface OtherPlan {
  /** Who made it: `"TFLM"`, `"XLA"`. */
  readonly planner: string;
  /** What it needs, in bytes from the base. */
  readonly peak: number;
  /** Bytes, in the order of the buffers; null where only the peak is known. */
  readonly offsets: Float64Array | null;
}

/** What a reader makes of a file, before it is validated. */
export interface Reading extends Stated {
  readonly buffers: Buffer[];
  /** The plan, in the order of `buffers`; null unless asked for. */
  readonly offsets: Float64Array | null;
  /** The problem's constraints; absent where there are none. */
  readonly lists?: Lists;
  /** Where the plan lays each buffer, by the ids of memories; null or absent without a plan, or a list of memories. */
  readonly memories?: readonly string[] | null;
  /**
   * The error for a field of a buffer, or of the problem where the index is absent, with its place in the file.
   *
   * @param entry the entry of the field that is at fault, where it is a list
   */
  readonly errorAt: (
    bufferIndex: number | undefined,
    field: string | undefined,
    detail: string,
    entry?: Pick<Culprit, "entry" | "key">,
  ) => FormatError;
  /** How the buffer's times in the file differ from `lower` and `upper`, for messages; null where they do not. */
  readonly timesNote: (bufferIndex: number) => string | null;
  /** Plans by others, to be shown beside ours; absent where there are none. */
  readonly otherPlans?: readonly OtherPlan[];
  /** What is to be told of the file, besides the names that were ignored. */
  readonly notes: readonly string[];
}

export const REQUIRED: readonly Field[] = ["id", "lower", "upper", "size"];
export const OPTIONAL = ["alignment", "offset", "hint"] as const satisfies readonly Field[];

/** The one name whose value is the last live time instead of the first dead one, unless the caller says otherwise. */
const INCLUSIVE_NAME = "end";

export function isInclusiveName(name: string): boolean {
  return name.trim().toLowerCase() === INCLUSIVE_NAME;
}

/** Which ends of a lifetime are live that a file gives under these names. */
export function endsOf(ends: Ends | undefined, upperName: string): Ends {
  return ends ?? (isInclusiveName(upperName) ? "inclusive" : "exclusive");
}

/** Puts a file's times into a buffer: `(3, 3)` and `(3, 4)` are empty, as `[3, 3)` is. */
export function setLifetime(buffer: { lower: number; upper: number }, ends: Ends, first: number, last: number): void {
  buffer.lower = ends === "open" ? first + 1 : first;
  buffer.upper = ends === "inclusive" ? last + 1 : ends === "open" && last === first ? last + 1 : last;
}

/** What a message about a lifetime must add, so that its numbers can be found in the file. */
export function timesNoteOf(ends: Ends, lowerName: string, upperName: string): string | null {
  if (ends === "inclusive") return `the last live time is "${upperName}", and upper = ${upperName} + 1`;
  return ends === "open" ? `no end is live, and lower = ${lowerName} + 1` : null;
}

/** −1 says of an offset or a hint that there is none: MiniMalloc and tflite-micro write it so. */
export const NONE = -1;

/** `"lower" (or "start", "begin")`, for messages. */
export function describeField(field: Field): string {
  const [first, ...others] = BUFFER_NAMES[field].map((name) => `"${name}"`);
  return others.length === 0 ? first! : `${first} (or ${others.join(", ")})`;
}
