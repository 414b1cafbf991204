import { stripVTControlCharacters } from "node:util";

/** A text without what would end the line or steer the terminal. */
export function onOneLine(text: string): string {
  return text.replace(/\p{Cc}/gu, "?");
}

/** Characters that take two columns: scripts of East Asia, and pictures. */
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/gu;

/** Columns that a line takes; colours take none. */
export function columnCount(line: string): number {
  const shown = stripVTControlCharacters(line);
  return [...shown].length + (shown.match(WIDE)?.length ?? 0);
}

/**
 * Breaks lines that are too long between words, never within one. What follows is indented like the line that it
 * continues, and by `hang` more: by default 2 where the line is indented or an entry of a list, as paragraphs are not.
 */
export function wrap(text: string, width: number, hang?: number): string {
  return text
    .split("\n")
    .map((line) => (columnCount(line) <= width ? line : wrapLine(line, width, hang ?? (/^( |- )/.test(line) ? 2 : 0))))
    .join("\n");
}

function wrapLine(line: string, width: number, hang: number): string {
  const indent = /^ */.exec(line)![0];
  const lines: string[] = [];
  let current = indent;
  let isEmpty = true;
  // A word lies together with the spaces before it: where no line ends, the text is as it was.
  for (const part of line.slice(indent.length).match(/ *[^ ]+/g) ?? []) {
    if (!isEmpty && columnCount(current + part) > width) {
      lines.push(current);
      current = indent + " ".repeat(hang) + part.trimStart();
    } else current += part;
    isEmpty = false;
  }
  return [...lines, current].join("\n");
}
