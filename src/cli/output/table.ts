import { type Heading, layOut } from "./layout.js";
import { onOneLine, wrap } from "./prose.js";
import type { Reporter } from "./reporter.js";
import { type Colours, coloursFor, type Sheet, widthOf } from "./screen.js";

export interface Column<Row> extends Heading {
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
