import { formatCount } from "../../draw/units.js";
import type { Status } from "../../planner/types.js";
import type { PackRow } from "./rows.js";
import type { Colours } from "./screen.js";

/** What stands where there is no figure. */
export const NO_FIGURE = "–";

const PAINT: Readonly<Record<Status, "green" | "red" | "yellow">> = {
  optimal: "green",
  feasible: "green",
  infeasible: "red",
  unknown: "yellow",
};

/** Bytes with their thousands parted; null is none. */
export function bytesCell(bytes: number | null): string {
  return bytes === null ? NO_FIGURE : formatCount(bytes);
}

/** The status, and in brackets what ended the run. */
export function statusCell({ status, stoppedBy }: Pick<PackRow, "status" | "stoppedBy">, colours: Colours): string {
  return colours[PAINT[status]](status) + (stoppedBy === null ? "" : colours.dim(` (${stoppedBy})`));
}

/** `0.31 ms`, `250 ms`, `12.3 s`. */
export function formatMs(ms: number): string {
  if (ms < 10) return `${ms.toFixed(2)} ms`;
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}
