#!/usr/bin/env node
/**
 * `npm run bench`: see `options.mjs` for what it takes, `groups.mjs` for what it measures, `measure.mjs` for how.
 *
 * @import { Group, ReportRow, SubjectGroup } from "./groups.mjs"
 * @import { Row, Subject } from "./measure.mjs"
 * @import { Options } from "./options.mjs"
 * @import { Column } from "./report.mjs"
 *
 * @typedef {object} GroupReport
 * @property {string} about
 * @property {readonly ReportRow[]} rows
 * @property {string} [absent]
 * @property {object} [figures]
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { listenForInterrupt } from "../dist/cli/interrupt.js";
import { chosenSubjects, groupsFor } from "./groups.mjs";
import { measure } from "./measure.mjs";
import { messageOf } from "./must.mjs";
import { chosen, HELP, readOptions } from "./options.mjs";
import { colours, count, duration, ms, Progress, paintStatus, ratio, Table, widthOf } from "./report.mjs";

const COLD = fileURLToPath(new URL("cold.mjs", import.meta.url));
const YARDSTICK = fileURLToPath(new URL("../../shared/tools/yardstick.mjs", import.meta.url));
const INTERRUPTED = 130;

process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} args */
async function main(args) {
  /** @type {Options} */
  let options;
  /** @type {Group[]} */
  let all;
  /** @type {readonly Group[]} */
  let picked;
  try {
    options = readOptions(args);
    all = groupsFor(options);
    picked = chosen(all, options.group);
  } catch (error) {
    console.error(`bench: ${messageOf(error)}\n\n${HELP}`);
    return 2;
  }
  if (options.help) {
    console.log(HELP + all.map(({ name, about }) => `\n  ${name.padEnd(12)} ${about}`).join("") + "\n");
    return 0;
  }
  if (options.updateBaseline) return (await import("./update-baseline.mjs")).updateBaseline();

  const startedAt = performance.now();
  const interrupt = listenForInterrupt();
  /** @type {{ before: number | null, after: number | null }} */
  const yardstickMs = { before: yardstick(), after: null };
  console.log(machine(yardstickMs.before));
  /** @type {Record<string, GroupReport>} */
  const report = {};
  for (const group of picked) {
    if (interrupt.signal.aborted) break;
    report[group.name] = await runGroup(group, options, interrupt.signal);
  }
  const interrupted = interrupt.signal.aborted;
  interrupt.release();
  if (!interrupted) yardstickMs.after = yardstick();

  const rows = Object.values(report).flatMap((group) => group.rows);
  const faults = rows.filter(({ fault }) => fault !== null);
  const [{ model } = { model: "unknown" }] = cpus();
  const head = { date: new Date().toISOString(), node: process.version, cpu: model, cores: cpus().length, yardstickMs };
  mkdirSync(dirname(options.json), { recursive: true });
  writeFileSync(options.json, `${JSON.stringify({ ...head, options, interrupted, groups: report }, null, 2)}\n`);

  for (const { name, fault } of faults) console.log(colours.red(`${name}: ${fault}`));
  const verdict =
    faults.length === 0 ? colours.green("all answers as they must be") : colours.red(`${faults.length} of them wrong`);
  const instances = `${rows.length} ${rows.length === 1 ? "instance" : "instances"}`;
  const about = `${instances} in ${duration(performance.now() - startedAt)}, ${verdict}`;
  console.log(`\n${interrupted ? colours.yellow("interrupted: ") : ""}${about}; ${options.json}`);
  if (yardstickMs.after !== null) console.log(colours.dim(`yardstick afterwards ${yardstickMs.after} ms`));
  const left = all.filter((group) => !picked.includes(group)).map(({ name }) => name);
  if (options.group === undefined) console.log(colours.dim(`not run: ${left.join(", ")} (--group, --help)`));
  if (faults.length > 0) return 1;
  return interrupted ? INTERRUPTED : 0;
}

/**
 * Measures and prints a group's instances, as far as `signal` lets it.
 *
 * @param {Group} group
 * @param {Options} options
 * @param {AbortSignal} signal
 * @returns {Promise<GroupReport>}
 */
