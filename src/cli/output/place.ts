import { lstatSync, readlinkSync, realpathSync, type Stats } from "node:fs";
import { basename, dirname, isAbsolute } from "node:path";
import { systemError } from "../system-errors.js";

/** The name that stands for standard output. */
export const STDOUT = "-";

/** Where a path leads, through symbolic links. */
export type OutputPlace =
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

/** Throws the system's error where the path leads nowhere, or to a folder. */
export function placeOf(path: string): OutputPlace {
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
