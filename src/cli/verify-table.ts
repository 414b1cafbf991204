import { formatCount } from "../draw/units.js";
import type { Reporter, VerifyRow } from "./rows.js";
import { type Colours, type Column, tableOf } from "./table.js";

const COLUMNS: readonly Column<VerifyRow>[] = [
  { title: "file", align: "left", cell: ({ file }) => file },
  {
    title: "status",
    align: "left",
    cell: ({ verified, violationCount }, colours) =>
      verified
        ? colours.green("verified")
        : colours.red(`${formatCount(violationCount)} ${violationCount === 1 ? "violation" : "violations"}`),
  },
  { title: "buffers", cell: ({ buffers }) => formatCount(buffers) },
  { title: "capacity", cell: ({ capacity }) => (capacity === null ? "–" : formatCount(capacity)) },
  { title: "peak", cell: ({ peak }) => formatCount(peak) },
  { title: "most live", cell: ({ maxLiveBytes }) => formatCount(maxLiveBytes) },
  { title: "utilization", cell: ({ utilization }) => percent(utilization.mean) },
  { title: "fragmentation", cell: ({ fragmentation }) => percent(fragmentation.mean) },
];

/** The results of `verify` for people: figures of every plan, then what is wrong, file by file and buffer by buffer. */
export function verifyTable(): Reporter<VerifyRow> {
  return tableOf(COLUMNS, (rows, failures, colours) => {
    const verified = rows.filter((row) => row.verified).length;
    const count = `${verified} of ${rows.length + failures.count} verified${failures.words}`;
    return [...rows.flatMap((row) => violationLines(row, colours)), count].join("\n");
  });
}

function violationLines({ file, violations, violationCount }: VerifyRow, colours: Colours): string[] {
  if (violationCount === 0) return [];
  const lines = violations.map(({ kind, message }) => `  ${colours.red(kind)}  ${message}`);
  const unlisted = violationCount - violations.length;
  if (unlisted > 0) lines.push(`  and ${formatCount(unlisted)} more`);
  return [file, ...lines, ""];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