async function runGroup(group, options, signal) {
  console.log(`\n${colours.bold(group.name)}  ${group.about}`);
  if ("measureAll" in group) return { about: group.about, rows: await group.measureAll(signal) };
  const { subjects, absent, notes = [], warmUp = [] } = chosenSubjects(group, options.only);
  if (absent !== undefined) console.log(colours.yellow(`not measured: ${absent}`));
  for (const note of notes) console.log(colours.dim(note));
  const isShown = group.terse !== true || options.rows;
  const table = new Table(columnsFor(subjects, options));
  if (isShown && subjects.length > 0) table.head();
  const progress = new Progress();
  /** @type {Row[]} */
  const rows = [];
  for (const solve of subjects.length === 0 ? [] : warmUp) {
    progress.show(`${group.name}  warm-up`);
    if (!signal.aborted) await solve(signal);
  }
  for (const [i, subject] of subjects.entries()) {
    if (signal.aborted) break;
    const title = `${group.name}  ${i + 1} of ${subjects.length}  ${subject.name}`;
    const row = await measure(subject, {
      runs: options.runs,
      signal,
      onRun: (what) => progress.show(`${title}  ${what}`),
    });
    if (row === null) break;
    if (options.cold && subject.once !== true && row.fault === null) row.coldMs = coldMsOf(group, subject, options);
    progress.clear();
    rows.push(row);
    if (isShown || row.fault !== null) table.row(row);
  }
  progress.clear();
  if (rows.length === 0) return { about: group.about, ...(absent !== undefined && { absent }), rows };
  const { figures, lines } = group.summarize(rows);
  for (const line of lines) console.log(colours.bold(line));
  return { about: group.about, figures, rows };
}

/**
 * @param {readonly Subject[]} subjects
 * @param {Options} options
 * @returns {Column<Row>[]}
 */
function columnsFor(subjects, { cold }) {
  /** @type {Column<Row>} */
  const coldColumn = { title: "cold ms", width: 8, cell: (row) => ms(row.coldMs) };
  /** @type {Column<Row>[]} */
  const numbers = [
    { title: "buffers", width: 7, cell: (row) => count(row.buffers) },
    {
      title: "status",
      width: 10,
      left: true,
      cell: (row) => row.status,
      paint: (text, row) => text.replace(row.status, paintStatus(row.status)),
    },
    { title: "peak", width: 13, cell: (row) => count(row.peak) },
    { title: "lower bound", width: 13, cell: (row) => count(row.lowerBound) },
    { title: "ratio", width: 6, cell: (row) => ratio(row.ratio) },
    { title: "steps", width: 9, cell: (row) => count(row.steps) },
    { title: "µs/step", width: 7, cell: (row) => (row.usPerStep === null ? "–" : row.usPerStep.toFixed(1)) },
    { title: "ms", width: 8, cell: (row) => ms(row.ms) },
    { title: "first ms", width: 8, cell: (row) => ms(row.firstMs) },
    ...(cold ? [coldColumn] : []),
    { title: "runs", width: 4, cell: (row) => String(row.runs) },
    { title: "", width: 0, left: true, cell: (row) => row.fault ?? "", paint: colours.red },
  ];
  return [
    { title: "instance", width: widthOf(subjects.map(({ name }) => name)), left: true, cell: (row) => row.name },
    ...numbers,
  ];
}

/**
 * `solveMs` of one run in a new process, where no code is warm; null if the process failed.
 *
 * @param {SubjectGroup} group
 * @param {Subject} subject
 * @param {Options} options
 * @returns {number | null}
 */
function coldMsOf(group, subject, options) {
  const args = [COLD, group.name, subject.name, JSON.stringify(options)];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8", timeout: 120_000 });
  return status === 0 ? JSON.parse(stdout).solveMs : null;
}

/** Milliseconds of a fixed amount of work on this machine at this moment; null where the tool is absent. */
function yardstick() {
  if (!existsSync(YARDSTICK)) return null;
  const { status, stdout } = spawnSync(process.execPath, [YARDSTICK], { encoding: "utf8" });
  return status === 0 ? Number(stdout) : null;
}

/** @param {number | null} yardstickMs */
function machine(yardstickMs) {
  const [{ model } = { model: "unknown" }] = cpus();
  const pace = yardstickMs === null ? "no yardstick" : `yardstick ${yardstickMs} ms`;
  return colours.dim(`Node ${process.version}, ${cpus().length} × ${model.trim()}, ${pace}; ms: median of warm runs`);
}
