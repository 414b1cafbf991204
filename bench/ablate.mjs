#!/usr/bin/env node
/**
 * `npm run bench:ablate`: what each pruning rule and each member of the portfolio is worth, in steps, on A–K and on
 * generated instances of the hard families. Counters only, so that the table comes out the same on every machine.
 * Markdown, as in docs/search.md.
 *
 * @import { PlannerOptions } from "../dist/planner/index.js"
 * @import { Problem } from "../dist/problem/index.js"
 *
 * @typedef {{ readonly placed: boolean, readonly steps: number }} Solved
 * @typedef {{ readonly challenging: readonly Solved[], readonly generated: readonly Solved[] }} SolvedAll
 */
import { parseArgs } from "node:util";
import { hardSuite } from "../dist/instances/index.js";
import { planSync } from "../dist/planner/index.js";
import { ALL_PRUNING, RULE_POLICY } from "../dist/search/index.js";
import { absence, challengingFiles, read } from "./benchmarks.mjs";
import { keysOf } from "./must.mjs";
import { Progress } from "./report.mjs";

const { values } = parseArgs({
  options: {
    count: { type: "string", default: "120" },
    seed: { type: "string", default: "1" },
    steps: { type: "string", default: "20000" },
  },
});
const stepLimit = Number(values.steps);
const progress = new Progress();

const generated = hardSuite(Number(values.count), { seed: Number(values.seed) }).map(({ problem }) => problem);
const challenging = challengingFiles().map((path) => read(path).problem);
if (absence !== null) console.log(`A–K not measured: ${absence}\n`);

const everything = solveAll({});
console.log(`Steps, at most ${stepLimit} an instance; an instance that is not placed counts as ${stepLimit}.`);
const drawn = `${generated.length} generated (seed ${values.seed}) at their load bound`;
console.log(`${challenging.length} of A–K at their capacity; ${drawn}.\n`);
head("pruning");
row("everything", everything);
for (const name of keysOf(ALL_PRUNING)) row(`without ${name}`, solveAll({ rules: { ...ALL_PRUNING, [name]: false } }));

console.log("");
head("member alone, with a prover");
const alone = RULE_POLICY.members.map((member) => {
  const policy = { ...RULE_POLICY, name: "one", members: [member] };
  const solved = solveAll({ policy, rules: { ...ALL_PRUNING, walks: false } });
  const { buffers, slackFactor, countWaste } = member;
  row(`${buffers}, slack × ${slackFactor}${countWaste ? "" : ", waste not counted"}`, solved);
  return solved;
});

const best = everything.generated.map((_, i) => Math.min(...alone.map((one) => one.generated[i]?.steps ?? Infinity)));
const ratios = everything.generated
  .map(({ steps }, i) => {
    const least = best[i] ?? 0;
    return steps > 0 && least > 0 ? steps / least : 1;
  })
  .sort((a, b) => a - b);
/** @param {number} share */
const at = (share) => (ratios[Math.min(ratios.length - 1, Math.floor(ratios.length * share))] ?? Number.NaN).toFixed(2);
console.log(
  `\nPortfolio against the luckiest member of each instance: ` +
    `median ${at(0.5)}, 90 % within ${at(0.9)}, worst ${at(1)} times its steps.`,
);

/**
 * @param {Omit<PlannerOptions, "signal" | "threads">} options
 * @returns {SolvedAll}
 */
function solveAll(options) {
  /** @type {(problem: Problem, i: number) => Solved} */
  const solve = (problem, i) => {
    progress.show(`${i + 1}`);
    const { status, steps } = planSync(problem, { stepLimit, seed: 0, ...options });
    const placed = status === "optimal" || status === "feasible";
    return { placed, steps: placed ? steps : stepLimit };
  };
  const result = { challenging: challenging.map(solve), generated: generated.map(solve) };
  progress.clear();
  return result;
}

/** @param {string} first */
function head(first) {
  console.log(`| ${first} | A–K placed | A–K steps | generated placed | geometric mean of steps |`);
  console.log("| --- | ---: | ---: | ---: | ---: |");
}

/**
 * @param {string} name
 * @param {SolvedAll} solved
 */
function row(name, { challenging: ak, generated: made }) {
  /** @param {readonly Solved[]} list */
  const placed = (list) => list.filter((each) => each.placed).length;
  const sum = ak.reduce((total, { steps }) => total + steps, 0);
  const mean = Math.exp(made.reduce((total, { steps }) => total + Math.log(Math.max(1, steps)), 0) / made.length);
  const cells = [name, placed(ak), sum.toLocaleString("en-US"), placed(made), Math.round(mean).toLocaleString("en-US")];
  console.log(`| ${cells.join(" | ")} |`);
}
