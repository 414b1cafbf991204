#!/usr/bin/env node
// Draws instances and has solvers prove their optima, into test/optima/:
//   npm run optima [-- FAMILY...]
// Goes on where the files end, so it can be stopped at any time; a family that has its number is left as it is. Needs
// or-tools-wasm (npm run oracles:install). An instance is kept if enough solvers prove the same optimum: three of brute
// force, CP-SAT, GLPK and javascript-lp-solver up to 10 buffers; CP-SAT and another one, which may be the planner, up
// to 30; CP-SAT above.

/**
 * @import { CertifiedFamily } from "./families.mjs"
 * @import { Limits } from "./opinions.mjs"
 */
import { appendFileSync, existsSync, writeFileSync } from "node:fs";
import { must } from "../bench/must.mjs";
import { MissingPackage, ORACLES } from "../dist/oracle/index.js";
import { planSync } from "../dist/planner/index.js";
import { refuseContradictions } from "./disagreement.mjs";
import { drawInstance, FAMILIES } from "./families.mjs";
import { askAll } from "./opinions.mjs";
import { fileOf, formatRecord, readFamily } from "./records.mjs";

/**
 * Milliseconds for each solver, and how many have to prove an optimum, `cpsat` always among them; `planner` tells
 * whether the planner counts as one.
 *
 * @type {Readonly<Record<string, { solvers: Limits, proofs: number, planner: boolean }>>}
 */
const SIZES = {
  small: {
    solvers: { brute: 5_000, cpsat: 10_000, glpk: 2_000, jslp: 300, search: 10_000 },
    proofs: 3,
    planner: false,
  },
  medium: { solvers: { cpsat: 20_000, glpk: 500, search: 10_000 }, proofs: 2, planner: true },
  large: { solvers: { cpsat: 60_000, search: 20_000 }, proofs: 1, planner: false },
};

/** Steps of the planner's look at a drawn instance, which only decides whether solvers are asked about it. */
const LOOK_STEPS = 20_000;

const wanted = process.argv.slice(2);
try {
  await ORACLES.cpsat.solve({ buffers: [{ id: "a", lower: 0, upper: 1, size: 1 }] });
} catch (error) {
  if (!(error instanceof MissingPackage)) throw error;
  console.error(`${error.message}, or: npm run oracles:install`);
  process.exit(2);
}
for (const family of FAMILIES) if (wanted.length === 0 || wanted.includes(family.name)) await certify(family);

/** @param {CertifiedFamily} family */
async function certify(family) {
  const { name, count, above, least, most } = family;
  const { solvers, proofs, planner } = must(SIZES[name.replace(/-.*/, "")], `size for ${name}`);
  const file = fileOf(name);
  if (!existsSync(file)) {
    writeFileSync(
      file,
      `# ${name}: ${least} to ${most} buffers. seed load optimum provers date buffers (optima/records.mjs)\n`,
    );
  }
  const records = readFamily(name);
  let isAbove = records.filter(({ load, optimum }) => optimum > load).length;
  let kept = records.length;
  const mostAtTheBound = count - above;
  const leftOut = { unproved: 0 };
  for (let seed = (records.at(-1)?.seed ?? -1) + 1; kept < count; seed++) {
    const problem = drawInstance(family, seed);
    if (problem === null) continue;
    // What the load bound settles is common; of that only so many are wanted.
    const look = planSync(problem, { minimize: true, stepLimit: LOOK_STEPS });
    const load = planSync(problem, { minimize: true, stepLimit: 0 }).lowerBound;
    if (look.peak === load && kept - isAbove >= mostAtTheBound) continue;
    const opinions = await askAll(problem, solvers);
    await refuseContradictions(`${name}-${seed}`, problem, opinions, solvers);
    const provers = opinions.filter(({ status }) => status === "optimal");
    const counted = provers.filter(({ solver }) => planner || solver !== "search");
    if (counted.length < proofs || !counted.some(({ solver }) => solver === "cpsat")) {
      leftOut.unproved++;
      continue;
    }
    const optimum = must(counted[0]?.peak, "peak of an optimum");
    const date = new Date().toISOString().slice(0, 10);
    const record = { seed, load, optimum, provers: provers.map(({ solver }) => solver), date, problem };
    appendFileSync(file, `${formatRecord(record)}\n`);
    kept++;
    if (optimum > load) isAbove++;
    if (kept % 25 === 0) console.error(`${name}: ${kept} of ${count}, ${isAbove} above the load bound, seed ${seed}`);
  }
  console.log(`${name}: ${kept} certified, ${isAbove} above the load bound, ${leftOut.unproved} left out in this run`);
}
