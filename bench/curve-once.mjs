/**
 * Plans one file once, in a process of its own, with the build at an address, and prints the peak over time:
 * `node curve-once.mjs <address of dist/> <file> <limit ms> <seed>`.
 */
import { readFileSync } from "node:fs";

const [dist = "", file = "", limit, seed] = process.argv.slice(2);
const { plan } = await import(new URL("index.js", dist).href);
const { parse } = await import(new URL("formats/index.js", dist).href);
const { problem } = parse(readFileSync(file, "utf8"), file);
/** @type {[number, number][]} */
const points = [];
const startedAt = performance.now();
/** @param {number | null} peak */
const note = (peak) => {
  const last = points.at(-1)?.[1] ?? Number.POSITIVE_INFINITY;
  if (peak !== null && peak < last) points.push([performance.now() - startedAt, peak]);
};
const result = await plan(problem, {
  minimize: true,
  timeLimitMs: Number(limit),
  seed: Number(seed),
  /** @param {{ peak: number | null }} progress */
  onProgress: ({ peak }) => note(peak),
});
note(result.peak);
console.log(JSON.stringify({ points, bound: result.lowerBound }));
