import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stackBound } from "../../src/bounds/index.js";
import { greedy, HEURISTICS } from "../../src/heuristics/index.js";
import { Clock } from "../../src/planner/clock.js";
import { drive } from "../../src/planner/drive.js";
import { type PlanResult, planSync } from "../../src/planner/index.js";
import { checkOptions } from "../../src/planner/options.js";
import { reduce } from "../../src/planner/reduce.js";
import { Run } from "../../src/planner/run.js";
import { type Buffer, lcm, loadBound, type Problem, toArrays } from "../../src/problem/index.js";
import { ALL_PRUNING, type Pruning } from "../../src/search/index.js";
import { simulate } from "../../src/sim/index.js";
import { faultsOf } from "../support/brute-force.js";
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

function withBuffers(problem: Problem, change: (buffer: Buffer, index: number) => Buffer): Problem {
  return { ...problem, buffers: problem.buffers.map(change) };
}

/** A capacity near the optimum. */
function near(problem: Problem, delta: number): number {
  return Math.max(0, optimumOf(problem) + delta);
}

/** All of an answer but the time that it took. */
function timeless({ solveMs: _, ...answer }: PlanResult) {
  return answer;
}

/** Whether bound and heuristics leave the least peak open. */
function leavesSearch(problem: Problem): boolean {
  return planSync(problem, { minimize: true, stepLimit: 0 }).status !== "optimal";
}

/**
 * The answer of a search by so many threads from its first step on: `plan` lets the calling thread go ahead, and on
 * problems as small as these no other would ever join it. With `waits`, the calling thread leaves all steps to the
 * workers.
 */
async function searchedBy(threads: number, waits: boolean, problem: Problem, minimize: boolean) {
  const limits = { ...checkOptions({ minimize }), threads, stepsAlone: 0 };
  const run = new Run(toArrays(problem), limits, new Clock());
  if (waits) run.state.searchFor = () => {};
  const { plan, lowerBound } = await drive(run, limits, {});
  const { capacity: _, ...unbounded } = problem;
  expect(simulate(unbounded, plan.offsets)).toMatchObject({ ok: true, peak: plan.peak });
  return { peak: plan.peak, lowerBound };
}

