/**
 * Rules on large problems, each by itself: CPU time, and peak as a multiple of the load bound. Prints the table of
 * docs/heuristics.md: `node bench/rules.mjs [most buffers]`.
 *
 * @import { ProblemArrays } from "../dist/problem/index.js"
 * @import { Heuristic } from "../dist/heuristics/index.js"
 */
import { Runner } from "../dist/heuristics/heuristic.js";
import { drop, peakOf } from "../dist/heuristics/index.js";
import { generateColumns } from "../dist/instances/index.js";
import { arraysOf, loadBound, toArrays } from "../dist/problem/index.js";
import { Random } from "../dist/problem/random.js";
import { flatOptions } from "./large.mjs";

/** @type {Heuristic} */
const SKYLINE = { fit: "skyline", prefer: "pressed", by: "lifetime" };

/** @type {Record<string, Heuristic>} */
const RULES = {
  "skyline by lifetime": SKYLINE,
  "skyline by area": { fit: "skyline", prefer: "pressed", by: "area" },
  "first fit by TWA": { fit: "first", order: "TWA" },
};

const MOST = Number(process.argv[2] ?? 200_000);

const FLAT = [60_000, 200_000, 1_000_000];

/** @type {[name: string, counts: number[], make: (buffers: number) => ProblemArrays][]} */
const PROBLEMS = [
  ["residual", FLAT, (buffers) => flat("residual", buffers)],
  ["thinned", FLAT, (buffers) => flat("thinned", buffers)],
  ["random", FLAT, (buffers) => flat("random", buffers)],
  ["dense, 500 times", [60_000, 200_000], (buffers) => dense(buffers, 500)],
  ["dense, 20 times", [60_000, 200_000], (buffers) => dense(buffers, 20)],
  ["dense, 500 times, a tenth fixed", [10_000, 20_000, 40_000], (buffers) => withFixed(dense(buffers, 500))],
];

/**
 * @param {string} family
 * @param {number} buffers
 */
function flat(family, buffers) {
  const { lower, upper, size } = generateColumns(family, { buffers, seed: 1, ...flatOptions(family) });
  const free = { alignment: new Float64Array(buffers).fill(1), fixedOffset: new Float64Array(buffers).fill(-1) };
  const memory = { capacity: Number.POSITIVE_INFINITY, base: 0, ids: null };
  return arraysOf({ count: buffers, ...memory, lower, upper, size, ...free });
}

/**
 * Buffers that live for up to a fifth of so many times.
 *
 * @param {number} count
 * @param {number} times
 */
function dense(count, times) {
  const random = new Random(1);
  const upTo = (/** @type {number} */ most) => 1 + Math.floor(random.next() * most);
  const buffers = Array.from({ length: count }, (_, i) => {
    const lower = upTo(times) - 1;
    return { id: `b${i}`, lower, upper: lower + upTo(Math.min(times - lower, times / 5)), size: upTo(1000) };
  });
  return toArrays({ buffers });
}

/**
 * A tenth of the buffers, fixed where the skyline lays them.
 *
 * @param {ProblemArrays} arrays
 */
function withFixed(arrays) {
  const offsets = new Float64Array(arrays.count);
  new Runner(arrays).run(SKYLINE, Number.POSITIVE_INFINITY, offsets);
  const random = new Random(2);
  return { ...arrays, fixedOffset: offsets.map((offset) => (random.next() < 0.1 ? offset : -1)), hasFixed: true };
}

/**
 * @param {ProblemArrays} arrays
 * @param {(offsets: Float64Array) => Float64Array} work
 */
function cell(arrays, work) {
  const before = process.cpuUsage();
  const offsets = work(new Float64Array(arrays.count));
  const { user, system } = process.cpuUsage(before);
  const ms = Math.round((user + system) / 1000).toLocaleString("en");
  return `${ms} ms, ${(peakOf(arrays, offsets) / loadBound(arrays)).toFixed(3)}`;
}

console.log(`| buffers | | ${Object.keys(RULES).join(" | ")} | dropped |`);
console.log(
  `| --- | --- | ${Object.keys(RULES)
    .map(() => "--- | ")
    .join("")}--- |`,
);
for (const [name, counts, make] of PROBLEMS) {
  for (const count of counts) {
    if (count > MOST) continue;
    const arrays = make(count);
    const cells = Object.values(RULES).map((rule) =>
      cell(arrays, (offsets) => {
        new Runner(arrays).run(rule, Number.POSITIVE_INFINITY, offsets);
        return offsets;
      }),
    );
    cells.push(cell(arrays, () => drop(arrays)));
    console.log(`| ${name} | ${count.toLocaleString("en")} | ${cells.join(" | ")} |`);
  }
}
