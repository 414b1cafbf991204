import { describe, expect, it } from "vitest";
import { planSync } from "../../src/constrained/index.js";
import { explainPeak, type MemoryExplanation } from "../../src/explain/index.js";
import { isConstrained, type Problem } from "../../src/problem/index.js";
import { simulate } from "../../src/sim/index.js";
import { bruteForceOptimum } from "../support/brute-force.js";
import { type Construct, constraintProblem } from "../support/constraint-problems.js";
import { HAND_CHECKED } from "../support/hand-checked.js";
import { KINDS, smallProblem } from "../support/small-problems.js";
import { isValid } from "../support/valid.js";
import { infeasibleProblem } from "./infeasible-problems.js";

const MIXTURES: readonly (readonly Construct[])[] = [
  ["gaps", "windows", "fixed"],
  ["aliases", "apart"],
  ["free", "inplace"],
  ["memories", "reserved", "fixed"],
  ["banks", "exclusive"],
  ["memories", "spill"],
];

/** Bytes that some buffer of a memory needs at a time, one by one. */
function bytesInUse(problem: Problem, offsets: ArrayLike<number>, inMemory: (b: number) => boolean, time: number) {
  const used = new Set<number>();
  for (const [b, { lower, upper, size, gaps = [] }] of problem.buffers.entries()) {
    if (!inMemory(b) || time < lower || upper <= time) continue;
    const gap = gaps.find((each) => each.lower <= time && time < each.upper);
    const [from, to] = gap === undefined ? [0, size] : [gap.from ?? 0, gap.to ?? 0];
    for (let byte = from; byte < to; byte++) used.add(offsets[b]! + byte);
  }
  return used;
}

function checkWaste(
  problem: Problem,
  told: MemoryExplanation,
  offsets: ArrayLike<number>,
  inMemory: (b: number) => boolean,
) {
  const { waste, peak, liveBytes, base, time, capacity } = told;
  const causes = Object.values(waste!.byCause);
  expect(causes.every((bytes) => bytes >= 0)).toBe(true);
  expect(causes.reduce((sum, bytes) => sum + bytes, 0)).toBe(peak! - liveBytes);
  expect(waste!.bytes).toBe(peak! - liveBytes);
  const used = time === null ? new Set<number>() : bytesInUse(problem, offsets, inMemory, time);
  expect(used.size).toBe(liveBytes);
  const seen = new Set<number>();
  for (const { from, to } of waste!.holes) {
    for (let byte = from; byte < to; byte++) {
      expect(used.has(byte)).toBe(false);
      expect(seen.has(byte)).toBe(false);
      seen.add(byte);
      expect(byte >= base && byte < base + peak!).toBe(true);
    }
  }
  expect(seen.size).toBe(waste!.bytes);
  expect(peak).toBeLessThanOrEqual(capacity);
}

