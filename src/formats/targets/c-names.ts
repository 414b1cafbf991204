/** Names of buffers and files as parts of identifiers in C and C++. */
import { unpackedName } from "../file-name.js";

/**
 * A word for each name, of the letters A to Z, digits and single underscores; all differ. A name that no other
 * resembles has the same word whatever the others are; of several that would have one word, the first in their order
 * has it, and the others get numbers.
 */
export function cWords(names: readonly string[], unnamed: string): string[] {
  const plain = names.map((name) => wordOf(name) || unnamed);
  const taken = new Set(plain);
  const seen = new Map<string, number>();
  return plain.map((word) => {
    let count = (seen.get(word) ?? 0) + 1;
    let found = word;
    if (count > 1) {
      while (taken.has(`${word}_${count}`)) count++;
      found = `${word}_${count}`;
      taken.add(found);
    }
    seen.set(word, count);
    return found;
  });
}

/** The word for what a file holds: its name without folders, extensions and a capacity. */
export function modelWord(fileName: string): string {
  const base = unpackedName(fileName).replace(/^.*[/\\]/s, "");
  const stem = base.replace(/(?<=.)(\.[^.]*)$/s, "").replace(/(?<=.)\.\d+([KMGT]iB)?$/i, "");
  const word = wordOf(stem);
  return word === "" || /^\d/.test(word) || word === "STDIN"
    ? `PLAN${word === "" || word === "STDIN" ? "" : `_${word}`}`
    : word;
}

/** A text in quotes, as C and C++ have it: without trigraphs, and with bytes beyond ASCII as octal escapes. */
export function cString(text: string): string {
  let quoted = "";
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte);
    if (character === '"' || character === "\\" || character === "?") quoted += `\\${character}`;
    else quoted += byte >= 32 && byte < 127 ? character : `\\${byte.toString(8).padStart(3, "0")}`;
  }
  return `"${quoted}"`;
}

/** A name as a comment can hold it: nothing in it ends the comment or the line. */
export function cComment(name: string): string {
  return name.replace(/[^\w.+:/-]/g, "_").replace(/\/+/g, "/");
}

/** As `cComment`, for a file's name without its folders. */
export function cFileComment(fileName: string): string {
  return cComment(fileName.replace(/^.*[/\\]/s, ""));
}

function wordOf(name: string): string {
  return name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "");
}
