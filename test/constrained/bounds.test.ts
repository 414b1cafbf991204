import { describe, expect, it } from "vitest";
import { planSync } from "../../src/constrained/index.js";
import type { TermResult } from "../../src/planner/index.js";
import { InputError, type Problem, TERMS, type Term } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { CONSTRUCTS, constraintProblem } from "../support/constraint-problems.js";
import { bruteForce } from "../support/model-brute-force.js";

/** Cases to look at; more of them on request. */
const CASES = Number(process.env.BOUNDS_CASES ?? 1_000);
const FIRST = Number(process.env.BOUNDS_FIRST ?? 0);

/** Seeds on which bounds were once too high. */
const KNOWN = [51_219];

const STEP_LIMITS = [0, 1, 3, 10, 40];

/** A random problem of a construct or several, with up to four terms in some order. */
function drawn(seed: number, random: Random): Problem {
  const share = random.next();
  const constructs = CONSTRUCTS.filter((_, i) =>
    seed % 2 === 0 ? i === (seed >> 1) % CONSTRUCTS.length : random.next() < share,
  );
  const left = [...TERMS];
  const minimize = Array.from({ length: 1 + Math.floor(random.next() * 4) }, () => {
    return left.splice(Math.floor(random.next() * left.length), 1)[0]!;
  });
  return { ...constraintProblem(seed, constructs, 4), minimize };
}

/** Everything that a run says of its terms, on the way and at the end. */
function told(problem: Problem, stepLimit: number): Map<string, readonly TermResult[]> | null {
  const all = new Map<string, readonly TermResult[]>();
  const note = (terms: readonly TermResult[]): void => {
    all.set(JSON.stringify(terms), terms);
  };
  try {
    note(planSync(problem, { stepLimit, onProgress: ({ terms }) => note(terms) }).terms);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
  return all;
}

/** The least of a term over the plans that are as good in all terms before it. */
function least(problem: Problem, terms: readonly TermResult[], at: number): number {
  const before = terms.slice(0, at).map(({ term, value }): [Term, number] => [term, value]);
  const { term } = terms[at]!;
  return bruteForce({ ...problem, limits: Object.fromEntries(before) }, [term], 40)!.values[0]!;
}

describe("a run that a limit may stop", () => {
  it("never tells a bound above what plans come to that are as good in the terms before", {
    timeout: 3_600_000,
  }, () => {
    let [looked, open] = [0, 0];
    for (const seed of [...KNOWN, ...Array.from({ length: CASES }, (_, i) => FIRST + i)]) {
      const random = new Random(seed);
      const problem = drawn(seed, random);
      const stepLimit = STEP_LIMITS[seed % STEP_LIMITS.length]!;
      for (const terms of told(problem, stepLimit)?.values() ?? []) {
        for (const [at, { term, value, bound }] of terms.entries()) {
          if (bound === 0) continue;
          const run = `seed ${seed}, ${stepLimit} steps`;
          const hint = `${run}: ${term} of ${JSON.stringify(terms)}: ${JSON.stringify(problem)}`;
          const right = least(problem, terms, at);
          if (bound > right) expect(bound, hint).toBeLessThanOrEqual(right);
          looked++;
          if (bound < value) open++;
        }
      }
    }
    expect(looked).toBeGreaterThan(CASES / 4);
    expect(open).toBeGreaterThan(CASES / 50);
  });
});
