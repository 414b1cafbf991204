// Large graphs of our own under a limit of steps: what a run reaches depends on steps and seed alone, so the peak is
// held, and no clock is read. `node optima/large.mjs --update` writes the peaks anew; look at what changes.

/**
 * @import { Options } from "../dist/instances/index.js"
 *
 * @typedef {object} Held
 * @property {string} family
 * @property {Options} options
 * @property {number} steps the limit: placements and decisions
 * @property {number} load bytes
 * @property {number} peak bytes, which no later build may exceed
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { generate } from "../dist/instances/index.js";
import { planSync } from "../dist/planner/index.js";
import { simulate } from "../dist/sim/index.js";
import { FOLDER } from "./records.mjs";

const FILE = join(FOLDER, "large-graphs.json");
/** A run that takes so long has lost its way. */
const AT_MOST_MS = 120_000;

/** @returns {Held[]} */
export function readHeld() {
  return JSON.parse(readFileSync(FILE, "utf8")).instances;
}

/** @param {Pick<Held, "family" | "options" | "steps">} held */
function run({ family, options, steps }) {
  // Capacities are left out: how low the peak gets is what counts.
  const { buffers } = generate(family, options).problem;
  const result = planSync({ buffers }, { minimize: true, stepLimit: steps, seed: 1, timeLimitMs: AT_MOST_MS });
  return { buffers, result };
}

/**
 * What is wrong with the planner's answer, in words.
 *
 * @param {Held} held
 * @returns {{ wrong: string[], better: boolean }}
 */
export function replayHeld(held) {
  const { buffers, result } = run(held);
  const { peak, offsets, stoppedBy, lowerBound } = result;
  if (peak === null || offsets === null) return { wrong: ["there is no plan"], better: false };
  const wrong = [];
  const report = simulate({ buffers }, offsets, { capacity: Number.POSITIVE_INFINITY });
  if (!report.ok) wrong.push(`the plan is wrong: ${report.violations[0]?.message}`);
  if (report.peak !== peak) wrong.push(`claims a peak of ${peak}, the simulator sees ${report.peak}`);
  if (lowerBound < held.load) wrong.push(`the bound is ${lowerBound}, the load ${held.load}`);
  if (stoppedBy === "deadline") wrong.push(`takes more than ${AT_MOST_MS / 1000} s for ${held.steps} steps`);
  if (peak > held.peak) wrong.push(`peak ${peak}, and it was ${held.peak}`);
  return { wrong, better: peak < held.peak };
}

/** Prints how the planner compares, and returns the number of graphs that are worse than they were, or wrong. */
export function replayLarge() {
  const startedAt = performance.now();
  const all = readHeld();
  let faults = 0;
  let better = 0;
  for (const held of all) {
    const answer = replayHeld(held);
    for (const text of answer.wrong) console.error(`${held.family} ${JSON.stringify(held.options)}: ${text}`);
    if (answer.wrong.length > 0) faults++;
    if (answer.better) better++;
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const hint = better > 0 ? " (optima/large.mjs --update holds them there)" : "";
  console.log(
    `large-graphs: ${all.length} replayed, ${better} lower than before${hint}, ${faults} wrong, ${seconds} s`,
  );
  return faults;
}

function update() {
  const instances = readHeld().map((held) => {
    const { peak, lowerBound } = run(held).result;
    console.log(`${held.family} ${JSON.stringify(held.options)}: ${held.peak} to ${peak}`);
    return { ...held, load: lowerBound, peak };
  });
  const rows = instances.map((held) => `    ${JSON.stringify(held)}`).join(",\n");
  writeFileSync(FILE, `{\n  "instances": [\n${rows}\n  ]\n}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv.includes("--update")) update();
