/**
 * Group `limits`: whether a run is back in time, and whether the event loop stays free, on problems whose set-up alone
 * takes long.
 *
 * @import { PlanOptions, Problem } from "../dist/index.js"
 * @import { Column } from "./report.mjs"
 *
 * @typedef {object} LimitRow
 * @property {string} name
 * @property {number} buffers
 * @property {number} pairs that live together
 * @property {Record<number, number>} lateMs by limit
 * @property {number} abortMs
 * @property {number} blockedMs
 * @property {string | null} fault
 */
import { plan } from "../dist/index.js";
import { generate } from "../dist/instances/index.js";
import { toArrays } from "../dist/problem/index.js";
import { countOverlaps } from "../dist/search/index.js";
import { colours, count, ms, Table } from "./report.mjs";

/** Milliseconds that a run may be back late, the event loop may be blocked, and an abort may take. */
const ASKED = { late: 50, blocked: 50, abort: 100 };

const LIMITS_MS = [50, 200, 1_000];
const ABORT_AT_MS = 100;

/**
 * Buffers, and how many of them live at one time in the mean: sparse, and as dense as 20 million pairs allow.
 *
 * @type {readonly (readonly [buffers: number, live: number])[]}
 */
const SIZES = [
  [1_000, 20],
  [1_000, 900],
  [5_000, 50],
  [5_000, 3_500],
  [9_900, 1_050],
  [9_900, 1_950],
  [10_000, 1_900],
  [20_000, 50],
  [20_000, 990],
];

/** Problems with and without what makes the stack bound work: alignment, and some fixed offsets. */
function* problems() {
  for (const [buffers, live] of SIZES) {
    for (const kind of ["plain", "aligned", "fixed"]) {
      const { problem } = generate("random", { buffers, live, seed: 1 });
      const changed = problem.buffers.map((buffer, i) => ({
        ...buffer,
        size: kind === "plain" ? buffer.size : buffer.size + (i % 7),
        ...(kind !== "plain" && { alignment: [1, 16, 64, 256][i % 4] }),
        // Each by itself, above all that could be stacked below it.
        ...(kind === "fixed" && i % 500 === 0 && { offset: (i / 500) * 2 ** 24 }),
      }));
      // One at a time, so that the collector of garbage has little to go through.
      yield { name: `${kind}, ${live} live`, problem: { buffers: changed } };
    }
  }
}

/**
 * @param {number} limit milliseconds
 * @returns {Column<LimitRow>}
 */
function lateAt(limit) {
  return { title: `+ at ${limit} ms`, width: 12, cell: (row) => ms(row.lateMs[limit]) };
}

/**
 * Runs the planner and tells how long it took, and the longest time that the event loop stood still meanwhile.
 *
 * @param {Problem} problem
 * @param {PlanOptions} options
 */
async function timed(problem, options) {
  let blockedMs = 0;
  let last = performance.now();
  const look = () => {
    const now = performance.now();
    blockedMs = Math.max(blockedMs, now - last);
    last = now;
  };
  const timer = setInterval(look, 1);
  const begun = performance.now();
  const result = await plan(problem, { minimize: true, seed: 1, timeLimitMs: null, ...options });
  const tookMs = performance.now() - begun;
  look();
  clearInterval(timer);
  return { tookMs, blockedMs, result };
}

/**
 * Measures all problems at all limits, and with an abort. Prints a table.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<LimitRow[]>} rows for the report, each with `fault` where something asked for was not kept
 */
export async function measureLimits(signal) {
  /** @type {Column<LimitRow>[]} */
  const columns = [
    { title: "buffers", width: 7, cell: (row) => count(row.buffers) },
    { title: "pairs", width: 11, cell: (row) => count(row.pairs) },
    { title: "problem", width: 20, left: true, cell: (row) => row.name },
    ...LIMITS_MS.map((limit) => lateAt(limit)),
    { title: "abort", width: 8, cell: (row) => ms(row.abortMs) },
    { title: "blocked", width: 8, cell: (row) => ms(row.blockedMs) },
    { title: "", width: 0, left: true, cell: (row) => row.fault ?? "", paint: colours.red },
  ];
  const table = new Table(columns);
  table.head();
  /** @type {LimitRow[]} */
  const rows = [];
  for (const { name, problem } of problems()) {
    const pairs = countOverlaps(toArrays(problem));
    /** @type {LimitRow} */
    const row = { name, buffers: problem.buffers.length, pairs, lateMs: {}, abortMs: 0, blockedMs: 0, fault: null };
    const missed = [];
    for (const limit of LIMITS_MS) {
      if (signal.aborted) return rows;
      const { tookMs, blockedMs, result } = await timed(problem, { timeLimitMs: limit });
      const lateMs = Math.max(0, tookMs - limit);
      row.lateMs[limit] = lateMs;
      row.blockedMs = Math.max(row.blockedMs, blockedMs);
      if (lateMs > ASKED.late) missed.push(`${limit} ms`);
      if (result.offsets === null) missed.push(`no plan at ${limit} ms`);
    }
    const controller = new AbortController();
    const abortAt = performance.now() + ABORT_AT_MS;
    setTimeout(() => controller.abort(), ABORT_AT_MS);
    const { blockedMs } = await timed(problem, { signal: controller.signal, timeLimitMs: 20_000 });
    row.abortMs = Math.max(0, performance.now() - abortAt);
    row.blockedMs = Math.max(row.blockedMs, blockedMs);
    if (row.abortMs > ASKED.abort) missed.push("abort");
    if (row.blockedMs > ASKED.blocked) missed.push("blocked");
    if (missed.length > 0) row.fault = `beyond what is asked: ${missed.join(", ")}`;
    rows.push(row);
    table.row(row);
  }
  return rows;
}
