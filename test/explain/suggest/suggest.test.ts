import { describe, expect, it } from "vitest";
import { suggest, suggestSync } from "../../../src/explain/index.js";
import { InputError, type Problem } from "../../../src/problem/index.js";
import { Random } from "../../../src/problem/random.js";
import { expectVerified } from "./verified.js";

const PINNED: Problem = {
  capacity: 96,
  buffers: [
    { id: "weights", lower: 0, upper: 4, size: 16, offset: 40 },
    { id: "x", lower: 0, upper: 2, size: 24 },
    { id: "y", lower: 1, upper: 3, size: 48 },
    { id: "z", lower: 2, upper: 4, size: 20, alignment: 16 },
  ],
};

describe("suggest", () => {
  it("says in plain words what to change and by how much", () => {
    const [first] = suggestSync(PINNED).suggestions;
    expect(first?.message).toBe('shrink "weights" from 16 to 8 bytes: everything fits then');
  });

  it("gives the same with a promise", async () => {
    const messages = (await suggest(PINNED)).suggestions.map(({ message }) => message);
    expect(messages).toEqual(suggestSync(PINNED).suggestions.map(({ message }) => message));
  });

  it("puts what costs less first, and what has no cost last", () => {
    const { suggestions: found } = suggestSync(PINNED, { costs: { y: 3, weights: 5 }, count: 20 });
    expect(found[0]).toMatchObject({ cost: 3, changes: [{ kind: "shrink", buffer: "y", to: 40 }] });
    expect(found.map(({ cost }) => cost ?? Infinity)).toEqual(
      found.map(({ cost }) => cost ?? Infinity).toSorted((a, b) => a - b),
    );
    expect(found.at(-1)?.cost).toBe(null);
  });

  it("has nothing to say of what fits, and asks about a wanted capacity", () => {
    const roomy = { ...PINNED, capacity: 104 };
    expect(suggestSync(roomy)).toEqual({ fits: true, suggestions: [], isComplete: true });
    expect(suggestSync(roomy, { capacity: 96 }).suggestions.map(({ message }) => message)).toEqual(
      suggestSync(PINNED).suggestions.map(({ message }) => message),
    );
  });

  it("raises a limit on spilled bytes by no more than it must be", () => {
    const memories = [{ id: "near" }, { id: "far", cost: 7 }];
    const problem: Problem = {
      memories: [{ id: "near", capacity: 8 }, { id: "far" }],
      buffers: ["a", "b", "c"].map((id) => ({ id, lower: 0, upper: 1, size: 4, memories })),
      limits: { spill: 3 },
    };
    const { suggestions: found } = suggestSync(problem, { kinds: ["limit"] });
    expect(found).toMatchObject([{ cost: 4, isProved: true, changes: [{ term: "spill", from: 3, to: 7 }] }]);
    expectVerified(found[0]!, "spill");
  });

  it("refuses what it does not know, by name", () => {
    expect(() => suggestSync(PINNED, { kinds: ["grow" as never] })).toThrow(InputError);
    expect(() => suggestSync(PINNED, { count: 0 })).toThrow("count must be an integer ≥ 1, got 0");
    expect(() => suggestSync(PINNED, { costs: { w: 1 } })).toThrow('costs: there is no buffer "w"');
  });

  it("ends a large search where it is told to, with what was verified until then", async () => {
    const random = new Random(7);
    const buffers = Array.from({ length: 400 }, (_, i) => {
      const lower = Math.floor(random.next() * 400);
      const size = 64 * (1 + Math.floor(random.next() * 100));
      return { id: `b${i}`, lower, upper: lower + 1 + Math.floor(random.next() * 20), size };
    });
    const problem = { buffers, capacity: 32_000 };
    const stopped = new AbortController();
    stopped.abort();
    expect(await suggest(problem, { signal: stopped.signal })).toEqual({
      fits: false,
      suggestions: [],
      isComplete: false,
    });
    const { suggestions } = suggestSync(problem, { stepLimit: 1_000, kinds: ["shrink", "capacity"] });
    for (const suggestion of suggestions) {
      expectVerified(suggestion, suggestion.message);
    }
  });
});
