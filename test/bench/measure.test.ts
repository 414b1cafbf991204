import { describe, expect, it } from "vitest";
import { type Answer, faultOf, measure, median, type Subject } from "../../bench/measure.mjs";
import { type Problem, planSync } from "../../src/index.js";

/** Load bound 5, and plans reach it. */
const PROBLEM: Problem = {
  capacity: 8,
  buffers: [
    { id: "a", lower: 0, upper: 2, size: 2 },
    { id: "b", lower: 1, upper: 3, size: 3 },
  ],
};
const answer = (changes: Partial<Answer> = {}): Answer => ({ ...planSync(PROBLEM), ...changes });
const WANTED = { statuses: ["optimal", "feasible"], optimum: 5 } as const;

/** Answers in turn, the last one for ever, and how often it was asked. */
function subjectOf(answers: readonly Answer[], changes: Partial<Subject> = {}) {
  const state = { calls: 0 };
  const solve = () => answers[Math.min(state.calls++, answers.length - 1)]!;
  return { state, subject: { name: "made up", problem: () => PROBLEM, solve, wanted: WANTED, ...changes } };
}

describe("median", () => {
  it("is the middle value, or the mean of the two in the middle", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([10, 1, 2, 5])).toBe(3.5);
    expect(median(new Set([7]))).toBe(7);
  });

  it("of nothing is NaN, and it leaves its input as it is", () => {
    expect(median([])).toBeNaN();
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("faultOf", () => {
  it("finds nothing wrong with a verified plan", () => {
    expect(faultOf(answer(), WANTED, PROBLEM)).toBeNull();
  });

  it("lets an answer without a plan pass where it is expected", () => {
    const none = answer({ status: "unknown", peak: null, verification: null, stoppedBy: "deadline" });
    expect(faultOf(none, { statuses: ["unknown"] }, PROBLEM)).toBeNull();
    expect(faultOf(none, WANTED, PROBLEM)).toBe("expected optimal or feasible, got unknown (stopped by deadline)");
  });

  it.each<[string, Partial<Answer>, RegExp]>([
    ["a plan without a report", { verification: null }, /not verified/],
    ["a refuted plan", { verification: { ...answer().verification!, ok: false } }, /not verified/],
    ["a peak that is not the plan's", { peak: 6 }, /claims a peak of 6, the simulator sees 5/],
    ["a bound above the known optimum", { lowerBound: 6 }, /lower bound of 6 over the known optimum 5/],
    ["an optimum that is not proved", { lowerBound: 4 }, /claims 5 as optimal at a bound of 4/],
  ])("names %s", (_, changes, message) => {
    expect(faultOf(answer(changes), WANTED, PROBLEM)).toMatch(message);
  });

  it("names a peak over the capacity, and one under the bound", () => {
    expect(faultOf(answer(), WANTED, { ...PROBLEM, capacity: 4 })).toMatch(/over the capacity 4/);
    const low = answer({ status: "feasible", lowerBound: 6 });
    expect(faultOf(low, { statuses: ["feasible"] }, PROBLEM)).toMatch(/under the lower bound 6/);
  });
});

describe("measure", () => {
  it("takes the median of the warm runs and keeps the first run apart", async () => {
    // The first run, one of 400 ms that ends the warm-up, and three that are timed.
    const { subject, state } = subjectOf([50, 400, 1, 3, 2].map((solveMs) => answer({ solveMs })));
    const row = await measure(subject, { runs: 3 });
    expect(row).toMatchObject({
      firstMs: 50,
      ms: 2,
      leastMs: 1,
      runs: 3,
      fault: null,
      peak: 5,
      ratio: 1,
      usPerStep: null,
    });
    expect(state.calls).toBe(5);
  });

  it("gives the cost of a step where there were steps", async () => {
    const { subject } = subjectOf([answer({ solveMs: 200, steps: 1000 })]);
    expect(await measure(subject)).toMatchObject({ usPerStep: 200, runs: 5 });
  });

  it("does not time an answer that is wrong", async () => {
    const { subject, state } = subjectOf([answer({ status: "infeasible" })]);
    expect(await measure(subject)).toMatchObject({ fault: "expected optimal or feasible, got infeasible", runs: 0 });
    expect(state.calls).toBe(1);
  });

  it("finds a repeat that gives another answer, unless answers may vary", async () => {
    const answers = [answer({ solveMs: 60, steps: 7 }), answer({ solveMs: 60, steps: 8 })];
    const strict = subjectOf(answers);
    expect(await measure(strict.subject)).toMatchObject({ fault: "a repeat gave steps 8, the first run 7" });
    expect(await measure(subjectOf(answers, { varies: true }).subject)).toMatchObject({ fault: null, runs: 5 });
  });

  it("does not repeat what a limit stopped, nor what is to run once", async () => {
    const stopped = subjectOf([answer({ stoppedBy: "deadline", solveMs: 9 })]);
    expect(await measure(stopped.subject)).toMatchObject({ runs: 0, ms: 9 });
    const once = subjectOf([answer()], { once: true });
    expect(await measure(once.subject)).toMatchObject({ runs: 0 });
    expect([stopped.state.calls, once.state.calls]).toEqual([1, 1]);
  });

  it("repeats what takes long only as often as there is patience for", async () => {
    const { subject, state } = subjectOf([answer({ solveMs: 6_000 })]);
    expect(await measure(subject)).toMatchObject({ runs: 2, ms: 6_000 });
    expect(state.calls).toBe(4);
  });

  it("gives no row where it was stopped before the first answer", async () => {
    const { subject } = subjectOf([answer({ stoppedBy: "cancel" })]);
    expect(await measure(subject)).toBeNull();
  });

  it("keeps what was timed where it was stopped later", async () => {
    const { subject } = subjectOf([answer({ solveMs: 100 }), answer({ solveMs: 100 }), answer({ solveMs: 4 })]);
    const stop = new AbortController();
    const row = await measure(subject, {
      signal: stop.signal,
      onRun: (what) => {
        if (what === "run 2 of 5") stop.abort();
      },
    });
    expect(row).toMatchObject({ runs: 2, ms: 4, firstMs: 100 });
  });
});
