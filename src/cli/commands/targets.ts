import { realpathSync, type Stats } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import { unpackedName } from "../../formats/file-name.js";
import { UsageError } from "../errors.js";
import { STDIN, statOf } from "../input/files.js";
import { isStdout, STDOUT } from "../output/place.js";
import { makeFolder, type OutputError } from "../output/write-output.js";

/** Where the results for one input go; absent where they are not asked for. */
export interface Targets {
  readonly placed?: string;
  readonly picture?: string;
  /** A report that is opened in a browser. */
  readonly report?: string;
  /** The same in pixels. */
  readonly pixels?: string;
  /** True where the name in `placed` is made from the input's. */
  readonly isDerived: boolean;
}

/** An option that asks for outputs: its name, its value, and how a file in the folder is called. */
interface OutputOption {
  readonly option: string;
  readonly path: string;
  readonly nameOf: (input: string) => string;
}

/** A file in a folder, or the file that was named. */
interface Place {
  readonly path: string;
  readonly isDerived: boolean;
}

/**
 * Settles where everything goes before anything is computed, and makes the folders.
 *
 * A path is a folder when there are several inputs, when it ends in a slash or when there is a folder of that name; `-`
 * is standard output, which takes one result.
 *
 * @param extension of the files in a folder, in place of the inputs'
 * @throws UsageError where an output would overwrite an input or another output, or a folder cannot be made.
 */
export function resolveTargets(
  inputs: readonly string[],
  asked: { readonly output?: string; readonly svg?: string; readonly png?: string; readonly html?: string },
  extension?: string,
): Targets[] {
  const { output, svg, png, html } = asked;
  const nameOf = (input: string): string => placedName(input, extension);
  const places = output === undefined ? [] : spread(inputs, { option: "--output", path: output, nameOf });
  const drawnAt = (option: "--svg" | "--png" | "--html", path: string | undefined): string[] => {
    const nameOf = (input: string): string => pictureName(input, option.replace("--", "."));
    return path === undefined ? [] : spread(inputs, { option, path, nameOf }).map((place) => place.path);
  };
  const placed = places.map(({ path }) => path);
  const [pictures, pixels, reports] = [drawnAt("--svg", svg), drawnAt("--png", png), drawnAt("--html", html)];
  const written = { "--output": placed, "--svg": pictures, "--png": pixels, "--html": reports };
  const toStdout = Object.entries(written).flatMap(([option, paths]) => (paths.some(isStdout) ? [option] : []));
  if (toStdout.length > 1) {
    throw new UsageError(`${toStdout.join(" and ")}: standard output takes one of them; name a file for the other`);
  }
  for (const target of placed) {
    if (unpackedName(target) !== target)
      throw new UsageError(`--output: nothing is packed, write ${unpackedName(target)}`);
  }
  refuseCollisions(inputs, written);
  return inputs.map((_, i) => {
    const isDerived = places[i]?.isDerived ?? false;
    return { placed: placed[i], picture: pictures[i], pixels: pixels[i], report: reports[i], isDerived };
  });
}

function placedName(input: string, extension?: string): string {
  const name = unpackedName(basename(input));
  return extension === undefined ? name : `${basename(name, extname(name))}${extension}`;
}

function pictureName(input: string, extension: string): string {
  const name = placedName(input);
  return `${basename(name, extname(name))}${extension}`;
}

function spread(inputs: readonly string[], { option, path, nameOf }: OutputOption): Place[] {
  const several = inputs.length > 1;
  if (isStdout(path)) {
    if (several) throw new UsageError(`${option}: standard output takes one file; name a folder for several`);
    return [{ path, isDerived: false }];
  }
  const found = statOf(path);
  if (several && found !== undefined && !found.isDirectory()) {
    throw new UsageError(`${option}: must be a folder for several files, but ${path} is a file`);
  }
  const isFolder = several || found?.isDirectory() === true || /[/\\]$/.test(path);
  if (isFolder && inputs.includes(STDIN)) {
    throw new UsageError(
      `${option}: standard input has no name to use in the folder ${path}; give it alone, with a file`,
    );
  }
  try {
    makeFolder(isFolder ? path : dirname(path));
  } catch (error) {
    throw new UsageError(`${option}: ${(error as OutputError).message}`);
  }
  return inputs.map((input) => ({ path: isFolder ? join(path, nameOf(input)) : path, isDerived: isFolder }));
}

/** @param written paths by the option that asks for them, one for each input or none */
function refuseCollisions(inputs: readonly string[], written: Readonly<Record<string, readonly string[]>>): void {
  const inputOf = new Map<string, string>();
  for (const input of inputs) {
    const stats = statOf(input);
    if (input !== STDIN && stats?.isFile()) inputOf.set(identity(input, stats), input);
  }
  const writerOf = new Map<string, string>();
  for (const [option, targets] of Object.entries(written)) {
    targets.forEach((target, i) => {
      const stats = statOf(target);
      if (isStdout(target)) return;
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

/** Which of some paths leads to the same file as `path`, or to standard output like it; undefined where none does. */
export function sameFile(path: string, others: readonly (string | undefined)[]): string | undefined {
  const key = keyOf(path);
  return others.find((other) => other !== undefined && keyOf(other) === key);
}

function keyOf(path: string): string {
  if (isStdout(path)) return STDOUT;
  try {
    return identity(path, statOf(path));
  } catch {
    return path; // its folder is not there: writing will say so
  }
}

/** Equal for two paths to one file, through links too; a file that is not there yet is known by its folder and name. */
function identity(path: string, stats: Stats | undefined): string {
  return stats === undefined ? join(realpathSync(dirname(path)), basename(path)) : `${stats.dev}:${stats.ino}`;
}
