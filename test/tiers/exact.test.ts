import { describe, expect, it } from "vitest";
import { planSync } from "../../src/constrained/index.js";
import { InputError, type Problem, TERMS, type Term } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { simulateTiming } from "../../src/sim/index.js";
import { CONSTRUCTS, constraintProblem } from "../support/constraint-problems.js";
import { bruteForce, judge } from "../support/model-brute-force.js";

/** Cases to compare; more of them on request. */
const CASES = Number(process.env.TIERS_CASES ?? 400);
const FIRST = Number(process.env.TIERS_FIRST ?? 0);

/** Terms in some order, time among them. */
function termsOf(random: Random): Term[] {
  const left: Term[] = TERMS.filter((term) => term !== "time");
  const terms = Array.from({ length: Math.floor(random.next() * 3) }, () => {
    return left.splice(Math.floor(random.next() * left.length), 1)[0]!;
  });
  terms.splice(Math.floor(random.next() * (terms.length + 1)), 0, "time");
  return terms;
}

function solved(problem: Problem) {
  try {
    return planSync(problem);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

describe("the time of a plan", () => {
  it("comes to what brute force finds, on random problems of every construct and order of terms", {
    timeout: 6_000_000,
  }, () => {
    let [asked, plans, chosen, limited] = [0, 0, 0, 0];
    for (let seed = FIRST; seed < FIRST + CASES; seed++) {
      const random = new Random(seed);
      const share = seed % 3 === 0 ? 0 : 0.25 * random.next();
      const others = CONSTRUCTS.filter((construct) => construct !== "clocks" && random.next() < share);
      const terms = termsOf(random);
      const drawn = constraintProblem(
        seed,
        [...new Set([...others, "tiers" as const, "memories" as const])],
        seed % 2 === 0 ? 4 : 5,
      );
      const isLimited = random.next() < 0.15;
      const limits = isLimited ? { time: Math.floor(random.next() * 60) * 500 } : {};
      const problem: Problem = { ...drawn, minimize: isLimited && random.next() < 0.5 ? ["peak"] : terms, limits };
      const result = solved(problem);
      if (result === null) continue;
      asked++;
      const best = bruteForce(problem, problem.minimize!, 24);
      const told = `seed ${seed}: ${JSON.stringify(problem)}`;
      expect(result.status, told).toBe(best === null ? "infeasible" : "optimal");
      if (best === null) continue;
      plans++;
      expect(
        result.terms.map(({ value }) => value),
        told,
      ).toEqual(best.values);
      const ids = result.memories!;
      const memories = ids.map((id) => problem.memories!.findIndex((memory) => memory.id === id));
      const { faults, sums } = judge(problem, { offsets: Array.from(result.offsets!), memories });
      expect(faults, told).toEqual([]);
      expect(simulateTiming(problem, ids).ps, told).toBe(sums.time);
      if (problem.buffers.some(({ memory, memories }) => memory === undefined && memories === undefined)) chosen++;
      if (isLimited) limited++;
    }
    expect(asked).toBeGreaterThan(CASES / 3);
    expect(plans).toBeGreaterThan(CASES / 4);
    expect(chosen).toBeGreaterThan(CASES / 20);
    expect(limited).toBeGreaterThan(CASES / 50);
  });
});
