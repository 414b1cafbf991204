import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// The tests that mutants of the simulator, the bounds and the propagation have to survive: quick ones, because they run
// once for each mutant. `npm run mutation` uses them.
const FILES = [
  "test/sim/simulate.test.ts",
  "test/problem/contention.test.ts",
  "test/search/holes.test.ts",
  "test/bounds/stack.test.ts",
  "test/search/stacks.test.ts",
  "test/mutation/propagation.ts",
  "test/sim/parts.test.ts",
  "test/sim/laws.test.ts",
];

/** In that order: most mutants die in the first, which take no time, and the laws are left to the rest. */
class InOrder extends BaseSequencer {
  override async sort(specifications: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => FILES.findIndex((file) => moduleId.endsWith(file));
    return specifications.toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    include: FILES,
    setupFiles: ["test/mutation/setup.ts"],
    sequence: { sequencer: InOrder },
    testTimeout: 120_000,
  },
});
