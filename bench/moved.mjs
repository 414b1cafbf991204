/**
 * Group `moved`: the bundled networks after one edit, planned near the plan before it at the least peak, beside
 * planning anew.
 *
 * @import { Buffer, PlanResult } from "../dist/index.js"
 *
 * @typedef {object} MovedRow
 * @property {string} name
 * @property {number} buffers
 * @property {number} edits
 * @property {number} share of all bytes that moved, median
 * @property {number} worstShare
 * @property {number} anewShare of all bytes that planning anew moves, median
 * @property {number} ratio of the time to that of planning anew, median
 * @property {number} worstRatio
 * @property {number} proved edits whose least movement was proved
 * @property {string | null} fault
 */
import { planSync, previousOf } from "../dist/index.js";
import { bundled } from "../dist/instances/index.js";
import { Random } from "../dist/problem/random.js";
import { median } from "./measure.mjs";
import { must } from "./must.mjs";
import { colours, count, Table } from "./report.mjs";

const EDITS_OF_A_KIND = 12;
const RUNS = 3;
/** Milliseconds for one plan. */
const TIME_LIMIT_MS = 5_000;
/** At the median over all edits. */
const ASKED = { share: 0.05, ratio: 2 };

/**
 * A size up or down by a tenth, a longer life, or a copy of a buffer under a new name.
 *
 * @type {readonly ((buffers: readonly Buffer[], at: number, random: Random) => Buffer[])[]}
 */
const EDITS = [
  (buffers, at) => changed(buffers, at, ({ size }) => ({ size: Math.ceil(size * 1.1) })),
  (buffers, at) => changed(buffers, at, ({ size }) => ({ size: Math.floor(size * 0.9) })),
  (buffers, at, random) => changed(buffers, at, ({ upper }) => ({ upper: upper + 1 + Math.floor(random.next() * 3) })),
  (buffers, at) => [...buffers, { ...must(buffers[at], "buffer"), id: "new buffer" }],
];

/**
 * @param {readonly Buffer[]} buffers
 * @param {number} at
 * @param {(buffer: Buffer) => Partial<Buffer>} edit
 */
function changed(buffers, at, edit) {
  return buffers.map((buffer, i) => (i === at ? { ...buffer, ...edit(buffer) } : buffer));
}

/**
 * @param {() => PlanResult} plan
 * @returns {{ result: PlanResult, ms: number }} the median of some runs
 */
function timed(plan) {
  /** @type {number[]} */
  const times = [];
  let result = plan();
  for (let run = 0; run < RUNS; run++) {
    const startedAt = performance.now();
    result = plan();
    times.push(performance.now() - startedAt);
  }
  return { result, ms: median(times) };
}

/**
 * @param {(typeof bundled)[number]} instance
 * @param {{ shares: number[], ratios: number[] }} all takes the figures of all edits
 * @returns {MovedRow}
 */
function measureOne({ name, generate }, all) {
  const { problem } = generate();
  const old = planSync(problem, { minimize: true, timeLimitMs: null });
  const previous = previousOf({ problem, offsets: must(old.offsets, "plan") });
  const random = new Random(1);
  /** @type {{ shares: number[], anewShares: number[], ratios: number[] }} */
  const { shares, anewShares, ratios } = { shares: [], anewShares: [], ratios: [] };
  let [proved, higher] = [0, 0];
  for (const edit of EDITS) {
    for (let i = 0; i < EDITS_OF_A_KIND; i++) {
      const buffers = edit(problem.buffers, Math.floor(random.next() * problem.buffers.length), random);
      const total = buffers.reduce((sum, { size }) => sum + size, 0);
      const anew = timed(() => planSync({ buffers }, { minimize: true, timeLimitMs: TIME_LIMIT_MS }));
      const near = timed(() =>
        planSync({ buffers, minimize: ["peak", "moved"] }, { previous, timeLimitMs: TIME_LIMIT_MS }),
      );
      if (must(near.result.peak, "peak") > must(anew.result.peak, "peak")) higher++;
      if (near.result.status === "optimal") proved++;
      shares.push(must(near.result.changes, "changes").moved.bytes / total);
      ratios.push(near.ms / anew.ms);
      const hints = new Map(previous.buffers.map(({ id, offset }) => [id, offset]));
      const offsets = must(anew.result.offsets, "plan");
      const moved = buffers.reduce((sum, { id, size }, b) => {
        return sum + (hints.has(id) && hints.get(id) !== offsets[b] ? size : 0);
      }, 0);
      anewShares.push(moved / total);
    }
  }
  all.shares.push(...shares);
  all.ratios.push(...ratios);
  return row(name, problem.buffers.length, shares, anewShares, ratios, {
    proved,
    fault: higher > 0 ? `${higher} peaks above planning anew` : null,
  });
}

/**
 * @param {string} name
 * @param {number} buffers
 * @param {number[]} shares
 * @param {number[]} anewShares
 * @param {number[]} ratios
 * @param {{ proved: number, fault: string | null }} rest
 * @returns {MovedRow}
 */
function row(name, buffers, shares, anewShares, ratios, rest) {
  return {
    name,
    buffers,
    edits: shares.length,
    share: median(shares),
    worstShare: Math.max(...shares),
    anewShare: median(anewShares),
    ratio: median(ratios),
    worstRatio: Math.max(...ratios),
    ...rest,
  };
}

/** @param {number} share */
const percent = (share) => `${(100 * share).toFixed(1)} %`;

/**
 * Prints a table.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<MovedRow[]>} rows for the report, with `fault` where what is asked is not reached
 */
export async function measureMoved(signal) {
  /** @type {Table<MovedRow>} */
  const table = new Table([
    { title: "buffers", width: 7, cell: ({ buffers }) => count(buffers) },
    { title: "network", width: 24, left: true, cell: ({ name }) => name },
    { title: "edits", width: 6, cell: ({ edits }) => count(edits) },
    { title: "moved", width: 8, cell: ({ share }) => percent(share) },
    { title: "worst", width: 8, cell: ({ worstShare }) => percent(worstShare) },
    { title: "anew", width: 8, cell: ({ anewShare }) => percent(anewShare) },
    { title: "time", width: 7, cell: ({ ratio }) => `${ratio.toFixed(2)} ×` },
    { title: "worst", width: 9, cell: ({ worstRatio }) => `${worstRatio.toFixed(1)} ×` },
    { title: "proved", width: 7, cell: ({ proved }) => count(proved) },
    { title: "", width: 0, left: true, cell: ({ fault }) => (fault === null ? "" : colours.red(fault)) },
  ]);
  table.head();
  const all = { shares: /** @type {number[]} */ ([]), ratios: /** @type {number[]} */ ([]) };
  /** @type {MovedRow[]} */
  const rows = [];
  for (const instance of bundled.filter(({ name }) => /-(inference|training)$/.test(name))) {
    if (signal.aborted) return rows;
    const measured = measureOne(instance, all);
    table.row(measured);
    rows.push(measured);
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [share, ratio] = [median(all.shares), median(all.ratios)];
  const isMissed = share > ASKED.share || ratio > ASKED.ratio;
  const sum = row("all edits", 0, all.shares, [0], all.ratios, {
    proved: rows.reduce((total, { proved }) => total + proved, 0),
    fault: isMissed ? `more than ${percent(ASKED.share)} or ${ASKED.ratio} ×` : null,
  });
  console.log(`all ${sum.edits} edits: ${percent(share)} moved, ${ratio.toFixed(2)} × the time, at the median`);
  rows.push(sum);
  return rows;
}
