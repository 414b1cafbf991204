/**
 * Group `parts`: steps of independent parts of time, each by itself and all in one file.
 *
 * @import { Buffer, Problem } from "../dist/index.js"
 *
 * @typedef {object} PartsRow
 * @property {string} name
 * @property {number | string} seed
 * @property {number} alone steps
 * @property {number} together steps
 * @property {string | null} fault
 */
import { planSync } from "../dist/index.js";
import { generate } from "../dist/instances/index.js";
import { must } from "./must.mjs";
import { colours, count, Table } from "./report.mjs";

const SEEDS = 20;
const PARTS = 6;
const BUFFERS = 60;

/** The steps of all parts together may be so many times those of the parts alone. */
const ASKED = 1.2;

/**
 * Problems one after the other in time, with a pause between them.
 *
 * @param {readonly Problem[]} problems
 * @returns {Buffer[]}
 */
function inARow(problems) {
  let at = 0;
  return problems.flatMap(({ buffers }, part) => {
    const first = Math.min(...buffers.map(({ lower }) => lower));
    const begin = at;
    at += Math.max(...buffers.map(({ upper }) => upper)) - first + 1;
    return buffers.map((buffer) => {
      const [lower, upper] = [buffer.lower - first + begin, buffer.upper - first + begin];
      return { ...buffer, id: `${part}.${buffer.id}`, lower, upper };
    });
  });
}

/**
 * Places six thinned instances of 60 buffers, alone and in one file, with 20 seeds. Prints a table.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<PartsRow[]>} rows for the report, with `fault` where the sum over all seeds is beyond what is asked
 */
export async function measureParts(signal) {
  /** @type {Table<PartsRow>} */
  const table = new Table([
    { title: "seed", width: 6, cell: (row) => String(row.seed) },
    { title: "alone", width: 8, cell: (row) => count(row.alone) },
    { title: "together", width: 8, cell: (row) => count(row.together) },
    { title: "ratio", width: 6, cell: (row) => (row.together / Math.max(1, row.alone)).toFixed(3) },
  ]);
  table.head();
  /** @type {PartsRow[]} */
  const rows = [];
  /** @type {PartsRow} */
  const sum = { name: "all seeds", seed: "all", alone: 0, together: 0, fault: null };
  for (let seed = 0; seed < SEEDS && !signal.aborted; seed++) {
    const parts = Array.from(
      { length: PARTS },
      (_, k) => generate("thinned", { buffers: BUFFERS, seed: 100 * seed + k }).problem,
    );
    const alone = parts.reduce(
      (steps, part) => steps + planSync(part, { seed, policy: "rules", timeLimitMs: null }).steps,
      0,
    );
    const whole = { buffers: inARow(parts), capacity: must(parts[0]?.capacity, "capacity") };
    const result = planSync(whole, { seed, policy: "rules", stepLimit: 1_000_000 });
    const fault = result.offsets === null ? "not placed" : null;
    const row = { name: `seed ${seed}`, seed, alone, together: result.steps, fault };
    rows.push(row);
    table.row(row);
    sum.alone += alone;
    sum.together += result.steps;
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (sum.together > ASKED * sum.alone) sum.fault = `more than ${ASKED} times the steps of the parts alone`;
  table.row(sum);
  if (sum.fault !== null) console.log(colours.red(sum.fault));
  return [...rows, sum];
}
