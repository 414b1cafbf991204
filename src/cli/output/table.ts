import Table from "cli-table3";
import picocolors from "picocolors";
import { columnsOf, onOneLine, type Screen, widthOf, wrap } from "./prose.js";
import type { Reporter } from "./rows.js";

export type Colours = ReturnType<typeof picocolors.createColors>;

/** A stream that a report goes to. */
export interface Sheet extends Screen {
  write(text: string): unknown;
}

/** Escape codes only where a person looks and has not said no (https://no-color.org). */
export function coloursFor({ isTTY }: Screen): Colours {
  return picocolors.createColors(isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb");
}

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

export interface Column<Row> {
  readonly title: string;
  readonly align?: "left" | "right";
  readonly cell: (row: Row, colours: Colours) => string;
}

/** Files that there is no row for. */
export interface Failures {
  readonly count: number;
  /** How many of them could not be read, and how many failed otherwise; as in `; 1 could not be read`. */
  readonly words: string;
}

/**
 * Rows gathered into one table, at the end. The first column is the file, the second the status, where a failure says
 * "error"; its message goes to standard error and not into the table.
 *
 * @param footer lines below the table, from the rows and the failures.
 */
export function tableOf<Row extends { readonly file: string }>(
  columns: readonly Column<Row>[],
  footer: (rows: readonly Row[], failures: Failures, colours: Colours) => string,
  sheet: Sheet = process.stdout,
): Reporter<Row> {
  const colours = coloursFor(sheet);
  const rows: Row[] = [];
  const lines: string[][] = [];
  let unread = 0;
  let failed = 0;
  return {
    add(row) {
      rows.push(row);
      lines.push(columns.map(({ cell }, i) => (i === 0 ? onOneLine(cell(row, colours)) : cell(row, colours))));
    },
    fail({ row, isUnread }) {
      if (isUnread) unread++;
      else failed++;
      lines.push([onOneLine(row.file), colours.red("error"), ...columns.slice(2).map(() => "")]);
    },
    end() {
      if (lines.length === 0) return; // interrupted before the first
      const words = (unread > 0 ? `; ${unread} could not be read` : "") + (failed > 0 ? `; ${failed} failed` : "");
      const below = footer(rows, { count: unread + failed, words }, colours);
      const width = widthOf(sheet);
      // Where nothing could be read there are no figures.
      const table = rows.length === 0 ? "" : `${layOut(columns, lines, colours, width)}\n\n`;
      sheet.write(`${table}${wrap(below, width)}\n`);
    },
  };
}

type Columns = readonly Pick<Column<never>, "title" | "align">[];

/**
 * Lines of text as wide as they come, or, where that is too wide: each row's first cell on a line of its own above the
 * rest; and where that is too wide as well, each cell on a line with its title. No word and no number is ever broken. A
 * first cell that is empty or that of the row above is not told again. A last column without a title holds remarks,
 * which go below their rows.
 */
export function layOut(
  columns: Columns,
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

function grid(columns: Columns, cells: readonly (readonly string[])[], colours: Colours): string[] {
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
  return lines.every((line) => columnsOf(line) <= width);
}
