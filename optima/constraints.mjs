#!/usr/bin/env node
// Puts problems with constraints of up to 6 buffers beside brute force over all offsets and memories, each step of
// presolve on and off (test/laws/constraints/brute-force.test.ts), shared out over the cores of the machine:
//   npm run laws:constraints [-- CASES [FIRST]]      200,000 if not given, which take some minutes
import { spawn } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";

const [cases = 200_000, first = 0] = process.argv.slice(2).map(Number);
if (!(Number.isInteger(cases) && cases > 0)) {
  throw new RangeError(`cases must be a whole number ≥ 1, got ${process.argv[2]}`);
}
if (!(Number.isInteger(first) && first >= 0)) {
  throw new RangeError(`the first seed must be a whole number ≥ 0, got ${process.argv[3]}`);
}
const root = fileURLToPath(new URL("..", import.meta.url));
const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
const shares = availableParallelism();
const each = Math.ceil(cases / shares);
const codes = await Promise.all(
  Array.from({ length: shares }, (_, i) => {
    const env = {
      ...process.env,
      CONSTRAINED_CASES: String(each),
      CONSTRAINED_FIRST: String(first + i * each),
    };
    const run = spawn(process.execPath, [vitest, "run", "test/laws/constraints/brute-force.test.ts"], {
      cwd: root,
      stdio: "inherit",
      env,
    });
    return new Promise((resolve) => {
      run.on("close", resolve);
    });
  }),
);
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
