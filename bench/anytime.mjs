/**
 * Group `anytime`: the best peak at each tenth of a second, of ten files, for one build or several. Writes
 * `out/anytime.csv` and `out/anytime.svg`. With two builds it tells where the first is worse than the second.
 *
 * @typedef {object} Curve
 * @property {string} name of the file
 * @property {string} build
 * @property {number[]} ratios at each tenth of a second, from 0.1 s on; Infinity before the first plan
 *
 * @typedef {{ name: string, fault: string | null, curves: Curve[] }} AnytimeRow
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { generateColumns } from "../dist/instances/index.js";
import { curveCold, inFolder, OWN_DIST, writeColumns } from "./as-a-user.mjs";
import { flatOptions, publicGraphs } from "./large.mjs";
import { colours, Progress } from "./report.mjs";

/** Ours, and the public ones where they are there. */
const OWN = /** @type {const} */ ([
  ["transformer", 16_000],
  ["transformer-checkpointed", 20_000],
  ["pipeline", 20_000],
  ["mixture-of-experts", 50_000],
  ["diffusion", 4_000],
  ["residual", 20_000],
  ["thinned", 20_000],
  ["random", 20_000],
]);
const FILES = 10;
const SHOWN_TENTHS = [1, 2, 5, 10, 20, 50, 100];
const OUT = "out";

/**
 * @param {{ only: string, quick: boolean, dist: string | null, seed: number }} settings
 * @param {AbortSignal} signal
 * @returns {Promise<AnytimeRow[]>}
 */
export async function measureAnytime({ only, quick, dist, seed }, signal) {
  const builds = dist === null ? [OWN_DIST] : dist.split(",").map((path) => resolve(path.trim()));
  const seconds = quick ? 0.5 : 10;
  const own = OWN.map(([family, most]) => {
    const buffers = quick ? 1_000 : most;
    return {
      name: `${family}-${buffers}`,
      make: () => generateColumns(family, { buffers, seed: 1, ...flatOptions(family) }),
    };
  });
  const public_ = publicGraphs().filter(({ part }) => part === "public" && !quick);
  const files = [...public_, ...own].slice(0, quick ? 2 : FILES).filter(({ name }) => name.includes(only));
  const progress = new Progress();
  /** @type {AnytimeRow[]} */
  const rows = [];
  await inFolder(async (folder) => {
    for (const { name, make } of files) {
      const file = join(folder, `${name}.csv`);
      writeColumns(file, make());
      /** @type {Curve[]} */
      const curves = [];
      for (const build of builds) {
        if (signal.aborted) return;
        progress.show(`${name}  ${build}`);
        const { points, bound } = await curveCold(file, { seconds, seed, dist: build }, signal);
        curves.push({ name, build, ratios: tenths(points, bound, seconds) });
        progress.clear();
      }
      for (const curve of curves) console.log(lineOf(curve, builds));
      rows.push({ name, fault: worseThan(curves), curves });
    }
  });
  mkdirSync(OUT, { recursive: true });
  const curves = rows.flatMap((row) => row.curves);
  writeFileSync(join(OUT, "anytime.csv"), csvOf(curves));
  writeFileSync(join(OUT, "anytime.svg"), svgOf(rows));
  console.log(colours.bold(`${OUT}/anytime.csv, ${OUT}/anytime.svg`));
  return rows;
}

/**
 * @param {readonly [number, number][]} points milliseconds and bytes, falling
 * @param {number} bound bytes
 * @param {number} seconds
 */
export function tenths(points, bound, seconds) {
  return Array.from({ length: Math.round(10 * seconds) }, (_, i) => {
    const reached = points.filter(([at]) => at <= 100 * (i + 1)).at(-1);
    return reached === undefined ? Number.POSITIVE_INFINITY : reached[1] / bound;
  });
}

/**
 * Where the first build is worse than the second; null where it never is, or there is no second.
 *
 * @param {readonly Curve[]} curves
 */
export function worseThan([first, second]) {
  if (first === undefined || second === undefined) return null;
  const worse = first.ratios.flatMap((ratio, i) => (ratio > (second.ratios[i] ?? ratio) ? [(i + 1) / 10] : []));
  if (worse.length === 0) return null;
  return `worse at ${worse.length} tenths of a second, first at ${worse[0]} s`;
}

/**
 * @param {Curve} curve
 * @param {readonly string[]} builds
 */
function lineOf({ name, build, ratios }, builds) {
  const shown = SHOWN_TENTHS.filter((tenth) => tenth <= ratios.length);
  const cells = shown.map((tenth) => `${tenth / 10} s ${textOf(ratios[tenth - 1] ?? Number.NaN)}`);
  return `${name.padEnd(34)}${builds.length > 1 ? `build ${builds.indexOf(build) + 1}  ` : ""}${cells.join("  ")}`;
}

/** @param {number} ratio */
const textOf = (ratio) => (Number.isFinite(ratio) ? ratio.toFixed(5) : "–");

/** @param {readonly Curve[]} curves */
function csvOf(curves) {
  const rows = curves.flatMap(({ name, build, ratios }) =>
    ratios.map((ratio, i) => `${name},${JSON.stringify(build)},${(i + 1) / 10},${textOf(ratio)}\n`),
  );
  return `file,build,second,peak over bound\n${rows.join("")}`;
}

const PANEL = { width: 240, height: 130, left: 46, top: 22, across: 2 };
const PAINTS = ["#0b6e99", "#c2571a", "#6b6b6b"];

/**
 * A panel for each file: seconds to the right, peak over bound upwards.
 *
 * @param {readonly AnytimeRow[]} rows
 */
export function svgOf(rows) {
  const wide = PANEL.width + PANEL.left + 14;
  const high = PANEL.height + PANEL.top + 26;
  const panels = rows.map(({ name, curves }, at) => {
    const finite = curves.flatMap(({ ratios }) => ratios.filter(Number.isFinite));
    const most = Math.max(1.0001, ...finite);
    const lines = curves.map(({ ratios }, i) => {
      const points = ratios.flatMap((ratio, tenth) => {
        if (!Number.isFinite(ratio)) return [];
        const x = (PANEL.width * (tenth + 1)) / ratios.length;
        return [`${x.toFixed(1)},${(PANEL.height * (1 - (ratio - 1) / (most - 1))).toFixed(1)}`];
      });
      const paint = PAINTS[i % PAINTS.length];
      return `<polyline fill="none" stroke="${paint}" stroke-width="1.5" points="${points.join(" ")}"/>`;
    });
    const seconds = (curves[0]?.ratios.length ?? 0) / 10;
    const x = (at % PANEL.across) * wide + PANEL.left;
    const y = Math.floor(at / PANEL.across) * high + PANEL.top;
    return [
      `<g transform="translate(${x},${y})"><text y="-7" font-weight="bold">${name}</text>`,
      `<rect width="${PANEL.width}" height="${PANEL.height}" fill="none" stroke="#ccc"/>`,
      `<text x="-4" y="8" text-anchor="end">${most.toFixed(4)}</text>`,
      `<text x="-4" y="${PANEL.height}" text-anchor="end">1</text>`,
      `<text x="${PANEL.width}" y="${PANEL.height + 14}" text-anchor="end">${seconds} s</text>`,
      ...lines,
      "</g>",
    ].join("\n");
  });
  const size = `width="${PANEL.across * wide}" height="${Math.ceil(rows.length / PANEL.across) * high}"`;
  const head = `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="11">`;
  return `${head}\n${panels.join("\n")}\n</svg>\n`;
}
