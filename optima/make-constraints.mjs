#!/usr/bin/env node
// Draws problems with constraints and has solvers prove their optima, into test/optima/constraints/:
//   npm run optima:constraints [-- FAMILY...]
// Goes on where the files end. Needs or-tools-wasm (npm run oracles:install). A problem is kept if CP-SAT and brute
// force prove the same optimum, or CP-SAT alone where brute force is too slow.

/** @import { ConstraintFamily } from "./constraint-families.mjs" */
import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { must } from "../bench/must.mjs";
import { MissingPackage, ORACLES } from "../dist/oracle/index.js";
import { CONSTRAINT_FAMILIES, drawConstrained, WANTED } from "./constraint-families.mjs";
import { FOLDER, fileOf, formatRecord, hashOf, optimumOf, readFamily } from "./constraint-records.mjs";
import { refuseContradictions } from "./disagreement.mjs";
import { askAll } from "./opinions.mjs";

/** Milliseconds for each solver. */
const SOLVERS = { brute: 250, cpsat: 10_000 };

try {
  await ORACLES.cpsat.solve({ buffers: [{ id: "a", lower: 0, upper: 1, size: 1 }] });
} catch (error) {
  if (!(error instanceof MissingPackage)) throw error;
  console.error(`${error.message}, or: npm run oracles:install`);
  process.exit(2);
}
const wanted = process.argv.slice(2);
mkdirSync(FOLDER, { recursive: true });
for (const family of CONSTRAINT_FAMILIES) {
  if (wanted.length === 0 || wanted.includes(family.name)) await certify(family);
}

/** @param {ConstraintFamily} family */
async function certify(family) {
  const { name, without } = family;
  const file = fileOf(name);
  if (!existsSync(file)) {
    writeFileSync(file, `# ${name}: seed hash optimum without provers date (optima/constraint-records.mjs)\n`);
  }
  const records = readFamily(name);
  let moved = records.filter((record) => record.optimum !== record.without).length;
  let kept = records.length;
  let leftOut = 0;
  for (let seed = (records.at(-1)?.seed ?? -1) + 1; kept < WANTED.count; seed++) {
    const problem = drawConstrained(family, seed);
    if (problem === null) continue;
    const plain = await ORACLES.cpsat.solve(without(problem), { timeLimitMs: SOLVERS.cpsat });
    const opinions = await askAll(problem, SOLVERS);
    await refuseContradictions(`${name}-${seed}`, problem, opinions, SOLVERS);
    const provers = opinions.filter(({ status }) => status === "optimal" || status === "infeasible");
    const cpsat = provers.find(({ solver }) => solver === "cpsat");
    if (cpsat === undefined || plain.status !== "optimal") {
      leftOut++;
      continue;
    }
    const optimum = optimumOf(cpsat);
    const problemWithout = must(problem.minimize, "terms").map((term) => {
      return { term, value: plain.terms.find((each) => each.term === term)?.value ?? plain.peak ?? 0 };
    });
    const free = optimumOf({ status: plain.status, terms: problemWithout });
    const isMoved = optimum !== free;
    if (!isMoved && kept - moved >= WANTED.count - WANTED.moved) continue;
    // Few problems that are merely too large for their memory.
    if (optimum === "infeasible" && seed % 4 > 0) continue;
    const date = new Date().toISOString().slice(0, 10);
    const names = provers.map(({ solver }) => solver);
    appendFileSync(
      file,
      `${formatRecord({ seed, hash: hashOf(problem), optimum, without: free, provers: names, date })}\n`,
    );
    kept++;
    if (isMoved) moved++;
  }
  console.log(`${name}: ${kept} certified, the construct moves ${moved}, ${leftOut} left out in this run`);
}
