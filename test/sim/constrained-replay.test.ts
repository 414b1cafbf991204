import { describe, expect, it } from "vitest";
import type { Problem } from "../../src/problem/index.js";
import { Random } from "../../src/problem/random.js";
import { simulate } from "../../src/sim/index.js";
import { constrainedOracle } from "./constrained-oracle.js";
import { greedyPlacing, mutate, randomProblem, simulatePlacing } from "./constrained-plans.js";

const PROBLEMS = Number(process.env.SIM_REPLAYS ?? 500);

describe("the replay of a plan with constraints", () => {
  it("counts, sees and measures what a walk over single bytes and couples does", () => {
    let cases = 0;
    let shared = 0;
    for (let seed = 7_000_000; seed < 7_000_000 + PROBLEMS; seed++) {
      const random = new Random(seed);
      const problem = randomProblem(seed, random);
      if (problem === null) continue;
      const placings = [greedyPlacing(problem, random)];
      for (let i = 0; i < 3; i++) placings.push(mutate(problem, placings[i]!, random));
      for (const placing of placings) {
        cases++;
        const told = `seed ${seed}: ${JSON.stringify({ ...problem, ...placing })}`;
        const report = simulatePlacing(problem, placing, { timeline: true, maxViolations: 1e6 });
        const expected = constrainedOracle(problem, placing);
        const { offset: _, limit: __, ...counts } = report.counts;
        expect(counts, told).toEqual(expected.counts);
        for (const [kind, count] of Object.entries(report.counts)) {
          expect(report.violations.filter((violation) => violation.kind === kind).length, told).toBe(count);
        }
        const lost = report.violations.flatMap((v) => (v.kind === "clobbered-read" ? [v.clobberedBytes] : []));
        expect(lost.toSorted(), told).toEqual(expected.clobberedBytes.toSorted());
        let at = -1;
        for (const { time, live, top } of expected.steps) {
          if (report.timeline![at + 1]?.time === time) at++;
          const point = report.timeline![at]!;
          expect([point.liveBytes, point.top], told).toEqual([sum(live), sum(top)]);
          if (report.ok && sum(live) > 0) shared++;
        }
        expect(at).toBe(report.timeline!.length - 1);
        for (const [m, memory] of report.memories.entries()) {
          const most = Math.max(0, ...expected.steps.map(({ live }) => live[m]!));
          expect(memory.maxLiveBytes, told).toBe(most);
          const when = expected.steps.find(({ live }) => live[m] === most && most > 0)?.time ?? null;
          expect(memory.maxLiveTime, told).toBe(when);
          const reached = expected.steps.find(({ top }) => top[m]! > 0 && top[m] === memory.peak)?.time ?? null;
          expect(memory.peakTime, told).toBe(reached);
        }
        expect(report.maxLiveBytes, told).toBe(Math.max(0, ...expected.steps.map(({ live }) => sum(live))));
        if (report.ok) expect(report.utilization.max, told).toBeLessThanOrEqual(1);
      }
    }
    expect(cases).toBeGreaterThan(2 * PROBLEMS);
    expect(shared).toBeGreaterThan(PROBLEMS);
  });

  it("sums memories, each of which is replayed by itself", () => {
    const problem: Problem = {
      memories: [
        { id: "m", capacity: 8 },
        { id: "n", base: 16 },
        { id: "none", capacity: 2 },
      ],
      buffers: [
        { id: "a", lower: 0, upper: 4, size: 6, memory: "m" },
        { id: "b", lower: 2, upper: 6, size: 4, memory: "n" },
        { id: "c", lower: 8, upper: 9, size: 1, memory: "m" },
      ],
    };
    const report = simulate(problem, [1, 20, 0], { timeline: true });
    expect(report).toMatchObject({
      ok: true,
      capacity: Number.POSITIVE_INFINITY,
      peak: 15,
      peakTime: 2,
      maxLiveBytes: 10,
    });
    expect(report.memories).toEqual([
      { id: "m", capacity: 8, peak: 7, peakTime: 0, maxLiveBytes: 6, maxLiveTime: 0 },
      { id: "n", capacity: Number.POSITIVE_INFINITY, peak: 8, peakTime: 2, maxLiveBytes: 4, maxLiveTime: 2 },
      { id: "none", capacity: 2, peak: 0, peakTime: null, maxLiveBytes: 0, maxLiveTime: null },
    ]);
    expect(report.timeline!.map(({ time, liveBytes, top }) => [time, liveBytes, top])).toEqual([
      [0, 6, 7],
      [2, 10, 15],
      [4, 4, 8],
      [6, 0, 0],
      [8, 1, 1],
      [9, 0, 0],
    ]);
    expect(report.utilization.mean).toBeCloseTo((2 * 6 + 2 * 10 + 2 * 4 + 1) / 9 / 15);
    expect(report.fragmentation.max).toBe(1 - 4 / 8);
    expect(report.events).toEqual({ allocations: 3, writes: 3, reads: 3, frees: 3 });
  });

  it("takes every piece of a lifetime for an owner, and counts bytes that two share once", () => {
    const problem: Problem = {
      buffers: [
        {
          id: "whole",
          lower: 0,
          upper: 4,
          size: 8,
          gaps: [
            { lower: 1, upper: 2, from: 0, to: 4 },
            { lower: 2, upper: 3 },
          ],
        },
        { id: "part", lower: 0, upper: 4, size: 4 },
      ],
      aliases: [{ buffer: "part", of: "whole", at: 4 }],
    };
    const report = simulate(problem, [0, 4], { timeline: true });
    expect(report.ok).toBe(true);
    expect(report.events.writes).toBe(4);
    expect(report.timeline!.map(({ liveBytes }) => liveBytes)).toEqual([8, 8, 4, 8, 0]);
  });
});

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
