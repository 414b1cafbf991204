/**
 * The public instances, which lie beside the checkout and are no part of it. Where they are absent, `absence` says so.
 *
 * @import { Document } from "../dist/formats/index.js"
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { FormatError, parse } from "../dist/formats/index.js";
import { isConstrained } from "../dist/problem/index.js";

const ROOT = fileURLToPath(new URL("../../shared/benchmarks", import.meta.url));

/** Where MiniMalloc publishes A–K. */
const SOURCE = "https://github.com/google/minimalloc, folder benchmarks/challenging";

/** Why there are no public instances; null where there are. */
export const absence = existsSync(ROOT) ? null : `no public instances at ../shared/benchmarks (${ROOT})`;

/**
 * Paths, sorted, below a folder of the public instances; none where they are absent.
 *
 * @param {string} folder below the public instances, or absolute
 * @param {string} ending of the files' names
 */
export function filesIn(folder, ending) {
  const at = resolve(ROOT, folder);
  if (!existsSync(at)) return [];
  return readdirSync(at, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** @param {string} path */
export function read(path) {
  return parse(readFileSync(path, "utf8"), basename(path));
}

/**
 * The documents of those files that a problem can express, and why the others are refused.
 *
 * @param {readonly string[]} paths
 */
export function readable(paths) {
  /** @type {{ path: string, document: Document }[]} */
  const documents = [];
  /** @type {{ path: string, why: string }[]} */
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

/**
 * The eleven hard ones, A to K.
 *
 * @param {string | null} [folder] where they are; absent: among the public instances
 */
export const challengingFiles = (folder = null) =>
  filesIn(folder === null ? "minimalloc/challenging" : resolve(folder), ".csv");

/**
 * Why A–K are not there, and where they can be had; null where they are.
 *
 * @param {string | null} folder as above
 */
export function challengingAbsence(folder) {
  if (challengingFiles(folder).length > 0) return null;
  const why = folder === null ? (absence ?? `no A–K in ${ROOT}`) : `no .csv files in ${resolve(folder)}`;
  return `${why}; MiniMalloc publishes A–K at ${SOURCE}, and --challenging <folder> names a copy`;
}

/** Tiny ones with a capacity. */
export const smallFiles = () => [...filesIn("minimalloc/examples", ".csv"), ...filesIn("minimalloc/small", ".csv")];
/** A training step and a contest graph, without capacity. */
export const ideallocFiles = () => filesIn("idealloc", ".csv");
/** What a compiler exported. */
export const pyptoFiles = () => [
  ...filesIn("dsa-solver/pypto", ".json"),
  ...filesIn("dsa-solver/pypto-lib/examples", ".json"),
];

/** Those of them that ask for no more than one memory and lifetimes, without the objective that the file states. */
export function plainPyptoDocuments() {
  return readable(pyptoFiles()).documents.flatMap(({ path, document }) => {
    const { minimize: _, ...problem } = document.problem;
    return isConstrained(problem) ? [] : [{ path, document: { ...document, problem } }];
  });
}
