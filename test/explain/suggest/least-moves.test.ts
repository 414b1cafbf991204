import { describe, expect, it } from "vitest";
import { suggestSync } from "../../../src/explain/index.js";
import type { Problem } from "../../../src/problem/index.js";
import { Random } from "../../../src/problem/random.js";
import { hasPlan } from "../subsets.js";
import { expectVerified } from "./verified.js";

/** Up to five buffers in a memory that is too small, and a second one with some room. */
function crowded(seed: number): Problem {
  const random = new Random(seed);
  const upTo = (most: number): number => 1 + Math.floor(random.next() * most);
  const buffers = Array.from({ length: 3 + upTo(2) }, (_, b) => {
    const lower = upTo(3);
    return { id: `b${b}`, lower, upper: lower + upTo(3), size: upTo(4), memory: "near" };
  });
  return {
    buffers,
    memories: [
      { id: "near", capacity: 4 + upTo(2) },
      { id: "far", capacity: 4 + upTo(3) },
    ],
  };
}

/** The least price of a set of buffers with which all fits once they lie in the other memory; null where none does. */
function leastPrice(problem: Problem, priceOf: (b: number) => number): number | null {
  let least: number | null = null;
  for (let bits = 1; bits < 2 ** problem.buffers.length; bits++) {
    const isMoved = (b: number): boolean => ((bits >> b) & 1) === 1;
    const price = problem.buffers.reduce((sum, _, b) => sum + (isMoved(b) ? priceOf(b) : 0), 0);
    if (least !== null && price >= least) continue;
    const buffers = problem.buffers.map((buffer, b) => (isMoved(b) ? { ...buffer, memory: "far" } : buffer));
    if (hasPlan({ ...problem, buffers })) least = price;
  }
  return least;
}

describe("the fewest bytes to move to another memory", () => {
  for (const what of ["bytes", "costs"] as const) {
    it(`are those that brute force over all sets finds, with a proof: ${what}`, () => {
      let several = 0;
      let checked = 0;
      for (let seed = 1; checked < 60; seed++) {
        const problem = crowded(seed);
        if (hasPlan(problem)) continue;
        checked++;
        const where = `${seed}: ${JSON.stringify(problem)}`;
        const costs = Object.fromEntries(problem.buffers.map(({ id }, b) => [id, 1 + ((seed * 7 + b * 5) % 9)]));
        const priceOf = (b: number): number =>
          what === "bytes" ? problem.buffers[b]!.size : costs[problem.buffers[b]!.id]!;
        const least = leastPrice(problem, priceOf);
        const { suggestions } = suggestSync(problem, {
          ...{ kinds: ["move"], count: 100 },
          ...(what === "costs" && { costs }),
        });
        for (const suggestion of suggestions) expectVerified(suggestion, where);
        const [best] = suggestions;
        if (least === null) {
          expect(suggestions, where).toEqual([]);
          continue;
        }
        expect(what === "bytes" ? best?.bytes : best?.cost, where).toBe(least);
        expect(best?.isProved, where).toBe(true);
        if (best!.changes.length > 1) several++;
      }
      expect(several).toBeGreaterThan(3);
    });
  }
});
