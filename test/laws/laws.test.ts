import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isAskable } from "../../optima/replay.mjs";
import { stackBound } from "../../src/bounds/index.js";
import { greedy, RULES } from "../../src/heuristics/index.js";
import { drive } from "../../src/planner/drive.js";
import { type PlanResult, planSync } from "../../src/planner/index.js";
import { checkOptions } from "../../src/planner/options.js";
import { Run } from "../../src/planner/run.js";
import { type Buffer, loadBound, type Problem, toArrays } from "../../src/problem/index.js";
import { ALL_RULES, type SearchRules } from "../../src/search/index.js";
import { simulate } from "../../src/sim/index.js";
import { problems } from "./arbitraries.js";

// How often each law is tried: `npm run laws` asks for 10,000 and more.
const RUNS = { numRuns: Number(process.env.LAW_RUNS ?? 200) };
const LIMIT_MS = Math.max(120_000, RUNS.numRuns * 1_000);

const least = (problem: Problem): PlanResult => planSync(problem, { minimize: true });

/** The least peak, which the planner proves on problems as small as these. */
function optimumOf(problem: Problem): number {
  const { status, peak } = least(problem);
  expect(status).toBe("optimal");
  return peak!;
}

function withBuffers({ buffers }: Problem, change: (buffer: Buffer, index: number) => Buffer): Problem {
  return { buffers: buffers.map(change) };
}

/** A capacity near the optimum that no single buffer exceeds. */
function near(problem: Problem, delta: number): number {
  const capacity = optimumOf(problem) + delta;
  return isAskable(problem, capacity) ? capacity : capacity - delta;
}

/** Whether bound and heuristics leave the least peak open. */
function leavesSearch(problem: Problem): boolean {
  return planSync(problem, { minimize: true, stepLimit: 0 }).status !== "optimal";
}

/**
 * The answer of a search by so many threads from its first step on: `plan` lets the calling thread go ahead, and on problems as small as
 * these no other would ever join it. With `waits`, the calling thread leaves all steps to the workers.
 */
async function searchedBy(threads: number, waits: boolean, problem: Problem, minimize: boolean) {
  const limits = { ...checkOptions({ minimize }), threads, stepsAlone: 0 };
  const run = new Run(toArrays(problem), limits);
  if (waits) run.searchFor = () => {};
  const { plan, lowerBound } = await drive(run, limits, {});
  expect(simulate({ buffers: problem.buffers }, plan.offsets)).toMatchObject({ ok: true, peak: plan.peak });
  return { peak: plan.peak, lowerBound };
}

