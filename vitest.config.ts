import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // By default one core is left idle, which on a machine with two doubles the time.
    maxWorkers: "100%",
    coverage: {
      provider: "v8",
      include: ["src/**/*.ts"],
      thresholds: {
        "src/problem/**": { lines: 90 },
        "src/bounds/**": { lines: 90 },
        "src/heuristics/**": { lines: 90 },
        "src/search/**": { lines: 90 },
        "src/planner/**": { lines: 90 },
        "src/sim/**": { lines: 90 },
        // CP-SAT is tried where it is installed.
        "src/oracle/**": { lines: 75 },
      },
    },
  },
});
