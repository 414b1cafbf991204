import { formatCount } from "../../draw/units.js";
import { bytesCell } from "./cells.js";
import { capacityNote } from "./notes.js";
import type { Reporter } from "./reporter.js";
import type { VerifyRow } from "./rows.js";
import type { Colours } from "./screen.js";
import { type Column, tableOf } from "./table.js";

const COLUMNS: readonly Column<VerifyRow>[] = [
  { title: "file", align: "left", cell: ({ file }) => file },
  {
    title: "status",
    align: "left",
    cell: statusCell,
  },
  { title: "buffers", cell: ({ buffers }) => formatCount(buffers) },
  { title: "capacity", cell: ({ capacity }) => bytesCell(capacity) },
  { title: "peak", cell: ({ peak }) => formatCount(peak) },
  { title: "most live", cell: ({ maxLiveBytes }) => formatCount(maxLiveBytes) },
  { title: "utilization", cell: ({ utilization }) => percent(utilization.mean) },
  { title: "fragmentation", cell: ({ fragmentation }) => percent(fragmentation.mean) },
];

/** The results of `verify` for people: figures of every plan, then what is wrong, file by file and buffer by buffer. */
export function verifyTable(): Reporter<VerifyRow> {
  return tableOf(COLUMNS, (rows, failures, colours) => {
    const verified = rows.filter((row) => row.verified).length;
    const summary = `${verified} of ${rows.length + failures.count} verified${failures.words}`;
    return [...rows.flatMap((row) => faultLines(row, colours)), ...capacityNote(rows), summary].join("\n");
  });
}

function statusCell({ verified, violationCount, differences = [] }: VerifyRow, colours: Colours): string {
  if (verified) return colours.green("verified");
  const faults = [count(violationCount, "violation"), count(differences.length, "difference")];
  return colours.red(faults.filter((text) => text !== "").join(", "));
}

function count(number: number, what: string): string {
  return number === 0 ? "" : `${formatCount(number)} ${what}${number === 1 ? "" : "s"}`;
}

function faultLines(row: VerifyRow, colours: Colours): string[] {
  const { file, violations, violationCount, differences = [] } = row;
  if (violationCount + differences.length === 0) return [];
  const lines = [
    ...differences.map(({ message }) => `  ${colours.red("difference")}  ${message}`),
    ...violations.map(({ kind, message }) => `  ${colours.red(kind)}  ${message}`),
  ];
  const unlisted = violationCount - violations.length;
  if (unlisted > 0) lines.push(`  and ${formatCount(unlisted)} more`);
  return [file, ...lines, ""];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
