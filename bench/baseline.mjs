/**
 * Counters that are the same on every machine: a change that makes one worse is seen without a clock.
 *
 * `baseline.json` holds them by instance. The planner and the instances are handed in, so that the bench can use the
 * compiled ones and the test the sources.
 */

export const COLUMNS = ["status", "peak", "lowerBound", "steps", "backtracks", "restarts"];
/** Steps after which a search is given up: enough for most, and a second or less for the others. */
export const STEP_LIMIT = 50_000;
const SUITE = 24;
const DEFAULT_ALLOWANCE = { steps: 1.1 };

/**
 * Every bundled instance, and the first of the hard suite. They are asked to fit; those without a capacity to be least.
 */
export function baselineCases({ bundled, hardSuite }) {
  return [
    ...bundled.map(({ name, generate }) => ({ name, problem: generate().problem })),
    ...hardSuite(SUITE).map(({ name, problem }) => ({ name, problem })),
  ];
}

export function countersOf(planSync, { problem }) {
  const result = planSync(problem, { stepLimit: STEP_LIMIT });
  return Object.fromEntries(COLUMNS.map((column) => [column, result[column]]));
}

/** From worst to best. A refutation stands apart: see `compare`. */
const PLACED = ["unknown", "feasible", "optimal"];

/**
 * How counters stand to those of the baseline, in words. Worse are a worse status, a higher peak (or none), a lower
 * bound, and more of a counter than its allowance times the old one; anything of that the other way round is better.
 *
 * @param allow by counter, the factor that it may grow by
 */
export function compare(before, now, allow) {
  const worse = [];
  const better = [];
  const note = (list, column) => list.push(`${column} ${before[column]} → ${now[column]}`);
  if (before.status !== now.status) {
    const contradicts = [before.status, now.status].includes("infeasible") && before.status !== "unknown";
    const rises = now.status === "infeasible" || PLACED.indexOf(now.status) > PLACED.indexOf(before.status);
    note(rises && !contradicts ? better : worse, "status");
  }
  const heightOf = ({ peak }) => peak ?? Number.POSITIVE_INFINITY;
  if (heightOf(now) !== heightOf(before)) note(heightOf(now) > heightOf(before) ? worse : better, "peak");
  if (now.lowerBound !== before.lowerBound) note(now.lowerBound < before.lowerBound ? worse : better, "lowerBound");
  for (const [column, factor] of Object.entries(allow)) {
    if (now[column] > before[column] * factor) note(worse, column);
    else if (now[column] * factor < before[column]) note(better, column);
  }
  return { worse, better };
}

/** @returns `{ allow, cases }`, where `cases` maps a name to its counters */
export function parseBaseline(text) {
  const { allow, stepLimit, columns, cases } = JSON.parse(text);
  if (stepLimit !== STEP_LIMIT) throw new Error(`the baseline was made with ${stepLimit} steps, not ${STEP_LIMIT}`);
  const rows = Object.entries(cases).map(([name, row]) => [
    name,
    Object.fromEntries(columns.map((column, i) => [column, row[i]])),
  ]);
  return { allow, cases: Object.fromEntries(rows) };
}

/** One instance a line, so that a difference is readable. */
export function formatBaseline(cases, allow = DEFAULT_ALLOWANCE) {
  const head = { allow, stepLimit: STEP_LIMIT, columns: COLUMNS };
  const lines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${spaced(value)},`);
  const rows = Object.entries(cases).map(
    ([name, counters]) => `    ${JSON.stringify(name)}: ${spaced(COLUMNS.map((column) => counters[column]))}`,
  );
  return `{\n${lines.join("\n")}\n  "cases": {\n${rows.join(",\n")}\n  }\n}\n`;
}

function spaced(value) {
  const inner = JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
  return Array.isArray(value) ? inner.replace("[ ", "[").replace(" ]", "]") : inner;
}
