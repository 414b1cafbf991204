#!/usr/bin/env node
// Tries each law of test/laws/ on many random instances, and puts ten times as many problems at the edges beside brute
// force:
//   npm run laws [-- RUNS]      10,000 if not given, which take some two minutes
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const runs = Number(process.argv[2] ?? 10_000);
if (!(Number.isInteger(runs) && runs > 0))
  throw new RangeError(`runs must be a whole number ≥ 1, got ${process.argv[2]}`);
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [vitest, "run", "test/laws", "test/planner/edges.test.ts", "--reporter=verbose"],
  {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, LAW_RUNS: String(runs), EDGE_CASES: String(10 * runs) },
  },
);
process.exitCode = status ?? 1;
