/**
 * Group `results`: the table of the README. A–K and instances that need no file, at their capacity, with each of
 * several seeds and both policies in turn: means and worst cases, as a single seed tells little.
 *
 * @import { Problem } from "../dist/problem/index.js"
 *
 * @typedef {object} Instance
 * @property {string} name
 * @property {string} part of the table
 * @property {() => Problem} problem
 *
 * @typedef {object} Figures of one instance or of a part, for one policy; means are over seeds, and of a part the sum
 * @property {number} meanMs
 * @property {number} worstMs
 * @property {number} meanSteps
 * @property {number} worstSteps
 * @property {number} placed
 * @property {number} of
 *
 * @typedef {object} ResultRow
 * @property {string} name
 * @property {string} part
 * @property {number | null} buffers
 * @property {string | null} fault
 * @property {Record<string, Figures>} policies
 */
import { loadPolicy, plan } from "../dist/index.js";
import { bundled, generate } from "../dist/instances/index.js";
import { challengingAbsence, challengingFiles, read } from "./benchmarks.mjs";
import { faultOf } from "./measure.mjs";
import { must } from "./must.mjs";
import { colours, count, markdownTable, Progress } from "./report.mjs";

/** The default, and the rule policy, which has no models. */
const POLICIES = ["learned", "rules"];
/** Milliseconds for a run; one that is not placed by then counts with what it took. */
const LIMIT_MS = 10_000;
/** Before an instance is timed, it is solved so often with other seeds, as far as these milliseconds allow. */
const WARM_UP = { runs: 30, atMostMs: 3_000 };
/** Seeds from here on warm up. */
const OTHER_SEEDS = 1_000_000;

/**
 * Larger ones than the bundled: `telaplan generate` makes the same. The family residual has none here: of 160 buffers
 * and more neither policy places those of seed 1 within the limit, and a table of limits tells nothing.
 */
const LARGER = [
  { family: "guillotine", buffers: 300, seed: 1 },
  { family: "thinned", buffers: 300, seed: 1 },
  { family: "long-spans", buffers: 300, seed: 1 },
];

const PUBLIC = "A–K";
const OWN = "generated";

/**
 * @param {{ seeds: number, threads: number, folder: string | null, only: string }} settings
 * @param {AbortSignal} signal
 * @returns {Promise<ResultRow[]>} rows for the report; a fault is an answer that is wrong, not one that is missing
 */
export async function measureResults({ seeds, threads, folder, only }, signal) {
  const absent = challengingAbsence(folder);
  if (absent !== null) console.log(colours.yellow(`A–K are not measured: ${absent}`));
  const progress = new Progress();
  /** @type {ResultRow[]} */
  const rows = [];
  const instances = instancesFrom(folder).filter(({ name }) => name.includes(only));
  for (const [i, instance] of instances.entries()) {
    const title = `results  ${i + 1} of ${instances.length}  ${instance.name}`;
    const row = await measureInstance(instance, { seeds, threads }, signal, (what) =>
      progress.show(`${title}  ${what}`),
    );
    if (row === null) break;
    rows.push(row);
  }
  progress.clear();
  if (rows.length > 0) console.log(`\n${resultTable(rows, seeds)}`);
  return rows;
}

/**
 * @param {string | null} folder where A–K are
 * @returns {Instance[]}
 */
function instancesFrom(folder) {
  const published = challengingFiles(folder).map((path) => {
    const name = must(/([^/\\]+)\.csv$/.exec(path)?.[1], `name in ${path}`);
    return { name, part: PUBLIC, problem: () => read(path).problem };
  });
  const own = [
    ...bundled.map(({ name, generate: make }) => ({ name, problem: make().problem })),
    ...LARGER.map(({ family, ...options }) => generate(family, options)),
  ].flatMap(({ name, problem }) => {
    // Networks have no capacity.
    return problem.capacity === undefined ? [] : [{ name, part: OWN, problem: () => problem }];
  });
  return [...published, ...own];
}

/**
 * @param {Instance} instance
 * @param {{ seeds: number, threads: number }} settings
 * @param {AbortSignal} signal
 * @param {(what: string) => void} show
 * @returns {Promise<ResultRow | null>} null where `signal` came in between
 */
