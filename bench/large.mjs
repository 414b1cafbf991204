/**
 * Groups `large` and `million`: large graphs, each file packed cold, in a process of its own, by the command line.
 *
 * @import { ColumnInstance } from "../dist/instances/index.js"
 * @import { Cold } from "./as-a-user.mjs"
 * @import { Column } from "./report.mjs"
 *
 * @typedef {Pick<ColumnInstance, "lower" | "upper" | "size">} Columns
 *
 * @typedef {object} Graph
 * @property {string} name
 * @property {string} part of the summary
 * @property {() => Columns} make
 * @property {readonly number[]} seconds limits to measure with
 *
 * @typedef {Cold & { name: string, part: string, buffers: number, seconds: number, seed: number }} LargeRow
 */
import { join } from "node:path";
import { generateColumns, perturbed, trainingFamilies } from "../dist/instances/index.js";
import { inFolder, packCold, writeColumns } from "./as-a-user.mjs";
import { absence, ideallocFiles, read } from "./benchmarks.mjs";
import { keysOf } from "./must.mjs";
import { colours, count, ms, Progress, Table, widthOf } from "./report.mjs";

const SIZES = [1_000, 4_000, 16_000, 50_000, 100_000];
const BOTH = [2, 10];
const LONG = [10];
const PERTURBATIONS = 10;
/** Loads that are flat: sizes to the byte, many buffers at a time. */
const FLAT = {
  residual: { unit: 1, capacity: 2 ** 26 },
  thinned: { unit: 1, capacity: 2 ** 26 },
  random: { live: 400 },
};
/** A plan within this of the load bound counts as nearly at it. */
const NEARLY = 1.0001;

/** @typedef {{ seeds: number | null, only: string, quick: boolean }} Settings */

/**
 * The training graphs of our own, of eight kinds.
 *
 * @returns {Graph[]}
 */
export function trainingGraphs() {
  return trainingFamilies.flatMap(({ name }) =>
    SIZES.map((buffers, seed) => graph("training", name, { buffers, seed: seed + 1 }, BOTH)),
  );
}

/**
 * @param {string} part
 * @param {string} family
 * @param {{ buffers: number, seed: number, perturbed?: boolean, unit?: number, capacity?: number,
 *   live?: number }} options
 * @param {readonly number[]} seconds
 * @returns {Graph}
 */
function graph(part, family, options, seconds) {
  const make = () => generateColumns(family, options);
  const name = `${family}-${options.buffers}${options.perturbed === true ? "-perturbed" : ""}`;
  return { name, part, make, seconds };
}

/** @returns {Graph[]} */
export function publicGraphs() {
  return ideallocFiles().flatMap((path) => {
    const name = path.replace(/^.*[/\\]/, "").replace(/\.csv$/, "");
    const make = () => columnsOf(path);
    const altered = Array.from({ length: PERTURBATIONS }, (_, seed) => ({
      name: `${name}-perturbed${seed}`,
      part: "public, perturbed",
      make: () => perturbed(columnsOf(path), seed),
      seconds: BOTH,
    }));
    return [{ name, part: "public", make, seconds: BOTH }, ...altered];
  });
}

/** @returns {Graph[]} */
function flatGraphs() {
  return keysOf(FLAT).flatMap((family) =>
    [20_000, 60_000].map((buffers) => graph("flat", family, { buffers, seed: 1, ...FLAT[family] }, LONG)),
  );
}

/** @returns {Graph[]} */
function alteredGraphs() {
  return trainingFamilies.flatMap(({ name }) =>
    [3_000, 20_000].map((buffers, seed) => {
      return graph("training, perturbed", name, { buffers, seed: seed + 1, perturbed: true }, BOTH);
    }),
  );
}

/**
 * What a family of flat loads is asked besides; nothing of the others.
 *
 * @param {string} family
 */
export function flatOptions(family) {
  const found = keysOf(FLAT).find((name) => name === family);
  return found === undefined ? {} : FLAT[found];
}

/**
 * @param {string} path
 * @returns {Columns}
 */
function columnsOf(path) {
  const { buffers } = read(path).problem;
  return {
    lower: Float64Array.from(buffers, ({ lower }) => lower),
    upper: Float64Array.from(buffers, ({ upper }) => upper),
    size: Float64Array.from(buffers, ({ size }) => size),
  };
}

/**
 * @param {Settings} settings
 * @param {AbortSignal} signal
 */
