#!/usr/bin/env node
// No line of a text that people write is wider than 120 columns: code, comments, Markdown, tables too. Prints those
// that are, and exits with 1:
//   node scripts/line-width.mjs [FOLDER]        a checkout; this one if not given
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { committedFiles, ROOT } from "./committed-files.mjs";

export const COLUMNS = 120;

/** Which files are looked at: those that people write, by the end of their names. */
const WRITTEN = /(\.(c|m)?[jt]s|\.(md|json|ya?ml|proto|sh|py|cc|h|txt)|(^|\/)(Dockerfile|run|\.[a-z]*ignore|\.npmrc))$/;

/** Those that programs write, and the licence. Where the name ends with a slash, all files below that folder. */
const LEFT_OUT = [
  "LICENSE",
  "package-lock.json",
  "bench/baseline.json",
  "policy/",
  "proto/google/",
  "proto/grpc/",
  "src/client/generated/",
  "clients/python/src/telaplan/v1/",
  "clients/python/src/telaplan/rpc/",
  // One certified instance a line.
  "test/optima/",
  // Expected output, and inputs as other programs write them.
  "test/golden/",
];
/** Sources among those that are left out. */
const LEFT_IN = /^test\/optima\/[^/]*\.ts$/;

/**
 * @param {string} path below the checkout, with slashes
 */
export function isWritten(path) {
  const isLeftOut = LEFT_OUT.some((name) => (name.endsWith("/") ? path.startsWith(name) : path === name));
  return WRITTEN.test(path) && (!isLeftOut || LEFT_IN.test(path));
}

/**
 * The lines that are too wide, in words: `file:line: N columns`.
 *
 * @param {string} path
 * @param {string} text
 */
export function wideLines(path, text) {
  return text.split(/\r?\n/).flatMap((line, i) => {
    // A character is a column, whatever it takes in UTF-16.
    const columns = [...line].length;
    return columns > COLUMNS ? [`${path}:${i + 1}: ${columns} columns`] : [];
  });
}

/** @param {string} root */
function main(root) {
  const wide = committedFiles(root)
    .filter(isWritten)
    .flatMap((path) => wideLines(path, readFileSync(join(root, path), "utf8")));
  for (const line of wide) console.log(line);
  if (wide.length === 0) return 0;
  console.error(`${wide.length} ${wide.length === 1 ? "line is" : "lines are"} wider than ${COLUMNS} columns`);
  return 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = main(process.argv[2] ?? ROOT);
