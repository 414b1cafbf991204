import { describe, expect, it } from "vitest";
import type { BodyProblem } from "../../../src/bodies/body-problem.js";
import { bodyProblemOf } from "../../../src/bodies/build.js";
import { leastPeak } from "../../../src/bodies/search/least-peak.js";
import { ALL_BODY_RULES, type BodyRules } from "../../../src/bodies/search/rules.js";
import { compile } from "../../../src/model/compile.js";
import type { Model } from "../../../src/model/model.js";
import type { Problem } from "../../../src/problem/index.js";
import { InputError } from "../../../src/problem/index.js";
import { Random } from "../../../src/problem/random.js";
import { CONSTRUCTS, type Construct, constraintProblem } from "../../support/constraint-problems.js";
import { HAND_CHECKED } from "../../support/hand-checked.js";
import { bruteForce, judge } from "../../support/model-brute-force.js";

/** More by hand: BODY_CASES=200000, and BODY_FIRST for where to begin. */
const CASES = Number(process.env.BODY_CASES ?? 6000);
const FIRST = Number(process.env.BODY_FIRST ?? 0);
const HARD: readonly Construct[] = CONSTRUCTS.filter((construct) => construct !== "spill" && construct !== "reuse");

function compiled(problem: Problem): Model | null {
  try {
    return compile(problem);
  } catch (error) {
    if (error instanceof InputError) return null;
    throw error;
  }
}

/** The body problems of all memories; each body has one choice. */
function parts(model: Model): BodyProblem[] {
  return model.memories.map((_, memory) => {
    const bodies = Array.from(model.bodies.keys()).filter((body) => model.bodies[body]!.choices[0]!.memory === memory);
    return bodyProblemOf(model, memory, Int32Array.from(bodies));
  });
}

/** The sum of the least peaks, checked as a plan of the raw problem; null where there is none. */
function solved(problem: Problem, model: Model, rules: BodyRules, seed: number): number | null {
  const offsets = problem.buffers.map(() => 0);
  let sum: number | null = 0;
  for (const part of parts(model)) {
    const { status, peak, lowerBound, offsets: found } = leastPeak(part, { stepLimit: 200_000, seed, rules });
    expect(["optimal", "infeasible"]).toContain(status);
    if (status === "infeasible") sum = null;
    else expect(lowerBound).toBe(peak);
    if (sum !== null) sum += peak!;
    if (found !== null) {
      part.bodies.forEach((body, row) => {
        for (const { buffer, at } of model.bodies[body]!.members) offsets[buffer] = found[row]! + at;
      });
    }
  }
  if (sum === null) return null;
  const memories = problem.buffers.map((_, b) => model.bodies[model.bodyOf[b]!]!.choices[0]!.memory);
  const verdict = judge({ ...problem, limits: {} }, { offsets, memories });
  expect(verdict.faults).toEqual([]);
  expect(verdict.sums.peak).toBe(sum);
  return sum;
}

/** Any rules by the bits of a number. */
function rulesBy(bits: number): BodyRules {
  const names = Object.keys(ALL_BODY_RULES) as (keyof BodyRules)[];
  return Object.fromEntries(names.map((name, i) => [name, ((bits >> i) & 1) === 0])) as unknown as BodyRules;
}

describe("the body search", () => {
  it("has the least peak of brute force, or its refusal, for every construct and mixtures, by any rules", () => {
    let plans = 0;
    let refused = 0;
    for (let seed = FIRST; seed < FIRST + CASES; seed++) {
      const random = new Random(seed);
      const chosen = HARD.filter((_, i) => (seed % 2 === 0 ? i === (seed >> 1) % HARD.length : random.next() < 0.3));
      const problem = constraintProblem(seed, chosen, seed % 3 === 0 ? 6 : 5);
      const model = compiled(problem);
      if (model === null) continue;
      const rules = seed % 4 === 0 ? rulesBy(Math.floor(random.next() * 512)) : ALL_BODY_RULES;
      const peak = solved(problem, model, rules, seed);
      const best = bruteForce(problem, ["peak"]);
      const where = () => `seed ${seed}: ${JSON.stringify(problem)} by ${JSON.stringify(rules)}`;
      if (peak !== (best?.values[0] ?? null)) expect(peak, where()).toBe(best?.values[0] ?? null);
      if (peak === null) refused++;
      else plans++;
    }
    expect(plans).toBeGreaterThan(CASES * 0.55);
    expect(refused).toBeGreaterThan(CASES * 0.05);
  }, 3_600_000);

  const peaks = HAND_CHECKED.filter(({ terms, problem }) => {
    return terms.join() === "peak" && problem.buffers.every(({ memories }) => memories === undefined);
  });

  for (const { claim, problem, values } of peaks) {
    it(`solves the hand-checked case: ${claim}`, () => {
      expect(solved(problem, compile(problem), ALL_BODY_RULES, 0)).toBe(values?.[0] ?? null);
    });
  }
});
