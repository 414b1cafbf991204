/**
 * Group `reuse`: A–K with a cost for each pair of buffers that share bytes, as dsa-solver publishes them: the cost
 * after ten seconds, its bound, and the best cost that is published.
 *
 * @import { Column } from "./report.mjs"
 *
 * @typedef {object} ReuseRow
 * @property {string} name
 * @property {number} buffers
 * @property {number} mean cost over the seeds
 * @property {number} worst
 * @property {number} bound the best of all seeds
 * @property {number | null} published
 * @property {string | null} fault
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { parse } from "../dist/formats/index.js";
import { plan } from "../dist/index.js";
import { absence, filesIn } from "./benchmarks.mjs";
import { colours, count, Progress, Table } from "./report.mjs";

const TIME_LIMIT_MS = 10_000;
/** More of them take long: two minutes each. */
const MOST_SEEDS = 5;

/** The best costs that dsa-solver publishes for its instances of reuse penalties; none is proved. */
const PUBLISHED = new Map(
  Object.entries({ A: 285, B: 329, C: 365, D: 248, E: 403, F: 129, G: 450, H: 474, I: 902, J: 572, K: 1408 }),
);

/**
 * Prints a table.
 *
 * @param {{ readonly seeds: number, readonly only: string }} options
 * @param {AbortSignal} signal
 * @returns {Promise<ReuseRow[]>} rows for the report, with `fault` where a cost is not below the published one
 */
export async function measureReuse({ seeds, only }, signal) {
  const paths = filesIn("dsa-solver/reuse-penalty", ".json");
  if (paths.length === 0) {
    console.log(colours.yellow(`not measured: ${absence ?? "no folder dsa-solver/reuse-penalty"}`));
    return [];
  }
  /** @type {Column<ReuseRow>[]} */
  const columns = [
    { title: "", width: 3, left: true, cell: (row) => row.name },
    { title: "buffers", width: 7, cell: (row) => count(row.buffers) },
    { title: "cost, mean", width: 10, cell: (row) => row.mean.toFixed(1) },
    { title: "worst", width: 6, cell: (row) => count(row.worst) },
    { title: "bound", width: 6, cell: (row) => count(row.bound) },
    { title: "published", width: 9, cell: (row) => count(row.published) },
    { title: "", width: 0, left: true, cell: (row) => row.fault ?? "", paint: colours.red },
  ];
  const table = new Table(columns);
  const progress = new Progress();
  table.head();
  /** @type {ReuseRow[]} */
  const rows = [];
  for (const path of paths) {
    const name = basename(path, ".json");
    if (!name.includes(only)) continue;
    const { problem } = parse(readFileSync(path), path);
    /** @type {number[]} */
    const costs = [];
    let bound = 0;
    for (let seed = 0; seed < Math.min(seeds, MOST_SEEDS) && !signal.aborted; seed++) {
      progress.show(`reuse  ${name}  seed ${seed}`);
      const { terms } = await plan(problem, { timeLimitMs: TIME_LIMIT_MS, seed, signal });
      const [reuse] = terms;
      costs.push(reuse?.value ?? Number.POSITIVE_INFINITY);
      bound = Math.max(bound, reuse?.bound ?? 0);
    }
    progress.clear();
    if (signal.aborted) break;
    const published = PUBLISHED.get(name) ?? null;
    const worst = Math.max(...costs);
    const isBelow = published === null || worst < published;
    const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
    const fault = isBelow ? null : "not below the published cost";
    const row = { name, buffers: problem.buffers.length, mean, worst, bound, published, fault };
    rows.push(row);
    table.row(row);
  }
  return rows;
}
