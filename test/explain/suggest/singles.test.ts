import { describe, expect, it } from "vitest";
import { suggestSync } from "../../../src/explain/index.js";
import type { Problem } from "../../../src/problem/index.js";
import { CAUSES, infeasibleProblem } from "../infeasible-problems.js";
import { leastByName, nameOf } from "./all-changes.js";
import { expectVerified } from "./verified.js";

const SMALL = CAUSES.filter((cause) => cause !== "search");
const MOST_BUFFERS = 6;
const EACH = Number(process.env.SUGGEST_EACH ?? 60);

describe("a single change", () => {
  for (const cause of SMALL) {
    it(`is suggested where one is enough, each at its least, as brute force over all changes has it: ${cause}`, () => {
      let enough = 0;
      for (let seed = 1, left = EACH; left > 0; seed++) {
        const problem: Problem = infeasibleProblem(seed, cause);
        // Brute force tries all changes of it: of more buffers that takes minutes.
        if (problem.buffers.length > MOST_BUFFERS) continue;
        left--;
        const where = `${cause} ${seed}: ${JSON.stringify(problem)}`;
        const { suggestions } = suggestSync(problem, { count: 1_000 });
        for (const suggestion of suggestions) expectVerified(suggestion, where);
        const singles = suggestions.filter(({ changes }) => changes.length === 1);
        const least = leastByName(problem);
        const ours = new Map<string, number>();
        for (const { changes, bytes, isProved } of singles) {
          expect(isProved, where).toBe(true);
          const name = nameOf(changes[0]!);
          ours.set(name, Math.min(bytes, ours.get(name) ?? bytes));
        }
        expect(Object.fromEntries([...ours].sort()), where).toEqual(Object.fromEntries([...least].sort()));
        if (least.size > 1) enough++;
        const [best] = suggestSync(problem).suggestions;
        if (best?.changes.length === 1 && singles.some(({ kind }) => kind !== "capacity")) {
          expect(best.bytes, where).toBe(Math.min(...least.values()));
        }
      }
      expect(enough).toBeGreaterThan(EACH / 4);
    });
  }
});
