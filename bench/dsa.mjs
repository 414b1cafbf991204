/**
 * Group `dsa`: what a compiler exported as dsa-problems, planned by the objective of each file.
 *
 * @import { Document } from "../dist/formats/index.js"
 * @import { Options } from "./options.mjs"
 *
 * @typedef {object} DsaRow
 * @property {string} name
 * @property {string} kind what is minimised
 * @property {string} status
 * @property {number | null} value of the first term
 * @property {number | null} bound of it
 * @property {number | null} best cost that dsa-solver found
 * @property {number} ms
 * @property {string | null} fault
 */
import { readFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { parse } from "../dist/formats/index.js";
import { loadPolicy, plan } from "../dist/index.js";
import { absence, filesIn, pyptoFiles } from "./benchmarks.mjs";
import { bestOf } from "./dsa-best.mjs";
import { messageOf } from "./must.mjs";
import { colours, count, ms, Progress, Table } from "./report.mjs";

/** For one file; most take some milliseconds. */
const TIME_LIMIT_MS = 5_000;
/** Files with costs that may stay open. */
const MAY_STAY_OPEN = 5 / 115;
const ASKED_SECONDS = 20;

/**
 * Plans every file, and prints what came of each class of them; files that stayed open or came out worse than
 * dsa-solver's best are listed.
 *
 * @param {Pick<Options, "dsa" | "only" | "threads" | "policy">} options
 * @param {AbortSignal} signal
 * @returns {Promise<DsaRow[]>}
 */
export async function measureDsa({ dsa: folder, only, threads, policy }, signal) {
  const paths = folder === null ? pyptoFiles() : filesIn(resolve(folder), ".json");
  const root = folder === null ? "" : resolve(folder);
  if (paths.length === 0) {
    const why = folder === null ? absence : `no .json files in ${root}`;
    const source = "dsa-solver publishes them at https://github.com/tonibohnlein/dsa-solver, folder benchmarks";
    console.log(colours.yellow(`not measured: ${why}; ${source}, and --dsa <folder> names a copy`));
    return [];
  }
  const loaded = loadPolicy(policy);
  const progress = new Progress();
  /** @type {DsaRow[]} */
  const rows = [];
  for (const [i, path] of paths.entries()) {
    const name = folder === null ? path.replace(/^.*dsa-solver[/\\]/, "") : relative(root, path);
    if (signal.aborted) break;
    if (!name.includes(only)) continue;
    progress.show(`dsa  ${i + 1} of ${paths.length}  ${name}`);
    rows.push(await measureFile(path, name, { threads, policy: loaded, timeLimitMs: TIME_LIMIT_MS, signal }));
  }
  progress.clear();
  /** @type {Map<string, DsaRow[]>} */
  const summaries = new Map();
  for (const row of rows) summaries.set(row.kind, [...(summaries.get(row.kind) ?? []), row]);
  printClasses(summaries);
  printListed(rows);
  const seconds = rows.reduce((sum, row) => sum + row.ms, 0) / 1000;
  console.log(colours.bold(`${rows.length} files in ${seconds.toFixed(1)} s together, ${ASKED_SECONDS} s asked`));
  const costs = summaries.get("reuse") ?? [];
  const open = costs.filter((row) => !isSettled(row)).length;
  if (open > Math.floor(costs.length * MAY_STAY_OPEN)) {
    const fault = `${open} of ${costs.length} files with costs stayed open`;
    rows.push({ name: "dsa", kind: "reuse", status: "open", value: null, bound: null, best: null, ms: 0, fault });
  }
  return rows;
}

/**
 * @param {string} path
 * @param {string} name
 * @param {Parameters<typeof plan>[1]} options
 * @returns {Promise<DsaRow>}
 */
async function measureFile(path, name, options) {
  const text = readFileSync(path, "utf8");
  const { instance, metadata } = JSON.parse(text);
  const best = bestOf(String(instance), String(metadata?.corpus_source_fingerprint_fnv1a64));
  const nothing = { name, status: "failed", value: null, bound: null, ms: 0 };
  /** @type {Document["problem"]} */
  let problem;
  try {
    problem = parse(text, name).problem;
  } catch (error) {
    return { ...nothing, kind: "unread", best: null, fault: messageOf(error) };
  }
  const [term] = problem.minimize ?? [];
  const kind = term ?? "fit";
  const row = { ...nothing, kind, best: kind === "reuse" ? best : null };
  const startedAt = performance.now();
  try {
    const { status, peak, lowerBound, terms, verification } = await plan(problem, options);
    const first = terms.find((each) => each.term === term) ?? { value: peak, bound: lowerBound };
    const found = { ...row, status, value: first.value, bound: first.bound, ms: performance.now() - startedAt };
    const isWrong = verification !== null && !verification.ok;
    return { ...found, fault: isWrong ? "the plan is not valid" : faultOf(found) };
  } catch (error) {
    return { ...row, ms: performance.now() - startedAt, fault: messageOf(error) };
  }
}

/** @param {Omit<DsaRow, "fault">} row */
function faultOf(row) {
  const { kind, status, value, best } = row;
  if (best !== null && status === "infeasible") return `infeasible, and dsa-solver has a plan of cost ${best}`;
  if (best !== null && value !== null && value > best) return `cost ${value}, and dsa-solver's best is ${best}`;
  return kind === "peak" && !isSettled(row) ? `${status}: every peak is to be settled` : null;
}

/** @param {Pick<DsaRow, "kind" | "status">} row */
function isSettled({ kind, status }) {
  return status === "optimal" || status === "infeasible" || (kind === "fit" && status === "feasible");
}

/** @param {ReadonlyMap<string, DsaRow[]>} classes */
function printClasses(classes) {
  /** @type {(test: (row: DsaRow) => boolean) => (each: [string, DsaRow[]]) => string} */
  const number =
    (test) =>
    ([, rows]) =>
      count(rows.filter(test).length);
  /** @type {Table<[string, DsaRow[]]>} */
  const table = new Table([
    { title: "objective", width: 9, left: true, cell: ([kind]) => kind },
    { title: "files", width: 5, cell: number(() => true) },
    { title: "read", width: 5, cell: number(({ kind }) => kind !== "unread") },
    { title: "settled", width: 7, cell: number(isSettled) },
    { title: "optimal", width: 7, cell: number(({ status }) => status === "optimal") },
    { title: "infeasible", width: 10, cell: number(({ status }) => status === "infeasible") },
    { title: "open", width: 5, cell: number((row) => !isSettled(row)) },
    { title: "best known", width: 10, cell: number(({ best }) => best !== null) },
    { title: "worse", width: 5, cell: number(isWorse) },
    { title: "better", width: 6, cell: number(({ best, value }) => best !== null && value !== null && value < best) },
    { title: "most ms", width: 8, cell: ([, rows]) => ms(Math.max(...rows.map((row) => row.ms))) },
    { title: "s", width: 6, cell: ([, rows]) => (rows.reduce((sum, row) => sum + row.ms, 0) / 1000).toFixed(2) },
  ]);
  table.head();
  for (const each of classes) table.row(each);
}

/** @param {DsaRow} row */
function isWorse({ best, value }) {
  return best !== null && value !== null && value > best;
}

/** @param {readonly DsaRow[]} rows */
function printListed(rows) {
  for (const row of rows.filter((each) => !isSettled(each) || isWorse(each))) {
    const { name, kind, status, value, bound, best, ms: took } = row;
    const against = best === null ? "" : `, dsa-solver's best ${count(best)}`;
    console.log(`  ${status} ${kind} ${count(value)}, at least ${count(bound)}${against}, ${ms(took)} ms: ${name}`);
  }
}
