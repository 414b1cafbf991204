#!/usr/bin/env node
/**
 * `npm run demo`: packs every bundled instance, and the public ones where they are there; checks each plan again in the
 * file that was written of it, and draws it. Exits with 1 where a plan is missing or wrong.
 *
 * @import { Document } from "../dist/formats/index.js"
 * @import { PlanResult, Problem, Progress } from "../dist/index.js"
 * @import { Column } from "./report.mjs"
 *
 * @typedef {object} Job what is packed
 * @property {string} name
 * @property {string} folder below the folder of the demo
 * @property {string} file
 * @property {Problem} problem
 * @property {(offsets: Float64Array) => string} write the file's text with these offsets
 * @property {(path: string) => Float64Array | null} read the offsets in a file that was written so
 *
 * @typedef {object} Facts
 * @property {string} name
 * @property {number} buffers
 * @property {number | null} capacity
 * @property {boolean} verified
 * @property {string} [picture] its path
 *
 * @typedef {Facts & PlanResult} DemoRow
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { listenForInterrupt } from "../dist/cli/interrupt.js";
import { ProgressLine } from "../dist/cli/output/progress.js";
import { drawPlan } from "../dist/draw/index.js";
import { format, isSolution, parse, parseSolution, serialize, withCapacity } from "../dist/formats/index.js";
import { plan } from "../dist/index.js";
import { bundled } from "../dist/instances/index.js";
import { simulate } from "../dist/sim/index.js";
import { absence, challengingFiles, ideallocFiles, plainPyptoDocuments, readable, smallFiles } from "./benchmarks.mjs";
import { colours, count, duration, ms, paintStatus, ratio, Table, widthOf } from "./report.mjs";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const OUT = join(ROOT, "out", "demo");
/** Milliseconds for one problem: to fit, and to find the least peak where there is no capacity. */
const FIT_LIMIT_MS = 10_000;
const MINIMIZE_LIMIT_MS = 5_000;
/** The picture to look at first: a training step, in which every layer waits for its gradient. */
const FIRST_PICTURE = "unet-training";
const INTERRUPTED = 130;

process.exitCode = await main();

async function main() {
  const startedAt = performance.now();
  console.log(
    `${colours.bold("telaplan")} plans memory for ML accelerators: it gives every buffer of a network an offset, ` +
      "so that no two buffers\n" +
      "that are live together share a byte. " +
      "Each plan below is written to a file, read back and replayed by a simulator.",
  );
  rmSync(OUT, { recursive: true, force: true });
  const interrupt = listenForInterrupt();
  /** @type {DemoRow[]} */
  const rows = [];
  const parts = partsOf();
  const all = parts.flatMap(({ jobs }) => jobs);
  const table = new Table(columnsFor(all.map(({ name }) => name)));
  for (const { title, jobs } of parts) {
    if (interrupt.signal.aborted) break;
    console.log(`\n${colours.bold(title)}`);
    if (jobs.length > 0) table.head();
    for (const job of jobs) {
      const screen = new ProgressLine(process.stderr, `[${rows.length + 1}/${all.length}] ${job.name}`);
      const row = await pack(job, screen, interrupt.signal);
      if (row === null) break;
      rows.push(row);
      table.row(row);
    }
  }
  const interrupted = interrupt.signal.aborted;
  interrupt.release();
  return conclude(rows, all.length, interrupted, performance.now() - startedAt);
}

/**
 * What is packed, under its headings.
 *
 * @returns {{ title: string, jobs: Job[] }[]}
 */
function partsOf() {
  /** @type {Job[]} */
  const ownJobs = bundled.map(({ name, generate }) => {
    const { problem } = generate();
    const { capacity } = problem;
    const file = capacity === undefined ? `${name}.csv` : withCapacity(name, capacity, "csv");
    return {
      name,
      folder: "",
      file,
      problem,
      write: (offsets) => serialize(problem, "csv", offsets),
      read: readPlaced,
    };
  });
  const own = {
    title: `${ownJobs.length} bundled instances: networks, minimised, and hard synthetic ones`,
    jobs: ownJobs,
  };
  if (absence !== null)
    return [own, { title: colours.yellow(`Public instances are not packed: ${absence}`), jobs: [] }];

  const challenging = readable(challengingFiles()).documents;
  const plain = plainPyptoDocuments();
  const others = [...readable(ideallocFiles()).documents, ...readable(smallFiles()).documents, ...plain];
  const left = `without the PyPTO files that ask for more than one memory and lifetimes`;
  return [
    own,
    { title: "A–K of MiniMalloc, at their capacity", jobs: challenging.map(jobOf) },
    { title: `Other public instances (${left})`, jobs: others.map(jobOf) },
  ];
}

/**
 * @param {{ path: string, document: Document }} file
 * @returns {Job}
 */