async function measureInstance({ name, part, problem: make }, { seeds, threads }, signal, show) {
  const problem = make();
  const sides = POLICIES.map((name) => {
    // Loaded once: what scores for a policy is built for its first run.
    const policy = loadPolicy(name);
    /** @param {number} seed */
    const solve = (seed) => plan(problem, { policy, seed, threads, signal, timeLimitMs: LIMIT_MS });
    return { name, solve, runs: /** @type {{ ms: number, steps: number, placed: boolean }[]} */ ([]) };
  });
  show("warm-up");
  for (const { solve } of sides) {
    for (let run = 0, spent = 0; run < WARM_UP.runs && spent < WARM_UP.atMostMs && !signal.aborted; run++) {
      spent += (await solve(OTHER_SEEDS + run)).solveMs;
    }
  }
  /** @type {string | null} */
  let fault = null;
  for (let seed = 0; seed < seeds; seed++) {
    show(`seed ${seed} of ${seeds}`);
    // The policies take turns, so that what the machine does meanwhile meets both.
    for (const { name: policy, solve, runs } of sides) {
      const result = await solve(seed);
      if (result.stoppedBy === "cancel") return null;
      const wrong = faultOf(result, { statuses: ["optimal", "feasible", "unknown"] }, problem);
      if (wrong !== null) fault ??= `${policy}, seed ${seed}: ${wrong}`;
      runs.push({ ms: result.solveMs, steps: result.steps, placed: result.peak !== null });
    }
  }
  const policies = Object.fromEntries(
    sides.map(({ name: policy, runs }) => {
      const [ms, steps] = [runs.map((run) => run.ms), runs.map((run) => run.steps)];
      const means = { meanMs: mean(ms), meanSteps: mean(steps) };
      const worst = { worstMs: Math.max(...ms), worstSteps: Math.max(...steps) };
      return [policy, { ...means, ...worst, placed: runs.filter((run) => run.placed).length, of: seeds }];
    }),
  );
  return { name, part, buffers: problem.buffers.length, fault, policies };
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The table: of milliseconds and steps the mean and the worst case, and a line below each part for the sum of its means
 * and its worst case.
 *
 * @param {readonly ResultRow[]} rows
 * @param {number} seeds
 */
export function resultTable(rows, seeds) {
  const head = [
    "mean / worst",
    "buffers",
    ...POLICIES.flatMap((policy) => [`${policy}: ms`, "steps", `placed of ${seeds}`]),
  ];
  const parts = [...new Set(rows.map(({ part }) => part))];
  const lines = parts.flatMap((part) => {
    const members = rows.filter((row) => row.part === part);
    return [...members, sumOf(part, members)].map(cellsOf);
  });
  return markdownTable(head, lines);
}

/**
 * @param {string} part
 * @param {readonly ResultRow[]} rows
 * @returns {ResultRow}
 */
function sumOf(part, rows) {
  const policies = POLICIES.map((policy) => {
    const figures = rows.map((row) => must(row.policies[policy], `figure of ${policy}`));
    /** @param {keyof Figures} key */
    const total = (key) => figures.reduce((sum, each) => sum + each[key], 0);
    /** @param {keyof Figures} key */
    const greatest = (key) => Math.max(...figures.map((each) => each[key]));
    return [
      policy,
      {
        meanMs: total("meanMs"),
        worstMs: greatest("worstMs"),
        meanSteps: total("meanSteps"),
        worstSteps: greatest("worstSteps"),
        placed: total("placed"),
        of: total("of"),
      },
    ];
  });
  return { name: `${part}: sum / worst`, part, buffers: null, fault: null, policies: Object.fromEntries(policies) };
}

/**
 * @param {ResultRow} row
 * @returns {string[]}
 */
function cellsOf({ name, buffers, policies }) {
  const figures = POLICIES.map((policy) => must(policies[policy], `figure of ${policy}`));
  return [
    name,
    buffers === null ? "" : count(buffers),
    ...figures.flatMap(({ meanMs, worstMs, meanSteps, worstSteps, placed }) => [
      `${milliseconds(meanMs)} / ${milliseconds(worstMs)}`,
      `${count(Math.round(meanSteps))} / ${count(worstSteps)}`,
      count(placed),
    ]),
  ];
}

/** @param {number} value two digits, or all before the point */
function milliseconds(value) {
  return value < 10 ? value.toFixed(1) : count(Math.round(value));
}
