/**
 * Group `constrained`: problems with constraints as compilers have them, small ones that a warm process plans all the
 * time, and a large one.
 *
 * @import { Buffer, Problem } from "../dist/index.js"
 *
 * @typedef {object} ConstrainedRow
 * @property {string} name
 * @property {number} buffers
 * @property {number} runs
 * @property {number} ms median
 * @property {number} worstMs
 * @property {string} outcome
 * @property {string | null} fault
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { plan, planSync, simulate } from "../dist/index.js";
import { Random } from "../dist/problem/random.js";
import { median } from "./measure.mjs";
import { must } from "./must.mjs";
import { colours, count, ms, Table } from "./report.mjs";

const SMALL_PROBLEMS = 50;
const WARM_ROUNDS = 20;
const ROUNDS = 40;
/** Milliseconds at the median, where heuristics meet the bound. */
const SMALL_ASKED = 1;
/** Milliseconds and bytes for planning and verifying. */
const LARGE_ASKED = { ms: 10_000, megabytes: 1024 };

/**
 * @param {Random} random
 * @returns {(least: number, most: number) => number}
 */
const wholes = (random) => (least, most) => least + Math.floor(random.next() * (most - least + 1));

/**
 * A problem of two memories, with pairs that are apart and views of other buffers.
 *
 * @param {number} seed
 * @returns {Problem}
 */
function small(seed) {
  const whole = wholes(new Random(seed));
  const names = Array.from({ length: 100 }, (_, i) => `b${i}`);
  /** @type {Buffer[]} */
  const buffers = names.map((id, i) => {
    const lower = whole(0, 100);
    return { id, lower, upper: lower + whole(1, 15), size: 32 * whole(1, 64), memory: `m${i % 2}` };
  });
  const aliases = [0, 20, 40, 60, 80].map((of) => {
    const { lower, upper } = must(buffers[of], "buffer");
    buffers[of + 2] = { ...must(buffers[of + 2], "buffer"), size: 32, lower, upper: upper + 3 };
    return { buffer: `b${of + 2}`, of: `b${of}` };
  });
  const apart = Array.from({ length: 20 }, () => {
    const first = 2 * whole(0, 48) + 1;
    return { buffers: [`b${first}`, `b${first + 2}`] };
  });
  return { memories: [{ id: "m0" }, { id: "m1" }], buffers, aliases, apart };
}

/**
 * Sixty thousand buffers in four memories with reserved ranges, ten thousand pairs apart.
 *
 * @returns {Problem}
 */
export function large(buffersInAll = 60_000, pairs = 10_000) {
  const whole = wholes(new Random(1));
  const ids = [0, 1, 2, 3];
  const memories = ids.map((m) => ({
    id: `m${m}`,
    capacity: 64_000_000,
    alignment: 32,
    reserved: [
      { from: 0, to: 4_096 * (m + 1) },
      { from: 1_000_000 + 10_000 * m, to: 1_004_096 + 10_000 * m },
    ],
  }));
  const buffers = Array.from({ length: buffersInAll }, (_, i) => {
    const lower = whole(0, buffersInAll);
    const upper = lower + whole(1, 40) * whole(1, 5);
    return { id: `b${i}`, lower, upper, size: 32 * whole(1, 4_096), memory: `m${i % 4}` };
  });
  const apart = Array.from({ length: pairs }, () => {
    const first = whole(0, buffersInAll - 401);
    return { buffers: [`b${first}`, `b${first + 4 * whole(1, 100)}`] };
  });
  return { memories, buffers, apart };
}

/** @returns {ConstrainedRow} */
function measureSmall() {
  const problems = Array.from({ length: SMALL_PROBLEMS }, (_, seed) => small(seed));
  /** @type {number[]} */
  const times = [];
  let settled = 0;
  for (let round = 0; round < WARM_ROUNDS + ROUNDS; round++) {
    for (const problem of problems) {
      const startedAt = performance.now();
      const { status, steps } = planSync(problem, { stepLimit: 0 });
      const tookMs = performance.now() - startedAt;
      if (round < WARM_ROUNDS || status !== "optimal" || steps > 0) continue;
      times.push(tookMs);
      if (round === WARM_ROUNDS) settled++;
    }
  }
  const took = median(times);
  return {
    name: "2 memories, 20 apart, 5 aliases",
    buffers: 100,
    runs: times.length,
    ms: took,
    worstMs: Math.max(...times),
    outcome: `${settled} of ${SMALL_PROBLEMS} optimal without search`,
    fault: took > SMALL_ASKED ? `more than ${SMALL_ASKED} ms` : null,
  };
}

/** In a process of its own, for the memory that it takes. @returns {ConstrainedRow} */
function measureLarge() {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(import.meta.url), "large"], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the large problem failed: ${stderr}`);
  const { tookMs, megabytes, outcome, verified } = JSON.parse(stdout);
  const isBeyond = tookMs > LARGE_ASKED.ms || megabytes > LARGE_ASKED.megabytes || !verified;
  return {
    name: "4 memories, reserved, 10,000 apart",
    buffers: 60_000,
    runs: 1,
    ms: tookMs,
    worstMs: tookMs,
    outcome: `${outcome}, ${count(megabytes)} MB`,
    fault: isBeyond ? `more than ${LARGE_ASKED.ms} ms or ${LARGE_ASKED.megabytes} MB, or not verified` : null,
  };
}

/**
 * Prints a table.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<ConstrainedRow[]>} rows for the report, with `fault` where what is asked is not reached
 */
export async function measureConstrained(signal) {
  /** @type {Table<ConstrainedRow>} */
  const table = new Table([
    { title: "buffers", width: 7, cell: (row) => count(row.buffers) },
    { title: "problem", width: 36, left: true, cell: (row) => row.name },
    { title: "runs", width: 6, cell: (row) => count(row.runs) },
    { title: "ms", width: 9, cell: (row) => ms(row.ms) },
    { title: "worst", width: 9, cell: (row) => ms(row.worstMs) },
    { title: "", width: 0, left: true, cell: (row) => row.fault ?? row.outcome },
  ]);
  table.head();
  /** @type {ConstrainedRow[]} */
  const rows = [];
  for (const measure of [measureSmall, measureLarge]) {
    if (signal.aborted) break;
    const row = measure();
    rows.push(row);
    table.row(row);
    if (row.fault !== null) console.log(colours.red(row.fault));
    await new Promise((resolve) => setImmediate(resolve));
  }
  return rows;
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === "large") {
  const problem = large();
  const startedAt = performance.now();
  const { status, offsets, memories } = await plan(problem, { timeLimitMs: null });
  const tookMs = performance.now() - startedAt;
  const given = { memories: must(memories, "memories") };
  const verified = offsets !== null && simulate(problem, offsets, given).ok;
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  console.log(JSON.stringify({ tookMs, megabytes, outcome: status, verified }));
}