export async function measureLarge({ seeds, only, quick }, signal) {
  if (absence !== null) console.log(colours.yellow(`public files not measured: ${absence}`));
  const all = [...publicGraphs(), ...trainingGraphs(), ...alteredGraphs(), ...flatGraphs()];
  return measureAll(quick ? quickly([...all]) : all, { only, seeds: quick ? 1 : (seeds ?? 5), place: false }, signal);
}

/**
 * @param {Settings} settings
 * @param {AbortSignal} signal
 */
export async function measureMillion({ seeds, only, quick }, signal) {
  const buffers = quick ? 20_000 : 1_000_000;
  const all = [
    ...keysOf(FLAT).map((family) => graph("file to file", family, { buffers, seed: 1, ...FLAT[family] }, [2])),
    graph("file to file", "mixture-of-experts", { buffers, seed: 1 }, [2]),
  ];
  return measureAll(all, { only, seeds: quick ? 1 : (seeds ?? 1), place: true }, signal);
}

/**
 * The smallest of each kind, half a second each.
 *
 * @param {Graph[]} all
 */
function quickly(all) {
  const small = all.filter(({ name }) => /-1000$/.test(name));
  return small.map((each) => ({ ...each, seconds: [0.5] }));
}

/**
 * @param {readonly Graph[]} graphs
 * @param {{ only: string, seeds: number, place: boolean }} settings
 * @param {AbortSignal} signal
 * @returns {Promise<LargeRow[]>}
 */
async function measureAll(graphs, { only, seeds, place }, signal) {
  const picked = graphs.filter(({ name }) => name.includes(only));
  const table = new Table(columnsFor(picked.map(({ name }) => name)));
  table.head();
  const progress = new Progress();
  /** @type {LargeRow[]} */
  const rows = [];
  await inFolder(async (folder) => {
    for (const { name, part, make, seconds: limits } of picked) {
      const file = join(folder, `${name}.csv`);
      const columns = make();
      const buffers = columns.lower.length;
      writeColumns(file, columns);
      for (const seconds of limits) {
        for (let seed = 0; seed < seeds; seed++) {
          if (signal.aborted) return;
          progress.show(`${name}  ${seconds} s  seed ${seed}`);
          const cold = await packCold(file, { seconds, seed, folder, place }, signal);
          progress.clear();
          if (signal.aborted) return;
          const row = { name, part, buffers, seconds, seed, ...cold };
          rows.push(row);
          table.row(row);
        }
      }
    }
  });
  for (const line of summary(rows)) console.log(colours.bold(line));
  return rows;
}

/**
 * @param {readonly string[]} names
 * @returns {Column<LargeRow>[]}
 */
function columnsFor(names) {
  return [
    { title: "file", width: widthOf(names), left: true, cell: (row) => row.name },
    { title: "buffers", width: 9, cell: (row) => count(row.buffers) },
    { title: "limit s", width: 7, cell: (row) => String(row.seconds) },
    { title: "seed", width: 4, cell: (row) => String(row.seed) },
    { title: "status", width: 10, left: true, cell: (row) => row.status },
    { title: "peak/bound", width: 10, cell: (row) => (row.ratio === null ? "–" : row.ratio.toFixed(6)) },
    { title: "plan ms", width: 8, cell: (row) => ms(row.planMs) },
    { title: "total ms", width: 8, cell: (row) => ms(row.totalMs) },
    { title: "MB", width: 6, cell: (row) => (row.mb === null ? "–" : row.mb.toFixed(0)) },
    { title: "", width: 0, left: true, cell: (row) => row.fault ?? "", paint: colours.red },
  ];
}

/**
 * A line for each part and limit: how many are at the bound, or nearly, and the worst.
 *
 * @param {readonly LargeRow[]} rows
 */
export function summary(rows) {
  /** @type {Map<string, LargeRow[]>} */
  const groups = new Map();
  for (const row of rows) {
    const key = `${row.part}, ${row.seconds} s`;
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups].map(([key, group]) => {
    const ratios = group.map(({ ratio }) => ratio ?? Number.POSITIVE_INFINITY);
    const at = ratios.filter((ratio) => ratio === 1).length;
    const near = ratios.filter((ratio) => ratio <= NEARLY).length;
    const most = (/** @type {(number | null)[]} */ values) => Math.max(...values.map((value) => value ?? 0));
    const worst = `worst ${Math.max(...ratios).toFixed(5)}`;
    const times = `at most ${(most(group.map(({ planMs }) => planMs)) / 1000).toFixed(2)} s in plan`;
    const mb = `${most(group.map((row) => row.mb)).toFixed(0)} MB`;
    return `${key}: ${at} of ${group.length} at the bound, ${near} within ${NEARLY}, ${worst}, ${times}, ${mb}`;
  });
}
