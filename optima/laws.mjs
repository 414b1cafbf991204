#!/usr/bin/env node
// Tries each law of test/laws/ on many random instances:
//   npm run laws [-- RUNS]      10,000 if not given, which take about a minute
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const runs = Number(process.argv[2] ?? 10_000);
if (!(Number.isInteger(runs) && runs > 0))
  throw new RangeError(`runs must be a whole number ≥ 1, got ${process.argv[2]}`);
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const { status } = spawnSync(process.execPath, [vitest, "run", "test/laws", "--reporter=verbose"], {
  cwd: root,
  stdio: "inherit",
  env: { ...process.env, LAW_RUNS: String(runs) },
});
process.exitCode = status ?? 1;
