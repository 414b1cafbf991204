import { dirname } from "node:path";
import { formatCount } from "../../draw/units.js";
import type { Reasons } from "../../explain/reasons.js";
import { displayName } from "../input/files.js";
import { bytesCell, formatMs, NO_FIGURE, statusCell } from "./cells.js";
import type { ExplainedRow } from "./explain-report.js";
import { capacityNote, changesLine, constraintLines, infeasibilityLines, presolveLines } from "./notes.js";
import { otherPlanLines } from "./other-plans.js";
import { STDOUT } from "./place.js";
import type { Reporter } from "./reporter.js";
import type { PackRow, SuggestionRow } from "./rows.js";
import type { Sheet } from "./screen.js";
import { type Column, type Failures, tableOf } from "./table.js";

const COLUMNS: readonly Column<PackRow>[] = [
  { title: "file", align: "left", cell: ({ file }) => file },
  { title: "status", align: "left", cell: statusCell },
  { title: "buffers", cell: ({ buffers }) => formatCount(buffers) },
  { title: "capacity", cell: ({ capacity }) => bytesCell(capacity) },
  { title: "peak", cell: ({ peak }) => bytesCell(peak) },
  { title: "lower bound", cell: ({ lowerBound }) => formatCount(lowerBound) },
  { title: "gap", cell: gapCell },
  { title: "steps", cell: ({ steps }) => formatCount(steps) },
  { title: "time", cell: ({ solveMs }) => formatMs(solveMs) },
];

interface PackTableOptions {
  /** Tell what presolve did. */
  readonly explain?: boolean;
  /** Reasons in words; loaded where they are asked for. */
  readonly whyLines?: (reasons: Reasons, suggestions?: readonly SuggestionRow[]) => string[];
  readonly suggestionLines?: (suggestions: readonly SuggestionRow[], isComplete: boolean) => string[];
}

/**
 * The results of `pack` for people: bytes with thousands parted, one line a file; below them a count, and what was
 * written where.
 */
export function packTable(
  sheet: Sheet = process.stdout,
  { explain = false, whyLines, suggestionLines }: PackTableOptions = {},
): Reporter<ExplainedRow> {
  const footer = (rows: readonly ExplainedRow[], failures: Failures): string => {
    const placed = rows.filter(({ peak }) => peak !== null).length;
    const totalMs = rows.reduce((sum, { solveMs }) => sum + solveMs, 0);
    const time = rows.length === 0 ? "" : ` in ${formatMs(totalMs)}`;
    const unwritten = rows.filter(({ error }) => error !== undefined).length;
    const words = failures.words + (unwritten === 0 ? "" : `; ${unwritten} could not be written`);
    return [
      ...infeasibilityLines(rows.filter(({ explained }) => explained === undefined)),
      ...(whyLines === undefined ? [] : rows.flatMap((row) => whyOfRow(row, whyLines))),
      ...(suggestionLines === undefined ? [] : rows.flatMap((row) => suggestionsOfRow(row, suggestionLines))),
      ...(explain ? presolveLines(rows) : []),
      ...constraintLines(rows),
      ...otherPlanLines(rows),
      ...capacityNote(rows),
      ...rows.flatMap(fixedLine),
      ...rows.flatMap(changesLine),
      `${placed} of ${rows.length + failures.count} placed and verified${time}${words}`,
      ...wroteLines(rows, "output", "files"),
      ...wroteLines(rows, "svg", "pictures"),
      ...wroteLines(rows, "png", "pictures"),
      ...wroteLines(rows, "html", "reports"),
      ...wroteLines(rows, "proof", "proofs"),
    ].join("\n");
  };
  return tableOf(COLUMNS, footer, sheet);
}

/** The reasons of a row, where they were asked for. */
function whyOfRow(
  { file, explained, suggestions }: ExplainedRow,
  whyLines: NonNullable<PackTableOptions["whyLines"]>,
): string[] {
  if (explained === undefined) return [];
  const [first = "", ...others] = whyLines(explained.reasons, suggestions);
  return [`${displayName(file)}: ${first}`, ...others.map((line) => `  ${line}`)];
}

/** What would help a row without a plan, where it was asked for. */
function suggestionsOfRow(
  { file, suggestions, suggestionsComplete, peak }: PackRow,
  suggestionLines: (suggestions: readonly SuggestionRow[], isComplete: boolean) => string[],
): string[] {
  if (suggestions === undefined || peak !== null) return [];
  const [first = "", ...others] = suggestionLines(suggestions, suggestionsComplete === true);
  return [`${displayName(file)}: ${first}`, ...others.map((line) => `  ${line}`)];
}

function fixedLine({ file, fixed, buffers }: PackRow): string[] {
  return fixed === 0 ? [] : [`${file}: ${formatCount(fixed)} of ${formatCount(buffers)} buffers fixed`];
}

type Written = "output" | "svg" | "png" | "html" | "proof";

function wroteLines(rows: readonly PackRow[], field: Written, what: string): string[] {
  const paths = rows.flatMap(({ [field]: path }) => (path === undefined || path === STDOUT ? [] : [path]));
  if (paths.length < 2) return paths.map((path) => `wrote ${path}`);
  return [`wrote ${paths.length} ${what} into ${dirname(paths[0]!)}`];
}

/**
 * How far the peak may be from the least one; of a plan that only had to fit nothing, unless it is the least by chance.
 */
function gapCell({ peak, lowerBound, minimized }: PackRow): string {
  if (peak === null) return NO_FIGURE;
  if (peak <= lowerBound) return "0 %";
  return !minimized || lowerBound === 0 ? NO_FIGURE : `${((peak / lowerBound - 1) * 100).toFixed(2)} %`;
}
