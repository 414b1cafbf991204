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
const BEGIN = new RegExp(`^(?:\\s|//[^\\r\\n]*)*(?:${BEGINS.map(({ source }) => source).join("|")})`);

/** Whether a file is MLIR text that has `pattern` somewhere. */
export function isMlirWith(file: FileContent, pattern: RegExp): boolean {
  if (!beginsAsText(file.bytes)) return false;
  try {
    return BEGIN.test(file.text) && pattern.test(file.text);
  } catch {
    return false;
  }
}
