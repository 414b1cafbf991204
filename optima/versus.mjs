#!/usr/bin/env node
// The planner beside CP-SAT, GLPK and javascript-lp-solver on certified instances, by size: solved to a proved optimum
// within a limit, and the median time. One thread each, models made and answers verified within the time, in one warm
// process.
//   npm run versus                                  prints both tables; about five minutes
//   npm run versus -- --write                       and puts them into docs/optima.md
//   npm run versus -- --every 5                     each fifth of the large instances for the ratio to CP-SAT; the
//                                                   default is each
//   npm run versus -- --sample 8 --limit 10         instances of each size, seconds for each (the defaults); with 0
//                                                   instances the ratio alone
//   npm run versus -- --passes 7                    how often the large instances are gone through; medians count
//                                                   (the default)

/**
 * @import { Solver } from "./opinions.mjs"
 * @import { Certified } from "./records.mjs"
 *
 * @typedef {{ readonly solved: number, readonly median: number }} Result milliseconds
 *
 * @typedef {object} SizeRow
 * @property {number} least buffers
 * @property {number} most buffers
 * @property {number} count instances
 * @property {Partial<Record<Solver, Result | null>>} results null: not asked; absent: not installed
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median } from "../bench/measure.mjs";
import { keysOf, must } from "../bench/must.mjs";
import { markdownTable } from "../bench/report.mjs";
import { MissingPackage } from "../dist/oracle/index.js";
import { askAll } from "./opinions.mjs";
import { familiesOnDisk, readFamily } from "./records.mjs";

const DOCUMENT = fileURLToPath(new URL("../docs/optima.md", import.meta.url));
const BEGIN = "<!-- versus -->";
const END = "<!-- /versus -->";

/** @type {readonly (readonly [least: number, most: number])[]} */
const SIZES = [
  [3, 5],
  [6, 8],
  [9, 10],
  [12, 20],
  [21, 30],
  [40, 50],
  [51, 60],
];
/** @type {Readonly<Partial<Record<Solver, string>>>} */
const SOLVERS = { search: "planner", cpsat: "CP-SAT", glpk: "GLPK", jslp: "jslp" };
/** Of these many buffers on, CP-SAT's time is put beside the planner's instance by instance. */
const LARGE = 40;

const { values } = parseArgs({
  options: {
    sample: { type: "string", default: "8" },
    every: { type: "string", default: "1" },
    passes: { type: "string", default: "7" },
    limit: { type: "string", default: "10" },
    write: { type: "boolean" },
  },
});
const sample = Number(values.sample);
const limitMs = Number(values.limit) * 1000;
if (values.write && sample === 0) throw new RangeError("--write puts both tables into the page: leave out --sample 0");

const records = familiesOnDisk().flatMap(readFamily);
/** @type {Set<Solver>} */
const absent = new Set();
await warmUp();
/** @type {SizeRow[]} */
const rows = [];
for (const [least, most] of sample > 0 ? SIZES : []) {
  const ofSize = records.filter(({ problem: { buffers } }) => buffers.length >= least && buffers.length <= most);
  // Half of the sample from those above the load bound, evenly spread over families and seeds.
  const above = ofSize.filter(({ optimum, load }) => optimum > load);
  const at = ofSize.filter(({ optimum, load }) => optimum === load);
  const chosen = [...spread(above, Math.ceil(sample / 2)), ...spread(at, Math.floor(sample / 2))];
  /** @type {SizeRow} */
  const row = { least, most, count: chosen.length, results: {} };
  const before = rows.at(-1);
  for (const solver of keysOf(SOLVERS)) {
    if (absent.has(solver)) continue;
    const smaller = before?.results[solver];
    // One that proves less than half of a size is not asked on larger ones: each would cost the whole limit.
    const isBeaten = smaller === null || (smaller !== undefined && smaller.solved < must(before, "size").count / 2);
    row.results[solver] = isBeaten ? null : summary(await timesOf(solver, chosen));
  }
  rows.push(row);
  console.error(`${least} to ${most}: ${JSON.stringify(row)}`);
}
const ratio = absent.has("cpsat") ? null : await ratioToCpSat();
const text = report();
console.log(text);
if (values.write) {
  const document = readFileSync(DOCUMENT, "utf8");
  const [from, to] = [document.indexOf(BEGIN) + BEGIN.length, document.indexOf(END)];
  writeFileSync(DOCUMENT, `${document.slice(0, from)}\n\n${text}\n${document.slice(to)}`);
}

/**
 * Loads and compiles what the first call would pay for, on small and on large instances, and finds out what is not
 * installed.
 */
async function warmUp() {
  /** @param {(buffers: number) => boolean} isMeant */
  const sized = (isMeant) => records.filter(({ problem: { buffers } }) => isMeant(buffers.length));
  const chosen = [
    ...spread(
      sized((n) => n <= 12),
      60,
    ),
    ...spread(
      sized((n) => n >= 21),
      60,
    ),
  ];
  for (const solver of keysOf(SOLVERS)) {
    try {
      for (const { problem } of chosen) await askAll(problem, { [solver]: 100 });
    } catch (error) {
      if (!(error instanceof MissingPackage)) throw error;
      console.error(`${solver}: ${error.message}`);
      absent.add(solver);
    }
  }
}

/**
 * Some of a list, evenly spread.
 *
 * @template Item
 * @param {readonly Item[]} list
 * @param {number} count
 */
