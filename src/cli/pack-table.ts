import { formatCount } from "../draw/units.js";
import type { Status } from "../planner/types.js";
import { capacityNote, type PackRow, type Reporter } from "./rows.js";
import { type Column, colours, tableOf } from "./table.js";

const PAINT: Readonly<Record<Status, (text: string) => string>> = {
  optimal: colours.green,
  feasible: colours.green,
  infeasible: colours.red,
  unknown: colours.yellow,
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

/** The results of `pack` for people: bytes with thousands parted, one line a file, a count below. */
export function packTable(): Reporter<PackRow> {
  return tableOf(COLUMNS, (rows, failures) => {
    const placed = rows.filter(({ peak }) => peak !== null).length;
    const totalMs = rows.reduce((sum, { solveMs }) => sum + solveMs, 0);
    const summary = `${placed} of ${rows.length + failures} placed and verified in ${formatMs(totalMs)}`;
    return [...capacityNote(rows), summary].join("\n");
  });
}

/** The status, and in brackets what ended the run. */
export function statusCell({ status, stoppedBy }: Pick<PackRow, "status" | "stoppedBy">): string {
  return PAINT[status](status) + (stoppedBy === null ? "" : colours.dim(` (${stoppedBy})`));
}

/** How far the peak may be from the best one. */
function gapCell({ peak, lowerBound }: PackRow): string {
  if (peak === null) return NONE;
  if (peak <= lowerBound) return "0 %";
  return lowerBound === 0 ? NONE : `${((peak / lowerBound - 1) * 100).toFixed(2)} %`;
}

/** `0.31 ms`, `250 ms`, `12.3 s`. */
export function formatMs(ms: number): string {
  if (ms < 10) return `${ms.toFixed(2)} ms`;
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
