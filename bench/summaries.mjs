/** What the rows of a group come to: figures for the JSON, and the same in lines for people. */
import { median } from "./measure.mjs";
import { duration } from "./report.mjs";

/**
 * @import { Row } from "./measure.mjs"
 *
 * @typedef {{ readonly figures: object, readonly lines: readonly string[] }} Summary
 * @typedef {(rows: readonly Row[]) => Summary} Summarize
 */

/** @param {Row} row */
const isPlaced = ({ status }) => status === "optimal" || status === "feasible";
/** @type {(rows: readonly Row[], pick: (row: Row) => number) => number} */
const total = (rows, pick) => rows.reduce((sum, row) => sum + pick(row), 0);
/** @type {(row: Row) => number} */
const costOf = ({ usPerStep }) => usPerStep ?? Number.NaN;
/** Those with steps enough to tell what one costs. */
const COUNTABLE_STEPS = 100;
/** @type {(part: number, whole: number) => string} */
const percent = (part, whole) => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(0)} %`);

/**
 * Sums of the times, and the median cost of a step where there were enough of them to tell.
 *
 * @param {readonly Row[]} rows
 */
export function sum(rows) {
  const placed = rows.filter(isPlaced).length;
  const costs = rows.filter(({ steps }) => steps >= COUNTABLE_STEPS).map(costOf);
  /**
   * @type {{ placed: number, of: number, sumMs: number, sumFirstMs: number, sumColdMs?: number,
   *   medianUsPerStep?: number }}
   */
  const figures = {
    placed,
    of: rows.length,
    sumMs: total(rows, ({ ms }) => ms),
    sumFirstMs: total(rows, ({ firstMs }) => firstMs),
  };
  const lines = [
    `${placed} of ${rows.length} placed; sum of solveMs ${duration(figures.sumMs)}, ` +
      `first runs ${duration(figures.sumFirstMs)}`,
  ];
  if (rows.every(({ coldMs }) => coldMs != null)) {
    const sumColdMs = total(rows, ({ coldMs }) => coldMs ?? Number.NaN);
    figures.sumColdMs = sumColdMs;
    lines.push(`each in a process of its own: ${duration(sumColdMs)}`);
  }
  if (costs.length > 0) {
    const usPerStep = median(costs);
    figures.medianUsPerStep = usPerStep;
    const over = `${costs.length} instances with ${COUNTABLE_STEPS} steps or more`;
    lines.push(`median of ${usPerStep.toFixed(1)} µs a step over ${over}`);
  }
  return { figures, lines };
}

/**
 * The proofs, without the questions about C that stand below them.
 *
 * @param {readonly Row[]} rows
 */
export function minimized(rows) {
  const proofs = rows.filter(({ name }) => !name.includes(" at "));
  const proved = proofs.filter(({ status }) => status === "optimal").length;
  const { figures, lines } = sum(proofs);
  const slowest = Math.max(0, ...proofs.map(({ ms }) => ms));
  return {
    figures: { ...figures, proved, slowestMs: slowest },
    lines: [`${proved} of ${proofs.length} proved optimal, the slowest in ${duration(slowest)}`, ...lines],
  };
}

/**
 * Problems that should end in the heuristics.
 *
 * @param {readonly Row[]} rows
 */
export function easy(rows) {
  const placed = rows.filter(isPlaced).length;
  const optimal = rows.filter(({ status }) => status === "optimal").length;
  const searched = rows.filter(({ steps }) => steps > 0).length;
  const figures = {
    placed,
    optimal,
    searched,
    of: rows.length,
    medianMs: median(rows.map(({ ms }) => ms)),
    slowestMs: Math.max(0, ...rows.map(({ ms }) => ms)),
  };
  const lines = [
    `${placed} of ${rows.length} placed, ${optimal} optimal, ${searched} needed the search; ` +
      `median ${duration(figures.medianMs)}, slowest ${duration(figures.slowestMs)}`,
  ];
  return { figures, lines };
}

/**
 * Networks and synthetic instances apart.
 *
 * @param {readonly Row[]} rows
 */
export function bundled(rows) {
  // A network has no capacity, and of the others each has one.
  const networks = easy(rows.filter(({ capacity }) => capacity === null));
  const synthetic = easy(rows.filter(({ capacity }) => capacity !== null));
  return {
    figures: { networks: networks.figures, synthetic: synthetic.figures },
    lines: [`networks: ${networks.lines[0]}`, `synthetic: ${synthetic.lines[0]}`],
  };
}

/** @param {readonly Row[]} rows */
export function firstFit(rows) {
  /** @param {string} ending */
  const medianOf = (ending) => median(rows.filter(({ name }) => name.endsWith(ending)).map(({ ms }) => 1000 * ms));
  const figures = {
    oneOrderUs: medianOf("one order"),
    portfolioUs: medianOf("first and best fit"),
    withSkylinesUs: medianOf("with skylines"),
  };
  const [one, portfolio, skylines] = Object.values(figures).map((us) => us.toFixed(0));
  const lines = [
    `median over the families: one order ${one} µs, first and best fit ${portfolio} µs, with skylines ${skylines} µs`,
  ];
  return { figures, lines };
}

/**
 * Shares by family; the untuned instances count for themselves.
 *
 * @param {readonly Row[]} rows
 */
export function suite(rows) {
  const names = [...new Set(rows.map(({ family }) => family))].filter((family) => family !== "untuned");
  const tuned = rows.filter(({ family }) => family !== "untuned");
  /** @type {[name: string, part: readonly Row[]][]} */
  const parts = [
    ...names.map(
      (name) => /** @type {[string, readonly Row[]]} */ ([name ?? "", rows.filter(({ family }) => family === name)]),
    ),
    ["all families", tuned],
    ["untuned", rows.filter(({ family }) => family === "untuned")],
  ];
  /** @type {Record<string, object>} */
  const figures = {};
  const lines = [];
  for (const [name, part] of parts) {
    if (part.length === 0) continue;
    const placed = part.filter(isPlaced);
    const quick = placed.filter(({ ms }) => ms <= 100).length;
    const usPerStep = median(part.filter(({ steps }) => steps >= COUNTABLE_STEPS).map(costOf));
    const medianMs = median(part.map(({ ms }) => ms));
    figures[name] = { of: part.length, placed: placed.length, within100Ms: quick, medianMs, usPerStep };
    lines.push(
      `${name.padEnd(12)}  ${share(placed.length, part)} placed   ${share(quick, part)} within 0.1 s   ` +
        `median ${duration(medianMs).padStart(8)}   ${usPerStep.toFixed(1).padStart(5)} µs a step`,
    );
  }
  return { figures, lines };
}

/** @type {(count: number, part: readonly Row[]) => string} */
function share(count, { length }) {
  return `${String(count).padStart(3)} of ${String(length).padStart(3)} (${percent(count, length).padStart(5)})`;
}

/** @param {readonly Row[]} rows */
export function large(rows) {
  /** @type {(ending: string, pick: (row: Row) => number | null) => number} */
  const worst = (ending, pick) =>
    Math.max(...rows.filter(({ name }) => name.endsWith(ending)).map((row) => pick(row) ?? Infinity));
  const figures = {
    heuristicsSlowestMs: worst("heuristics", ({ ms }) => ms),
    heuristicsWorstRatio: worst("heuristics", ({ ratio }) => ratio),
    planWorstRatio: worst("plan", ({ ratio }) => ratio),
  };
  const lines = [
    `heuristics: at most ${duration(figures.heuristicsSlowestMs)} and ` +
      `${figures.heuristicsWorstRatio.toFixed(4)} of the bound; planner: at most ${figures.planWorstRatio.toFixed(4)}`,
  ];
  return { figures, lines };
}
