#!/usr/bin/env node
/**
 * `node bench/threads.mjs [instances] [seed]`: hard instances that take one thread a tenth of a second and more, with
 * two threads: times in one warm process, and the geometric mean of their ratios. Luck makes single ratios go from
 * under 1 to 50.
 */
import { plan } from "../dist/index.js";
import { hardSuite } from "../dist/instances/index.js";

const LEAST_MS = 100;
const [count = 120, seed = 3] = process.argv.slice(2).map(Number);
const options = { timeLimitMs: 6_000, seed: 1 };

for (const { problem } of hardSuite(6, { seed: seed + 1 })) {
  for (const threads of [1, 2]) await plan(problem, { ...options, timeLimitMs: 300, threads });
}
let logs = 0;
let pairs = 0;
for (const { name, problem } of hardSuite(count, { seed })) {
  const one = await plan(problem, { ...options, threads: 1 });
  if (one.status === "unknown" || one.solveMs < LEAST_MS) continue;
  const two = await plan(problem, { ...options, threads: 2 });
  const ratio = one.solveMs / two.solveMs;
  logs += Math.log(ratio);
  pairs++;
  console.log(
    `${name.padEnd(32)} ${one.solveMs.toFixed(0)} ms, with two ${two.solveMs.toFixed(0)} ms: ${ratio.toFixed(2)}`,
  );
}
console.log(`${pairs} instances, geometric mean ${Math.exp(logs / pairs).toFixed(2)}`);