function spread(list, count) {
  const taken = Math.min(count, list.length);
  const chosen = new Set(Array.from({ length: taken }, (_, i) => Math.floor((i * list.length) / taken)));
  return list.filter((_, i) => chosen.has(i));
}

/**
 * Milliseconds to the proved optimum of each, Infinity where the limit came first.
 *
 * @param {Solver} solver
 * @param {readonly Certified[]} chosen
 */
async function timesOf(solver, chosen) {
  /** @type {number[]} */
  const times = [];
  for (const record of chosen) times.push(await timeOf(solver, record));
  return times;
}

/**
 * Milliseconds to the proved optimum, Infinity where the limit came first. Throws at an optimum that is none. Counted
 * is the time of the processor where that is less than the clock's, and a solver that the clock stopped before it had
 * its time is asked again: on a shared machine others come in between.
 *
 * @param {Solver} solver
 * @param {Certified} record
 */
async function timeOf(solver, { family, seed, problem, optimum }) {
  for (let attempt = 0; attempt < 3; attempt++) {
    const before = process.cpuUsage();
    const [opinion] = await askAll(problem, { [solver]: limitMs });
    const { status, peak, ms } = must(opinion, `opinion of ${solver}`);
    const { user, system } = process.cpuUsage(before);
    const worked = Math.min(ms, (user + system) / 1000);
    if (status === "optimal" && peak !== optimum) {
      throw new Error(`${family}, seed ${seed}: ${solver} says ${peak}, certified is ${optimum}`);
    }
    if (status === "optimal" && worked <= limitMs) return worked;
    if (worked > 0.7 * limitMs) return Infinity;
  }
  return Infinity;
}

/**
 * @param {readonly number[]} times
 * @returns {Result}
 */
function summary(times) {
  return { solved: times.filter(Number.isFinite).length, median: median(times) };
}

/**
 * How many times as long as the planner CP-SAT takes on the large instances, as geometric means by family and in all:
 * one solver after the other goes through all of them several times. Told apart are the first time and the median of
 * all times.
 */
async function ratioToCpSat() {
  /** @type {{ family: string, chosen: Certified[] }[]} */
  const groups = familiesOnDisk()
    .filter((name) => name.startsWith("large"))
    .map((family) => ({ family, chosen: readFamily(family).filter((_, i) => i % Number(values.every) === 0) }));
  const chosen = groups.flatMap((group) => group.chosen);
  const [mine, theirs] = [await goThrough("search", chosen), await goThrough("cpsat", chosen)];
  /** @param {readonly Certified[]} some */
  const compared = (some) => {
    /** @param {(times: readonly number[]) => number} time */
    const ratio = (time) =>
      geometric(
        some.flatMap((record) => {
          const [ours, others] = [mine.get(record), theirs.get(record)];
          return ours === undefined || others === undefined ? [] : [Math.log(time(others) / time(ours))];
        }),
      );
    return {
      count: some.length,
      planner: some.filter((record) => mine.has(record)).length,
      cpsat: some.filter((record) => theirs.has(record)).length,
      first: ratio(([first]) => must(first, "first time")),
      usual: ratio(median),
    };
  };
  return [...groups, { family: "all", chosen }].map((group) => ({ family: group.family, ...compared(group.chosen) }));
}

/**
 * The times of each that is solved. What takes more than a second is not asked again.
 *
 * @param {Solver} solver
 * @param {readonly Certified[]} chosen
 */
async function goThrough(solver, chosen) {
  /** @type {Map<Certified, number[]>} */
  const times = new Map();
  for (let pass = 0; pass < Number(values.passes); pass++) {
    for (const record of chosen) {
      const known = times.get(record);
      if (pass > 0 && (known?.[0] ?? Infinity) > 1000) continue;
      const time = await timeOf(solver, record);
      if (Number.isFinite(time)) times.set(record, [...(known ?? []), time]);
    }
    console.error(`${solver}: ${pass + 1} of ${values.passes} times through ${chosen.length} instances`);
  }
  return times;
}

/** @param {readonly number[]} logs */
function geometric(logs) {
  return logs.length === 0 ? "–" : `${Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length).toFixed(0)}×`;
}

function report() {
  const shown = keysOf(SOLVERS).filter((solver) => !absent.has(solver));
  const names = shown.map((solver) => SOLVERS[solver] ?? solver);
  /** @type {(result: Result | null | undefined, count: number) => string} */
  const cell = (result, count) => (result == null ? "–" : `${result.solved} of ${count}, ${formatMs(result.median)}`);
  const bySize = rows.map((row) => [
    `${row.least} to ${row.most}`,
    ...shown.map((solver) => cell(row.results[solver], row.count)),
  ]);
  const tables = rows.length > 0 ? [markdownTable(["buffers", ...names], bySize)] : [];
  if (ratio !== null) {
    const head = [
      `${LARGE} to 60 buffers`,
      "planner solves",
      "CP-SAT solves",
      "CP-SAT's time over the planner's",
      "at first",
    ];
    const byFamily = ratio.map(({ family, count, planner, cpsat, usual, first }) => {
      return [family, `${planner} of ${count}`, `${cpsat} of ${count}`, usual, first];
    });
    tables.push(markdownTable(head, byFamily));
  }
  return tables.join("\n\n");
}

/** @param {number} ms */
function formatMs(ms) {
  if (!Number.isFinite(ms)) return `> ${limitMs / 1000} s`;
  return ms < 10 ? `${ms.toPrecision(2)} ms` : ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
