/**
 * A file that cannot be read. The message begins with `file:line:column: `, so that editors can jump there, or with
 * `file: byte N: ` where the file is no text.
 */
export class FormatError extends Error {
  override readonly name: string = "FormatError";
  constructor(
    /** As it was given to `parse`. */
    readonly file: string,
    /** Counted from 1; 0 where the file is no text. */
    readonly line: number,
    /** Counted from 1, in UTF-16 units as editors count; a byte order mark is not counted; 0 where `line` is. */
    readonly column: number,
    /** What is wrong, without the place. */
    readonly detail: string,
    /** Names that are refused: with all of them in `ParseOptions.ignore` the file can be read. */
    readonly refusedNames: readonly string[] = [],
    /** Where a file is at fault that is no text, counted from 0 in what is unpacked; null for texts. */
    readonly byte: number | null = null,
  ) {
    super(byte === null ? `${file}:${line}:${column}: ${detail}` : `${file}: byte ${byte}: ${detail}`);
  }
}

/** The error for a fault at a byte of a file that is no text. */
export function errorAtByte(file: string, byte: number, detail: string): FormatError {
  return new FormatError(file, 0, 0, detail, [], byte);
}

/** A fault at a position of the text, counted from 0 in UTF-16 units. */
export interface TextFault {
  readonly position: number;
  readonly detail: string;
  readonly refusedNames?: readonly string[];
}

/** The error for a fault in `text`. Lines end with LF, CRLF or a lone CR. */
export function errorAt(file: string, text: string, { position, detail, refusedNames }: TextFault): FormatError {
  let line = 1;
  let lineBegin = 0;
  const ends = /\r\n|\n|\r/g;
  while (ends.exec(text) !== null && ends.lastIndex <= position) {
    line++;
    lineBegin = ends.lastIndex;
  }
  return new FormatError(file, line, position - lineBegin + 1, detail, refusedNames);
}

const CLIP_LENGTH = 60;

/** A piece of the input in quotes for a message, cut after 60 characters. */
export function clip(text: string): string {
  return JSON.stringify(text.length > CLIP_LENGTH ? text.slice(0, CLIP_LENGTH) + "…" : text);
}
