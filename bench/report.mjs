/** Tables that grow line by line, a line of progress below them, and numbers as people read them. */
import picocolors from "picocolors";

/** Escape codes only where a person looks and has not said no (https://no-color.org). */
export const colours = picocolors.createColors(
  process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb",
);

const PAINT = { optimal: colours.green, feasible: colours.green, infeasible: colours.cyan, unknown: colours.yellow };
const NONE = "–";

export const paintStatus = (status) => (PAINT[status] ?? colours.red)(status);
export const count = (value) => (value === null ? NONE : value.toLocaleString("en-US"));
export const ratio = (value) => (value === null ? NONE : value.toFixed(4));

/** Three digits or so, for a column of milliseconds. */
export function ms(value) {
  if (value == null) return NONE;
  return value < 10 ? value.toFixed(3) : value < 100 ? value.toFixed(2) : value.toFixed(1);
}

/** `43 µs`, `0.31 ms`, `250 ms`, `12.3 s`. */
export function duration(value) {
  if (!Number.isFinite(value)) return NONE;
  if (value < 0.1) return `${(1000 * value).toFixed(0)} µs`;
  if (value < 10) return `${value.toFixed(2)} ms`;
  return value < 1000 ? `${value.toFixed(0)} ms` : `${(value / 1000).toFixed(2)} s`;
}

/** Prints rows at once, under a head, in columns whose width is known beforehand. */
export class Table {
  /** @param columns `{ title, width, cell(row), left?, paint?(text, row) }` */
  constructor(columns, out = process.stdout) {
    this.columns = columns;
    this.out = out;
  }

  head() {
    const cells = this.columns.map((column) => aligned(column.title, column));
    this.out.write(`${colours.dim(cells.join("  ").trimEnd())}\n`);
  }

  row(row) {
    const cells = this.columns.map((column) => {
      const text = aligned(column.cell(row), column);
      return column.paint === undefined ? text : column.paint(text, row);
    });
    this.out.write(`${cells.join("  ").trimEnd()}\n`);
  }
}

/** Texts on the left are clipped; a number never is. */
function aligned(text, { width, left = false }) {
  if (!left) return text.padStart(width);
  return text.length > width && width > 0 ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}

/** One line on a terminal, written over and over. On anything else it writes nothing. */
export class Progress {
  constructor(screen = process.stderr) {
    this.screen = screen;
    this.shown = false;
  }

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

/** Width of the column that holds these names. */
export function widthOf(names, least = 8, most = 40) {
  return Math.min(most, Math.max(least, ...names.map((name) => name.length)));
}
