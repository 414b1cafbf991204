#!/usr/bin/env node
/**
 * `node bench/ceiling.mjs [hard a family]`: what a policy could gain at most. On hard test instances, the steps of a
 * search to which an expert tells the perfect decision to go back to, or the perfect child, over those of the rule
 * policy.
 */
import { ceilingOf, drawInstance, HARD_STEPS, runPolicy, sampleOfInstance } from "../dist/imitation/index.js";
import { RULE_POLICY } from "../dist/search/index.js";
import { keysOf } from "./must.mjs";
import { Progress } from "./report.mjs";

const FAMILIES = ["guillotine", "thinned", "long-spans", "residual"];
const LIMIT = 20_000;
const wanted = Number(process.argv[2] ?? 20);
const progress = new Progress();
/** @param {readonly number[]} list */
const mean = (list) => Math.exp(list.reduce((sum, each) => sum + Math.log(each), 0) / list.length);
console.log(`${wanted} hard test instances a family, the expert with ${LIMIT} steps a question.\n`);
console.log(
  "| family | perfect target: steps | known | perfect child: steps | known |\n| --- | ---: | ---: | ---: | ---: |",
);
for (const family of FAMILIES) {
  /** @type {{ target: number[], children: number[] }} */
  const ratios = { target: [], children: [] };
  let hard = 0;
  for (let i = 0; hard < wanted; i++) {
    progress.show(`${family}: ${hard} of ${wanted}`);
    const instance = drawInstance("test", [family], 0, i);
    const { steps } = runPolicy(instance.problem, RULE_POLICY, LIMIT, 0);
    if (steps <= HARD_STEPS) continue;
    hard++;
    const ceiling = ceilingOf(sampleOfInstance(instance), { budget: LIMIT, seed: 1 });
    for (const role of keysOf(ratios)) {
      const least = ceiling[role];
      if (least !== null) ratios[role].push(least / steps);
    }
  }
  progress.clear();
  const cells = [ratios.target, ratios.children].flatMap((list) => [
    list.length === 0 ? "" : mean(list).toFixed(3),
    `${list.length} of ${hard}`,
  ]);
  console.log(`| ${family} | ${cells.join(" | ")} |`);
}
