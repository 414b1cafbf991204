import { dirname } from "node:path";
import { formatCount } from "../../draw/units.js";
import type { Status } from "../../planner/types.js";
import { STDOUT } from "./output.js";
import { capacityNote, infeasibilityLines, type PackRow, type Reporter } from "./rows.js";
import { type Colours, type Column, type Failures, type Sheet, tableOf } from "./table.js";

const PAINT: Readonly<Record<Status, "green" | "red" | "yellow">> = {
  optimal: "green",
  feasible: "green",
  infeasible: "red",
  unknown: "yellow",
};
const NONE = "–";

const COLUMNS: readonly Column<PackRow>[] = [
  { title: "file", align: "left", cell: ({ file }) => file },
  { title: "status", align: "left", cell: statusCell },
  { title: "buffers", cell: ({ buffers }) => formatCount(buffers) },
  { title: "capacity", cell: ({ capacity }) => (capacity === null ? NONE : formatCount(capacity)) },
  { title: "peak", cell: ({ peak }) => (peak === null ? NONE : formatCount(peak)) },
  { title: "lower bound", cell: ({ lowerBound }) => formatCount(lowerBound) },
  { title: "gap", cell: gapCell },
  { title: "steps", cell: ({ steps }) => formatCount(steps) },
  { title: "time", cell: ({ solveMs }) => formatMs(solveMs) },
];

/**
 * The results of `pack` for people: bytes with thousands parted, one line a file; below them a count, and what was
 * written where.
 */
export function packTable(sheet: Sheet = process.stdout): Reporter<PackRow> {
  const footer = (rows: readonly PackRow[], failures: Failures): string => {
    const placed = rows.filter(({ peak }) => peak !== null).length;
    const totalMs = rows.reduce((sum, { solveMs }) => sum + solveMs, 0);
    const time = rows.length === 0 ? "" : ` in ${formatMs(totalMs)}`;
    const unwritten = rows.filter(({ error }) => error !== undefined).length;
    const words = failures.words + (unwritten === 0 ? "" : `; ${unwritten} could not be written`);
    return [
      ...infeasibilityLines(rows),
      ...capacityNote(rows),
      ...rows.flatMap(fixedLine),
      `${placed} of ${rows.length + failures.count} placed and verified${time}${words}`,
      ...wroteLines(rows, "output", "files"),
      ...wroteLines(rows, "svg", "pictures"),
    ].join("\n");
  };
  return tableOf(COLUMNS, footer, sheet);
}

function fixedLine({ file, fixed, buffers }: PackRow): string[] {
  return fixed === 0 ? [] : [`${file}: ${formatCount(fixed)} of ${formatCount(buffers)} buffers fixed`];
}

function wroteLines(rows: readonly PackRow[], field: "output" | "svg", what: string): string[] {
  const paths = rows.flatMap(({ [field]: path }) => (path === undefined || path === STDOUT ? [] : [path]));
  if (paths.length < 2) return paths.map((path) => `wrote ${path}`);
  return [`wrote ${paths.length} ${what} into ${dirname(paths[0]!)}`];
}

/** The status, and in brackets what ended the run. */
export function statusCell({ status, stoppedBy }: Pick<PackRow, "status" | "stoppedBy">, colours: Colours): string {
  return colours[PAINT[status]](status) + (stoppedBy === null ? "" : colours.dim(` (${stoppedBy})`));
}

/**
 * How far the peak may be from the least one; of a plan that only had to fit nothing, unless it is the least by chance.
 */
function gapCell({ peak, lowerBound, minimized }: PackRow): string {
  if (peak === null) return NONE;
  if (peak <= lowerBound) return "0 %";
  return !minimized || lowerBound === 0 ? NONE : `${((peak / lowerBound - 1) * 100).toFixed(2)} %`;
}

/** `0.31 ms`, `250 ms`, `12.3 s`. */
export function formatMs(ms: number): string {
  if (ms < 10) return `${ms.toFixed(2)} ms`;
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
