#!/usr/bin/env node
// Replays the certified instances: the planner's least peak is the optimum, a fit at the optimum has a plan, a fit one
// byte below is refuted.
//   npm run regress                       all of it
//   npm run regress -- small-plain …      some families; constraints/gaps … for those of constraints
//   npm run regress -- large-graphs       large graphs, whose peaks under a limit of steps are held
//   npm run regress -- --every 10         each tenth instance
// The code is 1 if any answer is wrong, or missing where the planner had it when the instance was certified. The
// instance is written to out/disagreements/, whole and shrunk. Instances that the planner has never settled are tried
// shortly and counted as open.

/**
 * @import { Problem } from "../dist/problem/index.js"
 * @import { Certified } from "./records.mjs"
 *
 * @typedef {typeof sum} Counts
 */
import { parseArgs } from "node:util";
import { keysOf } from "../bench/must.mjs";
import { ORACLES } from "../dist/oracle/index.js";
import { replayBenchmarks } from "./benchmarks.mjs";
import { familiesOnDisk as constraintFamilies, readFamily as readConstraints } from "./constraint-records.mjs";
import { keepDisagreement } from "./disagreement.mjs";
import { replayLarge } from "./large.mjs";
import { askPlanner } from "./opinions.mjs";
import { Proofs } from "./proofs.mjs";
import { familiesOnDisk, readFamily } from "./records.mjs";
import { replay } from "./replay.mjs";
import { faultsOf } from "./replay-constraints.mjs";

/**
 * For each question: a hundred times what the slowest takes that the planner is known to settle, and little for the
 * others.
 */
const TIME_LIMIT_MS = 120_000;
const OPEN_LIMIT_MS = 500;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: "string", default: "1" } },
});
const every = Number(values.every);
if (!(Number.isInteger(every) && every > 0))
  throw new RangeError(`--every must be a whole number ≥ 1, got ${values.every}`);

/** What names a family of problems with constraints. */
const CONSTRAINTS = "constraints/";
/** What names the large graphs, whose peaks are held. */
const LARGE = "large-graphs";
const constrained = constraintFamilies().map((name) => `${CONSTRAINTS}${name}`);

const sum = { replayed: 0, above: 0, refuted: 0, open: 0, proofs: 0, wrong: 0 };
const asked =
  positionals.length > 0 ? positionals.filter((name) => name !== LARGE) : [...familiesOnDisk(), ...constrained];
for (const family of asked.filter((name) => !name.startsWith(CONSTRAINTS))) {
  const startedAt = performance.now();
  const counts = { replayed: 0, above: 0, refuted: 0, open: 0, proofs: 0, wrong: 0 };
  const proofs = new Proofs();
  for (const record of readFamily(family).filter((_, i) => i % every === 0)) {
    const isSettled = record.provers.includes("search");
    const { wrong, open } = replay(record, {
      timeLimitMs: isSettled ? TIME_LIMIT_MS : OPEN_LIMIT_MS,
      onProved: (what, problem, result) => proofs.add(`${family}, seed ${record.seed}, ${what}`, problem, result),
    });
    const faults = isSettled ? [...wrong, ...open] : wrong;
    if (faults.length > 0) await tell(record, faults);
    counts.replayed++;
    if (faults.length > 0) counts.wrong++;
    if (record.optimum > record.load) counts.above++;
    if (open.length > 0) counts.open++;
    else counts.refuted++;
  }
  proofs.end();
  counts.proofs = proofs.checked;
  counts.wrong += proofs.faults.length;
  for (const fault of proofs.faults) console.error(fault);
  console.log(`${family}: ${describe(counts)}, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  for (const key of keysOf(sum)) sum[key] += counts[key];
}
if (positionals.length === 0) sum.wrong += replayBenchmarks(TIME_LIMIT_MS);
if (positionals.length === 0 || positionals.includes(LARGE)) sum.wrong += replayLarge();
if (sum.replayed > 0) console.log(describe(sum));
for (const family of asked.filter((name) => name.startsWith(CONSTRAINTS))) replayConstraints(family);
process.exitCode = sum.wrong === 0 ? 0 : 1;

/** @param {Counts} counts */
function describe({ replayed, above, refuted, open, proofs, wrong }) {
  const answered = `${replayed} replayed, ${above} above the load bound, ${refuted} refuted one byte below`;
  return `${answered}, ${open} open, ${proofs} proofs checked, ${wrong} wrong`;
}

/**
 * Status and terms have to be those that were proved; counts what is not.
 *
 * @param {string} family
 */
function replayConstraints(family) {
  const startedAt = performance.now();
  const records = readConstraints(family.slice(CONSTRAINTS.length)).filter((_, i) => i % every === 0);
  const moved = records.filter(({ optimum, without }) => optimum !== without).length;
  let wrong = 0;
  for (const record of records) {
    const faults = faultsOf(record);
    if (faults.length === 0) continue;
    wrong++;
    console.error(`${family}, seed ${record.seed}:\n  ${faults.join("\n  ")}`);
  }
  const answered = `${records.length} replayed, ${moved} moved by the constraint, ${wrong} wrong`;
  console.log(`${family}: ${answered}, ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  sum.wrong += wrong;
}

/**
 * Says what is wrong, and keeps the instance. While it is shrunk, brute force or CP-SAT says what is right.
 *
 * @param {Certified} record
 * @param {readonly string[]} faults
 */
async function tell({ family, seed, problem, optimum }, faults) {
  console.error(`${family}, seed ${seed}, optimum ${optimum}:\n  ${faults.join("\n  ")}`);
  /** @param {Problem} candidate */
  const differs = async (candidate) => {
    const judge = candidate.buffers.length <= 10 ? ORACLES.brute : ORACLES.cpsat;
    const { status, peak: right } = await judge.solve(candidate, { timeLimitMs: 2_000 });
    if (status !== "optimal" || right === null) return false;
    const { bound: load } = askPlanner(candidate, { timeLimitMs: 0 });
    const answers = replay({ problem: candidate, load, optimum: right }, { timeLimitMs: 1_000 });
    return answers.wrong.length > 0 || answers.open.length > 0;
  };
  const files = await keepDisagreement(`${family}-${seed}`, problem, differs);
  console.error(`  written to ${files.join(" and ")}`);
}
