import type { CapacitySource } from "../../formats/index.js";
import { displayName } from "../input/files.js";
import type { PackRow } from "./rows.js";

/** A line for people for each file that has no plan, where it is known why. Of several solvers the first tells it. */
export function infeasibilityLines(rows: readonly Pick<PackRow, "file" | "infeasibility">[]): string[] {
  const told = new Map<string, string>();
  for (const { file, infeasibility } of rows) {
    if (infeasibility !== null && !told.has(file)) told.set(file, infeasibility.message);
  }
  return Array.from(told, ([file, message]) => `${displayName(file)}: no plan fits: ${message}`);
}

/** A line for people where files' names said the capacity: nobody asked for it. */
export function capacityNote(
  rows: readonly { readonly file: string; readonly capacitySource: CapacitySource }[],
): string[] {
  const named = new Set(rows.filter(({ capacitySource }) => capacitySource === "name").map(({ file }) => file)).size;
  const all = new Set(rows.map(({ file }) => file)).size;
  if (named === 0) return [];
  const some = named === 1 ? "the name of one file" : `the names of ${named} files`;
  const whose = all === 1 ? "the file's name" : named === all ? "the files' names" : some;
  return [`capacity from ${whose}; -c none goes without`];
}
