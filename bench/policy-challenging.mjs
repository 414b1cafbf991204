#!/usr/bin/env node
/**
 * `node bench/policy-challenging.mjs [policy...]`: A–K at their capacity with the rules and with policies (names or
 * files; default learned): steps, and medians of the time of five warm runs. Nothing was chosen on these instances.
 */
import { planSync } from "../dist/planner/index.js";
import { loadPolicy } from "../dist/policy/index.js";
import { absence, challengingFiles, read } from "./benchmarks.mjs";
import { median } from "./measure.mjs";

/** Runs that compile the code. */
const WARM_UPS = 15;

const names = process.argv.length > 2 ? process.argv.slice(2) : ["learned"];
const policies = ["rules", ...names].map((name) => [name, loadPolicy(name)]);
if (absence !== null) console.log(`not measured: ${absence}`);
const sums = policies.map(() => ({ steps: 0, ms: 0 }));
console.log(`| | ${policies.map(([name]) => `${name}: steps | ms`).join(" | ")} |`);
console.log(`| --- | ${policies.map(() => "---: | ---:").join(" | ")} |`);
for (const path of challengingFiles()) {
  const { problem } = read(path);
  const cells = policies.map(([, policy], i) => {
    const runs = Array.from({ length: WARM_UPS + 5 }, () => planSync(problem, { policy, timeLimitMs: 20_000 }));
    const ms = median(runs.slice(WARM_UPS).map(({ solveMs }) => solveMs));
    sums[i].steps += runs[0].steps;
    sums[i].ms += ms;
    return `${runs[0].steps.toLocaleString("en-US")} | ${ms.toFixed(1)}`;
  });
  console.log(`| ${path.replace(/^.*[/\\]/, "").slice(0, 1)} | ${cells.join(" | ")} |`);
}
const total = sums.map(({ steps, ms }) => `${steps.toLocaleString("en-US")} | ${ms.toFixed(0)}`);
console.log(`| sum | ${total.join(" | ")} |`);
