import type { Reasons } from "../../explain/reasons.js";
import type { Problem } from "../../problem/index.js";
import { bytesCell, formatMs, statusCell } from "./cells.js";
import { changesLine, constraintLines } from "./notes.js";
import { STDOUT } from "./place.js";
import { onOneLine, wrap } from "./prose.js";
import type { Reporter } from "./reporter.js";
import type { PackRow } from "./rows.js";
import { coloursFor, proseWidth, type Sheet } from "./screen.js";
import { whyParagraphs } from "./why-text.js";

/** A row with what it was made from. */
export interface ExplainedRow extends PackRow {
  readonly explained?: { readonly problem: Problem; readonly reasons: Reasons };
}

/** What `explain` says for people: each file at once, with an empty line between two. */
export function explainReport(sheet: Sheet, { isAll }: { readonly isAll: boolean }): Reporter<ExplainedRow> {
  const colours = coloursFor(sheet);
  let isFirst = true;
  return {
    add(row) {
      const { buffers, capacity, capacitySource, peak, lowerBound, solveMs, explained, svg, png, html, output } = row;
      const { suggestions, suggestionsComplete } = row;
      const name = onOneLine(row.file);
      const from = capacitySource === "name" ? " (from the file's name)" : "";
      const facts = [
        `${bytesCell(buffers)} ${buffers === 1 ? "buffer" : "buffers"}`,
        `capacity ${bytesCell(capacity)}${from}`,
        ...(peak === null ? [] : [`peak ${bytesCell(peak)}`]),
        `lower bound ${bytesCell(lowerBound)}`,
        formatMs(solveMs),
      ];
      const found = { suggestions, suggestionsComplete };
      const told = explained === undefined ? [] : whyParagraphs({ ...explained, ...found, isAll, colours, sheet });
      const paragraphs = [
        `${colours.bold(name)}: ${statusCell(row, colours)}, ${facts.join(", ")}`,
        ...told,
        ...constraintLines([row]),
        ...changesLine(row),
        ...(output === undefined || output === STDOUT ? [] : [`wrote ${output}`]),
        ...[svg, png, html].flatMap((path) => (path === undefined || path === STDOUT ? [] : [`wrote ${path}`])),
      ];
      const width = proseWidth(sheet);
      const text = paragraphs.map((paragraph) => wrapped(paragraph, width)).join("\n\n");
      sheet.write(`${isFirst ? "" : "\n"}${text}\n`);
      isFirst = false;
    },
    fail: () => {},
    end: () => {},
  };
}

/** Tables and charts, whose lines are indented, are as wide as they are. */
function wrapped(paragraph: string, width: number): string {
  return paragraph
    .split("\n")
    .map((line) => (line.startsWith("  ") ? line : wrap(line, width)))
    .join("\n");
}
