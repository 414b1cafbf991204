import { describe, expect, it } from "vitest";
import { plan, planSync } from "../../src/constrained/index.js";
import { explainUnknown, explainUnknownSync, GapRecorder } from "../../src/explain/index.js";
import type { PlanResult } from "../../src/planner/index.js";
import { simulate } from "../../src/sim/index.js";
import { bruteForceOptimum } from "../support/brute-force.js";
import { infeasibleProblem } from "./infeasible-problems.js";

/** What a run would have come to whose time was up. */
function late(result: PlanResult, solveMs: number): PlanResult {
  return { ...result, status: "unknown", infeasibility: null, offsets: null, stoppedBy: "deadline", solveMs };
}

describe("what is told of a run without an answer", () => {
  it("has the plan of least overflow, which the simulator accepts but for its height", () => {
    for (let seed = 0; seed < 60; seed++) {
      const problem = infeasibleProblem(seed, seed % 2 === 0 ? "aligned" : "fixed");
      const told = explainUnknownSync(problem, late(planSync(problem), 100));
      const least = bruteForceOptimum(problem);
      expect(told.closest!.peak).toBe(least);
      expect(told.closest!.overflow).toBe(least - problem.capacity!);
      const report = simulate(problem, told.closest!.offsets, { capacity: told.closest!.peak });
      expect(report.ok).toBe(true);
      expect(told.closest!.verification.ok).toBe(true);
      expect(told.bound).toBe(least);
      expect(told.gap).toBe(0);
    }
  });

  it("has a closest plan in every memory", () => {
    const long = { lower: 0, upper: 1, size: 4 };
    const problem = {
      memories: [
        { id: "m", capacity: 6 },
        { id: "n", capacity: 9 },
      ],
      buffers: [
        { id: "a", ...long, memory: "m" },
        { id: "b", ...long, memory: "n" },
        { id: "c", ...long, memory: "m" },
      ],
    };
    const { closest } = explainUnknownSync(problem, late(planSync(problem), 100));
    expect(closest!.memories).toEqual(["m", "n", "m"]);
    expect(closest!.peak).toBe(12);
    expect(closest!.overflow).toBe(2);
  });

  it("knows a plan that the run met, within no further steps", () => {
    const problem = infeasibleProblem(4, "search");
    const recorder = new GapRecorder();
    const result = planSync(problem, { onProgress: recorder.hear });
    expect(recorder.best).not.toBeNull();
    const told = explainUnknownSync(problem, late(result, 100), { recorder, timeLimitMs: 0 });
    expect(told.closest!.peak).toBe(recorder.best!.peak);
    expect(told.curve.at(-1)!.bound).toBe(result.lowerBound);
  });

  it("hears how the gap shrinks, without what says nothing new", async () => {
    const problem = infeasibleProblem(7, "search");
    const recorder = new GapRecorder();
    await plan(problem, { onProgress: recorder.hear });
    const { points } = recorder;
    expect(points.length).toBeGreaterThan(1);
    for (const [i, { ms, bound, peak }] of points.entries()) {
      const before = points[i - 1];
      if (before === undefined) continue;
      expect(ms).toBeGreaterThanOrEqual(before.ms);
      expect(bound).toBeGreaterThanOrEqual(before.bound);
      expect(peak! < (before.peak ?? Number.POSITIVE_INFINITY) || bound > before.bound).toBe(true);
    }
  });

  it("keeps a long curve short, from its beginning to its end", () => {
    const recorder = new GapRecorder();
    const rest = { incumbent: null, offsets: null, memories: null, terms: [], steps: 0 };
    for (let i = 0; i < 5000; i++) recorder.hear({ ...rest, peak: 10_000 - i, lowerBound: 0, elapsedMs: i });
    expect(recorder.points.length).toBeLessThanOrEqual(1024);
    expect(recorder.points[0]).toEqual({ ms: 0, peak: 10_000, bound: 0 });
    expect(recorder.points.at(-1)).toEqual({ ms: 4999, peak: 5001, bound: 0 });
  });

  it.each([
    [90, "deadline", "likely"],
    [50, "deadline", "unclear"],
    [10, "deadline", "unlikely"],
    [90, null, "unlikely"],
  ] as const)("the last change after %d of 100 ms, stopped by %s: more time is %s to help", (ms, stoppedBy, says) => {
    const problem = infeasibleProblem(3, "aligned");
    const recorder = new GapRecorder();
    const rest = { incumbent: null, offsets: null, memories: null, terms: [], steps: 0 };
    recorder.hear({ ...rest, peak: 30, lowerBound: 1, elapsedMs: 1 });
    recorder.hear({ ...rest, peak: 29, lowerBound: 1, elapsedMs: ms });
    const result = { ...late(planSync(problem), 100), stoppedBy };
    const told = explainUnknownSync(problem, result, { recorder, timeLimitMs: 0 });
    expect(told.moreTime).toBe(says);
    expect(told.message).toContain(`last changed after ${ms} ms of 100 ms (${ms} % of the time)`);
  });

  it("goes on with the curve where a closer plan was found after the run, and so does the trend", async () => {
    for (const [seed, cause] of [
      [3, "aligned"],
      [5, "fixed"],
      [3, "apart"],
    ] as const) {
      const problem = infeasibleProblem(seed, cause);
      const recorder = new GapRecorder();
      const rest = { incumbent: null, offsets: null, memories: null, terms: [], steps: 0 };
      recorder.hear({ ...rest, peak: 1000, lowerBound: 1, elapsedMs: 0.001 });
      const result = late(planSync(problem), 1_000_000);
      for (const told of [
        explainUnknownSync(problem, { ...result, lowerBound: 1 }, { recorder }),
        await explainUnknown(problem, { ...result, lowerBound: 1 }, { recorder }),
      ]) {
        const { curve, closest, bound } = told;
        expect(curve[0]).toEqual({ ms: 0.001, peak: 1000, bound: 1 });
        expect(curve.at(-1)).toMatchObject({ peak: closest!.peak, bound });
        expect(curve.at(-1)!.ms).toBeGreaterThan(1_000_000);
        for (const [i, { ms }] of curve.entries()) if (i > 0) expect(ms).toBeGreaterThanOrEqual(curve[i - 1]!.ms);
        expect(told.moreTime).toBe("likely");
        expect(recorder.points).toHaveLength(1);
      }
    }
  });

  it("says so where the bound is the capacity", () => {
    const problem = { ...infeasibleProblem(3, "aligned"), capacity: 12 };
    const told = explainUnknownSync(problem, { ...late(planSync(problem), 100), lowerBound: 12 });
    expect(told.message).toContain("none peaks below 12 bytes, which is the capacity: ");
  });

  it("cannot tell of time where nobody listened", () => {
    const problem = infeasibleProblem(3, "aligned");
    expect(explainUnknownSync(problem, late(planSync(problem), 100)).moreTime).toBe("unclear");
  });

  it("is the same with a promise", async () => {
    const problem = infeasibleProblem(3, "apart");
    const result = late(planSync(problem), 100);
    const [one, other] = [await explainUnknown(problem, result), explainUnknownSync(problem, result)];
    expect(one).toEqual(other);
  });
});
