import { type Document, type Ends, type ParseOptions, parse, parsePairs } from "../../formats/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { describeSystemError } from "../system-errors.js";
import { displayName, readBytes } from "./files.js";

/** How the files of a command are read. */
export interface ReadCommand {
  /** Bytes, over what the file or its name says; Infinity for none. */
  readonly capacity?: number;
  /** First address of the memory, in bytes, over what the file says. */
  readonly base?: number;
  readonly ends?: Ends;
  /** Names of columns and keys to pass over. */
  readonly ignore?: readonly string[];
  readonly strict?: boolean;
  readonly ignoreOffsets?: boolean;
  /** A second file, with what holds between pairs of buffers. */
  readonly pairs?: string;
}

interface ReadHow {
  /** Take the offsets for a plan. */
  readonly placed?: boolean;
  readonly tell?: (message: string) => void;
  /** What the file holds, where it was read before. */
  readonly content?: Uint8Array;
}

/** @throws UsageError where there is nothing to read, FormatError with that file's name for what is in it. */
async function readPairs(file: string): Promise<ParseOptions["pairs"]> {
  let content: Uint8Array;
  try {
    content = await readBytes(file);
  } catch (error) {
    const reason = describeSystemError(error);
    if (reason === undefined) throw error;
    throw new UsageError(`--pairs: cannot read ${displayName(file)}: ${reason}`);
  }
  return parsePairs(content, displayName(file));
}

/**
 * Reads a file, or standard input, and tells what is to be told of how it was read. Throws what `toComplaint`
 * understands.
 *
 */
export async function readDocument(
  file: string,
  { capacity, base, ends, ignore, strict, ignoreOffsets, pairs }: ReadCommand,
  { placed = false, tell = complain, content }: ReadHow = {},
): Promise<Document> {
  const document = parse(content ?? (await readBytes(file)), displayName(file), {
    placed,
    ...(capacity !== undefined && { capacity }),
    ...(base !== undefined && { base }),
    ...(ends !== undefined && { ends }),
    ...(ignore !== undefined && { ignore }),
    ...(strict !== undefined && { strict }),
    ...(ignoreOffsets !== undefined && { ignoreOffsets }),
    ...(pairs !== undefined && { pairs: await readPairs(pairs) }),
  });
  for (const note of document.notes) tell(`${displayName(file)}: ${note}`);
  return document;
}
