import { expect, it } from "vitest";
import { type SuggestionKind, suggestSync } from "../../../src/explain/index.js";
import type { Problem } from "../../../src/problem/index.js";
import { Random } from "../../../src/problem/random.js";
import { isValid } from "../../support/valid.js";
import { hasPlan } from "../subsets.js";
import { type Attempt, allChanges } from "./all-changes.js";
import { expectVerified } from "./verified.js";

const EACH = Number(process.env.SUGGEST_EACH ?? 6);

/** Four or five small buffers in half the room that they need. */
function cramped(seed: number): Problem {
  const random = new Random(seed);
  const upTo = (most: number): number => 1 + Math.floor(random.next() * most);
  const buffers = Array.from({ length: 3 + upTo(2) }, (_, b) => {
    const lower = upTo(3) - 1;
    return { id: `b${b}`, lower, upper: lower + 1 + upTo(2), size: 1 + upTo(2) };
  });
  const load = [0, 1, 2, 3, 4].map((t) =>
    buffers.reduce((sum, { lower, upper, size }) => sum + (lower <= t && t < upper ? size : 0), 0),
  );
  return { buffers, capacity: Math.max(3, Math.ceil(Math.max(...load) / 2)) };
}

function targetOf({ name }: Attempt): string {
  return name.replace(/^(end|start) /, "lifetime ");
}

/** The least bytes of any set of so many changes, each of another target, that is enough; null where none is. */
function leastOf(problem: Problem, all: readonly Attempt[], size: number): number | null {
  const sets: { bytes: number; set: readonly Attempt[] }[] = [];
  const extend = (set: readonly Attempt[], from: number, bytes: number): void => {
    if (set.length === size) sets.push({ bytes, set });
    else {
      for (let at = from; at < all.length; at++) {
        const next = all[at]!;
        if (set.some((each) => targetOf(each) === targetOf(next))) continue;
        extend([...set, next], at + 1, bytes + next.bytes);
      }
    }
  };
  extend([], 0, 0);
  sets.sort((a, b) => a.bytes - b.bytes);
  const enough = sets.find(({ set }) => {
    const changed = set.reduce((whole, attempt) => attempt.apply(whole), problem);
    return isValid(changed) && hasPlan(changed);
  });
  return enough?.bytes ?? null;
}

for (const kinds of [["shrink"], ["end"], ["start", "shrink"]] as const satisfies readonly SuggestionKind[][]) {
  it(`three changes are suggested where two are too few, with the fewest bytes: ${kinds.join(", ")}`, () => {
    let triples = 0;
    for (let seed = 1; triples < EACH && seed < 2_000; seed++) {
      const problem = cramped(seed);
      if (hasPlan(problem)) continue;
      const all = allChanges(problem).filter(({ kind }) => (kinds as readonly string[]).includes(kind));
      const { suggestions } = suggestSync(problem, { kinds, count: 100 });
      const sizes = suggestions.map(({ changes }) => changes.length);
      if (Math.min(...sizes) !== 3) continue;
      triples++;
      const where = `${seed}: ${JSON.stringify(problem)}`;
      for (const suggestion of suggestions) expectVerified(suggestion, where);
      for (const fewer of [1, 2]) expect(leastOf(problem, all, fewer), where).toBe(null);
      const ours = suggestions.filter(({ changes }) => changes.length === 3).map(({ bytes }) => bytes);
      expect(Math.min(...ours), where).toBe(leastOf(problem, all, 3));
    }
    expect(triples).toBe(EACH);
  });
}
