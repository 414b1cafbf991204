import Table from "cli-table3";
import { columnCount, wrap } from "./prose.js";
import type { Colours } from "./screen.js";

const NO_FRAME = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "  ",
};

/** The head of a column. */
export interface Heading {
  readonly title: string;
  readonly align?: "left" | "right";
}

/**
 * Lines of text as wide as they come, or, where that is too wide: each row's first cell on a line of its own above the
 * rest; and where that is too wide as well, each cell on a line with its title. No word and no number is ever broken. A
 * first cell that is empty or that of the row above is not told again. A last column without a title holds remarks,
 * which go below their rows.
 */
export function layOut(
  columns: readonly Heading[],
  cells: readonly (readonly string[])[],
  colours: Colours,
  width: number,
): string {
  const wide = grid(columns, cells, colours);
  if (fits(wide, width)) return wide.join("\n");
  const isNew = (row: readonly string[], i: number): boolean => row[0] !== "" && row[0] !== cells[i - 1]?.[0];
  const remarks = columns.at(-1)!.title === "" ? columns.length - 1 : columns.length;
  const remark = (row: readonly string[]): string[] =>
    row.slice(remarks).flatMap((text) => (text === "" ? [] : [wrap(`    ${text}`, width, 0)]));
  const figures = cells.map((row) => row.slice(1, remarks));
  const [head, ...rests] = grid(columns.slice(1, remarks), figures, colours).map((line) => `  ${line}`);
  if (fits([head!, ...rests], width)) {
    const blocks = cells.flatMap((row, i) => [...(isNew(row, i) ? [row[0]!] : []), rests[i]!, ...remark(row)]);
    return [head, ...blocks].join("\n");
  }
  const widest = Math.max(...columns.slice(1).map(({ title }) => title.length));
  const facts = (row: readonly string[]): string[] =>
    row.slice(1, remarks).flatMap((cell, j) => {
      if (cell === "") return [];
      return [wrap(`  ${colours.dim(columns[j + 1]!.title.padEnd(widest))}  ${cell}`, width, widest + 2)];
    });
  return cells
    .flatMap((row, i) => [...(isNew(row, i) ? [row[0]!] : i > 0 ? [""] : []), ...facts(row), ...remark(row)])
    .join("\n");
}

function grid(columns: readonly Heading[], cells: readonly (readonly string[])[], colours: Colours): string[] {
  const table = new Table({
    head: columns.map(({ title }) => colours.dim(title)),
    colAligns: columns.map(({ align = "right" }) => align),
    chars: NO_FRAME,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  for (const row of cells) table.push([...row]);
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}

function fits(lines: readonly string[], width: number): boolean {
  return lines.every((line) => columnCount(line) <= width);
}
