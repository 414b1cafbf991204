/**
 * Group `proofs`: what a proof costs beside the refutation that it is made of, and what checking it costs.
 *
 * @import { Problem } from "../dist/problem/index.js"
 *
 * @typedef {object} ProofsRow
 * @property {string} name a family of certified instances
 * @property {number} proofs
 * @property {number} steps of the search, in all
 * @property {number} searchMs processor time of the search alone, in all, as all that follow
 * @property {number} keepingMs of the search with a transcript
 * @property {number} renderMs of the lines, from the transcript
 * @property {number} bytes of the proofs
 * @property {number} checkMs of the checker in TypeScript
 * @property {number | null} pythonMs of the one in Python, without its start; null but for all at once
 * @property {string | null} fault
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { ProofChecker, problemHash } from "../dist/check/index.js";
import { splitParts } from "../dist/heuristics/index.js";
import { toArrays } from "../dist/problem/index.js";
import { renderRefutation } from "../dist/proof/render.js";
import { buildModel, Experience, Floors, RULE_POLICY, SectionSearch } from "../dist/search/index.js";
import { familiesOnDisk, readFamily } from "../optima/records.mjs";
import { must } from "./must.mjs";
import { colours, count, Table } from "./report.mjs";

const TOOL = fileURLToPath(new URL("../tools/check_proofs.py", import.meta.url));
/** Steps that a refutation takes at least, so that there is something to measure, and at most. */
const LEAST_STEPS = 50;
const MOST_STEPS = 200_000;
const ROUNDS = 5;

/**
 * @template T
 * @param {() => T} work
 */
function timed(work) {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return { result, ms: (user + system) / 1_000 };
}

/**
 * The search that refutes a limit; null where it does not.
 *
 * @param {Problem} problem
 * @param {number} limit
 * @param {boolean} isKept
 */
function refute(problem, limit, isKept) {
  const model = buildModel(toArrays(problem));
  const experience = new Experience(model, must(RULE_POLICY.provers[0], "prover"), { seed: 0 });
  const options = { fullReasons: true, transcript: isKept };
  const search = new SectionSearch(new Floors(model, false), experience, options);
  search.begin(Math.floor(limit / model.unit));
  return search.run(MOST_STEPS) === "exhausted" && search.complete ? { search, unit: model.unit } : null;
}

/** @param {readonly string[]} cases @returns {{ ms: number, answers: string[] } | null} */
function inPython(cases) {
  const ask = (/** @type {string} */ input) => {
    const { stdout, stderr, status } = spawnSync("python3", [TOOL], { input, maxBuffer: 2 ** 28, encoding: "utf8" });
    return status === 0 ? { ms: 1_000 * Number(stderr), answers: stdout.trimEnd().split("\n") } : null;
  };
  const [idle, busy] = [ask(""), ask(cases.join("\n"))];
  return idle === null || busy === null ? null : { ...busy, ms: busy.ms - idle.ms };
}

/**
 * @param {string} family
 * @param {string[]} cases take what the checker in Python will be asked
 * @returns {ProofsRow | null} null where no instance takes enough steps
 */
