/**
 * Group `explain`: what would help problems without a plan, and their cores beside the proof that there is none.
 *
 * @import { Problem } from "../dist/index.js"
 *
 * @typedef {object} ExplainRow
 * @property {string} name
 * @property {string | null} fault
 */
import { infeasibleCoreSync, planSync, suggest } from "../dist/index.js";
import { generate } from "../dist/instances/index.js";
import { loadBound, toArrays } from "../dist/problem/index.js";
import { Random } from "../dist/problem/random.js";
import { median } from "./measure.mjs";
import { must } from "./must.mjs";
import { count, Table } from "./report.mjs";

const FAMILIES = ["random", "guillotine", "thinned", "long-spans"];
const SEEDS = [1, 2, 3, 4, 5];
const SIZES = [30, 300, 3_000, 30_000];
const SHARES = [0.98, 0.8];
const CORES = 100;

/** Milliseconds of the processor since `from`. @param {NodeJS.CpuUsage} from */
function cpuMs(from) {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

/** @param {Problem} problem @returns {Problem} in a share of the bytes that it needs at least */
function crowded(problem, /** @type {number} */ share) {
  const { capacity: _, ...open } = problem;
  return { ...open, capacity: Math.floor(loadBound(toArrays(open)) * share) };
}

/**
 * @typedef {ExplainRow & { buffers: number, share: number, helped: number, found: number, changes: number,
 *   questions: number, ms: number, worst: number }} SuggestRow
 *
 * @param {number} buffers
 * @param {number} share
 * @param {AbortSignal} signal
 * @returns {Promise<SuggestRow>}
 */
async function suggestions(buffers, share, signal) {
  /** @type {{ ms: number, questions: number, found: number, changes: number }[]} */
  const all = [];
  for (const family of FAMILIES) {
    for (const seed of SEEDS) {
      const { problem } = generate(family, { buffers, seed });
      let questions = 0;
      const from = process.cpuUsage();
      const { suggestions: found } = await suggest(crowded(problem, share), {
        signal,
        onProgress: (/** @type {{ readonly questions: number }} */ progress) => {
          questions = progress.questions;
        },
      });
      const ms = cpuMs(from);
      const others = found.filter(({ kind }) => kind !== "capacity");
      const changes = Math.min(...others.map((each) => each.changes.length));
      all.push({ ms, questions, found: found.length, changes: others.length > 0 ? changes : Number.NaN });
    }
  }
  const helped = all.filter(({ changes }) => !Number.isNaN(changes));
  return {
    name: `suggest ${buffers} at ${share}`,
    ...{ buffers, share },
    helped: helped.length,
    found: median(all.map(({ found }) => found)),
    changes: median(helped.map(({ changes }) => changes)),
    questions: median(all.map((each) => each.questions)),
    ms: median(all.map((each) => each.ms)),
    worst: Math.max(...all.map((each) => each.ms)),
    fault: all.some(({ found }) => found === 0) ? "nothing was found for some" : null,
  };
}

/** Problems whose load fits, and which are refuted by their alignments, pins or by search. @param {number} seed */
function aboveLoad(seed) {
  const random = new Random(seed);
  const { problem } = generate("random", { buffers: 8 + (seed % 9), seed });
  const alignment = 2 ** (1 + Math.floor(random.next() * 3));
  const unit = Math.max(1, Math.floor(median(problem.buffers.map(({ size }) => size)) / 4));
  const buffers = problem.buffers.map((buffer, b) => ({
    ...buffer,
    ...((b + seed) % 3 === 0 && { alignment: alignment * unit }),
  }));
  const { peak, status } = planSync({ buffers }, { minimize: true, stepLimit: 200_000 });
  const capacity = must(peak, "peak") - 1;
  if (status !== "optimal" || capacity < loadBound(toArrays({ buffers }))) return null;
  return { buffers, capacity };
}

/**
 * @typedef {ExplainRow & { kind: string, cores: number, of: number, size: number, irreducible: number, proofMs: number,
 *   coreMs: number, ratio: number }} CoreRow
 *
 * @param {string} kind
 * @param {Iterable<Problem>} problems
 * @returns {CoreRow}
 */
function cores(kind, problems) {
  /** @type {{ proofMs: number, coreMs: number, size: number, of: number, isIrreducible: boolean }[]} */
  const all = [];
  for (const problem of problems) {
    let startedAt = performance.now();
    planSync(problem, { timeLimitMs: null });
    const proofMs = performance.now() - startedAt;
    startedAt = performance.now();
    const core = must(infeasibleCoreSync(problem), "core");
    const coreMs = performance.now() - startedAt;
    const { buffers, isIrreducible } = core;
    all.push({ proofMs, coreMs, size: buffers.length, of: problem.buffers.length, isIrreducible });
  }
  const ratio = median(all.map(({ coreMs, proofMs }) => coreMs / proofMs));
  const coreMs = median(all.map((each) => each.coreMs));
  const isSlow = kind === "load" ? coreMs > 5 : ratio > 10;
  return {
    name: `cores ${kind}`,
    kind,
    cores: all.length,
    of: median(all.map(({ of }) => of)),
    size: median(all.map(({ size }) => size)),
    irreducible: all.filter(({ isIrreducible }) => isIrreducible).length,
    proofMs: median(all.map((each) => each.proofMs)),
    ...{ coreMs, ratio, fault: isSlow ? "more than is asked for" : null },
  };
}

/** @returns {Generator<Problem>} */
function* loaded() {
  for (let seed = 1; seed <= CORES; seed++) {
    const family = must(FAMILIES[seed % FAMILIES.length], "family");
    yield crowded(generate(family, { buffers: 300, seed }).problem, 0.98);
  }
}

/** @returns {Generator<Problem>} */
function* refuted() {
  for (let seed = 1, left = CORES; left > 0 && seed < 100 * CORES; seed++) {
    const problem = aboveLoad(seed);
    if (problem === null) continue;
    left--;
    yield problem;
  }
}

/**
 * Prints two tables.
 *
 * @param {AbortSignal} signal
 * @returns {Promise<ExplainRow[]>}
 */
export async function measureExplain(signal) {
  /** @type {Table<CoreRow>} */
  const coreTable = new Table([
    { title: "refuted by", width: 14, left: true, cell: ({ kind }) => kind },
    { title: "cores", width: 6, cell: (row) => count(row.cores) },
    { title: "buffers", width: 8, cell: ({ of }) => count(of) },
    { title: "in core", width: 8, cell: ({ size }) => count(size) },
    { title: "irreducible", width: 12, cell: ({ irreducible }) => count(irreducible) },
    { title: "proof ms", width: 9, cell: ({ proofMs }) => proofMs.toFixed(2) },
    { title: "core ms", width: 9, cell: ({ coreMs }) => coreMs.toFixed(2) },
    { title: "ratio", width: 7, cell: ({ ratio }) => ratio.toFixed(1) },
    { title: "", width: 0, left: true, cell: ({ fault }) => fault ?? "" },
  ]);
  coreTable.head();
  const coreRows = [cores("load", loaded()), cores("alignment", refuted())];
  for (const row of coreRows) coreTable.row(row);
  /** @type {Table<SuggestRow>} */
  const table = new Table([
    { title: "buffers", width: 7, cell: ({ buffers }) => count(buffers) },
    { title: "of the load", width: 12, cell: ({ share }) => share.toFixed(2) },
    { title: "helped", width: 7, cell: ({ helped }) => `${helped}/${FAMILIES.length * SEEDS.length}` },
    { title: "suggestions", width: 12, cell: ({ found }) => count(found) },
    { title: "fewest changes", width: 15, cell: ({ changes }) => count(changes) },
    { title: "questions", width: 10, cell: ({ questions }) => count(questions) },
    { title: "cpu ms", width: 9, cell: ({ ms }) => count(Math.round(ms)) },
    { title: "worst", width: 9, cell: ({ worst }) => count(Math.round(worst)) },
    { title: "", width: 0, left: true, cell: ({ fault }) => fault ?? "" },
  ]);
  table.head();
  /** @type {ExplainRow[]} */
  const rows = [...coreRows];
  for (const buffers of SIZES) {
    for (const share of SHARES) {
      if (signal.aborted) return rows;
      const row = await suggestions(buffers, share, signal);
      table.row(row);
      rows.push(row);
    }
  }
  return rows;
}