describe(
  "laws",
  () => {
    it("load bound ≤ stack bound ≤ least peak, which is the bound of the answer", () => {
      fc.assert(
        fc.property(problems(), (problem) => {
          const { peak, lowerBound, offsets } = least(problem);
          const { arrays, ground } = reduce(toArrays(problem));
          const load = loadBound(arrays);
          const stack = stackBound(arrays, load);
          expect(stack).toBeGreaterThanOrEqual(load);
          expect(lowerBound).toBeGreaterThanOrEqual(stack - ground);
          expect(lowerBound).toBeGreaterThanOrEqual(loadBound(toArrays(problem)));
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
          const { base = 0 } = problem;
          const turn = (offset: number, size: number): number => base + (base + capacity - (offset + size));
          const mirrored = withBuffers(problem, ({ offset, ...b }) => {
            if (offset === undefined) return b;
            const turned = turn(offset, b.size);
            // Beyond the capacity there is no plan, wherever it is turned to; −1 would be none.
            return { ...b, offset: turned < 0 ? base + capacity + 1 : turned };
          });
          const [before, after] = [problem, mirrored].map((each) => planSync({ ...each, capacity }));
          expect(after!.offsets === null).toBe(before!.offsets === null);
          if (before!.offsets === null) expect([before!.status, after!.status]).toEqual(["infeasible", "infeasible"]);
          else {
            const turned = problem.buffers.map(({ size }, i) => turn(before!.offsets![i]!, size));
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
          .map((buffers) => [problem, { ...problem, buffers }] as const),
      );
      fc.assert(
        fc.property(shuffled, fc.integer({ min: -1, max: 1 }), ([problem, other], delta) => {
          expect(optimumOf(other)).toBe(optimumOf(problem));
          const capacity = near(problem, delta);
          const [before, after] = [problem, other].map((each) => planSync({ ...each, capacity }));
          expect(after!.offsets === null).toBe(before!.offsets === null);
        }),
        RUNS,
      );
    });

    it("all bytes times a number, the optimum times that number", () => {
      fc.assert(
        fc.property(problems(), fc.integer({ min: 2, max: 2 ** 40 }), (problem, by) => {
          const { base = 0 } = problem;
          const scaled = withBuffers(problem, ({ alignment, offset, ...b }) => ({
            ...b,
            size: b.size * by,
            // What may lie anywhere must now lie on the grid, or it would have more choice than before.
            alignment: (alignment ?? 1) * by,
            ...(offset !== undefined && { offset: offset * by }),
          }));
          expect(optimumOf({ ...scaled, base: base * by })).toBe(optimumOf(problem) * by);
          const free = withBuffers(problem, ({ alignment: _, offset: __, ...b }) => ({ ...b, size: b.size * by }));
          const plain = withBuffers(problem, ({ alignment: _, offset: __, ...b }) => b);
          expect(optimumOf(free)).toBe(optimumOf(plain) * by);
        }),
        RUNS,
      );
    });

    it("a memory moved by a multiple of all alignments, with what is fixed in it, moves the plan alone", () => {
      fc.assert(
        fc.property(problems(), fc.integer({ min: 1, max: 2 ** 40 }), fc.nat({ max: 3 }), (problem, times, tight) => {
          const by = times * problem.buffers.reduce((multiple, { alignment = 1 }) => lcm(multiple, alignment), 1);
          const bounded = { ...problem, ...(tight > 0 && { capacity: near(problem, tight - 2) }) };
          const there = withBuffers(bounded, (b) => (b.offset === undefined ? b : { ...b, offset: b.offset + by }));
          const { offsets, verification: _, infeasibility: why, ...before } = timeless(planSync(bounded));
          const after = timeless(planSync({ ...there, base: (problem.base ?? 0) + by }));
          expect(after).toMatchObject(before);
          expect(after.offsets).toEqual(offsets?.map((offset) => offset + by) ?? null);
          expect([after.infeasibility?.cause, after.infeasibility?.buffers]).toEqual([why?.cause, why?.buffers]);
        }),
        RUNS,
      );
    });

    it("a buffer of no bytes, or with no time, changes nothing but the peak, to its own top", () => {
      const empty = fc.record({
        at: fc.integer({ min: -5, max: 15 }),
        length: fc.nat({ max: 9 }),
        size: fc.nat({ max: 12 }),
        alignment: fc.integer({ min: 1, max: 12 }),
        place: fc.option(fc.nat({ max: 3 })),
        where: fc.nat(),
      });
      fc.assert(
        fc.property(problems(), empty, ({ base = 0, ...problem }, { at, length, size, alignment, place, where }) => {
          const step = Math.ceil(base / alignment);
          const buffer: Buffer = {
            id: "empty",
            lower: at,
            upper: size === 0 ? at + length : at,
            size,
            alignment,
            ...(place !== null && { offset: (step + place) * alignment }),
          };
          const i = where % (problem.buffers.length + 1);
          const more = { ...problem, base, buffers: problem.buffers.toSpliced(i, 0, buffer) };
          const [before, after] = [least({ ...problem, base }), least(more)];
          const top = (step + (place ?? 0)) * alignment + size - base;
          expect([after.status, after.peak]).toEqual(["optimal", Math.max(before.peak!, top)]);
          // A top above the load bound is a bound itself, so that less is left to search.
          if (top <= loadBound(toArrays({ ...problem, base }))) {
            expect([after.steps, after.backtracks]).toEqual([before.steps, before.backtracks]);
            expect(after.offsets!.filter((_, b) => b !== i)).toEqual(before.offsets);
          }
          const tight = planSync({ ...more, capacity: after.peak! });
          expect(faultsOf(more, tight.offsets!, after.peak!)).toEqual([]);
          if (top > before.peak!) {
            const alone = { infeasibility: { buffers: [i] } };
            expect(planSync({ ...more, capacity: top - 1 })).toMatchObject({ status: "infeasible", ...alone });
          }
        }),
        RUNS,
      );
    });

    it("what means absent changes nothing: a capacity of Infinity, offsets and hints of −1, a base of 0", () => {
      fc.assert(
        fc.property(problems(), fc.boolean(), ({ buffers, base = 0 }, minimize) => {
          const plain = { ...(base > 0 && { base }), buffers: buffers.map(({ hint: _, ...b }) => b) };
          const same = {
            base,
            capacity: Infinity,
            buffers: plain.buffers.map((b) => ({ alignment: 1, offset: -1, hint: -1, ...b })),
          };
          const [before, after] = [plain, same].map((problem) => timeless(planSync(problem, { minimize })));
          expect(after).toEqual(before);
        }),
        RUNS,
      );
    });

    it("one buffer less is never harder", () => {
      fc.assert(
        fc.property(problems({ least: 1 }), fc.nat(), (problem, which) => {
          const fewer = { ...problem, buffers: problem.buffers.toSpliced(which % problem.buffers.length, 1) };
          expect(optimumOf(fewer)).toBeLessThanOrEqual(optimumOf(problem));
        }),
        RUNS,
      );
    });

    it("a plan for a capacity is one for a byte more, and a refutation one for a byte less", () => {
      fc.assert(
        fc.property(problems(), fc.integer({ min: -2, max: 2 }), (problem, delta) => {
          const capacity = near(problem, delta);
          const [below, above] = [capacity, capacity + 1].map((bytes) => planSync({ ...problem, capacity: bytes }));
          if (below!.offsets !== null) {
            expect(above!.offsets).not.toBeNull();
            expect(simulate({ ...problem, capacity: capacity + 1 }, below!.offsets).ok).toBe(true);
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
          const { arrays, ground, peakWithout, restore } = reduce(toArrays(problem));
          const optimum = optimumOf(problem);
          for (const rule of HEURISTICS) {
            const found = greedy(arrays, { target: loadBound(arrays) }, [rule]);
            const peak = Math.max(peakWithout, found.peak - ground);
            expect(simulate(problem, restore(found.offsets))).toMatchObject({ ok: true, peak });
            expect(peak).toBeGreaterThanOrEqual(optimum);
          }
        }),
        RUNS,
      );
    });

    it("every set of pruning rules gives the optimum", () => {
      const anyRules = fc.record(Object.fromEntries(Object.keys(ALL_PRUNING).map((rule) => [rule, fc.boolean()])));
      fc.assert(
        fc.property(problems(), anyRules, (problem, rules) => {
          const { status, peak } = planSync(problem, { minimize: true, rules: rules as Partial<Pruning> });
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
