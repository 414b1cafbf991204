/** What the rows of a group come to: figures for the JSON, and the same in lines for people. */
import { median } from "./measure.mjs";
import { duration } from "./report.mjs";

const isPlaced = ({ status }) => status === "optimal" || status === "feasible";
const total = (rows, pick) => rows.reduce((sum, row) => sum + pick(row), 0);
const percent = (part, whole) => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(0)} %`);

/** Sums of the times, and the median cost of a step where there were enough of them to tell. */
export function sum(rows) {
  const placed = rows.filter(isPlaced).length;
  const costs = rows.filter(({ steps }) => steps >= 100).map(({ usPerStep }) => usPerStep);
  const figures = {
    placed,
    of: rows.length,
    sumMs: total(rows, ({ ms }) => ms),
    sumFirstMs: total(rows, ({ firstMs }) => firstMs),
  };
  const lines = [
    `${placed} of ${rows.length} placed; sum of solveMs ${duration(figures.sumMs)}, first runs ${duration(figures.sumFirstMs)}`,
  ];
  if (rows.every(({ coldMs }) => coldMs != null)) {
    figures.sumColdMs = total(rows, ({ coldMs }) => coldMs);
    lines.push(`each in a process of its own: ${duration(figures.sumColdMs)}`);
  }
  if (costs.length > 0) {
    figures.medianUsPerStep = median(costs);
    lines.push(
      `median of ${figures.medianUsPerStep.toFixed(1)} µs a step over ${costs.length} instances with 100 steps or more`,
    );
  }
  return { figures, lines };
}

/** The proofs, without the questions about C that stand below them. */
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

/** Problems that should end in the heuristics. */
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

/** Networks and synthetic instances apart. */
export function bundled(rows) {
  // A network has no capacity, and of the others each has one.
  const networks = easy(rows.filter(({ capacity }) => capacity === null));
  const synthetic = easy(rows.filter(({ capacity }) => capacity !== null));
  return {
    figures: { networks: networks.figures, synthetic: synthetic.figures },
    lines: [`networks: ${networks.lines[0]}`, `synthetic: ${synthetic.lines[0]}`],
  };
}

export function firstFit(rows) {
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

/** Shares by family; the untuned instances count for themselves. */
export function suite(rows) {
  const names = [...new Set(rows.map(({ family }) => family))].filter((family) => family !== "untuned");
  const tuned = rows.filter(({ family }) => family !== "untuned");
  const parts = [
    ...names.map((name) => [name, rows.filter(({ family }) => family === name)]),
    ["all families", tuned],
    ["untuned", rows.filter(({ family }) => family === "untuned")],
  ];
  const figures = {};
  const lines = [];
  for (const [name, part] of parts) {
    if (part.length === 0) continue;
    const placed = part.filter(isPlaced);
    const quick = placed.filter(({ ms }) => ms <= 100).length;
    const usPerStep = median(part.filter(({ steps }) => steps >= 100).map((row) => row.usPerStep));
    const medianMs = median(part.map(({ ms }) => ms));
    figures[name] = { of: part.length, placed: placed.length, within100Ms: quick, medianMs, usPerStep };
    lines.push(
      `${name.padEnd(12)}  ${share(placed.length, part)} placed   ${share(quick, part)} within 0.1 s   ` +
        `median ${duration(medianMs).padStart(8)}   ${usPerStep.toFixed(1).padStart(5)} µs a step`,
    );
  }
  return { figures, lines };
}

function share(count, part) {
  return `${String(count).padStart(3)} of ${String(part.length).padStart(3)} (${percent(count, part.length).padStart(5)})`;
}

export function large(rows) {
  const worst = (ending, pick) => Math.max(...rows.filter(({ name }) => name.endsWith(ending)).map(pick));
  const figures = {
    heuristicsSlowestMs: worst("heuristics", ({ ms }) => ms),
    heuristicsWorstRatio: worst("heuristics", ({ ratio }) => ratio),
    planWorstRatio: worst("plan", ({ ratio }) => ratio),
  };
  const lines = [
    `heuristics: at most ${duration(figures.heuristicsSlowestMs)} and ${figures.heuristicsWorstRatio.toFixed(4)} of the bound; ` +
      `planner: at most ${figures.planWorstRatio.toFixed(4)}`,
  ];
  return { figures, lines };
}
