#!/usr/bin/env node
/**
 * `node bench/tails.mjs [policy...]`: the same instances with many seeds of the search, by the rules and by others
 * (names or files; default learned): mean, median and worst steps, and which share of the runs is not done after so
 * many steps. A–K at their capacity if they are there, and instances of our own at their load bound. Nothing was
 * chosen on A–K. Counters only; Markdown, as in docs/policy.md.
 *
 *   --dist dist,OTHER/dist  other builds beside this one, by the folder that they lie in: before and after
 *   --svg docs/tails.svg    the curves as a picture, both axes logarithmic
 *
 * @import { Problem } from "../dist/problem/index.js"
 * @import { Panel } from "./tails-picture.mjs"
 */
import { writeFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { hardSuite } from "../dist/instances/index.js";
import { loadPolicy } from "../dist/policy/index.js";
import { absence, challengingFiles, read } from "./benchmarks.mjs";
import { Progress } from "./report.mjs";
import { tailsPicture } from "./tails-picture.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    count: { type: "string", default: "24" },
    seed: { type: "string", default: "31" },
    seeds: { type: "string", default: "20" },
    steps: { type: "string", default: "200000" },
    dist: { type: "string", default: "dist" },
    svg: { type: "string" },
  },
});
const stepLimit = Number(values.steps);
const named = ["rules", ...(positionals.length > 0 ? positionals : ["learned"])].map((name) => {
  return { name, policy: loadPolicy(name) };
});
const builds = await Promise.all(
  values.dist.split(",").map(async (folder) => {
    const { planSync } = await import(pathToFileURL(resolve(folder, "planner/index.js")).href);
    return { folder, planSync: /** @type {typeof import("../dist/planner/index.js").planSync} */ (planSync) };
  }),
);
const policies = builds.flatMap(({ folder, planSync }) => {
  const where = builds.length === 1 ? "" : ` (${basename(dirname(resolve(folder)))})`;
  return named.map(({ name, policy }) => ({ name: `${name}${where}`, policy, planSync }));
});
/** @type {Panel[]} */
const panels = [];
/** Ends of the curve: how many are not done after these steps. */
const AT = [100, 300, 1000, 3000, 10_000, 30_000, 100_000];

if (absence !== null) console.log(`A–K not measured: ${absence}\n`);
const published = challengingFiles().map((path) => {
  return { name: path.replace(/^.*[/\\]/, "").slice(0, 1), problem: read(path).problem };
});
tell("A–K", published, true);
tell("generated", hardSuite(Number(values.count), { seed: Number(values.seed) }), false);
if (values.svg !== undefined) writeFileSync(values.svg, tailsPicture(panels));

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
    const cells = policies.map(({ policy, planSync }, p) => {
      const steps = Array.from({ length: Number(values.seeds) }, (_, seed) => {
        progress.show(`${i + 1} of ${instances.length}, seed ${seed}`);
        const result = planSync(problem, { policy, stepLimit, seed });
        return result.peak === null ? Infinity : result.steps;
      }).sort((a, b) => a - b);
      all[p]?.push(...steps);
      const capped = steps.map((value) => Math.min(value, stepLimit));
      const mean = capped.reduce((sum, value) => sum + value, 0) / steps.length;
      const worst = capped.at(-1) ?? 0;
      const sum = sums[p];
      if (sum !== undefined) {
        sum[0] = (sum[0] ?? 0) + mean;
        sum[1] = Math.max(sum[1] ?? 0, worst);
      }
      return [mean, capped[steps.length >> 1] ?? 0, worst].map(shown).join(" / ");
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
  panels.push({ title: what, curves: policies.map(({ name }, p) => ({ name, steps: all[p] ?? [] })) });
}

/** @param {number} value */
function shown(value) {
  return Math.round(value).toLocaleString("en-US");
}
