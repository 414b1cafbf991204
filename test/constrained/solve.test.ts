import { describe, expect, it } from "vitest";
import { planSync } from "../../src/constrained/index.js";
import { InputError, type Problem, TERMS, type Term } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { CONSTRUCTS, constraintProblem } from "../support/constraint-problems.js";
import { HAND_CHECKED } from "../support/hand-checked.js";
import { bruteForce, judge } from "../support/model-brute-force.js";
import { placingOf } from "../support/placing.js";

/** Cases to compare; more of them on request. */
const CASES = Number(process.env.CONSTRAINED_CASES ?? 800);
const FIRST = Number(process.env.CONSTRAINED_FIRST ?? 0);

function solved(problem: Problem) {
  try {
    return planSync(problem);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** Some terms in some order. */
function termsOf(random: Random): Term[] {
  const left = [...TERMS];
  return Array.from({ length: 1 + Math.floor(random.next() * 3) }, () => {
    return left.splice(Math.floor(random.next() * left.length), 1)[0]!;
  });
}

/** The most that one or two terms may be. */
function limitsOf(random: Random): Partial<Record<Term, number>> {
  const term = () => TERMS[Math.floor(random.next() * TERMS.length)]!;
  return { [term()]: Math.floor(random.next() * 10), [term()]: Math.floor(random.next() * 14) };
}

describe("a problem with constraints", () => {
  it.each(HAND_CHECKED)("checked by hand: $claim", ({ problem, terms, values }) => {
    const result = planSync({ ...problem, minimize: terms });
    if (values === null) {
      expect(result.status).toBe("infeasible");
      return;
    }
    expect(result.status).toBe("optimal");
    expect(result.terms.map(({ value }) => value)).toEqual(values);
    const plan = placingOf(problem, { ...result, offsets: result.offsets! });
    expect(judge(problem, plan).faults).toEqual([]);
  });

  it("has the status and the terms that brute force finds, for every construct, mixture and order of terms", {
    timeout: 600_000,
  }, () => {
    let [asked, plans] = [0, 0];
    for (let seed = FIRST; seed < FIRST + CASES; seed++) {
      const random = new Random(seed);
      const share = random.next();
      const constructs = CONSTRUCTS.filter((_, i) =>
        seed % 2 === 0 ? i === (seed >> 1) % CONSTRUCTS.length : random.next() < share,
      );
      const terms = termsOf(random);
      const limits = random.next() < 0.25 ? limitsOf(random) : {};
      const problem = { ...constraintProblem(seed, constructs, 5), minimize: terms, limits };
      const result = solved(problem);
      if (result === null) continue;
      asked++;
      const best = bruteForce(problem, terms, 40);
      const told = `seed ${seed}: ${JSON.stringify(problem)}`;
      if (best === null) {
        expect(result.status, told).toBe("infeasible");
        continue;
      }
      plans++;
      expect(result.status, told).toBe("optimal");
      expect(
        result.terms.map(({ value }) => value),
        told,
      ).toEqual(best.values);
      const plan = placingOf(problem, { ...result, offsets: result.offsets! });
      const { faults, sums } = judge(problem, plan);
      expect(faults, told).toEqual([]);
      expect(
        terms.map((term) => sums[term]),
        told,
      ).toEqual(best.values);
    }
    expect(asked).toBeGreaterThan(CASES / 2);
    expect(plans).toBeGreaterThan(CASES / 3);
  });

  it("lays a buffer that never lives within one bank too, or proves that it cannot", () => {
    const asleep = { id: "a", lower: 3, upper: 3, size: 3, withinBank: true };
    expect(planSync({ memories: [{ id: "m", bank: 2 }], buffers: [asleep] }).status).toBe("infeasible");
    const hinted = planSync({ memories: [{ id: "m", bank: 4 }], buffers: [{ ...asleep, hint: 2 }] });
    expect(Math.floor(hinted.offsets![0]! / 4)).toBe(Math.floor((hinted.offsets![0]! + 2) / 4));
    const memories = [{ id: "m", bank: 2 }, { id: "n" }];
    const choice = memories.map(({ id }, cost) => ({ id, cost }));
    expect(planSync({ memories, buffers: [{ ...asleep, memories: choice }] }).memories).toEqual(["n"]);
  });
});
