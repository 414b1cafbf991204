import { describe, expect, it } from "vitest";
import { compile } from "../../src/model/compile.js";
import type { Model } from "../../src/model/model.js";
import { InputError, type Problem, TERMS, type Term } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import type { HardOracle } from "../../src/soft/oracle.js";
import { sceneOf } from "../../src/soft/scene.js";
import { HeuristicOracle, SmallOracle } from "../../src/soft/small-oracle.js";
import { type SoftResult, solveSoft } from "../../src/soft/solve.js";
import type { SoftPlan } from "../../src/soft/values.js";
import { CONSTRUCTS, type Construct, constraintProblem } from "../support/constraint-problems.js";
import { HAND_CHECKED } from "../support/hand-checked.js";
import { bruteForce, judge } from "../support/model-brute-force.js";

function compiled(problem: Problem): Model | null {
  try {
    return compile(problem);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** Some terms in some order. */
function termsOf(random: Random): Term[] {
  const left = [...TERMS];
  const terms: Term[] = [];
  for (let count = 1 + Math.floor(random.next() * 3); count > 0; count--) {
    terms.push(...left.splice(Math.floor(random.next() * left.length), 1));
  }
  return terms;
}

function placingOf({ problem, bodyOf, atOf }: Model, { offsets, memories }: SoftPlan) {
  return {
    offsets: problem.buffers.map((_, b) => offsets[bodyOf[b]!]! + atOf[b]!),
    memories: problem.buffers.map((_, b) => memories[bodyOf[b]!]!),
  };
}

/** Fails unless the result says of itself what the judge says of its plan, and no bound is above its value. */
function check(model: Model, result: SoftResult, told: string): void {
  if (result.plan === null) return;
  const { faults, sums } = judge(model.problem, placingOf(model, result.plan));
  expect(faults, told).toEqual([]);
  expect(result.plan.values, told).toEqual(sums);
  for (const { term, value, bound } of result.terms) {
    expect(value, told).toBe(sums[term]);
    expect(bound, told).toBeLessThanOrEqual(value);
    if (result.status === "optimal") expect(bound, told).toBe(value);
  }
}

const SOFT: readonly Construct[] = ["reuse", "spill", "hints"];

describe("soft terms", () => {
  it("come to what brute force finds, on 3,500 random problems of every construct and order of terms", () => {
    let [asked, infeasible, costly] = [0, 0, 0];
    for (let seed = 0; seed < 4_600; seed++) {
      const random = new Random(seed);
      const soft = SOFT.filter(() => random.next() < 0.6);
      const hard = CONSTRUCTS.filter((construct) => !SOFT.includes(construct) && random.next() < 0.15);
      const terms = termsOf(random);
      const drawn = constraintProblem(seed, [...soft, ...hard], 4);
      const limits = random.next() < 0.15 ? { [terms[0]!]: Math.floor(random.next() * 12) } : {};
      // Most memories have an end, so that brute force has one.
      const memories = drawn.memories!.map((memory) => (seed % 16 === 0 ? memory : { capacity: 12, ...memory }));
      const problem = { ...drawn, memories, minimize: terms, limits };
      const model = compiled(problem);
      if (model === null) continue;
      asked++;
      const told = `seed ${seed}: ${JSON.stringify(problem)}`;
      const best = bruteForce(problem, terms);
      const result = solveSoft(sceneOf(model)!, new SmallOracle(), { seed, steps: seed % 2 === 0 ? 0 : 5_000 });
      check(model, result, told);
      expect(result.status, told).toBe(best === null ? "infeasible" : "optimal");
      if (best === null) infeasible++;
      else
        expect(
          result.terms.map(({ value }) => value),
          told,
        ).toEqual(best.values);
      if (best !== null && terms[0] !== "peak" && best.values[0]! > 0) costly++;
    }
    expect(asked).toBeGreaterThan(3_500);
    expect(infeasible).toBeGreaterThan(100);
    expect(costly).toBeGreaterThan(300);
  });

  it("claim no optimum and no bound that brute force refutes, where the hard search proves nothing", () => {
    let [open, optimal, bounded] = [0, 0, 0];
    for (let seed = 50_000; seed < 51_000; seed++) {
      const random = new Random(seed);
      const terms = termsOf(random);
      const hard = CONSTRUCTS.filter((construct) => !SOFT.includes(construct) && random.next() < 0.1);
      const drawn = constraintProblem(seed, [...SOFT, ...hard], 5);
      const memories = drawn.memories!.map((memory) => ({ ...memory, capacity: Math.min(memory.capacity ?? 6, 6) }));
      const model = compiled({ ...drawn, memories, minimize: terms });
      if (model === null) continue;
      const best = bruteForce(model.problem, terms);
      const told = `seed ${seed}: ${JSON.stringify(model.problem)}`;
      const result = solveSoft(sceneOf(model)!, new HeuristicOracle(), { seed, steps: 3_000 });
      check(model, result, told);
      if (result.status === "infeasible") expect(best, told).toBeNull();
      if (result.plan === null) continue;
      expect(best, told).not.toBeNull();
      const [first] = result.terms;
      expect(first!.bound, told).toBeLessThanOrEqual(best!.values[0]!);
      if (first!.bound > 0) bounded++;
      if (result.status === "optimal") {
        optimal++;
        expect(
          result.terms.map(({ value }) => value),
          told,
        ).toEqual(best!.values);
      } else open++;
    }
    expect(optimal).toBeGreaterThan(100);
    expect(open).toBeGreaterThan(100);
    expect(bounded).toBeGreaterThan(100);
  });

  it("are bounded by nothing that holds under terms alone that are not proved", () => {
    // The peak of the first plan, 3, would leave the two no room to share no byte.
    const model = compile({
      capacity: 8,
      buffers: [
        { id: "a", lower: 0, upper: 1, size: 3, hint: 2 },
        { id: "b", lower: 1, upper: 2, size: 1 },
      ],
      apart: [{ buffers: ["a", "b"], cost: 3 }],
      minimize: ["reuse", "peak", "moved"],
    });
    const open: HardOracle = {
      *fits() {
        yield;
        return { status: "open" };
      },
    };
    const { status, terms } = solveSoft(sceneOf(model)!, open, { seed: 1, steps: 0 });
    expect(terms[0]).toEqual({ term: "reuse", value: 3, bound: 0 });
    expect(status).toBe("feasible");
  });

  it.each(HAND_CHECKED)("are met on a problem checked by hand: $claim", ({ problem, terms, values }) => {
    const model = compile({ ...problem, minimize: terms });
    const result = solveSoft(sceneOf(model)!, new SmallOracle(), { seed: 1, steps: 10_000 });
    check(model, result, JSON.stringify(problem));
    expect(result.status).toBe(values === null ? "infeasible" : "optimal");
    if (values !== null) expect(result.terms.map(({ value }) => value)).toEqual(values);
  });
});
