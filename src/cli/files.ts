import { mkdirSync, readFileSync, type Stats, statSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import { buffer } from "node:stream/consumers";
import { unpackedName } from "../formats/file-name.js";
import { UsageError } from "./options.js";

/** The name that stands for standard input. */
export const STDIN = "-";

/** How messages and pictures call a file. */
export function displayName(file: string): string {
  return file === STDIN ? "stdin" : file;
}

/** Bytes of a file, or of standard input. Throws the system's error. */
export async function readBytes(file: string): Promise<Uint8Array> {
  // Not `readFileSync(0)`: that fails with EAGAIN where the other end made the pipe non-blocking.
  return file === STDIN ? buffer(process.stdin) : readFileSync(file);
}

/** Writes a file; its folder is there since `resolveTargets`. Throws the system's error. */
export function writeText(file: string, content: string): void {
  writeFileSync(file, content);
}

/** Where the results for one input go; absent where they are not asked for. */
export interface Targets {
  readonly placed?: string;
  readonly picture?: string;
}

/** A wanted output: the option's name and value, and how a file in the folder is called. */
interface Wish {
  readonly option: string;
  readonly path: string;
  readonly nameOf: (input: string) => string;
}

/**
 * Settles where everything goes before anything is computed, and makes the folders.
 *
 * A path is a folder when there are several inputs, when it ends in a slash or when there is a folder of that name.
 *
 * @throws UsageError where an output would overwrite an input or another output, or a folder cannot be made.
 */
export function resolveTargets(inputs: readonly string[], output?: string, svg?: string): Targets[] {
  const placed = output === undefined ? [] : spread(inputs, { option: "--output", path: output, nameOf: placedName });
  const pictures = svg === undefined ? [] : spread(inputs, { option: "--svg", path: svg, nameOf: pictureName });
  for (const target of placed) {
    if (unpackedName(target) !== target)
      throw new UsageError(`--output: nothing is packed, write ${unpackedName(target)}`);
  }
  refuseCollisions(inputs, placed, pictures);
  return inputs.map((_, i) => ({ placed: placed[i], picture: pictures[i] }));
}

function placedName(input: string): string {
  return unpackedName(basename(input));
}

function pictureName(input: string): string {
  const name = placedName(input);
  return `${basename(name, extname(name))}.svg`;
}

function spread(inputs: readonly string[], { option, path, nameOf }: Wish): string[] {
  const found = statOf(path);
  const several = inputs.length > 1;
  if (several && found !== undefined && !found.isDirectory()) {
    throw new UsageError(`${option}: must be a folder for several files, but ${path} is a file`);
  }
  const isFolder = several || found?.isDirectory() === true || /[/\\]$/.test(path);
  if (isFolder && inputs.includes(STDIN)) {
    throw new UsageError(
      `${option}: standard input has no name to use in the folder ${path}; give it alone, with a file`,
    );
  }
  const folder = isFolder ? path : dirname(path);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`${option}: cannot make the folder ${folder}: ${describeSystemError(error)}`);
  }
  return inputs.map((input) => (isFolder ? join(path, nameOf(input)) : path));
}

function refuseCollisions(inputs: readonly string[], placed: readonly string[], pictures: readonly string[]): void {
  const inputOf = new Map<string, string>();
  for (const input of inputs) {
    const stats = statOf(input);
    if (input !== STDIN && stats?.isFile()) inputOf.set(identity(input, stats), input);
  }
  const writerOf = new Map<string, string>();
  for (const [option, targets] of [
    ["--output", placed],
    ["--svg", pictures],
  ] as const) {
    targets.forEach((target, i) => {
      const stats = statOf(target);
      if (stats !== undefined && !stats.isFile() && !stats.isDirectory()) return; // a device or a pipe takes any number
      if (stats?.isDirectory()) throw new UsageError(`${option}: ${target} is a folder`);
      const key = identity(target, stats);
      const input = inputOf.get(key);
      if (input !== undefined) throw new UsageError(`${option}: would overwrite the input ${input}`);
      const other = writerOf.get(key);
      if (other !== undefined) {
        throw new UsageError(`${option}: ${target} would be written for both ${other} and ${inputs[i]}`);
      }
      writerOf.set(key, inputs[i]!);
    });
  }
}

/** Equal for two paths to one file, through links too; a file that is not there yet is known by its path. */
function identity(path: string, stats: Stats | undefined): string {
  return stats === undefined ? resolve(path) : `${stats.dev}:${stats.ino}`;
}

/** What is known of a file. Undefined where there is nothing, or nothing that we may look at: reading or writing it will say why. */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EISDIR: "is a folder, not a file",
  ENOTDIR: "a part of the path is not a folder",
  EEXIST: "there is a file of that name",
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "too many symbolic links",
  EMFILE: "too many open files",
  ERR_STRING_TOO_LONG: "too large to be read as text",
  ERR_FS_FILE_TOO_LARGE: "too large to be read as text",
};

/** What the system said, in words; undefined for an error that did not come from the system. */
export function describeSystemError(error: unknown): string | undefined {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  if (code === undefined) return undefined;
  const isSystem = (error as NodeJS.ErrnoException).syscall !== undefined;
  return SYSTEM_ERRORS[code] ?? (isSystem ? (error as Error).message : undefined);
}
