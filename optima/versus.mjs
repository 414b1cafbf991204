#!/usr/bin/env node
// The planner beside CP-SAT, GLPK and javascript-lp-solver on certified instances, by size: solved to a proved optimum
// within a limit, and the median time. One thread each, models made and answers verified within the time, in one warm
// process.
//   npm run versus                                  prints both tables; about five minutes
//   npm run versus -- --write                       and puts them into docs/optima.md
//   npm run versus -- --every 5                     each fifth of the large instances for the ratio to CP-SAT; default
//   each npm run versus -- --sample 8 --limit 10         instances of each size, seconds for each (the defaults); 0:
//   the ratio alone npm run versus -- --passes 7                    how often the large instances are gone through;
//   medians count (the default)
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { median } from "../bench/measure.mjs";
import { MissingPackage } from "../dist/oracle/index.js";
import { askAll } from "./opinions.mjs";
import { familiesOnDisk, readFamily } from "./records.mjs";

const DOCUMENT = fileURLToPath(new URL("../docs/optima.md", import.meta.url));
const BEGIN = "<!-- versus -->";
const END = "<!-- /versus -->";

const SIZES = [
  [3, 5],
  [6, 8],
  [9, 10],
  [12, 20],
  [21, 30],
  [40, 50],
  [51, 60],
];
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
const absent = new Set();
await warmUp();
const rows = [];
for (const [least, most] of sample > 0 ? SIZES : []) {
  const ofSize = records.filter(({ problem: { buffers } }) => buffers.length >= least && buffers.length <= most);
  // Half of the sample from those above the load bound, evenly spread over families and seeds.
  const [above, at] = [true, false].map((isAbove) => ofSize.filter((r) => r.optimum > r.load === isAbove));
  const chosen = [...spread(above, Math.ceil(sample / 2)), ...spread(at, Math.floor(sample / 2))];
  const row = { least, most, count: chosen.length };
  for (const solver of Object.keys(SOLVERS)) {
    const smaller = rows.at(-1)?.[solver];
    // One that proves less than half of a size is not asked on larger ones: each would cost the whole limit.
    const isBeaten = smaller === null || (smaller !== undefined && smaller.solved < rows.at(-1).count / 2);
    if (!absent.has(solver)) row[solver] = isBeaten ? null : summary(await timesOf(solver, chosen));
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
  for (const solver of Object.keys(SOLVERS)) {
    try {
      for (const { problem } of chosen) await askAll(problem, { [solver]: 100 });
    } catch (error) {
      if (!(error instanceof MissingPackage)) throw error;
      console.error(`${solver}: ${error.message}`);
      absent.add(solver);
    }
  }
}

function spread(list, count) {
  return Array.from(
    { length: Math.min(count, list.length) },
    (_, i) => list[Math.floor((i * list.length) / Math.min(count, list.length))],
  );
}

/** Milliseconds to the proved optimum of each, Infinity where the limit came first. */
async function timesOf(solver, chosen) {
  const times = [];
  for (const record of chosen) times.push(await timeOf(solver, record));
  return times;
}

/**
 * Milliseconds to the proved optimum, Infinity where the limit came first. Throws at an optimum that is none. Counted
 * is the time of the processor where that is less than the clock's, and a solver that the clock stopped before it had
 * its time is asked again: on a shared machine others come in between.
 */
async function timeOf(solver, { family, seed, problem, optimum }) {
  for (let attempt = 0; attempt < 3; attempt++) {
    const before = process.cpuUsage();
    const [{ status, peak, ms }] = await askAll(problem, { [solver]: limitMs });
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

function summary(times) {
  return { solved: times.filter(Number.isFinite).length, median: median(times) };
}

/**
 * How many times as long as the planner CP-SAT takes on the large instances, as geometric means by family and in all:
 * one solver after the other goes through all of them several times. Told apart are the first time and the median of
 * all times.
 */
async function ratioToCpSat() {
  const groups = familiesOnDisk()
    .filter((name) => name.startsWith("large"))
    .map((family) => ({ family, chosen: readFamily(family).filter((_, i) => i % Number(values.every) === 0) }));
  const chosen = groups.flatMap((group) => group.chosen);
  const [mine, theirs] = [await goThrough("search", chosen), await goThrough("cpsat", chosen)];
  const compared = (some) => {
    const both = some.filter((record) => mine.has(record) && theirs.has(record));
    const ratio = (time) =>
      geometric(both.map((record) => Math.log(time(theirs.get(record)) / time(mine.get(record)))));
    return {
      count: some.length,
      planner: some.filter((record) => mine.has(record)).length,
      cpsat: some.filter((record) => theirs.has(record)).length,
      first: ratio(([first]) => first),
      usual: ratio(median),
    };
  };
  return [...groups, { family: "all", chosen }].map((group) => ({ family: group.family, ...compared(group.chosen) }));
}

/** The times of each that is solved. What takes more than a second is not asked again. */
async function goThrough(solver, chosen) {
  const times = new Map();
  for (let pass = 0; pass < Number(values.passes); pass++) {
    for (const record of chosen) {
      const known = times.get(record);
      if (pass > 0 && (known === undefined || known[0] > 1000)) continue;
      const time = await timeOf(solver, record);
      if (Number.isFinite(time)) times.set(record, [...(known ?? []), time]);
    }
    console.error(`${solver}: ${pass + 1} of ${values.passes} times through ${chosen.length} instances`);
  }
  return times;
}

function geometric(logs) {
  return logs.length === 0 ? "–" : `${Math.exp(logs.reduce((sum, log) => sum + log, 0) / logs.length).toFixed(0)}×`;
}

function report() {
  const shown = Object.entries(SOLVERS).filter(([solver]) => !absent.has(solver));
  const cell = (result, count) => (result === null ? "–" : `${result.solved} of ${count}, ${formatMs(result.median)}`);
  const bySize = rows.map((row) => [
    `${row.least} to ${row.most}`,
    ...shown.map(([solver]) => cell(row[solver], row.count)),
  ]);
  const tables = rows.length > 0 ? [table(["buffers", ...shown.map(([, name]) => name)], bySize)] : [];
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
    tables.push(table(head, byFamily));
  }
  return tables.join("\n\n");
}

/** A table in Markdown: the first column to the left, the others to the right. */
function table(head, rows) {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => row[column].length)));
  const line = (row) =>
    `| ${row.map((text, i) => (i === 0 ? text.padEnd(widths[i]) : text.padStart(widths[i]))).join(" | ")} |`;
  const rule = widths.map((width, i) => (i === 0 ? "-".repeat(width) : `${"-".repeat(width - 1)}:`));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

function formatMs(ms) {
  if (!Number.isFinite(ms)) return `> ${limitMs / 1000} s`;
  return ms < 10 ? `${ms.toPrecision(2)} ms` : ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(1)} s`;
}
