import { describe, expect, it } from "vitest";
import { type SuggestionKind, suggestSync } from "../../../src/explain/index.js";
import type { Problem } from "../../../src/problem/index.js";
import { Random } from "../../../src/problem/random.js";
import { isValid } from "../../support/valid.js";
import { CAUSES, infeasibleProblem } from "../infeasible-problems.js";
import { hasPlan } from "../subsets.js";
import { type Attempt, allChanges } from "./all-changes.js";
import { expectVerified } from "./verified.js";

/** Changes that are told apart by what they name, not by how much: of two with one target only one can be made. */
const KINDS: readonly (readonly SuggestionKind[])[] = [
  ["shrink"],
  ["align", "unfix", "shrink"],
  ["end", "apart", "exclusive"],
  ["start", "inplace"],
  ["move", "align"],
];
const EACH = Number(process.env.SUGGEST_EACH ?? 8);

/** What no set has two of. */
function targetOf({ kind, name }: Attempt): string {
  const [, first] = name.split(" ");
  if (kind === "end" || kind === "start") return `lifetime ${first}`;
  return `${kind} ${first}`;
}

/** The least bytes of any pair that is enough; null where none is. */
function leastPair(problem: Problem, kinds: readonly SuggestionKind[]): number | null {
  const all = allChanges(problem).filter(({ kind }) => kinds.includes(kind));
  const pairs = all.flatMap((a, i) =>
    all.slice(i + 1).flatMap((b) => (targetOf(a) === targetOf(b) ? [] : [{ a, b, bytes: a.bytes + b.bytes }])),
  );
  for (const { a, b, bytes } of pairs.sort((x, y) => x.bytes - y.bytes)) {
    // Positions in lists are those of the problem before: the later entry goes first.
    const changed = b.name > a.name ? a.apply(b.apply(problem)) : b.apply(a.apply(problem));
    if (isValid(changed) && hasPlan(changed)) return bytes;
  }
  return null;
}

describe("where no single change is enough", () => {
  for (const kinds of KINDS) {
    it(`the smallest set has as few changes and bytes as brute force finds: ${kinds.join(", ")}`, () => {
      let pairs = 0;
      for (let seed = 1; seed <= EACH * 6 && pairs < EACH; seed++) {
        const loose = infeasibleProblem(seed, kinds.includes("move") ? "load" : CAUSES[seed % 5]!);
        const problem = kinds.includes("move") ? twoMemories(loose) : tighter(loose, seed);
        if (hasPlan(problem)) continue;
        const where = `${seed}: ${JSON.stringify(problem)}`;
        const { suggestions } = suggestSync(problem, { kinds, count: 100 });
        for (const suggestion of suggestions) expectVerified(suggestion, where);
        if (suggestions.some(({ changes }) => changes.length === 1)) continue;
        const least = leastPair(problem, kinds);
        const ours = suggestions.filter(({ changes }) => changes.length === 2);
        if (least === null) {
          expect(ours, where).toEqual([]);
          continue;
        }
        pairs++;
        expect(Math.min(...ours.map(({ bytes }) => bytes)), where).toBe(least);
        expect(
          ours.some(({ isProved, bytes }) => isProved && bytes === least),
          where,
        ).toBe(true);
      }
      expect(pairs).toBeGreaterThan(EACH / 4);
    });
  }
});

/** The same with less room, so that one change is seldom enough. */
function tighter(problem: Problem, seed: number): Problem {
  const by = 1 + Math.floor(new Random(seed).next() * 2);
  const most = Math.max(...problem.buffers.map(({ size }) => size));
  const less = (capacity: number | undefined): number => Math.max(most, (capacity ?? 12) - by);
  if (problem.memories === undefined) return { ...problem, capacity: less(problem.capacity) };
  return { ...problem, memories: problem.memories.map((each) => ({ ...each, capacity: less(each.capacity) })) };
}

/** A second memory of little room, into which a buffer or two can move. */
function twoMemories({ buffers, capacity }: Problem): Problem {
  const least = Math.max(...buffers.map(({ size }) => size));
  return {
    buffers: buffers.map((buffer, b) => ({ ...buffer, memory: "near", ...(b % 3 === 0 && { alignment: 2 }) })),
    memories: [
      { id: "near", capacity: Math.max(least, capacity!) },
      { id: "far", capacity: least },
    ],
  };
}
