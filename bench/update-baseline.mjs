/**
 * `npm run bench -- --update-baseline`: counts again, says what changed, and writes `baseline.json`. It counts the
 * rules' steps, whatever policy guides elsewhere.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundled, hardSuite } from "../dist/instances/index.js";
import { planSync } from "../dist/planner/index.js";
import { baselineCases, compare, countersOf, formatBaseline, parseBaseline } from "./baseline.mjs";
import { colours, Progress } from "./report.mjs";

const FILE = fileURLToPath(new URL("baseline.json", import.meta.url));

export function updateBaseline() {
  const old = existsSync(FILE) ? parseBaseline(readFileSync(FILE, "utf8")) : { allow: undefined, cases: {} };
  const progress = new Progress();
  const cases = {};
  const tally = { worse: 0, better: 0, new: 0 };
  for (const subject of baselineCases({ bundled, hardSuite })) {
    progress.show(subject.name);
    cases[subject.name] = countersOf(planSync, subject);
    progress.clear();
    const before = old.cases[subject.name];
    if (before === undefined) {
      tally.new++;
      continue;
    }
    const { worse, better } = compare(before, cases[subject.name], old.allow);
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
