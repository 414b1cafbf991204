import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFile,
} from "node:fs";
import { basename, dirname, isAbsolute, join } from "node:path";
import { describeSystemError, systemError } from "../system-errors.js";

/** The name that stands for standard output. */
export const STDOUT = "-";

/** A file that could not be written, or a folder that could not be made. What was there before is as it was. */
export class OutputError extends Error {
  override readonly name = "OutputError";

  /** @param cause what the system said, or a fault of ours */
  constructor(
    path: string,
    override readonly cause: unknown,
    what = "cannot write",
  ) {
    super(`${what} ${path}: ${describeSystemError(cause) ?? cause}`);
  }
}

/** Where a path leads, through symbolic links. */
type Place =
  | { readonly kind: "stdout" }
  /** A device, a pipe, or a descriptor that the shell opened: there is nothing to replace. */
  | { readonly kind: "stream" }
  | { readonly kind: "file"; readonly path: string; readonly old: Stats | undefined };

/** More links than systems follow. */
const MOST_LINKS = 40;

/** Folders whose entries are open descriptors: the links in them lead to no path that could be renamed over. */
const DESCRIPTORS = /^\/(?:dev\/fd|proc\/(\d+)\/(?:task\/\d+\/)?fd)$/;

/** True where a path is `-`, or another name of standard output, as in `/dev/stdout`. */
export function isStdout(path: string): boolean {
  try {
    return placeOf(path).kind === "stdout";
  } catch {
    return false; // writing will say what is wrong with it
  }
}

/**
 * Writes a file whole or not at all: into a temporary file beside it, which then takes its name, owner and mode. A
 * symbolic link goes on pointing where it pointed. `-` is standard output.
 *
 * @throws OutputError
 */
export async function writeOutput(path: string, content: string): Promise<void> {
  try {
    const place = placeOf(path);
    if (place.kind === "stdout") await written((done) => process.stdout.write(content, done));
    else if (place.kind === "stream") await written((done) => writeFile(path, content, done));
    else await replace(place.path, place.old, content);
  } catch (error) {
    throw new OutputError(path, error);
  }
}

/**
 * Makes a folder, and those that it lies in. One that is there is left as it is.
 *
 * @throws OutputError
 */
export function makeFolder(path: string): void {
  try {
    make(path);
  } catch (error) {
    throw new OutputError(path, error, "cannot make the folder");
  }
}

function make(path: string): void {
  // Not with `recursive`: below a folder that takes none, as /proc, Node asks for the same folder for ever.
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  const parent = dirname(path);
  if (parent !== path) make(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    const isThere =
      (error as NodeJS.ErrnoException).code === "EEXIST" && statSync(path, { throwIfNoEntry: false })?.isDirectory();
    if (!isThere) throw error; // else somebody was faster
  }
}

/**
 * Asks whether a file could be written, for those who begin with long work.
 *
 * @throws OutputError
 */
export function checkOutput(path: string): void {
  try {
    const place = placeOf(path);
    if (place.kind !== "file") return;
    accessSync(dirname(place.path), constants.W_OK);
    if (place.old !== undefined) accessSync(place.path, constants.W_OK);
  } catch (error) {
    throw new OutputError(path, error);
  }
}

function placeOf(path: string): Place {
  if (path === STDOUT) return { kind: "stdout" };
  let at = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const folder = realpathSync.native(dirname(at));
    const descriptors = DESCRIPTORS.exec(folder);
    if (descriptors !== null) {
      const isOurs = descriptors[1] === undefined || descriptors[1] === String(process.pid);
      return { kind: isOurs && basename(at) === "1" ? "stdout" : "stream" };
    }
    const found = lstatSync(at, { throwIfNoEntry: false });
    if (found === undefined || found.isFile()) return { kind: "file", path: at, old: found };
    if (found.isDirectory()) throw systemError("EISDIR", "open", path);
    if (!found.isSymbolicLink()) return { kind: "stream" };
    const link = readlinkSync(at);
    // Put together as it is: after a link, ".." is not the folder that the text suggests.
    at = isAbsolute(link) ? link : `${folder}/${link}`;
  }
  throw systemError("ELOOP", "open", path);
}

async function replace(path: string, old: Stats | undefined, content: string): Promise<void> {
  // Renaming over a file asks only for its folder's permission.
  if (old !== undefined) accessSync(path, constants.W_OK);
  const temporary = join(dirname(path), `.telaplan-${randomBytes(8).toString("hex")}.tmp`);
  guard(temporary);
  try {
    const file = openSync(temporary, "wx", old === undefined ? 0o666 : 0o600);
    try {
      if (old !== undefined) resemble(file, old);
      await written((done) => writeFile(file, content, done));
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    release(temporary);
  }
}

/** Gives the new file owner and mode of the old one, before there is anything in it to read. */
function resemble(file: number, old: Stats): void {
  const hasGroup = takesOwner(file, old.uid, old.gid) || takesOwner(file, fstatSync(file).uid, old.gid);
  // A group that never had a say gets no more than everybody.
  const mode = hasGroup ? old.mode : (old.mode & ~0o070) | ((old.mode & 0o007) << 3);
  fchmodSync(file, mode & 0o7777);
}

/** Only the superuser gives files away, and others to their own groups. */
function takesOwner(file: number, uid: number, gid: number): boolean {
  const now = fstatSync(file);
  if (now.uid === uid && now.gid === gid) return true;
  try {
    fchownSync(file, uid, gid);
    return true;
  } catch {
    return false;
  }
}

function written(begin: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => begin((error) => (error == null ? resolve() : reject(error))));
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Temporary files that are there. */
const temporaries = new Set<string>();

function guard(temporary: string): void {
  if (temporaries.size === 0) {
    // First in the line: a listener that takes itself away at the first signal still counts.
    for (const signal of SIGNALS) process.prependListener(signal, onSignal);
    process.on("exit", clean);
  }
  temporaries.add(temporary);
}

function release(temporary: string): void {
  temporaries.delete(temporary);
  if (temporaries.size > 0) return;
  for (const signal of SIGNALS) process.removeListener(signal, onSignal);
  process.removeListener("exit", clean);
}

/**
 * Leaves nothing behind where the signal ends the process. Where somebody else listens it does not: the file is written
 * to its end.
 */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  clean();
  process.removeListener(signal, onSignal);
  process.kill(process.pid, signal);
}

function clean(): void {
  for (const temporary of temporaries) rmSync(temporary, { force: true });
}
