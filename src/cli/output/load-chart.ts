import { formatCount } from "../../draw/units.js";
import type { LoadOverTime } from "../../explain/index.js";

/** Rows of a chart. */
const ROWS = 7;
/** Of them at most so many for what is beyond the capacity. */
const MOST_ABOVE = 3;
/** A capacity above this many loads is no row: it would squeeze them. */
const FARTHEST_CAPACITY = 1.5;

export interface Chart {
  readonly load: LoadOverTime;
  /** Bytes; Infinity is no end. */
  readonly capacity: number;
  /** The time to mark; null for none. */
  readonly time: number | null;
}

/** What a column of the chart shows: the most of all times that fall into it. */
interface Column {
  readonly live: number;
  readonly top: number;
}

/**
 * The load over time in plain characters, which every terminal has: `#` is live, `.` lies unused below the highest byte
 * in use, `!` is beyond the capacity. A column is as high as the highest of its times. What is beyond the capacity has
 * a row at least, and the labels say what each part comes to.
 *
 * @param columns of the chart without its labels
 */
export function loadChart({ load, capacity, time }: Chart, columns: number): string[] {
  const { times } = load;
  if (times.length < 2) return [];
  const [first, last] = [times[0]!, times.at(-1)!];
  const cells = columnsOf(load, columns);
  const most = cells.reduce((high, { live, top }) => Math.max(high, live, top), 0);
  const isCapped = capacity <= FARTHEST_CAPACITY * most;
  const limit = isCapped ? capacity : most;
  const above = most > limit ? Math.min(MOST_ABOVE, Math.max(1, Math.round((ROWS * (most - limit)) / most))) : 0;
  const below = ROWS - above;
  const edges = [
    ...Array.from({ length: below + 1 }, (_, row) => (limit * row) / below),
    ...Array.from({ length: above }, (_, row) => limit + ((most - limit) * (row + 1)) / above),
  ];
  const label = (row: number): string => (row === ROWS - 1 || row === below - 1 ? formatCount(edges[row + 1]!) : "");
  const width = Math.max(...Array.from({ length: ROWS }, (_, row) => label(row).length), 1);
  const lines: string[] = [];
  for (let row = ROWS - 1; row >= 0; row--) {
    const [from, to] = [edges[row]!, edges[row + 1]!];
    const drawn = cells.map(({ live, top }) => {
      // Beyond the capacity every byte counts, below it half a row.
      const reaches = (bytes: number): boolean => bytes > (row >= below ? from : row === 0 ? 0 : (from + to) / 2);
      if (row >= below) return reaches(Math.max(live, top)) ? "!" : " ";
      return reaches(live) ? "#" : reaches(top) ? "." : " ";
    });
    const note = isCapped && row === below - 1 ? " capacity" : "";
    lines.push(`${label(row).padStart(width)} |${drawn.join("").padEnd(note === "" ? 0 : columns)}${note}`.trimEnd());
  }
  lines.push(`${"0".padStart(width)} +${"-".repeat(columns)}`);
  const at = time === null ? -1 : Math.min(columns - 1, Math.floor(((time - first) / (last - first)) * columns));
  const marks = ` t = ${first} to ${last}`;
  lines.push(`${" ".repeat(width + 2)}${at < 0 ? "" : `${" ".repeat(at)}^ t = ${time}`}`.trimEnd());
  if (at < 0) lines.pop();
  lines.unshift(`${" ".repeat(width + 1)}${legend(cells, limit, most > limit)},${marks}`);
  return lines;
}

function columnsOf({ times, liveBytes, tops }: LoadOverTime, columns: number): Column[] {
  const [first, last] = [times[0]!, times.at(-1)!];
  const cells = Array.from({ length: columns }, () => ({ live: 0, top: 0 }));
  for (let i = 0; i + 1 < times.length; i++) {
    const from = Math.floor(((times[i]! - first) / (last - first)) * columns);
    const to = Math.max(from + 1, Math.ceil(((times[i + 1]! - first) / (last - first)) * columns));
    for (let column = from; column < Math.min(to, columns); column++) {
      const cell = cells[column]!;
      cell.live = Math.max(cell.live, liveBytes[i]!);
      cell.top = Math.max(cell.top, tops?.[i] ?? 0);
    }
  }
  return cells;
}

function legend(cells: readonly Column[], limit: number, isOver: boolean): string {
  const hasHoles = cells.some(({ live, top }) => top > live && live < limit);
  return ["# live bytes", ...(hasHoles ? [". unused below"] : []), ...(isOver ? ["! beyond the capacity"] : [])].join(
    ", ",
  );
}
