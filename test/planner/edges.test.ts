import { describe, expect, it } from "vitest";
import { type PlannerOptions, type PlanResult, plan, planSync } from "../../src/planner/index.js";
import type { Problem } from "../../src/problem/index.js";
import { simulate } from "../../src/sim/index.js";
import { bruteForce, bruteForceBound, bruteForceOptimum, faultsOf } from "../support/brute-force.js";
import { EDGES, edgeProblem, edgesOf } from "../support/edge-problems.js";

// `npm run laws` tries more of them.
const CASES = Number(process.env.EDGE_CASES ?? 20_000);
/** One of so many is asked of `plan`, too. */
const EVERY = 20;
/** What any of the problems needs at most, if there is a plan at all. */
const ENOUGH = 200;

interface Question {
  readonly problem: Problem;
  readonly options: PlannerOptions;
}

/** The least peak without capacity, and a fit and the least peak at the optimum, above it and one byte below. */
function questionsOf(problem: Problem, optimum: number): Question[] {
  const capacities = optimum === Infinity ? [bruteForceBound(problem) + 3] : [optimum, optimum + 2, optimum - 1];
  const questions: Question[] = [{ problem, options: {} }];
  for (const capacity of capacities) {
    if (capacity < 0) continue;
    for (const minimize of [false, true]) questions.push({ problem: { ...problem, capacity }, options: { minimize } });
  }
  return questions;
}

/** Holds a plan to the optimum, by brute force's own rules and by the simulator. */
function checkPlan({ problem, options }: Question, result: PlanResult, optimum: number, hint: string): void {
  const { status, peak, offsets, lowerBound, infeasibility, verification } = result;
  const { buffers, base = 0, capacity = Infinity } = problem;
  expect(faultsOf(problem, offsets!), hint).toEqual([]);
  expect(peak, hint).toBe(buffers.reduce((top, { size }, b) => Math.max(top, offsets![b]! + size - base), 0));
  expect(lowerBound, hint).toBeLessThanOrEqual(optimum);
  if (capacity === Infinity || options.minimize)
    expect([status, peak, lowerBound], hint).toEqual(["optimal", optimum, optimum]);
  else expect(status, hint).toBe(peak === lowerBound ? "optimal" : "feasible");
  expect(infeasibility, hint).toBeNull();
  expect(verification, hint).toEqual(simulate(problem, offsets!));
  expect([verification!.ok, verification!.peak], hint).toEqual([true, peak]);
}

/** Holds a refusal to the optimum: what it names has no plan either when it is alone. Returns its cause. */
function checkRefusal({ problem }: Question, result: PlanResult, optimum: number, hint: string): string {
  const { buffers, capacity = Infinity } = problem;
  expect(result, hint).toMatchObject({ status: "infeasible", offsets: null, peak: null, stoppedBy: null });
  expect(result.verification, hint).toBeNull();
  const { cause, buffers: named } = result.infeasibility!;
  expect(result.lowerBound, hint).toBeLessThanOrEqual(optimum);
  if (cause !== "collision" && cause !== "fixed") expect(result.lowerBound, hint).toBeGreaterThan(capacity);
  expect(named, hint).toEqual([...new Set(named)].sort((a, b) => a - b));
  const alone = { ...problem, buffers: named.map((b) => buffers[b]!) };
  expect(bruteForce(alone, Math.min(capacity, ENOUGH)), `${hint}: ${cause} of ${named}`).toBeNull();
  return `cause ${cause}`;
}

/** All that `plan` and `planSync` have to agree about. */
function answerOf({ solveMs: _, ...answer }: PlanResult) {
  return answer;
}

describe("problems at the edges", () => {
  it(
    `have the answers of brute force, and name what has no plan alone, ${CASES} times`,
    async () => {
      const counts = new Map<string, number>();
      const count = (what: string): void => void counts.set(what, (counts.get(what) ?? 0) + 1);
      for (let seed = 0; seed < CASES; seed++) {
        const problem = edgeProblem(seed);
        const optimum = bruteForceOptimum(problem);
        for (const edge of edgesOf(problem)) count(edge);
        if (optimum === Infinity) count("no plan");
        else if (optimum > bruteForceBound(problem)) count("above the bound");
        for (const question of questionsOf(problem, optimum)) {
          const { capacity } = question.problem;
          const hint = `edgeProblem(${seed}), capacity ${capacity}, minimize ${question.options.minimize}`;
          const result = planSync(question.problem, question.options);
          if (optimum < Infinity && optimum <= (capacity ?? Infinity)) {
            checkPlan(question, result, optimum, hint);
            count(result.status);
          } else count(checkRefusal(question, result, optimum, hint));
          if (seed % EVERY !== 0) continue;
          expect(answerOf(await plan(question.problem, question.options)), hint).toEqual(answerOf(result));
          count("asked of both");
        }
      }
      const most = (share: number, names: readonly string[]) => {
        for (const name of names) expect(counts.get(name) ?? 0, `${name} in ${CASES}`).toBeGreaterThan(share * CASES);
      };
      most(0.3, ["base", "no bytes", "no time", "aligned", "fixed"]);
      most(0.05, ["no plan", "above the bound", "feasible"]);
      most(
        0.1,
        ["size", "fixed", "collision", "load", "stack"].map((cause) => `cause ${cause}`),
      );
      most(0.005, EDGES);
      most(0.003, ["cause search"]);
      most(0.2, ["asked of both"]);
      expect(counts.get("optimal")).toBeGreaterThan(CASES);
    },
    Math.max(60_000, CASES * 10),
  );
});
