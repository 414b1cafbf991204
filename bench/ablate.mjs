#!/usr/bin/env node
/**
 * `npm run bench:ablate`: what each rule and each member of the portfolio is worth, in steps, on A–K and on generated
 * instances of the hard families. Counters only, so that the table comes out the same on every machine. Markdown, as in
 * docs/search.md.
 */
import { parseArgs } from "node:util";
import { hardSuite } from "../dist/instances/index.js";
import { planSync } from "../dist/planner/index.js";
import { ALL_PRUNING, RULE_POLICY } from "../dist/search/index.js";
import { absence, challengingFiles, read } from "./benchmarks.mjs";
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
console.log(
  `${challenging.length} of A–K at their capacity; ${generated.length} generated (seed ${values.seed}) at their load bound.\n`,
);
console.log(
  "| | A–K placed | A–K steps | generated placed | geometric mean of steps |\n| --- | ---: | ---: | ---: | ---: |",
);
row("everything", everything);
for (const rule of Object.keys(ALL_PRUNING))
  row(`without ${rule}`, solveAll({ rules: { ...ALL_PRUNING, [rule]: false } }));

console.log(
  "\n| member alone, with a prover | A–K placed | A–K steps | generated placed | geometric mean of steps |\n| --- | ---: | ---: | ---: | ---: |",
);
const alone = RULE_POLICY.members.map((member) => {
  const policy = { ...RULE_POLICY, name: "one", members: [member] };
  const solved = solveAll({ policy, rules: { ...ALL_PRUNING, walks: false } });
  const { buffers, slackFactor, countWaste } = member;
  row(`${buffers}, slack × ${slackFactor}${countWaste ? "" : ", waste not counted"}`, solved);
  return solved;
});

const best = everything.generated.map((_, i) => Math.min(...alone.map(({ generated }) => generated[i].steps)));
const ratios = everything.generated
  .map(({ steps }, i) => (steps > 0 && best[i] > 0 ? steps / best[i] : 1))
  .sort((a, b) => a - b);
const at = (share) => ratios[Math.min(ratios.length - 1, Math.floor(ratios.length * share))].toFixed(2);
console.log(
  `\nPortfolio against the luckiest member of each instance: median ${at(0.5)}, 90 % within ${at(0.9)}, worst ${at(1)} times its steps.`,
);

function solveAll(options) {
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

function row(name, { challenging: ak, generated: made }) {
  const placed = (list) => list.filter((each) => each.placed).length;
  const sum = ak.reduce((total, { steps }) => total + steps, 0);
  const mean = Math.exp(made.reduce((total, { steps }) => total + Math.log(Math.max(1, steps)), 0) / made.length);
  const cells = [name, placed(ak), sum.toLocaleString("en-US"), placed(made), Math.round(mean).toLocaleString("en-US")];
  console.log(`| ${cells.join(" | ")} |`);
}
