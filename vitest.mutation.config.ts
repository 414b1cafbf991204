import { defineConfig } from "vitest/config";

// The tests that mutants of the simulator, the bounds and the propagation have to survive: those of their own folders, without the ones
// that look at speed and scale. `npm run mutation` runs them.
export default defineConfig({
  test: {
    include: [
      "test/sim/{laws,parts,simulate}.test.ts",
      "test/problem/*.test.ts",
      "test/search/{floors,model,soundness}.test.ts",
    ],
    testTimeout: 120_000,
  },
});
