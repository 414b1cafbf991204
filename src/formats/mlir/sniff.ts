import type { FileContent } from "../content.js";
import { beginsAsText } from "../text.js";

/** What MLIR text begins with, behind comments: a module or function, an alias, or an operation. */
const BEGINS: readonly RegExp[] = [
  /(?:builtin\.)?module\b/,
  /\w+\.func\s/,
  /func\s+@/,
  /[#!][\w.]+\s*=\s*\S/,
  /%[\w$.-]+(?::\d+)?\s*[,=]/,
  /"[\w.]+"\s*\(/,
  /[a-z_]\w*(?:\.\w+)+\s*[%@(]/,
];
const BEGIN = new RegExp(BEGINS.map(({ source }) => source).join("|"), "y");
/** Blanks, and a comment up to the end of its line: one expression for all could part a comment in many ways. */
const BLANK = /\s*(?:\/\/[^\r\n]*)?/y;

/** Whether a file is MLIR text that has `pattern` somewhere. */
export function isMlirWith(file: FileContent, pattern: RegExp): boolean {
  if (!beginsAsText(file.bytes)) return false;
  try {
    const { text } = file;
    BEGIN.lastIndex = beginOf(text);
    return BEGIN.test(text) && pattern.test(text);
  } catch {
    return false;
  }
}

/** Where the text begins behind blanks and comments. */
function beginOf(text: string): number {
  for (let at = 0; ; at = BLANK.lastIndex) {
    BLANK.lastIndex = at;
    if (BLANK.exec(text)![0] === "") return at;
  }
}
