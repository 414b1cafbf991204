/**
 * `npm run bench -- --update-baseline`: counts again, says what changed, and writes `baseline.json`. It counts the
 * rule policy's steps, whatever guides elsewhere.
 *
 * @import { Baseline, Counters } from "./baseline.mjs"
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundled, hardSuite } from "../dist/instances/index.js";
import { planSync } from "../dist/planner/index.js";
import { baselineCases, compare, countersOf, DEFAULT_ALLOWANCE, formatBaseline, parseBaseline } from "./baseline.mjs";
import { colours, Progress } from "./report.mjs";

const FILE = fileURLToPath(new URL("baseline.json", import.meta.url));

export function updateBaseline() {
  /** @type {Baseline} */
  const old = existsSync(FILE) ? parseBaseline(readFileSync(FILE, "utf8")) : { allow: DEFAULT_ALLOWANCE, cases: {} };
  const progress = new Progress();
  /** @type {Record<string, Counters>} */
  const cases = {};
  const tally = { worse: 0, better: 0, new: 0 };
  for (const subject of baselineCases({ bundled, hardSuite })) {
    progress.show(subject.name);
    const now = countersOf(planSync, subject);
    cases[subject.name] = now;
    progress.clear();
    const before = old.cases[subject.name];
    if (before === undefined) {
      tally.new++;
      continue;
    }
    const { worse, better } = compare(before, now, old.allow);
    if (worse.length > 0) console.log(`${colours.red("worse ")} ${subject.name}: ${worse.join(", ")}`);
    if (better.length > 0) console.log(`${colours.green("better")} ${subject.name}: ${better.join(", ")}`);
    tally.worse += Math.min(1, worse.length);
    tally.better += Math.min(1, better.length);
  }
  writeFileSync(FILE, formatBaseline(cases, old.allow));
  const size = Object.keys(cases).length;
  console.log(`bench/baseline.json: ${size} instances, ${tally.worse} worse, ${tally.better} better, ${tally.new} new`);
  return 0;
}
