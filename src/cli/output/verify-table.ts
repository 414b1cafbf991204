import { formatCount } from "../../draw/units.js";
import { bytesCell } from "./cells.js";
import { capacityNote, timingText } from "./notes.js";
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
  const costs = costLine(row);
  if (violationCount + differences.length === 0) return costs;
  const lines = [
    ...differences.map(({ message }) => `  ${colours.red("difference")}  ${message}`),
    ...violations.map(({ kind, message }) => `  ${colours.red(kind)}  ${message}`),
  ];
  const unlisted = violationCount - violations.length;
  if (unlisted > 0) lines.push(`  and ${formatCount(unlisted)} more`);
  return [...costs, file, ...lines, ""];
}

/** What a plan of a problem with constraints costs, and its memories. */
function costLine({ file, terms, memories = [], timing }: VerifyRow): string[] {
  if (terms === undefined) return [];
  const said = Object.entries(terms)
    .filter(([term, value]) => term !== "peak" && term !== "time" && value > 0)
    .map(([term, value]) => `${term} ${formatCount(value)}`);
  const held = memories.map(({ id, capacity, peak }) => {
    return `${id} ${formatCount(peak)}${capacity === null ? "" : ` of ${formatCount(capacity)}`}`;
  });
  const all = [...said, ...(held.length > 1 ? held : [])];
  if (timing !== undefined) all.push(timingText(timing));
  return all.length === 0 ? [] : [`${file}: ${all.join(", ")}`];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
