import { formatCount } from "../../draw/units.js";
import { bytesCell, formatMs, statusCell } from "./cells.js";
import { capacityNote, infeasibilityLines, termText } from "./notes.js";
import type { Reporter } from "./reporter.js";
import type { CompareRow } from "./rows.js";
import { type Column, tableOf } from "./table.js";

const COLUMNS: readonly Column<CompareRow>[] = [
  { title: "file", align: "left", cell: ({ file }) => file },
  { title: "solver", align: "left", cell: ({ solver }) => solver },
  { title: "status", align: "left", cell: statusCell },
  { title: "peak", cell: ({ peak }) => bytesCell(peak) },
  { title: "bound", cell: ({ lowerBound }) => formatCount(lowerBound) },
  { title: "time", cell: ({ solveMs }) => formatMs(solveMs) },
  { title: "", align: "left", cell: ({ terms = [], note }) => note ?? terms.map(termText).join(", ") },
];

/** The results of `compare` for people: a line for each file and solver, and a count below. */
export function compareTable(): Reporter<CompareRow> {
  return tableOf(COLUMNS, (rows, failures) => {
    const files = new Set(rows.map(({ file }) => file));
    const isSettled = ({ status }: CompareRow) => status === "optimal" || status === "infeasible";
    const settled = [...files].filter((name) => rows.some((row) => row.file === name && isSettled(row))).length;
    const solvers = new Set(rows.map(({ solver }) => solver)).size;
    const by = solvers === 0 ? "" : `, by ${solvers} ${solvers === 1 ? "solver" : "solvers"}`;
    const summary = `${settled} of ${files.size + failures.count} settled${by}${failures.words}`;
    return [...infeasibilityLines(rows), ...capacityNote(rows), summary].join("\n");
  });
}