describe("what is told of a peak", () => {
  it("has every byte below it as live, or wasted by one cause", () => {
    let cases = 0;
    for (let seed = 0; seed < 400; seed++) {
      const problem = smallProblem(seed, KINDS[seed % KINDS.length]!);
      const result = planSync(problem, { stepLimit: seed % 2 === 0 ? 0 : 1000 });
      const { memories, bound } = explainPeak(problem, result);
      expect(memories.length).toBe(1);
      const [told] = memories;
      checkWaste(problem, told!, result.offsets!, () => true);
      expect(told!.peak).toBe(result.peak);
      expect(bound.bytes).toBe(result.lowerBound);
      cases++;
    }
    for (let seed = 0; seed < 600; seed++) {
      const problem = constraintProblem(seed, MIXTURES[seed % MIXTURES.length]!, 7);
      if (!isValid(problem)) continue;
      const result = planSync(problem);
      if (result.offsets === null) continue;
      const { memories } = explainPeak(problem, result);
      for (const [m, told] of memories.entries()) {
        const inMemory = (b: number): boolean => result.memories![b] === problem.memories![m]!.id;
        checkWaste(problem, told, result.offsets, inMemory);
        expect(told.peak).toBe(result.verification!.memories[m]!.peak);
        expect(told.loadBytes).toBe(result.verification!.memories[m]!.maxLiveBytes);
      }
      cases++;
    }
    expect(cases).toBeGreaterThan(700);
  });

  it("is at a time when the highest byte is in use, if it ever is", () => {
    for (let seed = 0; seed < 200; seed++) {
      const problem = smallProblem(seed);
      const { offsets, peak } = planSync(problem);
      const [told] = explainPeak(problem, { offsets }).memories;
      const top = (b: number): number => offsets![b]! + problem.buffers[b]!.size;
      expect(told!.live.some(({ buffer }) => top(buffer) === peak)).toBe(true);
      expect(told!.live.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
      expect(told!.live.map(({ bytes }) => bytes)).toEqual(told!.live.map(({ bytes }) => bytes).sort((a, b) => b - a));
    }
  });

  it("has the load over time that the simulator has", () => {
    for (const { problem } of HAND_CHECKED) {
      const result = planSync(problem);
      if (result.offsets === null) continue;
      const { memories } = explainPeak(problem, result);
      if (memories.length > 1) continue;
      const ids = result.memories;
      const { timeline } = simulate(problem, result.offsets, {
        timeline: true,
        ...(ids !== null && isConstrained(problem) && { memories: ids }),
      });
      const { times, liveBytes, tops } = memories[0]!.load;
      expect(Array.from(times)).toEqual(timeline!.map(({ time }) => time));
      expect(Array.from(liveBytes)).toEqual(timeline!.map((point) => point.liveBytes));
      expect(Array.from(tops!)).toEqual(timeline!.map(({ top }) => top));
    }
  });

  it("is about the load where there is no plan", () => {
    for (let seed = 0; seed < 200; seed++) {
      const problem = smallProblem(seed);
      const [told] = explainPeak(problem).memories;
      expect(told!.peak).toBeNull();
      expect(told!.waste).toBeNull();
      expect(told!.load.tops).toBeNull();
      expect(told!.liveBytes).toBe(told!.loadBytes);
      expect(told!.live.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(told!.loadBytes);
      const { offsets } = planSync(problem);
      const [planned] = explainPeak(problem, { offsets }).memories;
      expect(told!.load.liveBytes).toEqual(planned!.load.liveBytes);
      expect(told!.load.times).toEqual(planned!.load.times);
    }
  });

  it("counts what aliases share once, plan or no plan", () => {
    let cases = 0;
    for (let seed = 0; seed < 300; seed++) {
      const problem = constraintProblem(seed, ["aliases", "windows"], 6);
      if (!isValid(problem)) continue;
      const result = planSync(problem);
      if (result.offsets === null) continue;
      const [without] = explainPeak(problem).memories;
      const [with_] = explainPeak(problem, result).memories;
      expect(without!.loadBytes).toBe(with_!.loadBytes);
      cases++;
    }
    expect(cases).toBeGreaterThan(100);
  });

  it("has a bound that no plan is below, and says what it rests on", () => {
    const seen = new Set<string>();
    for (let seed = 0; seed < 300; seed++) {
      const problem = smallProblem(seed);
      const { bound } = explainPeak(problem);
      expect(bound.bytes).toBeLessThanOrEqual(bruteForceOptimum(problem));
      seen.add(bound.restsOn);
    }
    const problem = infeasibleProblem(0, "search");
    seen.add(explainPeak(problem, planSync(problem)).bound.restsOn);
    for (const { problem } of HAND_CHECKED) seen.add(explainPeak(problem).bound.restsOn);
    expect([...seen].sort()).toEqual(["buffer", "clique", "load", "search", "stack"]);
  });
});

describe("waste", () => {
  const long = { lower: 0, upper: 2 };

  function wasteOf(problem: Problem, offsets: readonly number[]) {
    const { waste } = explainPeak(problem, { offsets }).memories[0]!;
    return waste!;
  }

  it("below an aligned buffer is padding as far as it cannot come down, else fragmentation", () => {
    const buffers = [
      { id: "a", ...long, size: 3 },
      { id: "b", ...long, size: 4, alignment: 8 },
    ];
    expect(wasteOf({ buffers }, [0, 8]).holes).toEqual([{ from: 3, to: 8, cause: "alignment", above: 1 }]);
    expect(wasteOf({ buffers }, [0, 16]).holes).toEqual([
      { from: 3, to: 11, cause: "fragmentation", above: 1 },
      { from: 11, to: 16, cause: "alignment", above: 1 },
    ]);
  });

  it("below a fixed buffer is the fixed offset's", () => {
    const buffers = [
      { id: "a", ...long, size: 3 },
      { id: "b", ...long, size: 4, offset: 5 },
    ];
    expect(wasteOf({ buffers }, [0, 5]).byCause).toEqual({ alignment: 0, fixed: 2, reserved: 0, fragmentation: 0 });
  });

  it("is a reserved range, and what is too small below it", () => {
    const memories = [{ id: "m", capacity: 20, reserved: [{ from: 2, to: 4 }] }];
    const buffers = [{ id: "a", ...long, size: 3, memory: "m" }];
    expect(wasteOf({ memories, buffers }, [4]).byCause).toEqual({
      alignment: 0,
      fixed: 0,
      reserved: 4,
      fragmentation: 0,
    });
    expect(wasteOf({ memories, buffers: [{ ...buffers[0]!, size: 2 }] }, [4]).byCause).toEqual({
      alignment: 0,
      fixed: 0,
      reserved: 2,
      fragmentation: 2,
    });
  });

  it("is fragmentation where a buffer is held up at other times", () => {
    const buffers = [
      { id: "a", lower: 0, upper: 1, size: 2 },
      { id: "b", lower: 0, upper: 2, size: 3 },
      { id: "c", lower: 1, upper: 2, size: 1 },
    ];
    const told = explainPeak({ buffers }, { offsets: [0, 2, 5] }).memories[0]!;
    expect(told.time).toBe(1);
    expect(told.waste!.holes).toEqual([{ from: 0, to: 2, cause: "fragmentation", above: 1 }]);
    expect(told.message).toBe(
      'the peak of 6 bytes is at t = 1: 2 buffers with 4 bytes: "b" 3 (75 %), "c" 1 (25 %); ' +
        "2 bytes are wasted: 2 fragmentation; the bound of 5 bytes rests on the bytes that are needed at one time",
    );
  });
});
