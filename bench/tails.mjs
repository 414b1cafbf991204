#!/usr/bin/env node
/**
 * `node bench/tails.mjs [policy...]`: the same instances with many seeds of the search, by the rules and by others
 * (names or files; default learned): mean, median and worst steps, and which share of the runs is not done after so
 * many steps. A–K at their capacity if they are there, and instances of our own at their load bound. Nothing was
 * chosen on A–K. Counters only; Markdown, as in docs/policy.md.
 *
 * @import { Problem } from "../dist/problem/index.js"
 */
import { parseArgs } from "node:util";
import { hardSuite } from "../dist/instances/index.js";
import { planSync } from "../dist/planner/index.js";
import { loadPolicy } from "../dist/policy/index.js";
import { absence, challengingFiles, read } from "./benchmarks.mjs";
import { Progress } from "./report.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "24" },
    seed: { type: "string", default: "31" },
    seeds: { type: "string", default: "20" },
    steps: { type: "string", default: "200000" },
  },
});
const stepLimit = Number(values.steps);
const policies = ["rules", ...(positionals.length > 0 ? positionals : ["learned"])].map((name) => {
  return { name, policy: loadPolicy(name) };
});
/** Ends of the curve: how many are not done after these steps. */
const AT = [100, 300, 1000, 3000, 10_000, 30_000, 100_000];

if (absence !== null) console.log(`A–K not measured: ${absence}\n`);
const published = challengingFiles().map((path) => {
  return { name: path.replace(/^.*[/\\]/, "").slice(0, 1), problem: read(path).problem };
});
tell("A–K", published, true);
tell("generated", hardSuite(Number(values.count), { seed: Number(values.seed) }), false);

/**
 * @param {string} what
 * @param {readonly { readonly name: string, readonly problem: Problem }[]} instances
 * @param {boolean} each whether to tell of every instance
 */
function tell(what, instances, each) {
  if (instances.length === 0) return;
  const progress = new Progress();
  const all = policies.map(() => /** @type {number[]} */ ([]));
  const sums = policies.map(() => [0, 0]);
  console.log(`| ${what}: mean / median / worst | ${policies.map(({ name }) => name).join(" | ")} |`);
  console.log(`| --- | ${policies.map(() => "---:").join(" | ")} |`);
  for (const [i, { name, problem }] of instances.entries()) {
    const cells = policies.map(({ policy }, p) => {
      const steps = Array.from({ length: Number(values.seeds) }, (_, seed) => {
        progress.show(`${i + 1} of ${instances.length}, seed ${seed}`);
        const result = planSync(problem, { policy, stepLimit, seed });
        return result.peak === null ? stepLimit : result.steps;
      }).sort((a, b) => a - b);
      all[p]?.push(...steps);
      const mean = steps.reduce((sum, value) => sum + value, 0) / steps.length;
      const worst = steps.at(-1) ?? 0;
      const sum = sums[p];
      if (sum !== undefined) {
        sum[0] = (sum[0] ?? 0) + mean;
        sum[1] = Math.max(sum[1] ?? 0, worst);
      }
      return [mean, steps[steps.length >> 1] ?? 0, worst].map(shown).join(" / ");
    });
    if (each) console.log(`| ${name} | ${cells.join(" | ")} |`);
  }
  progress.clear();
  console.log(`| sum of means / worst | ${sums.map((sum) => sum.map(shown).join(" / ")).join(" | ")} |\n`);
  console.log(`| ${what}: not done after | ${AT.map(shown).join(" | ")} |`);
  console.log(`| --- | ${AT.map(() => "---:").join(" | ")} |`);
  for (const [p, { name }] of policies.entries()) {
    const steps = all[p] ?? [];
    const shares = AT.map((at) => `${((100 * steps.filter((x) => x > at).length) / steps.length).toFixed(1)} %`);
    console.log(`| ${name} | ${shares.join(" | ")} |`);
  }
  console.log("");
}

/** @param {number} value */
function shown(value) {
  return Math.round(value).toLocaleString("en-US");
}
