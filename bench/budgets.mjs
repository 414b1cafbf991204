#!/usr/bin/env node
/**
 * `node bench/budgets.mjs [policy...]`: how many fresh instances of each hard family are placed within so many steps,
 * by the rules and by others (names or files; default learned). Counters only, so that the table comes out the same on
 * every machine. Markdown, as in docs/policy.md.
 */
import { parseArgs } from "node:util";
import { hardFamilies, hardSuite } from "../dist/instances/index.js";
import { planSync } from "../dist/planner/index.js";
import { loadPolicy } from "../dist/policy/index.js";
import { Progress } from "./report.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "100" },
    seeds: { type: "string", default: "21,22,23" },
    budgets: { type: "string", default: "1000,5000,20000,50000,150000" },
  },
});
const budgets = values.budgets.split(",").map(Number);
const stepLimit = Math.max(...budgets);
const policies = ["rules", ...(positionals.length > 0 ? positionals : ["learned"])].map((name) => {
  return { name, policy: loadPolicy(name) };
});
const instances = values.seeds.split(",").flatMap((seed) => hardSuite(Number(values.count), { seed: Number(seed) }));
const progress = new Progress();
const runs = instances.map(({ family, problem }, i) => {
  progress.show(`${i + 1} of ${instances.length}`);
  const steps = policies.map(({ policy }) => {
    const result = planSync(problem, { policy, stepLimit, seed: 0 });
    return result.peak === null ? Number.POSITIVE_INFINITY : result.steps;
  });
  return { family, steps };
});
progress.clear();

console.log(`| placed within | ${budgets.map((budget) => budget.toLocaleString("en-US")).join(" | ")} |`);
console.log(`| --- | ${budgets.map(() => "---:").join(" | ")} |`);
for (const family of [...hardFamilies.map(({ name }) => name), null]) {
  const among = runs.filter((run) => family === null || run.family === family);
  for (const [p, { name }] of policies.entries()) {
    const placed = budgets.map((budget) => among.filter(({ steps }) => (steps[p] ?? 0) <= budget).length);
    console.log(`| ${family ?? "all"}, of ${among.length}: ${name} | ${placed.join(" | ")} |`);
  }
}