function jobOf({ path, document }) {
  const file = basename(path);
  const name = basename(file, extname(file));
  return {
    name,
    folder: dirname(path),
    file,
    problem: document.problem,
    write: (offsets) => format(document, offsets),
    read: (placed) => {
      const text = readFileSync(placed, "utf8");
      return isSolution(text) ? parseSolution(text, placed, document).offsets : readPlaced(placed);
    },
  };
}

/**
 * Plans one problem and writes plan and picture. Null where the user stopped it.
 *
 * @param {Job} job
 * @param {ProgressLine} screen
 * @param {AbortSignal} signal
 * @returns {Promise<DemoRow | null>}
 */
async function pack({ name, folder, file, problem, write, read }, screen, signal) {
  const timeLimitMs = problem.capacity === undefined ? MINIMIZE_LIMIT_MS : FIT_LIMIT_MS;
  const onProgress = screen.visible ? (/** @type {Progress} */ progress) => screen.update(progress) : undefined;
  const result = await plan(problem, { timeLimitMs, signal, ...(onProgress && { onProgress }) });
  screen.clear();
  if (result.stoppedBy === "cancel") return null;
  const row = { name, buffers: problem.buffers.length, capacity: problem.capacity ?? null, ...result, verified: false };
  if (result.offsets === null) return row;
  const placed = join(OUT, folder, file);
  mkdirSync(dirname(placed), { recursive: true });
  writeFileSync(placed, write(result.offsets));
  const picture = join(OUT, folder, `${name}.svg`);
  writeFileSync(picture, drawPlan(problem, result.offsets, { title: name, lowerBound: result.lowerBound }));
  return { ...row, verified: verifyOffsets(read(placed), problem, result.peak), picture };
}

/** @param {string} path of a file that holds the buffers too */
function readPlaced(path) {
  return parse(readFileSync(path, "utf8"), path, { placed: true }).offsets;
}

/**
 * Whether the plan keeps every constraint of the problem and has the peak that was claimed.
 *
 * @param {Float64Array | null} offsets
 * @param {Problem} problem
 * @param {number | null} peak
 */
function verifyOffsets(offsets, problem, peak) {
  if (offsets === null) return false;
  const report = simulate(problem, offsets);
  return report.ok && report.peak === peak;
}

/**
 * @param {readonly string[]} names
 * @returns {Column<DemoRow>[]}
 */
function columnsFor(names) {
  return [
    { title: "instance", width: widthOf(names, 8, 28), left: true, cell: (row) => row.name },
    { title: "buffers", width: 7, cell: (row) => count(row.buffers) },
    { title: "capacity", width: 10, cell: (row) => count(row.capacity) },
    {
      title: "status",
      width: 10,
      left: true,
      cell: (row) => row.status,
      paint: (text, row) => text.replace(row.status, paintStatus(row.status)),
    },
    { title: "peak", width: 13, cell: (row) => count(row.peak) },
    { title: "lower bound", width: 13, cell: (row) => count(row.lowerBound) },
    { title: "ratio", width: 6, cell: (row) => ratio(row.peak === null ? null : row.peak / row.lowerBound) },
    { title: "steps", width: 7, cell: (row) => count(row.steps) },
    { title: "ms", width: 7, cell: (row) => ms(row.solveMs) },
    {
      title: "verified",
      width: 8,
      left: true,
      cell: (row) => (row.verified ? "yes" : "NO"),
      paint: (text, row) => (row.verified ? colours.green : colours.red)(text),
    },
  ];
}

/**
 * The last words, and the exit code.
 *
 * @param {readonly DemoRow[]} rows
 * @param {number} wanted
 * @param {boolean} interrupted
 * @param {number} elapsedMs
 */
function conclude(rows, wanted, interrupted, elapsedMs) {
  const good = rows.filter(({ verified }) => verified).length;
  const optimal = rows.filter(({ status }) => status === "optimal").length;
  const plannedMs = rows.reduce((sum, { solveMs }) => sum + solveMs, 0);
  const paint = good === wanted ? colours.green : colours.red;
  console.log(
    `\n${paint(colours.bold(`${good} of ${wanted} placed and verified`))}, ${optimal} of them proved optimal: ` +
      `${duration(plannedMs)} of planning, ${duration(elapsedMs)} in all`,
  );
  if (interrupted) console.log(colours.yellow(`interrupted: ${wanted - rows.length} not tried`));
  const first =
    rows.find(({ name, picture }) => name === FIRST_PICTURE && picture) ?? rows.find(({ picture }) => picture);
  if (first?.picture !== undefined) {
    console.log(`Placed files and pictures are in ${relative(process.cwd(), OUT) || "."}; open this one first:`);
    console.log(`  ${colours.cyan(relative(process.cwd(), first.picture))}`);
  }
  if (interrupted) return INTERRUPTED;
  return good === wanted ? 0 : 1;
}
