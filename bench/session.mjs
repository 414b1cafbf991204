/**
 * Group `session`: one edit of a session and a new plan, beside planning the edited problem anew.
 *
 * @import { Edit, Problem } from "../dist/index.js"
 * @import { PlanResult } from "../dist/planner/index.js"
 *
 * @typedef {object} SessionRow
 * @property {string} name
 * @property {number} buffers
 * @property {string} kind of the edits, or "all"
 * @property {number} edits
 * @property {number} editMs median
 * @property {number} anewMs median
 * @property {number} ratio of each edit to planning anew, median over those where no limit stops planning anew
 * @property {number} worst ratio
 * @property {number} replanned edits for which the planner was asked
 * @property {number} better edits that a limit kept planning anew from an answer as good
 * @property {number} limited edits after which a limit stops planning anew
 * @property {number} cut edits that the same limit kept the session from an answer as good
 * @property {string | null} fault
 */
import { Planner, planSync } from "../dist/index.js";
import { generate } from "../dist/instances/index.js";
import { Random } from "../dist/problem/random.js";
import { median } from "./measure.mjs";
import { must } from "./must.mjs";
import { colours, count, Table } from "./report.mjs";

const SIZES = [1_000, 5_000, 20_000];
const SEEDS = [1, 2, 3, 4, 5];
const EDITS_OF_A_KIND = 6;
/** Milliseconds for one plan. */
const TIME_LIMIT_MS = 1_000;
/** At the median over all edits at 5,000 buffers. */
const ASKED = { buffers: 5_000, ratio: 0.3 };

const KINDS = /** @type {const} */ (["add", "remove", "resize", "retime"]);

/**
 * A copy of a buffer under a new name, a buffer less, a size or a life a tenth up or down.
 *
 * @param {(typeof KINDS)[number]} kind
 * @param {Problem} problem
 * @param {Random} random
 * @param {number} name
 * @returns {Edit}
 */
function editOf(kind, { buffers }, random, name) {
  const buffer = must(buffers[Math.floor(random.next() * buffers.length)], "buffer");
  const { id, lower, upper, size } = buffer;
  const isMore = random.next() < 0.5;
  if (kind === "add") return { kind, buffer: { ...buffer, id: `new ${name}` } };
  if (kind === "remove") return { kind, id };
  if (kind === "resize") return { kind, id, size: Math.ceil(size * (isMore ? 1.1 : 0.9)) };
  const length = Math.max(1, Math.round((upper - lower) * (isMore ? 1.1 : 0.9)));
  return { kind, id, lower, upper: lower + length };
}

/**
 * @template T
 * @param {() => T} work
 */
function timed(work) {
  const startedAt = performance.now();
  const result = work();
  return { result, ms: performance.now() - startedAt };
}

/**
 * @param {PlanResult} found
 * @param {PlanResult} anew
 * @param {boolean} minimize
 * @returns {number} above 0 where the session's answer is worse, below 0 where it is better
 */
function compared(found, anew, minimize) {
  if (found.offsets === null || anew.offsets === null)
    return Number(anew.offsets !== null) - Number(found.offsets !== null);
  if (!minimize) return 0;
  return (
    must(found.peak, "peak") - must(anew.peak, "peak") ||
    Number(anew.status === "optimal") - Number(found.status === "optimal")
  );
}

/**
 * @param {number} buffers
 * @param {boolean} minimize
 * @param {AbortSignal} signal
 * @returns {Promise<SessionRow[]>}
 */
