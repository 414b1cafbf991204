import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Document, type Ends, type ParseOptions, parse, parsePairs } from "../../formats/index.js";
import { complain } from "../complain.js";
import { UsageError } from "../errors.js";
import { describeSystemError } from "../system-errors.js";
import { displayName, readBytes, STDIN } from "./files.js";

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
  readonly views?: boolean;
  readonly inPlace?: boolean;
  /** Sizes of open dimensions, by name. */
  readonly dim?: Readonly<Record<string, number>>;
  readonly module?: string;
  /** Bytes. */
  readonly align?: number;
  /** A file that a runtime printed. */
  readonly log?: string;
}

interface ReadHow {
  /** Take the offsets for a plan. */
  readonly placed?: boolean;
  readonly tell?: (message: string) => void;
  /** What the file holds, where it was read before. */
  readonly content?: Uint8Array;
  /** Told of the part that is read of large files, from 0 to 1. */
  readonly onProgress?: (fraction: number) => void;
  /** Calls what reads so many bytes, which lets go of the thread only at its end. */
  readonly during?: <Result>(bytes: number, read: () => Result) => Result;
}

/** @throws UsageError where the file that an option names cannot be read */
async function readFor(option: string, file: string): Promise<Uint8Array> {
  try {
    return await readBytes(file);
  } catch (error) {
    const reason = describeSystemError(error);
    if (reason === undefined) throw error;
    throw new UsageError(`${option}: cannot read ${displayName(file)}: ${reason}`);
  }
}

/** Finds files beside one that is no standard input. */
function besideOf(file: string): NonNullable<ParseOptions["beside"]> {
  // Thousands of tensors may lie in one such file.
  const found = new Map<string, Uint8Array | null>();
  const read = (name: string): Uint8Array | null => {
    try {
      return readFileSync(join(dirname(file), name));
    } catch {
      return null;
    }
  };
  return (name) => {
    if (file === STDIN || name !== basename(name)) return null;
    const known = found.get(name);
    if (known !== undefined) return known;
    const bytes = read(name);
    found.set(name, bytes);
    return bytes;
  };
}

/** What the command line calls the options that may be ignored. */
const OPTION_NAMES: NonNullable<ParseOptions["optionNames"]> = {
  ends: "--ends",
  views: "--views",
  inPlace: "--in-place",
  dims: "--dim",
  module: "--module",
  alignment: "--align",
  log: "--log",
};

/** A command's options as `parse` takes them, with the files that they name. @throws UsageError */
export async function parseOptions(
  file: string,
  { capacity, base, ends, ignore, strict, ignoreOffsets, pairs, ...model }: ReadCommand,
): Promise<ParseOptions> {
  return {
    optionNames: OPTION_NAMES,
    ...(capacity !== undefined && { capacity }),
    ...(base !== undefined && { base }),
    ...(ends !== undefined && { ends }),
    ...(ignore !== undefined && { ignore }),
    ...(strict !== undefined && { strict }),
    ...(ignoreOffsets !== undefined && { ignoreOffsets }),
    ...(pairs !== undefined && { pairs: parsePairs(await readFor("--pairs", pairs), displayName(pairs)) }),
    ...(model.views !== undefined && { views: model.views }),
    ...(model.inPlace !== undefined && { inPlace: model.inPlace }),
    ...(model.dim !== undefined && { dims: model.dim }),
    ...(model.module !== undefined && { module: model.module }),
    ...(model.align !== undefined && { alignment: model.align }),
    ...(model.log !== undefined && {
      log: { content: await readFor("--log", model.log), fileName: displayName(model.log) },
    }),
    beside: besideOf(file),
  };
}

/** Reads what a file holds, and tells what is to be told of how. Throws what `toComplaint` understands. */
export function readContent(
  file: string,
  content: Uint8Array,
  options: ParseOptions,
  tell: (message: string) => void = complain,
): Document {
  const document = parse(content, displayName(file), options);
  for (const note of document.notes) tell(`${displayName(file)}: ${note}`);
  return document;
}

/**
 * Reads a file, or standard input, and tells what is to be told of how it was read. Throws what `toComplaint`
 * understands.
 */
export async function readDocument(
  file: string,
  command: ReadCommand,
  { placed = false, tell = complain, content, onProgress, during = (_, read) => read() }: ReadHow = {},
): Promise<Document> {
  const bytes = content ?? (await readBytes(file));
  const options = { ...(await parseOptions(file, command)), placed, ...(onProgress !== undefined && { onProgress }) };
  return during(bytes.length, () => readContent(file, bytes, options, tell));
}
