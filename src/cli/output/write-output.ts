import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFile,
} from "node:fs";
import { dirname, join } from "node:path";
import { describeSystemError } from "../system-errors.js";
import { placeOf } from "./place.js";
import { guard, release } from "./temporaries.js";

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

/** What a file is to hold; whatever comes in pieces is written piece by piece. */
type Content = string | Uint8Array | Iterable<Uint8Array>;

/**
 * Writes a file whole or not at all: into a temporary file beside it, which then takes its name, owner and mode. A
 * symbolic link goes on pointing where it pointed. `-` is standard output.
 *
 * @throws OutputError
 */
export async function writeOutput(path: string, content: Content): Promise<void> {
  try {
    const place = placeOf(path);
    if (place.kind === "stdout") {
      for (const piece of piecesOf(content)) await written((done) => process.stdout.write(piece, done));
    } else if (place.kind === "stream") {
      // Opened once: between two pieces the other end of a pipe would take it for ended.
      const stream = openSync(path, "w");
      try {
        await writePieces(stream, content);
      } finally {
        closeSync(stream);
      }
    } else await replace(place.path, place.old, content);
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

async function replace(path: string, old: Stats | undefined, content: Content): Promise<void> {
  // Renaming over a file asks only for its folder's permission.
  if (old !== undefined) accessSync(path, constants.W_OK);
  const temporary = join(dirname(path), `.telaplan-${randomBytes(8).toString("hex")}.tmp`);
  guard(temporary);
  try {
    const file = openSync(temporary, "wx", old === undefined ? 0o666 : 0o600);
    try {
      if (old !== undefined) resemble(file, old);
      await writePieces(file, content);
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

/** @param file a descriptor */
async function writePieces(file: number, content: Content): Promise<void> {
  for (const piece of piecesOf(content)) await written((done) => writeFile(file, piece, done));
}

function piecesOf(content: Content): Iterable<string | Uint8Array> {
  return typeof content === "string" || content instanceof Uint8Array ? [content] : content;
}

function written(begin: (done: (error?: Error | null) => void) => void): Promise<void> {
  return new Promise((resolve, reject) => begin((error) => (error == null ? resolve() : reject(error))));
}
