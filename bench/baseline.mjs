/**
 * Counters that are the same on every machine: a change that makes one worse is seen without a clock.
 *
 * `baseline.json` holds them by instance. The planner and the instances are handed in, so that the bench can use the
 * compiled ones and the test the sources.
 */

/**
 * @import { BundledInstance, GeneratedInstance } from "../dist/instances/index.js"
 * @import { PlanResult, planSync } from "../dist/planner/index.js"
 * @import { Problem } from "../dist/problem/index.js"
 *
 * @typedef {Pick<PlanResult, "status" | "peak" | "lowerBound" | "steps" | "backtracks" | "restarts">} Counters
 * @typedef {"steps" | "backtracks" | "restarts"} Counter
 * @typedef {Readonly<Partial<Record<Counter, number>>>} Allowance
 * by counter, the factor that it may grow by
 * @typedef {{ readonly name: string, readonly problem: Problem }} BaselineCase
 * @typedef {{ readonly allow: Allowance, readonly cases: Readonly<Record<string, Counters>> }} Baseline
 */

/** @type {readonly (keyof Counters)[]} */
export const COLUMNS = ["status", "peak", "lowerBound", "steps", "backtracks", "restarts"];
/** Steps after which a search is given up: enough for most, and a second or less for the others. */
export const STEP_LIMIT = 50_000;
const SUITE = 24;
/** @type {Allowance} */
export const DEFAULT_ALLOWANCE = { steps: 1.1 };

/**
 * Every bundled instance, and the first of the hard suite. They are asked to fit; those without a capacity to be least.
 *
 * @param {object} from
 * @param {readonly BundledInstance[]} from.bundled
 * @param {(count: number) => GeneratedInstance[]} from.hardSuite
 * @returns {BaselineCase[]}
 */
export function baselineCases({ bundled, hardSuite }) {
  return [
    ...bundled.map(({ name, generate }) => ({ name, problem: generate().problem })),
    ...hardSuite(SUITE).map(({ name, problem }) => ({ name, problem })),
  ];
}

/**
 * @param {typeof planSync} plan
 * @param {BaselineCase} subject
 * @returns {Counters}
 */
export function countersOf(plan, { problem }) {
  const { status, peak, lowerBound, steps, backtracks, restarts } = plan(problem, { stepLimit: STEP_LIMIT });
  return { status, peak, lowerBound, steps, backtracks, restarts };
}

/**
 * From worst to best. A refutation stands apart: see `compare`.
 *
 * @type {readonly Counters["status"][]}
 */
const PLACED = ["unknown", "feasible", "optimal"];

/**
 * How counters stand to those of the baseline, in words. Worse are a worse status, a higher peak (or none), a lower
 * bound, and more of a counter than its allowance times the old one; anything of that the other way round is better.
 *
 * @param {Counters} before
 * @param {Counters} now
 * @param {Allowance} allow
 */
export function compare(before, now, allow) {
  /** @type {string[]} */
  const worse = [];
  /** @type {string[]} */
  const better = [];
  /** @type {(list: string[], column: keyof Counters) => unknown} */
  const note = (list, column) => list.push(`${column} ${before[column]} → ${now[column]}`);
  if (before.status !== now.status) {
    const contradicts = [before.status, now.status].includes("infeasible") && before.status !== "unknown";
    const rises = now.status === "infeasible" || PLACED.indexOf(now.status) > PLACED.indexOf(before.status);
    note(rises && !contradicts ? better : worse, "status");
  }
  /** @type {(counters: Counters) => number} */
  const heightOf = ({ peak }) => peak ?? Number.POSITIVE_INFINITY;
  if (heightOf(now) !== heightOf(before)) note(heightOf(now) > heightOf(before) ? worse : better, "peak");
  if (now.lowerBound !== before.lowerBound) note(now.lowerBound < before.lowerBound ? worse : better, "lowerBound");
  for (const [key, factor] of Object.entries(allow)) {
    const column = /** @type {Counter} */ (key);
    if (now[column] > before[column] * factor) note(worse, column);
    else if (now[column] * factor < before[column]) note(better, column);
  }
  return { worse, better };
}

/**
 * @param {string} text
 * @returns {Baseline} where `cases` maps a name to its counters
 */
export function parseBaseline(text) {
  const { allow, stepLimit, columns, cases } = JSON.parse(text);
  if (stepLimit !== STEP_LIMIT) throw new Error(`the baseline was made with ${stepLimit} steps, not ${STEP_LIMIT}`);
  /** @type {[string, unknown[]][]} */
  const lines = Object.entries(cases);
  const rows = lines.map(([name, line]) => {
    /** @type {[string, unknown][]} */
    const cells = columns.map((/** @type {string} */ column, /** @type {number} */ i) => [column, line[i]]);
    return [name, Object.fromEntries(cells)];
  });
  return { allow, cases: Object.fromEntries(rows) };
}

/**
 * One instance a line, so that a difference is readable.
 *
 * @param {Readonly<Record<string, Counters>>} cases
 * @param {Allowance} allow
 */
export function formatBaseline(cases, allow = DEFAULT_ALLOWANCE) {
  const head = { allow, stepLimit: STEP_LIMIT, columns: COLUMNS };
  const lines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${spaced(value)},`);
  const rows = Object.entries(cases).map(
    ([name, counters]) => `    ${JSON.stringify(name)}: ${spaced(COLUMNS.map((column) => counters[column]))}`,
  );
  return `{\n${lines.join("\n")}\n  "cases": {\n${rows.join(",\n")}\n  }\n}\n`;
}

/** @param {unknown} value */
function spaced(value) {
  const inner = JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
  return Array.isArray(value) ? inner.replace("[ ", "[").replace(" ]", "]") : inner;
}