async function measureOne(buffers, minimize, signal) {
  /** @type {Map<string, { edit: number[], anew: number[], ratio: number[] }>} */
  const figures = new Map(KINDS.map((kind) => [kind, { edit: [], anew: [], ratio: [] }]));
  let [replanned, better, cut, limited, worse] = [0, 0, 0, 0, 0];
  for (const seed of SEEDS) {
    const made = generate("random", { buffers, seed, headroom: 10 }).problem;
    const options = { minimize, timeLimitMs: TIME_LIMIT_MS };
    const session = new Planner(minimize ? { buffers: made.buffers } : made, options);
    session.planSync();
    const random = new Random(seed);
    for (let i = 0; i < EDITS_OF_A_KIND * KINDS.length && !signal.aborted; i++) {
      const kind = must(KINDS[i % KINDS.length], "kind");
      const edit = editOf(kind, session.problem, random, i);
      const found = timed(() => {
        session.apply([edit]);
        return session.planSync();
      });
      const { problem } = session;
      const anew = timed(() => planSync(problem, options));
      const order = compared(found.result, anew.result, minimize);
      if (order > 0 && found.result.stoppedBy === null) worse++;
      if (order > 0 && found.result.stoppedBy !== null) cut++;
      if (order < 0) better++;
      if (found.result.checked === null) replanned++;
      const own = must(figures.get(kind), "kind");
      own.edit.push(found.ms);
      own.anew.push(anew.ms);
      // Of one that a limit stops, the time is the limit.
      if (anew.result.stoppedBy === null) own.ratio.push(found.ms / anew.ms);
      else limited++;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const name = minimize ? "least peak" : "to fit";
  /** @param {string} kind @param {{ edit: number[], anew: number[], ratio: number[] }} of */
  const row = (kind, { edit, anew, ratio }) => ({
    name,
    buffers,
    kind,
    edits: edit.length,
    editMs: median(edit),
    anewMs: median(anew),
    ratio: median(ratio),
    worst: Math.max(...ratio),
    replanned: 0,
    better: 0,
    cut: 0,
    limited: 0,
    fault: null,
  });
  const rows = [...figures].map(([kind, own]) => row(kind, own));
  const all = [...figures.values()];
  const sum = row("all", {
    edit: all.flatMap(({ edit }) => edit),
    anew: all.flatMap(({ anew }) => anew),
    ratio: all.flatMap(({ ratio }) => ratio),
  });
  const isSlow = buffers === ASKED.buffers && sum.ratio > ASKED.ratio;
  const slow = isSlow ? `more than ${ASKED.ratio} × planning anew` : null;
  const fault = worse > 0 ? `${worse} answers worse than planning anew` : slow;
  return [...rows, { ...sum, replanned, better, cut, limited, fault }];
}

/**
 * Prints a table.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<SessionRow[]>} rows for the report, with `fault` where what is asked is not reached
 */
export async function measureSession(signal) {
  /** @type {Table<SessionRow>} */
  const table = new Table([
    { title: "buffers", width: 7, cell: ({ buffers }) => count(buffers) },
    { title: "wanted", width: 11, left: true, cell: ({ name }) => name },
    { title: "edit", width: 7, left: true, cell: ({ kind }) => kind },
    { title: "edits", width: 6, cell: ({ edits }) => count(edits) },
    { title: "edit ms", width: 9, cell: ({ editMs }) => editMs.toFixed(2) },
    { title: "anew ms", width: 9, cell: ({ anewMs }) => anewMs.toFixed(1) },
    { title: "ratio", width: 8, cell: ({ ratio }) => ratio.toFixed(3) },
    { title: "worst", width: 7, cell: ({ worst }) => worst.toFixed(1) },
    { title: "replanned", width: 10, cell: ({ kind, replanned }) => (kind === "all" ? count(replanned) : "") },
    { title: "limited", width: 8, cell: ({ kind, limited }) => (kind === "all" ? count(limited) : "") },
    { title: "better", width: 7, cell: ({ kind, better }) => (kind === "all" ? count(better) : "") },
    { title: "cut", width: 4, cell: ({ kind, cut }) => (kind === "all" ? count(cut) : "") },
    { title: "", width: 0, left: true, cell: ({ fault }) => (fault === null ? "" : colours.red(fault)) },
  ]);
  table.head();
  /** @type {SessionRow[]} */
  const rows = [];
  for (const buffers of SIZES) {
    for (const minimize of [false, true]) {
      if (signal.aborted) return rows;
      for (const row of await measureOne(buffers, minimize, signal)) {
        table.row(row);
        rows.push(row);
      }
    }
  }
  return rows;
}
