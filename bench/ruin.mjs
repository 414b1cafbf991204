/**
 * Ruin and recreate by itself, from the skyline's plan, on flat loads of our own: peak over load bound after so many
 * seconds of processor time, so that other work on the machine counts for little.
 *
 *     npm run -s setup && node bench/ruin.mjs [family:buffers …] [--seconds=10] [--seeds=5]
 *
 * Every last plan is replayed by the simulator.
 *
 * @import { Plan } from "../dist/heuristics/plan.js"
 */
import { greedy, HEURISTICS } from "../dist/heuristics/index.js";
import { generate } from "../dist/instances/index.js";
import { RuinRecreate } from "../dist/large/ruin-recreate.js";
import { loadBound, toArrays } from "../dist/problem/index.js";
import { simulate } from "../dist/sim/index.js";

const CASES = ["residual:5000", "residual:20000", "thinned:5000", "thinned:20000", "random:5000", "random:20000"];
const MARKS = [1, 2, 5, 10, 20, 30, 60];
const STEPS = 500;
const SKYLINE = HEURISTICS.filter(({ fit }) => fit === "skyline").slice(0, 1);

/** @param {number} since seconds */
function elapsed(since) {
  return process.cpuUsage().user / 1e6 - since;
}

/**
 * @param {string} family
 * @param {number} buffers
 * @param {number} seed
 * @param {number[]} marks seconds
 * @returns {number[]} peak over bound at the start and at each mark
 */
function measure(family, buffers, seed, marks) {
  const fine = family === "random" ? { unit: 1 } : { unit: 1, capacity: 2 ** 26 };
  const { problem } = generate(family, { buffers, seed, ...fine });
  const free = { buffers: problem.buffers };
  const arrays = toArrays(free);
  const bound = loadBound(arrays);
  /** @type {Plan} */
  let plan = greedy(arrays, { target: bound }, SKYLINE);
  const ratios = [plan.peak / bound];
  const since = elapsed(0);
  const run = new RuinRecreate(arrays, plan, { seed: 1, bound, target: bound });
  for (const mark of marks) {
    while (!run.exhausted && elapsed(since) < mark) plan = run.run(STEPS) ?? plan;
    ratios.push(plan.peak / bound);
  }
  const report = simulate(free, plan.offsets);
  if (report.violations.length > 0 || report.peak !== plan.peak)
    throw new Error(`${family} ${buffers} seed ${seed}: not a plan`);
  const microseconds = (elapsed(since) * 1e6) / Math.max(1, run.steps);
  console.log(
    `  seed ${seed}  ${ratios.map((ratio) => ratio.toFixed(4)).join("  ")}  ${microseconds.toFixed(1)} µs a step`,
  );
  return ratios;
}

const args = process.argv.slice(2);
const cases = args.filter((arg) => !arg.startsWith("--"));
/** @param {string} name @param {number} otherwise */
const option = (name, otherwise) => {
  const given = args.find((arg) => arg.startsWith(`--${name}=`));
  return given === undefined ? otherwise : Number(given.slice(name.length + 3));
};
const seconds = option("seconds", 10);
const marks = [...MARKS.filter((mark) => mark < seconds), seconds];
console.log(`peak over load bound at the start and after ${marks.join(", ")} s of processor time`);
for (const name of cases.length > 0 ? cases : CASES) {
  const [family = "", buffers = ""] = name.split(":");
  console.log(name);
  const rows = Array.from({ length: option("seeds", 5) }, (_, i) => measure(family, Number(buffers), i + 1, marks));
  const means = [0, ...marks].map((_, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length);
  console.log(`  mean    ${means.map((ratio) => ratio.toFixed(4)).join("  ")}`);
}