describe(
  "laws",
  () => {
    it("load bound ≤ stack bound ≤ least peak, which is the bound of the answer", () => {
      fc.assert(
        fc.property(problems(), (problem) => {
          const { peak, lowerBound, offsets } = least(problem);
          const arrays = toArrays(problem);
          const load = loadBound(arrays);
          const stack = stackBound(arrays, load);
          expect(stack).toBeGreaterThanOrEqual(load);
          expect(lowerBound).toBeGreaterThanOrEqual(stack);
          expect(peak).toBe(lowerBound);
          expect(simulate(problem, offsets!).peak).toBe(peak);
        }),
        RUNS,
      );
    });

    it("a shift in time keeps the optimum", () => {
      fc.assert(
        fc.property(problems(), fc.integer({ min: -(2 ** 50), max: 2 ** 50 }), (problem, by) => {
          const shifted = withBuffers(problem, (b) => ({ ...b, lower: b.lower + by, upper: b.upper + by }));
          expect(optimumOf(shifted)).toBe(optimumOf(problem));
        }),
        RUNS,
      );
    });

    it("time backwards keeps the optimum", () => {
      fc.assert(
        fc.property(problems(), (problem) => {
          const reversed = withBuffers(problem, (b) => ({ ...b, lower: -b.upper, upper: -b.lower }));
          expect(optimumOf(reversed)).toBe(optimumOf(problem));
        }),
        RUNS,
      );
    });

    it("addresses mirrored within the capacity keep what fits, fixed offsets included", () => {
      fc.assert(
        fc.property(problems({ aligned: false }), fc.integer({ min: -1, max: 2 }), (problem, delta) => {
          const capacity = near(problem, delta);
          const mirrored = withBuffers(problem, ({ offset, ...b }) =>
            offset === undefined ? b : { ...b, offset: capacity - offset - b.size },
          );
          const [before, after] = [problem, mirrored].map(({ buffers }) => planSync({ buffers, capacity }));
          expect(after!.offsets === null).toBe(before!.offsets === null);
          if (before!.offsets === null) expect([before!.status, after!.status]).toEqual(["infeasible", "infeasible"]);
          else {
            const turned = problem.buffers.map(({ size }, i) => capacity - before!.offsets![i]! - size);
            expect(simulate({ ...mirrored, capacity }, turned).violations).toEqual([]);
          }
        }),
        RUNS,
      );
    });

    it("new names keep the whole answer", () => {
      fc.assert(
        fc.property(problems(), fc.string(), (problem, name) => {
          const renamed = withBuffers(problem, (b, i) => ({ ...b, id: `${name}-${i * 7}` }));
          const [before, after] = [least(problem), least(renamed)];
          expect([after.status, after.peak, after.steps]).toEqual([before.status, before.peak, before.steps]);
          expect(after.offsets).toEqual(before.offsets);
        }),
        RUNS,
      );
    });

    it("the order of the rows changes neither status nor optimum", () => {
      const shuffled = problems().chain((problem) =>
        fc
          .shuffledSubarray([...problem.buffers], { minLength: problem.buffers.length })
          .map((buffers) => [problem, { buffers }] as const),
      );
      fc.assert(
        fc.property(shuffled, fc.integer({ min: -1, max: 1 }), ([problem, other], delta) => {
          expect(optimumOf(other)).toBe(optimumOf(problem));
          const capacity = near(problem, delta);
          const [before, after] = [problem, other].map(({ buffers }) => planSync({ buffers, capacity }));
          expect(after!.offsets === null).toBe(before!.offsets === null);
        }),
        RUNS,
      );
    });

    it("all bytes times a number, the optimum times that number", () => {
      fc.assert(
        fc.property(problems(), fc.integer({ min: 2, max: 2 ** 40 }), (problem, by) => {
          const scaled = withBuffers(problem, ({ alignment, offset, ...b }) => ({
            ...b,
            size: b.size * by,
            // What may lie anywhere must now lie on the grid, or it would have more choice than before.
            alignment: (alignment ?? 1) * by,
            ...(offset !== undefined && { offset: offset * by }),
          }));
          expect(optimumOf(scaled)).toBe(optimumOf(problem) * by);
          const free = withBuffers(problem, ({ alignment: _, offset: __, ...b }) => ({ ...b, size: b.size * by }));
          const plain = withBuffers(problem, ({ alignment: _, offset: __, ...b }) => b);
          expect(optimumOf(free)).toBe(optimumOf(plain) * by);
        }),
        RUNS,
      );
    });

    it("one buffer less is never harder", () => {
      fc.assert(
        fc.property(problems({ least: 1 }), fc.nat(), (problem, which) => {
          const fewer = { buffers: problem.buffers.toSpliced(which % problem.buffers.length, 1) };
          expect(optimumOf(fewer)).toBeLessThanOrEqual(optimumOf(problem));
        }),
        RUNS,
      );
    });

    it("a plan for a capacity is one for a byte more, and a refutation one for a byte less", () => {
      fc.assert(
        fc.property(problems(), fc.integer({ min: -2, max: 2 }), ({ buffers }, delta) => {
          const capacity = near({ buffers }, delta);
          const [below, above] = [capacity, capacity + 1].map((bytes) => planSync({ buffers, capacity: bytes }));
          if (below!.offsets !== null) {
            expect(above!.offsets).not.toBeNull();
            expect(simulate({ buffers, capacity: capacity + 1 }, below!.offsets).ok).toBe(true);
          }
          if (above!.status === "infeasible") expect(below!.status).toBe("infeasible");
          expect(above!.status).not.toBe("unknown");
        }),
        RUNS,
      );
    });

    it("every heuristic gives a valid plan, and none is below the optimum", () => {
      fc.assert(
        fc.property(problems(), (problem) => {
          const arrays = toArrays(problem);
          const optimum = optimumOf(problem);
          for (const rule of RULES) {
            const { offsets, peak } = greedy(arrays, { target: loadBound(arrays) }, [rule]);
            expect(simulate(problem, offsets)).toMatchObject({ ok: true, peak });
            expect(peak).toBeGreaterThanOrEqual(optimum);
          }
        }),
        RUNS,
      );
    });

    it("every set of pruning rules gives the optimum", () => {
      const anyRules = fc.record(Object.fromEntries(Object.keys(ALL_RULES).map((rule) => [rule, fc.boolean()])));
      fc.assert(
        fc.property(problems(), anyRules, (problem, rules) => {
          const { status, peak } = planSync(problem, { minimize: true, rules: rules as Partial<SearchRules> });
          expect([status, peak]).toEqual(["optimal", optimumOf(problem)]);
        }),
        RUNS,
      );
    });

    it("every number of threads gives the optimum, and nothing below it, wherever a search is left to do", async () => {
      const shape = { least: 8, most: 14, largest: 30, coarsest: 16 };
      const searched = fc.oneof(problems(shape), problems({ ...shape, fixed: false })).filter(leavesSearch);
      await fc.assert(
        fc.asyncProperty(searched, fc.integer({ min: 2, max: 4 }), fc.boolean(), async (problem, threads, waits) => {
          const optimum = optimumOf(problem);
          const best = await searchedBy(threads, waits, problem, true);
          expect(best).toMatchObject({ peak: optimum, lowerBound: optimum });
          const capacity = near(problem, -1);
          const result = await searchedBy(threads, waits, { ...problem, capacity }, false);
          if (capacity >= optimum) expect(result.peak).toBeLessThanOrEqual(capacity);
          else expect(result.lowerBound).toBeGreaterThan(capacity);
        }),
        RUNS,
      );
    });
  },
  LIMIT_MS,
);
