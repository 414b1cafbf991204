// The eleven hard instances of MiniMalloc against what is known of their least peaks. They lie beside the checkout and
// are no part of it: where they are absent, nothing is held, and that is said.

/**
 * @typedef {object} Known what is known of an instance's least peak, in bytes; the optimum where the two meet
 * @property {string} name
 * @property {number} load
 * @property {number} bound proved
 * @property {number} peak of a plan that was verified
 */
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { absence, challengingFiles, read } from "../bench/benchmarks.mjs";
import { must } from "../bench/must.mjs";
import { planSync } from "../dist/planner/index.js";
import { loadBound, toArrays } from "../dist/problem/index.js";
import { Proofs } from "./proofs.mjs";
import { FOLDER } from "./records.mjs";

/** @returns {Known[]} */
export function readKnown() {
  return JSON.parse(readFileSync(join(FOLDER, "minimalloc.json"), "utf8")).instances;
}

/**
 * Prints how the planner compares, and returns the number of its answers that contradict what is known.
 *
 * @param {number} timeLimitMs
 */
export function replayBenchmarks(timeLimitMs) {
  if (absence !== null) {
    console.log(`minimalloc: not replayed, ${absence}`);
    return 0;
  }
  let faults = 0;
  let optima = 0;
  const known = new Map(readKnown().map((instance) => [instance.name, instance]));
  const open = [];
  const proofs = new Proofs();
  for (const file of challengingFiles()) {
    const name = must(basename(file).split(".")[0], `name in ${file}`);
    const { bound, peak, load } = must(known.get(name), `entry for ${name} in minimalloc.json`);
    const { problem } = read(file);
    const isOpen = bound < peak;
    // What nobody has settled is only looked at.
    const result = planSync(problem, { minimize: true, timeLimitMs: isOpen ? 5_000 : timeLimitMs });
    const wrong = [];
    if (loadBound(toArrays(problem)) !== load) wrong.push(`the load bound is not ${load}`);
    if (result.peak === null || result.peak < bound) wrong.push(`peak ${result.peak}, and none is below ${bound}`);
    if (result.lowerBound > peak) wrong.push(`bound ${result.lowerBound}, and there is a plan of ${peak}`);
    if (!isOpen && result.peak !== peak) wrong.push(`peak ${result.peak}, and the optimum is ${peak}`);
    for (const text of wrong) console.error(`minimalloc ${name}: ${text}`);
    if (wrong.length > 0) faults++;
    if (isOpen) open.push(`${name} (${result.lowerBound} to ${result.peak}, known ${bound} to ${peak})`);
    else if (result.status === "optimal") optima++;
    if (result.status === "optimal") proofs.add(`minimalloc ${name}`, problem, result);
  }
  proofs.end();
  for (const fault of proofs.faults) console.error(fault);
  faults += proofs.faults.length;
  console.log(`minimalloc: ${optima} optima proved again, ${proofs.checked} proofs checked, open ${open.join(", ")}`);
  return faults;
}
