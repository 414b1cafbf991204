#!/usr/bin/env node
// What is private begins with #: the keyword `private` holds only until the types are gone. Prints where src has the
// keyword, and exits with 1.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { committedFiles, ROOT } from "./committed-files.mjs";

/**
 * The places of the keyword, in words: `file:line: private NAME`.
 *
 * @param {string} path
 * @param {string} text
 */
export function privateKeywords(path, text) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  /** @type {string[]} */
  const found = [];
  /** @param {ts.Node} node */
  const visit = (node) => {
    const keyword = ts.canHaveModifiers(node)
      ? ts.getModifiers(node)?.find(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)
      : undefined;
    if (keyword !== undefined) {
      const { line } = source.getLineAndCharacterOfPosition(keyword.getStart(source));
      const name = "name" in node ? /** @type {ts.Node} */ (node.name).getText(source) : "constructor";
      found.push(`${path}:${line + 1}: private ${name}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const found = committedFiles()
    .filter((path) => /^src\/.*\.ts$/.test(path))
    .flatMap((path) => privateKeywords(path, readFileSync(join(ROOT, path), "utf8")));
  for (const line of found) console.log(line);
  if (found.length > 0) {
    console.error(`${found.length} ${found.length === 1 ? "name is" : "names are"} private by keyword: write #name`);
    process.exitCode = 1;
  }
}
