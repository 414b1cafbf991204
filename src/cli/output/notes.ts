import { formatCount } from "../../draw/units.js";
import type { CapacitySource } from "../../formats/index.js";
import type { TermResult } from "../../planner/types.js";
import { displayName } from "../input/files.js";
import { formatMs } from "./cells.js";
import type { MemoryRow, PackRow, TimingRow } from "./rows.js";

/** A line for people for each file that has no plan, where it is known why. Of several solvers the first tells it. */
export function infeasibilityLines(rows: readonly Pick<PackRow, "file" | "infeasibility">[]): string[] {
  const told = new Map<string, string>();
  for (const { file, infeasibility } of rows) {
    if (infeasibility !== null && !told.has(file)) told.set(file, infeasibility.message);
  }
  return Array.from(told, ([file, message]) => `${displayName(file)}: no plan fits: ${message}`);
}

/** Lines for people on problems with constraints: what was minimised, and each memory. */
export function constraintLines(rows: readonly Pick<PackRow, "file" | "terms" | "memories" | "timing">[]): string[] {
  return rows.flatMap(({ file, terms = [], memories = [], timing }) => [
    ...(terms.length === 0 ? [] : [`${displayName(file)}: ${terms.map(termText).join(", ")}`]),
    ...(timing === undefined ? [] : [`${displayName(file)}: ${timingText(timing)}`]),
    ...(memories.length < 2 ? [] : [`${displayName(file)}: ${memories.map(memoryText).join(", ")}`]),
  ]);
}

/** A term and what is proved of it. */
export function termText({ term, value, bound }: TermResult): string {
  const what = term === "time" ? [value / 1e9, bound / 1e9].map((ms) => `${ms} ms`) : [value, bound].map(formatCount);
  return `${term} ${what[0]}${value <= bound ? ", proved" : `, at least ${what[1]}`}`;
}

/** How long a plan takes, and waits for what. */
export function timingText({ ms, stallMs, memories }: TimingRow): string {
  const waits = memories.filter((memory) => memory.stallMs > 0);
  const each = waits.map((memory) => `${spanText(memory.stallMs)} for ${memory.id ?? "the memory"}`).join(", ");
  return `takes ${spanText(ms)}, of which it waits ${spanText(stallMs)}${each === "" ? "" : ` (${each})`}`;
}

/** A span of simulated time, which may be some nanoseconds. */
function spanText(ms: number): string {
  if (ms >= 10) return formatMs(ms);
  return ms >= 0.01 ? `${Number(ms.toPrecision(4))} ms` : `${Number((ms * 1e6).toPrecision(4))} ns`;
}

function memoryText({ id, capacity, peak }: MemoryRow): string {
  return `${id} ${formatCount(peak)}${capacity === null ? "" : ` of ${formatCount(capacity)}`}`;
}

/** What became of the buffers of a previous plan. */
export function changesLine({ file, changes }: Pick<PackRow, "file" | "changes">): string[] {
  if (changes === undefined) return [];
  const { kept, moved, gone } = changes;
  const bytes = (count: number | null): string => (count === null || count === 0 ? "" : ` (${formatCount(count)} B)`);
  const told = [
    `${formatCount(kept.buffers)} kept`,
    `${formatCount(moved.buffers)} moved${bytes(moved.bytes)}`,
    `${formatCount(changes.new.buffers)} new${bytes(changes.new.bytes)}`,
    `${formatCount(gone.buffers)} gone${bytes(gone.bytes)}`,
  ];
  return [`${file}: ${told.join(", ")}`];
}

/** What presolve did, where it was asked for. */
export function presolveLines(rows: readonly Pick<PackRow, "file" | "presolve">[]): string[] {
  return rows.flatMap(({ file, presolve = ["nothing to do: the problem has no constraints"] }) =>
    presolve.map((text) => `${displayName(file)}: presolve: ${text}`),
  );
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
