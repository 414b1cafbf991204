// Two solvers that contradict each other: the instance goes to a file, then a minimal one on which they still do, and
// the run fails.

/**
 * @import { Opinion } from "../dist/oracle/index.js"
 * @import { Problem } from "../dist/problem/index.js"
 * @import { Limits } from "./opinions.mjs"
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { contradictions, shrink } from "../dist/oracle/index.js";
import { askAll } from "./opinions.mjs";

const FOLDER = fileURLToPath(new URL("../out/disagreements", import.meta.url));

/**
 * Writes the problem and its shrunk form; returns the two paths. `disagrees` tells whether a candidate still shows the
 * fault.
 *
 * @param {string} name
 * @param {Problem} problem
 * @param {(candidate: Problem) => boolean | Promise<boolean>} disagrees
 * @param {string} folder
 * @returns {Promise<[string, string]>}
 */
export async function keepDisagreement(name, problem, disagrees, folder = FOLDER) {
  mkdirSync(folder, { recursive: true });
  const [whole, minimal] = [join(folder, `${name}.json`), join(folder, `${name}.minimal.json`)];
  writeFileSync(whole, `${JSON.stringify(problem, null, 1)}\n`);
  writeFileSync(minimal, `${JSON.stringify(await shrink(problem, disagrees), null, 1)}\n`);
  return [whole, minimal];
}

/**
 * Throws if the opinions contradict each other, after the instance was kept.
 *
 * @param {string} name
 * @param {Problem} problem
 * @param {readonly Opinion[]} opinions
 * @param {Limits} solvers
 * @param {string} folder
 */
export async function refuseContradictions(name, problem, opinions, solvers, folder = FOLDER) {
  const found = contradictions(opinions);
  if (found.length === 0) return;
  const involved = new Set(found.flatMap(({ planner, prover }) => [planner, prover]));
  const asked = Object.fromEntries(Object.entries(solvers).filter(([solver]) => involved.has(solver)));
  /** @param {Problem} candidate */
  const disagrees = async (candidate) => contradictions(await askAll(candidate, asked)).length > 0;
  const files = await keepDisagreement(name, problem, disagrees, folder);
  const lines = found.map(
    ({ planner, peak, prover, claim }) => `  ${planner} has a plan of ${peak} bytes, ${prover} says that ${claim}`,
  );
  throw new Error(`${name}: the solvers disagree\n${lines.join("\n")}\n  written to ${files.join(" and ")}`);
}
