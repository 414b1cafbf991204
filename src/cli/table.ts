import Table from "cli-table3";
import picocolors from "picocolors";
import type { FailureRow, Reporter } from "./rows.js";

/** Escape codes only where a person looks and has not said no (https://no-color.org). */
export const colours = picocolors.createColors(
  process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb",
);

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
  readonly cell: (row: Row) => string;
}

/**
 * Rows gathered into one table on standard output, at the end. The second column is the status, where a failure says "error"; its
 * message goes to standard error and not into the table.
 *
 * @param footer lines below the table, from the rows and the number of failures.
 */
export function tableOf<Row extends { readonly file: string }>(
  columns: readonly Column<Row>[],
  footer: (rows: readonly Row[], failures: number) => string,
): Reporter<Row> {
  const rows: Row[] = [];
  let failures = 0;
  const table = new Table({
    head: columns.map(({ title }) => colours.dim(title)),
    colAligns: columns.map(({ align = "right" }) => align),
    chars: NO_FRAME,
    style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
  });
  return {
    add(row) {
      if (isFailure(row)) {
        failures++;
        table.push([row.file, colours.red("error"), ...columns.slice(2).map(() => "")]);
      } else {
        rows.push(row);
        table.push(columns.map(({ cell }) => cell(row)));
      }
    },
    end() {
      if (table.length === 0) return;
      const lines = table
        .toString()
        .split("\n")
        .map((line) => line.trimEnd());
      process.stdout.write(`${lines.join("\n")}\n\n${footer(rows, failures)}\n`);
    },
  };
}

function isFailure<Row extends object>(row: Row | FailureRow): row is FailureRow {
  return "error" in row && !("buffers" in row);
}
