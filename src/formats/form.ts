import type { ProblemColumns } from "../problem/index.js";
import type { FileContent } from "./content.js";
import type { ModelOptions, Reading, ReadOptions, Stated } from "./fields.js";
import type { Form } from "./file-name.js";
import type { NameJudge } from "./names.js";

/** What a writer must know of the file that was read. */
export interface FileSource {
  /** The form in which `serialize` writes such a problem anew. */
  readonly form: Form;
  /**
   * For each request of memory that the runtime makes, in its order, the index of the buffer that it lies in; absent
   * where each buffer is one request, in the order of the buffers.
   */
  readonly requests?: readonly number[];
}

/** What a reader makes of a file: a reading, and its source for the writer. */
export type SourcedReading<Source extends FileSource> = Reading & { readonly source: Source };

/** What a reader makes of a file of plain buffers without making an object of any. */
export interface ColumnsReading<Source extends FileSource> extends Stated {
  /** Ids are told apart already; the rest is checked when the memory is known, which stands beside them. */
  readonly columns: ProblemColumns;
  /** Whether each row states its alignment; null where none does. */
  readonly saysAlignment: Uint8Array | null;
  /** The plan, in the order of the rows; null unless asked for. */
  readonly offsets: Float64Array | null;
  readonly source: Source;
}

/**
 * A form that a problem may have as a file. A new one is a file that exports such an object, and a line in
 * `registry.ts`.
 */
export interface FileForm<Source extends FileSource = FileSource> {
  /** As messages list it. */
  readonly name: string;
  /** The options that mean something here, besides those that all forms take; the others are told as ignored. */
  readonly takes: readonly (keyof ModelOptions | "ends")[];
  /** Those among them that a file with a plan says itself, so that it is read again without; absent: none. */
  readonly keeps?: readonly (keyof ModelOptions)[];
  /** Whether a file has this form, by its content alone. Never throws: it is `read` that tells what is wrong. */
  sniff(file: FileContent): boolean;
  /**
   * A faster way than `read` to the same problem, for files that are plain and right; null where it is not sure of
   * that. Never throws: `read` then tells what is wrong.
   */
  readColumns?(file: FileContent, names: NameJudge, options: ReadOptions): ColumnsReading<Source> | null;
  /** @throws FormatError at the first fault */
  read(file: FileContent, names: NameJudge, options: ReadOptions): SourcedReading<Source>;
  /**
   * The file's text with a plan, in the order of the buffers, and all else as it was. Absent where a file of this form
   * cannot hold plans: it is then written anew.
   *
   * @param plan `memories` is null where nothing is to be said of memories
   */
  write?(
    source: Source,
    plan: { readonly offsets: ArrayLike<number>; readonly memories: readonly string[] | null },
  ): string;
  /** The bytes of the text that `write` makes, piece by piece; null or absent where they come in no pieces. */
  writePieces?(
    source: Source,
    plan: { readonly offsets: ArrayLike<number>; readonly memories: readonly string[] | null },
  ): Iterable<Uint8Array> | null;
  /** Why no plan can be written into this very file, a clause; null or absent where one can. */
  unwritable?(source: Source): string | null;
  /** As `write`, for a form that is no text; absent where it is one. */
  writeBytes?(
    source: Source,
    plan: { readonly offsets: ArrayLike<number>; readonly memories: readonly string[] | null },
  ): Uint8Array;
}
