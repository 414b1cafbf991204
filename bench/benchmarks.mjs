/**
 * The public instances, which lie beside the checkout and are no part of it. Where they are absent, `absence` says so.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { FormatError, parse } from "../dist/formats/index.js";

const ROOT = fileURLToPath(new URL("../../shared/benchmarks", import.meta.url));

/** Why there are no public instances; null where there are. */
export const absence = existsSync(ROOT) ? null : `no public instances at ../shared/benchmarks (${ROOT})`;

/** Paths, sorted, below a folder of the public instances; none where they are absent. */
export function filesIn(folder, ending) {
  const at = join(ROOT, folder);
  if (!existsSync(at)) return [];
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

export function read(path) {
  return parse(readFileSync(path, "utf8"), basename(path));
}

/** The documents of those files that a problem can express, and why the others are refused. */
export function readable(paths) {
  const documents = [];
  const refused = [];
  for (const path of paths) {
    try {
      documents.push({ path: relative(ROOT, path), document: read(path) });
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
      refused.push({ path: relative(ROOT, path), why: error.message });
    }
  }
  return { documents, refused };
}

/** The eleven hard ones, A to K. */
export const challengingFiles = () => filesIn("minimalloc/challenging", ".csv");
/** Tiny ones with a capacity. */
export const smallFiles = () => [...filesIn("minimalloc/examples", ".csv"), ...filesIn("minimalloc/small", ".csv")];
/** A training step and a contest graph, without capacity. */
export const ideallocFiles = () => filesIn("idealloc", ".csv");
/** What a compiler exported; most of them ask for more than one memory and lifetimes. */
export const pyptoFiles = () => [
  ...filesIn("dsa-solver/pypto", ".json"),
  ...filesIn("dsa-solver/pypto-lib/examples", ".json"),
];
