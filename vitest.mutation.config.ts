import { defineConfig } from "vitest/config";

// The tests that mutants of the simulator, the bounds and the propagation have to survive: quick ones, because they run once for each
// mutant. `npm run mutation` uses them.
export default defineConfig({
  test: {
    include: [
      "test/sim/{laws,parts,simulate}.test.ts",
      "test/problem/contention.test.ts",
      "test/bounds/stack.test.ts",
      "test/search/holes.test.ts",
      "test/mutation/*.ts",
    ],
    testTimeout: 120_000,
  },
});
