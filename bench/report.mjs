/** Tables that grow line by line, a line of progress below them, and numbers as people read them. */
import picocolors from "picocolors";

/** Escape codes only where a person looks and has not said no (https://no-color.org). */
export const colours = picocolors.createColors(
  process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb",
);

/**
 * @import { Status } from "../dist/planner/index.js"
 *
 * @typedef {object} Stream what is written to
 * @property {boolean} [isTTY]
 * @property {number} [columns]
 * @property {(text: string) => unknown} write
 */

/**
 * @template Row
 * @typedef {object} Column
 * @property {string} title
 * @property {number} width 0: the text is as long as it likes
 * @property {boolean} [left]
 * @property {(row: Row) => string} cell
 * @property {(text: string, row: Row) => string} [paint]
 */

/** @type {Readonly<Record<Status, (text: string) => string>>} */
const PAINT = { optimal: colours.green, feasible: colours.green, infeasible: colours.cyan, unknown: colours.yellow };
const NONE = "–";

/** @param {Status} status */
export const paintStatus = (status) => PAINT[status](status);
/** @param {number | null} value */
export const count = (value) => (value === null ? NONE : value.toLocaleString("en-US"));
/** @param {number | null} value */
export const ratio = (value) => (value === null ? NONE : value.toFixed(4));

/**
 * Three digits or so, for a column of milliseconds.
 *
 * @param {number | null | undefined} value
 */
export function ms(value) {
  if (value == null) return NONE;
  return value < 10 ? value.toFixed(3) : value < 100 ? value.toFixed(2) : value.toFixed(1);
}

/**
 * `43 µs`, `0.31 ms`, `250 ms`, `12.3 s`.
 *
 * @param {number} value milliseconds
 */
export function duration(value) {
  if (!Number.isFinite(value)) return NONE;
  if (value < 0.1) return `${(1000 * value).toFixed(0)} µs`;
  if (value < 10) return `${value.toFixed(2)} ms`;
  return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(2)} s`;
}

/**
 * Prints rows at once, under a head, in columns whose width is known beforehand.
 *
 * @template Row
 */
export class Table {
  /**
   * @param {readonly Column<Row>[]} columns
   * @param {Stream} out
   */
  constructor(columns, out = process.stdout) {
    this.columns = columns;
    this.out = out;
  }

  head() {
    const cells = this.columns.map((column) => aligned(column.title, column));
    this.out.write(`${colours.dim(cells.join("  ").trimEnd())}\n`);
  }

  /** @param {Row} row */
  row(row) {
    const cells = this.columns.map((column) => {
      const text = aligned(column.cell(row), column);
      return column.paint === undefined ? text : column.paint(text, row);
    });
    this.out.write(`${cells.join("  ").trimEnd()}\n`);
  }
}

/**
 * Texts on the left are clipped; a number never is.
 *
 * @param {string} text
 * @param {{ readonly width: number, readonly left?: boolean }} column
 */
function aligned(text, { width, left = false }) {
  if (!left) return text.padStart(width);
  return text.length > width && width > 0 ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}

/** One line on a terminal, written over and over. On anything else it writes nothing. */
export class Progress {
  /** @param {Stream} screen */
  constructor(screen = process.stderr) {
    this.screen = screen;
    this.shown = false;
  }

  /** @param {string} text */
  show(text) {
    if (this.screen.isTTY !== true) return;
    this.screen.write(`\r\u001b[2K${text.slice(0, (this.screen.columns || 80) - 1)}`);
    this.shown = true;
  }

  clear() {
    if (this.shown) this.screen.write("\r\u001b[2K");
    this.shown = false;
  }
}

/**
 * Width of the column that holds these names.
 *
 * @param {readonly string[]} names
 */
export function widthOf(names, least = 8, most = 40) {
  return Math.min(most, Math.max(least, ...names.map((name) => name.length)));
}

/**
 * A table in Markdown, its cells padded: the first column to the left, the others to the right.
 *
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
export function markdownTable(head, rows) {
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  /** @param {readonly string[]} row */
  const line = (row) => `| ${widths.map((width, i) => padded(row[i] ?? "", width, i === 0)).join(" | ")} |`;
  const rule = widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/**
 * @param {string} text
 * @param {number} width
 * @param {boolean} left
 */
function padded(text, width, left) {
  return left ? text.padEnd(width) : text.padStart(width);
}