function measureFamily(family, cases) {
  /** @type {ProofsRow} */
  const sum = {
    name: family,
    proofs: 0,
    steps: 0,
    searchMs: 0,
    keepingMs: 0,
    renderMs: 0,
    bytes: 0,
    checkMs: 0,
    pythonMs: null,
    fault: null,
  };
  for (const { problem: whole, optimum, load } of readFamily(family)) {
    const { capacity: _, ...problem } = whole;
    // Of several parts it would have to be known which one to refute; what the load refutes takes no search.
    if (optimum <= load || (problem.base ?? 0) > 0 || splitParts(toArrays(problem)).count > 1) continue;
    const first = refute(problem, optimum - 1, false);
    if (first === null || first.search.steps < LEAST_STEPS) continue;
    const head = JSON.stringify(["telaplan proof 1", problemHash(problem), optimum]);
    const least = { search: Infinity, keeping: Infinity, render: Infinity, check: Infinity };
    /** @type {string[]} */
    let lines = [];
    for (let round = 0; round < ROUNDS; round++) {
      least.search = Math.min(least.search, timed(() => refute(problem, optimum - 1, false)).ms);
      const { result, ms } = timed(() => refute(problem, optimum - 1, true));
      const { search, unit } = must(result, "refutation");
      least.keeping = Math.min(least.keeping, ms);
      const meaning = { buffer: (/** @type {number} */ b) => b, section: (/** @type {number} */ s) => s };
      const rendered = timed(() => [...renderRefutation(search, { ...meaning, address: (level) => level * unit })]);
      least.render = Math.min(least.render, rendered.ms);
      lines = [head, ...rendered.result];
      const checked = timed(() => {
        const checker = new ProofChecker(problem);
        for (const line of lines) checker.take(line);
        checker.end();
      });
      least.check = Math.min(least.check, checked.ms);
    }
    sum.proofs++;
    sum.steps += first.search.steps;
    sum.searchMs += least.search;
    sum.keepingMs += least.keeping;
    sum.renderMs += least.render;
    sum.checkMs += least.check;
    sum.bytes += lines.join("\n").length + 1;
    cases.push(JSON.stringify({ problem, proof: lines }));
  }
  return sum.proofs === 0 ? null : sum;
}

/**
 * All families as one, and what Python says of them.
 *
 * @param {readonly ProofsRow[]} rows
 * @param {readonly string[]} cases
 * @returns {ProofsRow}
 */
function allOf(rows, cases) {
  const python = inPython(cases);
  const isRefused = python?.answers.some((answer) => answer !== "null") === true;
  const total = (/** @type {(row: ProofsRow) => number} */ of) => rows.reduce((sum, row) => sum + of(row), 0);
  return {
    name: "all",
    proofs: total(({ proofs }) => proofs),
    steps: total(({ steps }) => steps),
    searchMs: total(({ searchMs }) => searchMs),
    keepingMs: total(({ keepingMs }) => keepingMs),
    renderMs: total(({ renderMs }) => renderMs),
    bytes: total(({ bytes }) => bytes),
    checkMs: total(({ checkMs }) => checkMs),
    pythonMs: python?.ms ?? null,
    fault: isRefused ? "Python does not accept a proof" : null,
  };
}

/** @param {AbortSignal} signal */
export async function measureProofs(signal) {
  const over = (/** @type {number | null} */ ms, /** @type {ProofsRow} */ { searchMs }) =>
    ms === null ? "–" : `× ${(ms / searchMs).toFixed(2)}`;
  /** @type {Table<ProofsRow>} */
  const table = new Table([
    { title: "family", width: 16, left: true, cell: ({ name }) => name },
    { title: "proofs", width: 6, cell: ({ proofs }) => count(proofs) },
    { title: "steps", width: 9, cell: ({ steps }) => count(steps) },
    { title: "search ms", width: 9, cell: ({ searchMs }) => searchMs.toFixed(1) },
    { title: "keeping", width: 8, cell: (row) => over(row.keepingMs, row) },
    { title: "+ lines", width: 8, cell: (row) => over(row.keepingMs + row.renderMs, row) },
    { title: "bytes/step", width: 10, cell: ({ bytes, steps }) => (bytes / steps).toFixed(1) },
    { title: "check", width: 8, cell: (row) => over(row.checkMs, row) },
    { title: "Python", width: 8, cell: (row) => over(row.pythonMs, row) },
    { title: "", width: 0, left: true, cell: ({ fault }) => (fault === null ? "" : colours.red(fault)) },
  ]);
  table.head();
  /** @type {ProofsRow[]} */
  const rows = [];
  /** @type {string[]} */
  const cases = [];
  for (const family of familiesOnDisk()) {
    if (signal.aborted) return rows;
    const row = measureFamily(family, cases);
    if (row === null) continue;
    table.row(row);
    rows.push(row);
  }
  const all = allOf(rows, cases);
  table.row(all);
  return [...rows, all];
}
