import { describe, expect, it } from "vitest";
import { type ExplainProgress, suggest, suggestSync } from "../../../src/explain/index.js";
import { loadBound, type Problem, toArrays } from "../../../src/problem/index.js";
import { Random } from "../../../src/problem/random.js";
import { expectVerified } from "./verified.js";

/** Random lives and sizes in a share of the load. */
function crowded(count: number, share: number, seed = 7): Problem {
  const random = new Random(seed);
  const buffers = Array.from({ length: count }, (_, i) => {
    const lower = Math.floor(random.next() * count);
    const size = 64 * (1 + Math.floor(random.next() * 100));
    return { id: `b${i}`, lower, upper: lower + 1 + Math.floor(random.next() * 20), size };
  });
  return { buffers, capacity: Math.floor(loadBound(toArrays({ buffers })) * share) };
}

describe("suggest on large problems", () => {
  for (const [count, share] of [
    [300, 0.98],
    [300, 0.8],
    [3_000, 0.98],
    [3_000, 0.8],
    [20_000, 0.98],
  ] as const) {
    it(`finds what would help within few questions: ${count} buffers, ${share} of the load`, async () => {
      let told: ExplainProgress | null = null;
      const { fits, suggestions } = await suggest(crowded(count, share), {
        onProgress: (progress) => {
          told = progress;
        },
      });
      expect(fits).toBe(false);
      expect(suggestions.some(({ kind }) => kind !== "capacity")).toBe(true);
      for (const suggestion of suggestions) expectVerified(suggestion, suggestion.message);
      expect(told!.questions).toBeLessThan(400);
    });
  }

  it("says of a set that was chosen greedily that a smaller one is not excluded, and that it is not all", () => {
    const { suggestions, isComplete } = suggestSync(crowded(300, 0.7), { kinds: ["shrink"] });
    expect(suggestions[0]!.changes.length).toBeGreaterThan(5);
    expect(suggestions[0]!.message).toMatch(/\(a smaller set is not excluded\)$/);
    expect(isComplete).toBe(false);
  });

  it("asks one question where the load tells the amount", () => {
    const buffers = ["a", "b", "c"].map((id) => ({ id, lower: 0, upper: 4, size: 4_000 }));
    const { suggestions } = suggestSync({ buffers, capacity: 11_999 }, { kinds: ["shrink"] });
    expect(suggestions.map(({ bytes, isProved }) => [bytes, isProved])).toEqual([
      [1, true],
      [1, true],
      [1, true],
    ]);
  });

  it("returns what was verified until it is interrupted, wherever that is", async () => {
    const problem = crowded(120, 0.9);
    let most = 0;
    for (const after of [1, 5, 20, 60]) {
      const stopped = new AbortController();
      const { suggestions, isComplete } = await suggest(problem, {
        signal: stopped.signal,
        onProgress: ({ questions }) => {
          if (questions >= after) stopped.abort();
        },
      });
      for (const suggestion of suggestions) expectVerified(suggestion, suggestion.message);
      expect(isComplete).toBe(false);
      most = Math.max(most, suggestions.length);
    }
    expect(most).toBeGreaterThan(0);
  });

  it("helps where nobody knows whether there is a plan, from the tightest times on", () => {
    const problem = crowded(200, 1, 11);
    const result = { status: "unknown", offsets: null, steps: 0 } as never;
    const { fits, suggestions, isComplete } = suggestSync(problem, { result, kinds: ["shrink", "end"] });
    expect(fits).toBe(false);
    expect(isComplete).toBe(false);
    expect(suggestions.length).toBeGreaterThan(0);
    for (const suggestion of suggestions) expectVerified(suggestion, suggestion.message);
  });
});
