#!/usr/bin/env node
/**
 * `node bench/policy-challenging.mjs [policy...]`: A–K at their capacity with the rule policy and with others
 * (names or files; default learned): steps, and medians of the time of five warm runs. Nothing was chosen on these
 * instances.
 */
import { planSync } from "../dist/planner/index.js";
import { loadPolicy } from "../dist/policy/index.js";
import { absence, challengingFiles, read } from "./benchmarks.mjs";
import { median } from "./measure.mjs";

/** Runs that compile the code. */
const WARM_UPS = 15;

const names = process.argv.length > 2 ? process.argv.slice(2) : ["learned"];
const policies = ["rules", ...names].map((name) => ({ name, policy: loadPolicy(name), steps: 0, ms: 0 }));
if (absence !== null) console.log(`not measured: ${absence}`);
console.log(`| | ${policies.map(({ name }) => `${name}: steps | ms`).join(" | ")} |`);
console.log(`| --- | ${policies.map(() => "---: | ---:").join(" | ")} |`);
for (const path of challengingFiles()) {
  const { problem } = read(path);
  const cells = policies.map((sum) => {
    const solve = () => planSync(problem, { policy: sum.policy, timeLimitMs: 20_000 });
    const { steps } = solve();
    for (let run = 1; run < WARM_UPS; run++) solve();
    const ms = median(Array.from({ length: 5 }, () => solve().solveMs));
    sum.steps += steps;
    sum.ms += ms;
    return `${steps.toLocaleString("en-US")} | ${ms.toFixed(1)}`;
  });
  console.log(`| ${path.replace(/^.*[/\\]/, "").slice(0, 1)} | ${cells.join(" | ")} |`);
}
const total = policies.map(({ steps, ms }) => `${steps.toLocaleString("en-US")} | ${ms.toFixed(0)}`);
console.log(`| sum | ${total.join(" | ")} |`);
